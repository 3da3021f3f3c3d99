//! The Shapley value from sampled orders.
//!
//! A *block* is a random order and its cyclic shifts: with all of them every player joins once at every place, so that
//! what hangs on the place (as with set-up costs) does not enter the variance (stratification by position: Castro,
//! Gómez & Tejada 2009 and Castro et al. 2017; shifts: Mitchell et al. 2022, *Sampling permutations for Shapley value
//! estimation*). Blocks are independent draws of one distribution with the Shapley value as its mean; the intervals are
//! Student's from the means of blocks, with Bonferroni's correction for speaking of all players at once.
//!
//! The reverse of an order meets the complements of the groups that the order meets. With all shifts they are the
//! same groups, the arcs of a circle, so that reverses cost no worth and are always used. With fewer shifts
//! they double the number of worths, and halve the variance in some games but raise it in others (voting): the first
//! blocks are done both ways, and what is better at equal cost goes on.
//!
//! Long: the estimate and the statistics that its intervals rest on.

use std::collections::{HashMap, HashSet};

use rand::seq::SliceRandom;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::exact::shapley;
use crate::game::{Game, GameError, Sense};
use crate::group::Group;
use crate::parallel::{self, Pieces};
use crate::random;
use crate::table::{MAX_IN_TABLE, Table};
use crate::task::{Progress, Task};

/// Blocks before the first look at the intervals, and those that decide on reverses.
const PILOT: usize = 4;
/// A budget should reach for this many blocks when the number of shifts is free.
const ENOUGH: usize = 16;
/// Orders that a sample has before it may end for being narrow. The width itself is an estimate: with few blocks it is now and then far
/// too small, and a sample that ends just then does not hold what it says.
const MIN_ORDERS: usize = 60;
/// A game with no more groups than this many blocks is computed in full.
const SMALL: usize = 8;

/// What is asked of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// Stop when no interval reaches further than this from its estimate, in the unit of the worths, and at least 60 orders are in
    /// the sample, shifts counted and reverses not; `None` spends the budget.
    pub half_width: Option<f64>,
    /// Probability that all intervals together hold, between 0 and 1.
    pub confidence: f64,
    /// Most worths that are asked of the game. A group is asked for once.
    pub evaluations: usize,
    /// Shifts of an order in one block, evenly spaced. A block costs up to `shifts · (n - 1)` worths, twice that with
    /// reverses; all n shifts (n (n - 1) worths) have the least variance for a worth. `None` takes as many as let
    /// the budget reach for 16 blocks.
    pub shifts: Option<usize>,
    /// Seed of the orders.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { half_width: None, confidence: 0.95, evaluations: 100_000, shifts: None, seed: 0 }
    }
}

/// Why sampling ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All intervals are as narrow as was asked for.
    Narrow,
    /// Every group was asked for: the answer is no estimate.
    Exact,
    /// Another block would have cost more worths than the budget has left.
    Budget,
    /// The watcher stopped it.
    Stopped,
}

/// An estimate of the Shapley value.
#[derive(Clone, Debug, PartialEq)]
pub struct SampledShapley {
    /// The estimates, in the unit of the worths. They add up to the worth of everybody, as those of each order do.
    pub payoffs: Vec<f64>,
    /// Half width of the interval around each estimate. `None` when there were fewer than two blocks: then nothing is
    /// known about the error.
    pub half_widths: Option<Vec<f64>>,
    /// Probability with which all intervals together hold at a number of blocks that is fixed beforehand. Stopping as soon as they
    /// are narrow makes them a little optimistic; the more blocks, the less (Chow & Robbins 1965). An interval of no width says
    /// that blocks agreed, not that no group is different: what a player adds in few orders alone, as those with short runways at an
    /// airport, is not seen in few blocks, and no interval tells.
    pub confidence: f64,
    /// Worths that were asked of the game.
    pub evaluations: usize,
    /// Blocks in the estimate.
    pub blocks: usize,
    /// Shifts of an order in each block.
    pub shifts: usize,
    /// Whether reverses are in the estimate.
    pub reverses: bool,
    /// Largest gap between value and bound of a worth that was used. The intervals do not contain it.
    pub gap: f64,
    /// Why it ended.
    pub end: End,
}

impl SampledShapley {
    /// Whether the intervals are as narrow as was asked for.
    #[must_use]
    pub fn is_met(&self, options: &Sampling) -> bool {
        match (&self.half_widths, options.half_width) {
            (Some(widths), Some(most)) => widths.iter().all(|width| *width <= most),
            _ => self.end == End::Exact,
        }
    }
}

/// Samples the Shapley value of any game. The same seed gives the same answer on any number of threads; threads share the
/// worths of the blocks at hand. A game with few groups is computed in full.
///
/// # Errors
/// When an option is out of range, when the budget does not reach through one order, when a worth cannot be known, and
/// [`GameError::Stopped`] when the watcher stopped it before the end of the first block. A later stop gives the estimate so far.
pub fn sampled_shapley(game: &dyn Game, options: &Sampling, task: &mut Task<'_>) -> Result<SampledShapley, GameError> {
    let plan = Plan::new(game.num_players(), options)?;
    let mut known = Known::new(game, plan.players);
    if plan.in_full {
        known
            .ask((1..1 << plan.players).map(Group::from_mask).collect(), options.evaluations, task)
            .map_or(Ok(()), Err)?;
        return known.exact(&plan, options, 0, task);
    }
    known.ask(vec![Group::all(plan.players)], options.evaluations, task).map_or(Ok(()), Err)?;

    let mut sample = Sample { plan: &plan, pairs: Vec::new(), reverses: true, settled: plan.is_full() };
    let mut look = PILOT;
    let end = loop {
        let first = sample.pairs.len();
        let orders: Vec<Vec<usize>> = (first..look).map(|block| plan.order(options.seed, block)).collect();
        let (wanted, within) = known.missing(&orders, &plan, sample.reverses, options.evaluations);
        let stopped = known.ask(wanted, options.evaluations, task);
        for order in &orders[..within] {
            let Some(pair) = known.block(order, &plan, sample.reverses) else { break };
            sample.pairs.push(pair);
        }
        match stopped {
            Some(GameError::Stopped) => break End::Stopped,
            Some(error) => return Err(error),
            None => {}
        }
        if known.is_all() {
            return known.exact(&plan, options, sample.pairs.len(), task);
        }
        let narrow = options.half_width.zip(sample.half_widths(options.confidence, known.scale));
        let enough = sample.pairs.len() * plan.starts.len() >= MIN_ORDERS;
        if enough && narrow.is_some_and(|(most, widths)| widths.iter().all(|width| *width <= most)) {
            break End::Narrow;
        }
        if within < orders.len() {
            break End::Budget;
        }
        sample.settle();
        look = (look + 1).max(look * 5 / 4);
    };
    if sample.pairs.is_empty() {
        let short = || GameError::Invalid(format!("{} worths do not reach through one block", options.evaluations));
        return Err(if end == End::Stopped { GameError::Stopped } else { short() });
    }
    let total = known.worth(Group::all(plan.players));
    Ok(SampledShapley {
        payoffs: adding_up(sample.means(), total),
        half_widths: sample.half_widths(options.confidence, known.scale),
        confidence: options.confidence,
        evaluations: known.worths.len(),
        blocks: sample.pairs.len(),
        shifts: plan.starts.len(),
        reverses: sample.reverses,
        gap: known.gap,
        end,
    })
}

/// How blocks are drawn.
struct Plan {
    players: usize,
    /// Where in an order the shifts begin.
    starts: Vec<usize>,
    /// Whether all groups are asked for at once.
    in_full: bool,
}

impl Plan {
    fn new(players: usize, options: &Sampling) -> Result<Self, GameError> {
        if players == 0 || players > crate::group::MAX_PLAYERS {
            let expected = format!("a game has 1 to {}", crate::group::MAX_PLAYERS);
            return Err(GameError::Players { found: players, expected });
        }
        let invalid = |words: String| Err(GameError::Invalid(words));
        if !(options.confidence > 0.0 && options.confidence < 1.0) {
            return invalid(format!("a confidence of {}, expected between 0 and 1", options.confidence));
        }
        if let Some(width) = options.half_width.filter(|width| !(width.is_finite() && *width > 0.0)) {
            return invalid(format!("a half width of {width}, expected a number above 0"));
        }
        if options.evaluations < players {
            return invalid(format!("{} worths do not reach through one order of {players}", options.evaluations));
        }
        if options.shifts.is_some_and(|shifts| shifts == 0 || shifts > players) {
            return invalid(format!("{} shifts, expected 1 to {players}", options.shifts.unwrap_or_default()));
        }
        let order = (players - 1).max(1);
        let free = if ENOUGH * players * order <= options.evaluations {
            players
        } else {
            (options.evaluations / (2 * ENOUGH * order)).clamp(1, players)
        };
        let shifts = options.shifts.unwrap_or(free);
        let few = (SMALL * shifts * order).min(options.evaluations);
        let in_full = players <= MAX_IN_TABLE && (1_usize << players) - 1 <= few;
        Ok(Self { players, starts: (0..shifts).map(|at| at * players / shifts).collect(), in_full })
    }

    fn is_full(&self) -> bool {
        self.starts.len() == self.players
    }

    fn order(&self, seed: u64, block: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.players).collect();
        order.shuffle(&mut random::stream(seed, "shapley orders", block as u64));
        order
    }

    /// Calls with each player as it joins, and the group that it joins: in the order's shifts, then in their reverses.
    fn joins(&self, order: &[usize], reverses: bool, mut join: impl FnMut(bool, usize, Group)) {
        let n = self.players;
        for start in &self.starts {
            let mut group = Group::EMPTY;
            for at in 0..n {
                let player = order[(start + at) % n];
                join(false, player, group);
                group = group.with(player);
            }
            if reverses {
                let mut group = Group::EMPTY;
                for at in (0..n).rev() {
                    let player = order[(start + at) % n];
                    join(true, player, group);
                    group = group.with(player);
                }
            }
        }
    }
}

/// What a block says of each player, in the shifts and in their reverses, and what each cost.
struct Pair {
    forward: Vec<f64>,
    both: Vec<f64>,
    /// Different groups: of the shifts, and with their reverses.
    groups: (usize, usize),
}

struct Sample<'a> {
    plan: &'a Plan,
    pairs: Vec<Pair>,
    reverses: bool,
    settled: bool,
}

impl Sample<'_> {
    /// After the pilot: whether reverses go on, by variance times worths.
    fn settle(&mut self) {
        if self.settled || self.pairs.len() < PILOT {
            return;
        }
        self.settled = true;
        let spread = |of: &dyn Fn(&Pair) -> &[f64]| variances(&self.pairs, of).iter().sum::<f64>();
        let cost = |of: &dyn Fn(&Pair) -> usize| self.pairs.iter().map(of).sum::<usize>() as f64;
        let forward = spread(&|pair| &pair.forward) * cost(&|pair| pair.groups.0);
        let both = spread(&|pair| &pair.both) * cost(&|pair| pair.groups.1);
        self.reverses = both < forward;
    }

    fn of<'p>(&self, pair: &'p Pair) -> &'p [f64] {
        if self.reverses { &pair.both } else { &pair.forward }
    }

    fn means(&self) -> Vec<f64> {
        let count = self.pairs.len() as f64;
        let sum = |player: usize| self.pairs.iter().map(|pair| self.of(pair)[player]).sum::<f64>();
        (0..self.plan.players).map(|player| sum(player) / count).collect()
    }

    /// Student's intervals, widened by the rounding of worths of size `scale`.
    fn half_widths(&self, confidence: f64, scale: f64) -> Option<Vec<f64>> {
        let blocks = self.pairs.len();
        let freedom = (blocks as f64) - 1.0;
        let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
        let reach = student.inverse_cdf(1.0 - (1.0 - confidence) / (2.0 * self.plan.players as f64));
        let variances = variances(&self.pairs, &|pair| self.of(pair));
        let rounding = 8.0 * f64::EPSILON * scale;
        Some(variances.iter().map(|variance| reach * (variance / blocks as f64).sqrt() + rounding).collect())
    }
}

/// Variance over blocks, for each player.
fn variances(pairs: &[Pair], of: &dyn Fn(&Pair) -> &[f64]) -> Vec<f64> {
    let count = pairs.len() as f64;
    let players = pairs.first().map_or(0, |pair| of(pair).len());
    let variance = |player: usize| {
        let mean = pairs.iter().map(|pair| of(pair)[player]).sum::<f64>() / count;
        pairs.iter().map(|pair| (of(pair)[player] - mean).powi(2)).sum::<f64>() / (count - 1.0)
    };
    (0..players).map(variance).collect()
}

/// Worths that are known.
struct Known<'a> {
    game: &'a dyn Game,
    players: usize,
    worths: HashMap<Group, f64>,
    gap: f64,
    /// Size of the largest worth.
    scale: f64,
}

impl<'a> Known<'a> {
    fn new(game: &'a dyn Game, players: usize) -> Self {
        Self { game, players, worths: HashMap::new(), gap: 0.0, scale: 0.0 }
    }

    /// The groups that blocks need and that are not known yet, and how many of the blocks fit into the budget.
    fn missing(&self, orders: &[Vec<usize>], plan: &Plan, reverses: bool, most: usize) -> (Vec<Group>, usize) {
        let (mut groups, mut seen) = (Vec::new(), HashSet::new());
        for (at, order) in orders.iter().enumerate() {
            let before = groups.len();
            plan.joins(order, reverses, |_, _, group| {
                if !group.is_empty() && !self.worths.contains_key(&group) && seen.insert(group) {
                    groups.push(group);
                }
            });
            if self.worths.len() + groups.len() > most {
                groups.truncate(before);
                return (groups, at);
            }
        }
        (groups, orders.len())
    }

    /// Asks the game. What was answered before an error or a stop is kept.
    fn ask(&mut self, groups: Vec<Group>, most: usize, task: &mut Task<'_>) -> Option<GameError> {
        let told =
            Progress { doing: "sampled Shapley", done: self.worths.len(), of: Some(most), ..Progress::default() };
        let Pieces { done, error } = parallel::pieces(groups.len(), told, task, |at| {
            let worth = self.game.worth(groups[at])?;
            if !worth.value.is_finite() {
                let place = format!("the worth of {:?}", groups[at]);
                return Err(GameError::Number { place, value: worth.value });
            }
            Ok(worth)
        });
        for (group, worth) in groups.into_iter().zip(done) {
            if let Some(worth) = worth {
                self.worths.insert(group, worth.value);
                self.gap = self.gap.max(worth.gap());
                self.scale = self.scale.max(worth.value.abs());
            }
        }
        error
    }

    fn worth(&self, group: Group) -> f64 {
        self.worths.get(&group).copied().unwrap_or(0.0)
    }

    fn is_all(&self) -> bool {
        self.players <= MAX_IN_TABLE && self.worths.len() == (1 << self.players) - 1
    }

    /// What a block says; `None` when a worth is not known.
    fn block(&self, order: &[usize], plan: &Plan, reverses: bool) -> Option<Pair> {
        let mut sums = [vec![0.0; plan.players], vec![0.0; plan.players]];
        let mut groups = [HashSet::new(), HashSet::new()];
        let mut complete = true;
        plan.joins(order, reverses, |reverse, player, group| {
            let with = self.worths.get(&group.with(player));
            complete &= with.is_some() && (group.is_empty() || self.worths.contains_key(&group));
            sums[usize::from(reverse)][player] += with.copied().unwrap_or(0.0) - self.worth(group);
            groups[usize::from(reverse)].insert(group);
        });
        let [mut forward, reverse] = sums;
        let shifts = plan.starts.len() as f64;
        let both = forward.iter().zip(&reverse).map(|(a, b)| (a + b) / (2.0 * shifts)).collect();
        forward.iter_mut().for_each(|sum| *sum /= shifts);
        let both = if reverses { both } else { forward.clone() };
        let groups = (groups[0].len(), groups[0].union(&groups[1]).count());
        complete.then_some(Pair { forward, both, groups })
    }

    /// The answer when every group is known.
    fn exact(
        &self,
        plan: &Plan,
        options: &Sampling,
        blocks: usize,
        task: &mut Task<'_>,
    ) -> Result<SampledShapley, GameError> {
        let table = Table::from_fn(plan.players, Sense::Profit, |group| self.worth(group))?;
        Ok(SampledShapley {
            payoffs: adding_up(shapley(&table, task)?, table.total()),
            half_widths: Some(vec![0.0; plan.players]),
            confidence: options.confidence,
            evaluations: self.worths.len(),
            blocks,
            shifts: plan.starts.len(),
            reverses: true,
            gap: self.gap,
            end: End::Exact,
        })
    }
}

/// Takes the rest of rounding to the largest payoff.
fn adding_up(mut payoffs: Vec<f64>, total: f64) -> Vec<f64> {
    let largest = (0..payoffs.len()).max_by(|a, b| payoffs[*a].abs().total_cmp(&payoffs[*b].abs()));
    if let Some(largest) = largest {
        // The correction itself is rounded: what is left after a few is the last digit of the sum.
        for _ in 0..4 {
            payoffs[largest] += total - payoffs.iter().sum::<f64>();
        }
    }
    payoffs
}
