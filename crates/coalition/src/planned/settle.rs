//! Answers about a continuous game, without solving all groups.
//!
//! Every group's worth is bounded from above by the cuts of the groups that were solved, so that a few solves say how far any group
//! can be tempted. Answers come with a bracket: what the solved groups ask for, and what no group can exceed.

use super::generation::{Bracket, Generated, Oracle, Separation, Tolerance, least_core};
use super::linear::LinearGame;
use super::pool::Pool;
use crate::game::GameError;
use crate::group::Group;
use crate::task::{Progress, Task};

/// How much work an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchOptions {
    /// Gap at which an answer is proven, in the unit of worths.
    pub gap: f64,
    /// The same as a share of an excess that was found: how much a group gains is seldom asked to the last digit.
    pub relative_gap: f64,
    /// Most groups solved for it; what is left then is a bracket.
    pub groups: usize,
    /// An excess of at most this is as good as none: once no group has more, nothing more is asked. Minus infinity to know it anyway.
    pub content: f64,
}

/// An answer of a continuous game.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// What is known of the value.
    pub value: Bracket,
    /// Payoffs at which the upper bound holds: every group is on the safe side.
    pub payoffs: Vec<f64>,
    /// Groups with weights that prove the lower bound.
    pub proof: Vec<(Group, f64)>,
    /// Groups solved for it.
    pub solved: usize,
}

/// Groups solved in one round at most: the same on any number of threads, so that answers are.
const PER_ROUND: usize = 4;

/// The least core of a continuous game among payoffs that add up to `total`, searched from `start`, for instance the shares of Owen.
///
/// The master program of the groups that were solved gives a lower bound and a point; at points on the way from the best one so far
/// to that one, the bounds of all groups give upper bounds, and name the groups to solve next.
///
/// # Errors
/// When a solver fails or the watcher stops it.
pub fn settle_least_core(
    game: &LinearGame<'_>,
    pool: &mut Pool,
    total: f64,
    start: &[f64],
    effort: SearchOptions,
    task: &mut Task<'_>,
) -> Result<Settled, GameError> {
    let before = game.solved();
    let at = |pool: &Pool, pay: &[f64]| -> Result<f64, GameError> {
        Ok(pool.largest_excess(pay, 1)?.first().map_or(f64::NEG_INFINITY, |(_, excess)| *excess))
    };
    let mut best = level_out(start, &sizes(start), total);
    let mut way = FULL_WAY;
    loop {
        let known = known_least_core(pool, total, task)?;
        let upper = at(pool, &best)?;
        let lower = known.value.lower;
        let solved = game.solved() - before;
        if upper - lower <= effort.gap || upper <= effort.content || solved >= effort.groups {
            let value = Bracket { lower: lower.min(upper), upper };
            return Ok(Settled { value, payoffs: best, proof: known.proof, solved });
        }
        let pay: Vec<f64> = best.iter().zip(&known.payoffs).map(|(best, x)| best + way * (x - best)).collect();
        let there = at(pool, &pay)?;
        if there < upper {
            best = pay;
            way = (2.0 * way).min(FULL_WAY);
            continue;
        }
        let open = unsolved(pool, &pool.largest_excess(&pay, PER_ROUND)?);
        if open.is_empty() {
            // Nothing to learn so far away.
            way /= 2.0;
            if way < SHORTEST_WAY {
                let value = Bracket { lower: lower.min(upper), upper };
                return Ok(Settled { value, payoffs: best, proof: known.proof, solved });
            }
            continue;
        }
        let told = Progress {
            doing: "least core",
            done: solved,
            of: Some(effort.groups),
            lower: Some(lower),
            upper: Some(upper),
            groups: 0,
        };
        for cut in game.cuts(&open, task, told)? {
            pool.add(cut);
        }
        way = (way * 0.7).max(SHORTEST_WAY);
    }
}

/// The least core as far as the groups that were solved ask for it: its lower bound holds for the game.
///
/// # Errors
/// When a solver fails or the watcher stops it.
pub fn known_least_core(pool: &Pool, total: f64, task: &mut Task<'_>) -> Result<Generated, GameError> {
    least_core(&mut Known { pool, total }, Tolerance::of(total, pool.num_players()), &mut quietly(task))
}

/// The groups that were not solved yet.
fn unsolved(pool: &Pool, groups: &[(Group, f64)]) -> Vec<Group> {
    groups.iter().map(|(group, _)| *group).filter(|group| pool.known(*group).is_none()).collect()
}

/// Part of the way from the best point to the master's that is tried first.
const FULL_WAY: f64 = 0.5;
/// Below this part of the way nothing is tried.
const SHORTEST_WAY: f64 = 1e-3;

/// Payoffs that add up to a total: what is missing or too much is borne in proportion to `by`, at least zero; in equal parts where nobody has any
/// of it.
#[must_use]
pub fn level_out(pay: &[f64], by: &[f64], total: f64) -> Vec<f64> {
    let missing = total - pay.iter().sum::<f64>();
    let sum: f64 = by.iter().sum();
    let part = |by: &f64| if sum > 0.0 { by / sum } else { 1.0 / pay.len().max(1) as f64 };
    pay.iter().zip(by).map(|(x, by)| x + missing * part(by)).collect()
}

/// Amounts without sign.
#[must_use]
pub fn sizes(pay: &[f64]) -> Vec<f64> {
    pay.iter().map(|x| x.abs()).collect()
}

/// The groups that were solved, as an oracle that knows no others: what comes out is a lower bound.
struct Known<'a> {
    pool: &'a Pool,
    total: f64,
}

impl Oracle for Known<'_> {
    fn num_players(&self) -> usize {
        self.pool.num_players()
    }

    fn total(&self) -> f64 {
        self.total
    }

    fn separate(
        &mut self,
        pay: &[f64],
        _enough: f64,
        _tolerance: f64,
        _task: &mut Task<'_>,
    ) -> Result<Separation, GameError> {
        let n = self.pool.num_players();
        let mut groups = self.pool.solved();
        groups.retain(|(group, _)| !group.is_empty() && group.len() < n);
        let bound = groups.iter().map(|(group, worth)| worth - group.sum(pay)).fold(f64::NEG_INFINITY, f64::max);
        Ok(Separation { groups, bound })
    }
}

/// The group most tempted by payoffs: found by solving the groups whose bounds exceed what they are paid, the most promising first.
///
/// Returns the group with its worth, and the bracket of the largest excess.
///
/// # Errors
/// As [`settle_least_core`].
pub fn settle_most_tempted(
    game: &LinearGame<'_>,
    pool: &mut Pool,
    pay: &[f64],
    effort: SearchOptions,
    task: &mut Task<'_>,
) -> Result<(Option<(Group, f64)>, Bracket), GameError> {
    let n = pool.num_players();
    let before = game.solved();
    loop {
        let proper = pool.solved().into_iter().filter(|(group, _)| !group.is_empty() && group.len() < n);
        let best = proper.max_by(|a, b| (a.1 - a.0.sum(pay)).total_cmp(&(b.1 - b.0.sum(pay))).then(b.0.cmp(&a.0)));
        let lower = best.map_or(f64::NEG_INFINITY, |(group, worth)| worth - group.sum(pay));
        let tempted = pool.largest_excess(pay, PER_ROUND)?;
        let upper = tempted.first().map_or(f64::NEG_INFINITY, |(_, excess)| *excess).max(lower);
        let open = unsolved(pool, &tempted);
        let value = Bracket { lower, upper };
        let gap = effort.gap.max(effort.relative_gap * lower.max(0.0));
        let enough = value.is_within(gap) || upper <= effort.content;
        if enough || open.is_empty() || game.solved() - before >= effort.groups {
            return Ok((best, value));
        }
        let told = Progress {
            doing: "coalition with the largest excess",
            done: game.solved() - before,
            of: Some(effort.groups),
            lower: Some(lower),
            upper: Some(upper),
            groups: 0,
        };
        for cut in game.cuts(&open, task, told)? {
            pool.add(cut);
        }
    }
}

/// The same task without a word: work on the bounds takes no time worth telling.
fn quietly<'a>(task: &'a mut Task<'_>) -> Task<'a> {
    Task { threads: task.threads, observer: &mut *task.observer }
}
