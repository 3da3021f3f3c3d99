//! Who would gain by leaving at given payoffs, and how much.
//!
//! ```text
//!   e(S, x) = v(S) - x(S)        per member: e(S, x) / |S|        relative: e(S, x) / |v(S)|
//! ```
//!
//! The number of groups that would gain and the size of the largest gain are different things: both are told. Payoffs are in
//! the unit of the worths, for costs minus the charges.
//!
//! Long: one question, in floats and in fractions.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use num_bigint::BigInt;
use num_traits::Signed;

use crate::balance::{LOW, Point, sums};
use crate::exact::{Rational, float, floats, rational, rationals};
use crate::game::{Game, GameError, Sense, Worth};
use crate::group::Group;
use crate::parallel;
use crate::table::Table;
use crate::task::Task;

/// Blocks of one piece of work.
const BLOCKS: usize = 64;

/// By what groups are put in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// What the group would gain.
    #[default]
    Excess,
    /// What it would gain for each of its members.
    PerMember,
    /// What it would gain as a share of its worth, or of its cost. Only for groups that earn more than nothing, or that cost more
    /// than nothing: the others are left out.
    Relative,
}

/// What is asked of a report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// How many groups to name.
    pub most: usize,
    /// By what they are put in order.
    pub measure: Measure,
    /// A gain of no more than this, in the unit of the worths, counts as none. `None` takes what rounding of the payoffs can make:
    /// `2.2e-16 (n + 2)` times the largest worth and all payoffs together.
    pub tolerance: Option<f64>,
}

impl Default for Asked {
    fn default() -> Self {
        Self { most: 10, measure: Measure::Excess, tolerance: None }
    }
}

/// A group, and what it would gain by leaving.
#[derive(Clone, Debug, PartialEq)]
pub struct Tempted {
    /// The group.
    pub group: Group,
    /// What it is worth on its own.
    pub worth: f64,
    /// What its members get.
    pub paid: f64,
    /// What it would gain: `worth - paid`, rounded once.
    pub excess: f64,
    /// It cannot gain more than this; equal to `excess` unless the worth is not known exactly.
    pub bound: f64,
    /// What it would gain for each of its members.
    pub per_member: f64,
    /// What it would gain as a share of its worth or cost, where that is more than nothing.
    pub relative: Option<f64>,
}

/// Who would gain by leaving, and whether all is paid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Excesses {
    /// By what `most` is in order.
    pub measure: Measure,
    /// The most tempted groups, the most tempted one first; among equals the smaller group, then the one of earlier players.
    /// Their gain may be below zero.
    pub most: Vec<Tempted>,
    /// Groups with a gain of more than `tolerance`, by worths that they have for certain.
    pub blocking: u64,
    /// Groups looked at: proper and not empty.
    pub groups: u64,
    /// Whether these are all groups that there are.
    pub is_all: bool,
    /// A gain of no more than this counts as none.
    pub tolerance: f64,
    /// Sum of the payoffs.
    pub paid: f64,
    /// Worth of everybody.
    pub total: f64,
    /// For each player: what it gets beyond what it is worth alone.
    pub margins: Vec<f64>,
}

impl Excesses {
    /// Whether all that everybody is worth is paid out, and no more.
    #[must_use]
    pub fn is_efficient(&self) -> bool {
        (self.paid - self.total).abs() <= self.tolerance
    }

    /// The player who gets least beyond what it is worth alone, with that margin; the first among equals.
    #[must_use]
    pub fn worst_off(&self) -> (usize, f64) {
        let worst = (0..self.margins.len()).min_by(|a, b| self.margins[*a].total_cmp(&self.margins[*b]));
        worst.map_or((0, 0.0), |worst| (worst, self.margins[worst]))
    }

    /// Whether nobody gets less than alone.
    #[must_use]
    pub fn is_individually_rational(&self) -> bool {
        self.worst_off().1 >= -self.tolerance
    }

    /// Whether the payoffs are in the core: efficient, and no group would gain. `None` when no group that was looked at would gain, but
    /// not all were looked at.
    #[must_use]
    pub fn is_in_core(&self) -> Option<bool> {
        let stable = self.is_efficient() && self.blocking == 0;
        if stable && !self.is_all { None } else { Some(stable) }
    }
}

/// The most tempted groups of a table at given payoffs, with the number of those that would gain.
///
/// One pass of 2^n steps. Floats choose the groups, which are then put in order without rounding: equal gains of the numbers as
/// written are equal. The same on any number of threads.
///
/// # Errors
/// When there is not one finite payoff for each player, when the tolerance is not a number of at least zero, or
/// [`GameError::Stopped`].
///
/// # Examples
///
/// ```
/// use coalition::{Asked, Group, NoProgress, Sense, Table, Task, excesses};
///
/// let table = Table::from_fn(3, Sense::Profit, |group| [0.0, 0.0, 8.0, 12.0][group.len()])?;
/// let task = &mut Task { threads: 1, observer: &mut NoProgress };
/// let report = excesses(&table, &[6.0, 3.0, 3.0], &Asked::default(), task)?;
/// let first = &report.most[0];
/// assert_eq!((first.group, first.excess, report.is_in_core()), (Group::from_iter([1, 2]), 2.0, Some(false)));
/// assert_eq!(excesses(&table, &[4.0; 3], &Asked::default(), task)?.is_in_core(), Some(true));
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn excesses(table: &Table, payoffs: &[f64], asked: &Asked, task: &mut Task<'_>) -> Result<Excesses, GameError> {
    let players = table.names().len();
    check(payoffs, players, asked)?;
    let tolerance = asked.tolerance.unwrap_or_else(|| rounding(payoffs, largest(table)));
    judge(table, &rationals(payoffs), payoffs, &Asked { tolerance: Some(tolerance), ..*asked }, task)
}

/// The same at payoffs that are known without rounding: a gain counts as soon as it is above zero, or above the tolerance where one is asked
/// for.
///
/// # Errors
/// As [`excesses`].
pub fn exact_excesses(
    table: &Table,
    payoffs: &[Rational],
    asked: &Asked,
    task: &mut Task<'_>,
) -> Result<Excesses, GameError> {
    let rounded = floats(payoffs);
    check(&rounded, table.names().len(), asked)?;
    judge(table, payoffs, &rounded, asked, task)
}

fn largest(table: &Table) -> f64 {
    table.worths().iter().fold(0.0, |most: f64, worth| most.max(worth.abs()))
}

fn judge(
    table: &Table,
    exact: &[Rational],
    payoffs: &[f64],
    asked: &Asked,
    task: &mut Task<'_>,
) -> Result<Excesses, GameError> {
    let players = payoffs.len();
    let tolerance = asked.tolerance.unwrap_or(0.0);
    let point = Point::new(exact, &[rational(tolerance)]);
    let pass = Pass::new(table, payoffs, asked, tolerance, &point);
    let pieces = pass.high.len().div_ceil(BLOCKS);
    let parts = parallel::each(pieces, "excesses", task, |piece| {
        let blocks = piece * BLOCKS..((piece + 1) * BLOCKS).min(pass.high.len());
        let sign = table.sense().sign();
        Ok(match asked.measure {
            Measure::Excess => pass.run(blocks, |excess, _, _| Some(excess)),
            Measure::PerMember => pass.run(blocks, |excess, mask, _| Some(excess / f64::from(mask.count_ones()))),
            Measure::Relative => {
                pass.run(blocks, |excess, _, worth| (worth * sign > 0.0).then(|| excess / worth.abs()))
            }
        })
    })?;
    let blocking = parts.iter().map(|part| part.blocking).sum();
    let groups = parts.iter().map(|part| part.groups).sum();
    let chosen = parts.into_iter().flat_map(|part| part.most).map(|Reverse(ranked)| ranked);
    let mut chosen: Vec<Ranked> = chosen.collect();
    chosen.sort_unstable_by(|a, b| b.cmp(a));
    chosen.truncate(asked.most);
    let chosen = chosen.into_iter().map(|ranked| Group::from_mask(ranked.mask));
    let chosen = chosen.map(|group| (group, Worth::exact(table.at(group)), table.exact(group.mask())));
    let margin = |player: usize| float(&(&exact[player] - table.exact(1 << player)));
    Ok(Excesses {
        measure: asked.measure,
        most: in_order(chosen, exact, asked, table.sense()),
        blocking,
        groups,
        is_all: true,
        tolerance,
        paid: float(&exact.iter().sum()),
        total: table.total(),
        margins: (0..players).map(margin).collect(),
    })
}

/// The same for any game, among some groups: what is not among them may be more tempted. Groups that are empty, or everybody, are passed
/// over; `sense` says whether worths are minus costs.
///
/// # Errors
/// As [`excesses`], and when a worth cannot be known.
pub fn excesses_among(
    game: &dyn Game,
    sense: Sense,
    payoffs: &[f64],
    groups: &[Group],
    asked: &Asked,
    task: &mut Task<'_>,
) -> Result<Excesses, GameError> {
    let players = game.num_players();
    check(payoffs, players, asked)?;
    let all = Group::all(players);
    let mut groups: Vec<Group> = groups.iter().copied().filter(|group| !group.is_empty() && *group != all).collect();
    if let Some(strange) = groups.iter().find(|group| !group.is_subset(all)) {
        return Err(GameError::Invalid(format!("{strange:?} is not a coalition of {players} players")));
    }
    groups.sort_unstable();
    groups.dedup();
    let wanted: Vec<Group> = groups.iter().copied().chain((0..players).map(Group::single)).chain([all]).collect();
    let worths = parallel::each(wanted.len(), "excesses", task, |at| game.worth(wanted[at]))?;
    let largest = worths.iter().fold(0.0, |most: f64, worth| most.max(worth.value.abs()));
    let tolerance = asked.tolerance.unwrap_or_else(|| rounding(payoffs, largest));
    let looked = groups.len();
    let gains = groups.iter().zip(&worths).map(|(group, worth)| worth.value - group.sum(payoffs));
    let blocking = gains.filter(|gain| *gain > tolerance).count() as u64;
    let each = groups.into_iter().zip(&worths).map(|(group, worth)| (group, *worth, rational(worth.value)));
    let mut most = in_order(each, &rationals(payoffs), asked, sense);
    most.truncate(asked.most);
    let margin = |player: usize| float(&(rational(payoffs[player]) - rational(worths[looked + player].value)));
    let proper = (players < 64).then(|| (1_u64 << players) - 2);
    Ok(Excesses {
        measure: asked.measure,
        most,
        blocking,
        groups: looked as u64,
        is_all: proper == Some(looked as u64),
        tolerance,
        paid: float(&rationals(payoffs).iter().sum()),
        total: worths[looked + players].value,
        margins: (0..players).map(margin).collect(),
    })
}

fn check(payoffs: &[f64], players: usize, asked: &Asked) -> Result<(), GameError> {
    if payoffs.len() != players {
        return Err(GameError::Invalid(format!("{} payoffs for {players} players", payoffs.len())));
    }
    if let Some(player) = payoffs.iter().position(|payoff| !payoff.is_finite()) {
        let place = format!("the payoff of player {}", player + 1);
        return Err(GameError::Number { place, value: payoffs[player] });
    }
    match asked.tolerance.filter(|tolerance| !(tolerance.is_finite() && *tolerance >= 0.0)) {
        Some(tolerance) => Err(GameError::Invalid(format!("a tolerance of {tolerance}, expected at least 0"))),
        None => Ok(()),
    }
}

/// What rounding can make of a difference between a worth and a sum of payoffs.
fn rounding(payoffs: &[f64], largest: f64) -> f64 {
    let paid = payoffs.iter().map(|payoff| payoff.abs()).sum::<f64>();
    f64::EPSILON * (payoffs.len() + 2) as f64 * (largest + paid)
}

/// Groups in the order of the numbers as written; those without the measure are left out.
fn in_order(
    groups: impl Iterator<Item = (Group, Worth, Rational)>,
    exact: &[Rational],
    asked: &Asked,
    sense: Sense,
) -> Vec<Tempted> {
    let mut found: Vec<(Rational, Tempted)> = Vec::new();
    for (group, worth, value) in groups {
        let paid: Rational = group.iter().map(|player| &exact[player]).sum();
        let excess = &value - &paid;
        let per_member = &excess / BigInt::from(group.len());
        let relative = (worth.value * sense.sign() > 0.0).then(|| &excess / value.abs());
        let key = match asked.measure {
            Measure::Excess => Some(excess.clone()),
            Measure::PerMember => Some(per_member.clone()),
            Measure::Relative => relative.clone(),
        };
        let Some(key) = key else { continue };
        let excess = float(&excess);
        let tempted = Tempted {
            group,
            worth: worth.value,
            paid: float(&paid),
            excess,
            bound: excess + worth.gap(),
            per_member: float(&per_member),
            relative: relative.as_ref().map(float),
        };
        found.push((key, tempted));
    }
    found.sort_by(|(a, left), (b, right)| {
        b.cmp(a).then(left.group.len().cmp(&right.group.len())).then(left.group.cmp(&right.group))
    });
    found.into_iter().map(|(_, tempted)| tempted).collect()
}

/// A pass over all groups, in blocks of those that differ in the first players.
struct Pass<'a> {
    table: &'a Table,
    /// Payoffs without rounding, with the tolerance as the only level.
    point: &'a Point,
    /// How far floats may be off.
    noise: f64,
    worths: &'a [f64],
    low: Vec<f64>,
    high: Vec<f64>,
    most: usize,
    tolerance: f64,
}

struct Part {
    most: BinaryHeap<Reverse<Ranked>>,
    blocking: u64,
    groups: u64,
}

/// Better is larger, then the smaller mask.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ranked {
    key: f64,
    mask: u64,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.total_cmp(&other.key).then(other.mask.cmp(&self.mask))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Pass<'a> {
    fn new(table: &'a Table, payoffs: &[f64], asked: &Asked, tolerance: f64, point: &'a Point) -> Self {
        let split = payoffs.len().min(LOW);
        let (low, high) = (sums(&payoffs[..split]), sums(&payoffs[split..]));
        let (worths, most) = (table.worths(), asked.most.min(table.worths().len()));
        let noise = 2.0 * (rounding(payoffs, largest(table)) + f64::EPSILON * tolerance);
        Self { table, point, noise, worths, low, high, most, tolerance }
    }

    /// Whether a group gains more than the tolerance: floats say so where they are sure.
    fn gains(&self, excess: f64, mask: usize) -> bool {
        let beyond = excess - self.tolerance;
        if beyond.abs() > self.noise { beyond > 0.0 } else { self.point.compare(self.table, mask as u64, 1, 0).is_gt() }
    }

    /// `key` gets excess, group and worth.
    fn run(&self, blocks: std::ops::Range<usize>, key: impl Fn(f64, u64, f64) -> Option<f64>) -> Part {
        let width = self.low.len();
        let last = self.worths.len() - 1;
        let mut part = Part { most: BinaryHeap::new(), blocking: 0, groups: 0 };
        let mut cut = f64::NEG_INFINITY;
        for block in blocks {
            let worths = &self.worths[block * width..][..width];
            for (at, (worth, low)) in worths.iter().zip(&self.low).enumerate() {
                let mask = block * width + at;
                let excess = worth - low - self.high[block];
                if mask == 0 || mask == last {
                    continue;
                }
                part.groups += 1;
                part.blocking += u64::from(self.gains(excess, mask));
                let Some(key) = key(excess, mask as u64, *worth) else { continue };
                // Masks come in order: a later group of the same excess is never better.
                if key > cut || part.most.len() < self.most {
                    part.most.push(Reverse(Ranked { key, mask: mask as u64 }));
                    if part.most.len() > self.most {
                        part.most.pop();
                    }
                    if part.most.len() == self.most {
                        cut = part.most.peek().map_or(f64::INFINITY, |least| least.0.key);
                    }
                }
            }
        }
        part
    }
}
