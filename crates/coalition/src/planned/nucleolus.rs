//! The nucleolus of a continuous game from the groups that prove it.
//!
//! The bounds of a [`Pool`] are a game of their own, `u(S) ≥ v(S)`, whose nucleolus and certificate are exact. Where every group
//! of the certificate was solved, so that `u(S) = v(S)`, the certificate holds for `v` too: level by level its groups are balanced with what
//! is settled, so that nobody can lower their largest excess, and no other group has a larger one, for `v(S) - x(S) ≤ u(S) - x(S)`. So groups
//! of the certificate are solved, the bounds fall, and the question is asked again, until nothing is left to solve.

use super::linear::LinearGame;
use super::pool::Pool;
use crate::exact::float;
use crate::game::{GameError, Sense};
use crate::group::Group;
use crate::nucleolus::{Base, Nucleolus, Weight, nucleolus};
use crate::table::Table;
use crate::task::{Progress, Task};

/// What a search for the prenucleolus comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum NucleolusSearch {
    /// Payoffs.
    Settled(SettledNucleolus),
    /// Some payoffs have no limit.
    Unlimited(Unlimited),
    /// More players than a [`Pool`] has a table for.
    TooMany,
}

/// A game in which some payoffs have no limit: every group that one of these players could leave with, and that can stand alone, is the more content
/// the more another pays, and the other has no group that could refuse. What is settled is what does not depend on them.
#[derive(Clone, Debug, PartialEq)]
pub struct Unlimited {
    /// Payoff of each player that is settled.
    pub payoffs: Vec<Option<f64>>,
    /// What is left for all others together.
    pub rest: f64,
    /// A group that cannot stand alone, and without which there would be no limit.
    pub cannot: Group,
    /// Largest excess at each level before, with the groups that are settled there.
    pub levels: Vec<(f64, Vec<Group>)>,
    /// Groups solved for it.
    pub solved: usize,
}

/// The prenucleolus of a continuous game, or that of the bounds known by then.
#[derive(Clone, Debug, PartialEq)]
pub struct SettledNucleolus {
    /// What each player gets, in the unit of worths. Where nobody gets less than alone this is the nucleolus, too.
    pub payoffs: Vec<f64>,
    /// Whether it is that of the game: every group of the certificate was solved. Else it is that of the bounds, which takes
    /// groups that were not solved for richer than they are.
    pub proven: bool,
    /// Largest excess at each level with the groups that are settled there.
    pub levels: Vec<(f64, Vec<Group>)>,
    /// Groups solved for it.
    pub solved: usize,
}

/// Groups solved in one round at most: the same on any number of threads, so that answers are.
const PER_ROUND: usize = 8;
/// An entry below this, of rows of zeros and ones, is a rest of rounding.
const DEPENDS: f64 = 1e-9;
/// Groups that cannot stand alone count as worth so many times less than anything else.
const CANNOT: f64 = 1e3;

/// The prenucleolus of a continuous game among payoffs that add up to `total`. At most `groups` groups are solved for it. Groups that cannot stand
/// alone have no excess; where the levels of the others settle the payoffs of some players only, the rest is told, and not shared out.
///
/// # Errors
/// When a solver fails or the watcher stops it.
pub fn settle_nucleolus(
    game: &LinearGame<'_>,
    pool: &mut Pool,
    total: f64,
    groups: usize,
    task: &mut Task<'_>,
) -> Result<NucleolusSearch, GameError> {
    let n = pool.num_players();
    if pool.table().is_none() {
        return Ok(NucleolusSearch::TooMany);
    }
    let before = game.solved();
    loop {
        let (table, least) = bounds(pool, total)?;
        let Some(found) = nucleolus(&table, Base::Preimputations, Weight::Same, task)?.found() else {
            return Err(GameError::Invalid("a game without a prenucleolus".to_string()));
        };
        let levels = levels(&found);
        let settled = || levels.iter().flat_map(|(_, groups)| groups.iter().copied());
        let mut open: Vec<Group> = Vec::new();
        for group in settled().filter(|group| pool.known(*group).is_none() && !group.is_empty() && group.len() < n) {
            if open.len() < PER_ROUND && !open.contains(&group) {
                open.push(group);
            }
        }
        let solved = game.solved() - before;
        if open.is_empty() || solved >= groups {
            // A level that rests on groups that cannot stand alone says nothing: they have no excess at all.
            let cannot = |group: &Group| table.at(*group) <= least;
            if let Some(first) = levels.iter().position(|(_, groups)| groups.iter().any(cannot)) {
                let group = levels[first].1.iter().copied().filter(cannot).min_by_key(|group| group.len());
                let speak = levels[..first].to_vec();
                return Ok(NucleolusSearch::Unlimited(unlimited(&found.payoffs, total, speak, group, solved)));
            }
            let proven = open.is_empty();
            return Ok(NucleolusSearch::Settled(SettledNucleolus { payoffs: found.payoffs, proven, levels, solved }));
        }
        let told = Progress {
            doing: "nucleolus",
            done: solved,
            of: Some(groups),
            upper: levels.first().map(|(excess, _)| *excess),
            groups: settled().count(),
            ..Progress::default()
        };
        for cut in game.cuts(&open, task, told)? {
            pool.add(cut);
        }
    }
}

/// What the levels that speak settle: the payoffs of players whose own indicator depends on their groups and that of all.
fn unlimited(
    payoffs: &[f64],
    total: f64,
    levels: Vec<(f64, Vec<Group>)>,
    cannot: Option<Group>,
    solved: usize,
) -> Unlimited {
    let n = payoffs.len();
    let indicator = |group: Group| -> Vec<f64> { (0..n).map(|i| f64::from(u8::from(group.contains(i)))).collect() };
    let mut basis: Vec<(usize, Vec<f64>)> = Vec::new();
    let groups = levels.iter().flat_map(|(_, groups)| groups.iter().copied());
    for group in std::iter::once(Group::all(n)).chain(groups) {
        let row = reduced(indicator(group), &basis);
        if let Some(pivot) =
            (0..n).max_by(|a, b| row[*a].abs().total_cmp(&row[*b].abs())).filter(|p| row[*p].abs() > DEPENDS)
        {
            let row: Vec<f64> = row.iter().map(|x| x / row[pivot]).collect();
            basis.push((pivot, row));
        }
    }
    let settled = |i: usize| reduced(indicator(Group::single(i)), &basis).iter().all(|x| x.abs() <= DEPENDS);
    let payoffs: Vec<Option<f64>> = (0..n).map(|i| settled(i).then_some(payoffs[i])).collect();
    let rest = total - payoffs.iter().flatten().sum::<f64>();
    Unlimited { payoffs, rest, cannot: cannot.unwrap_or_default(), levels, solved }
}

/// What of a row does not depend on the basis; each of its rows has a one at its pivot.
fn reduced(mut row: Vec<f64>, basis: &[(usize, Vec<f64>)]) -> Vec<f64> {
    for (pivot, of) in basis {
        let times = row[*pivot];
        row.iter_mut().zip(of).for_each(|(x, y)| *x -= times * y);
    }
    row
}

fn levels(found: &Nucleolus) -> Vec<(f64, Vec<Group>)> {
    let groups = |level: &crate::nucleolus::Level| level.groups.iter().map(|(group, _)| *group).collect();
    found.levels.iter().map(|level| (float(&level.excess), groups(level))).collect()
}

/// The bounds as a table in which all together have `total`, and what stands for minus infinity in it.
fn bounds(pool: &Pool, total: f64) -> Result<(Table, f64), GameError> {
    let known = pool.table().unwrap_or_default();
    let proper = &known[1..known.len() - 1];
    let size = proper.iter().filter(|bound| bound.is_finite()).fold(total.abs().max(1e-9), |most, b| most.max(b.abs()));
    let least = -CANNOT * size;
    let full = known.len() - 1;
    let table = Table::from_fn(pool.num_players(), Sense::Profit, |group| match group.mask() as usize {
        mask if mask == full => total,
        mask => known[mask].clamp(least, -least),
    })?;
    Ok((table, least))
}
