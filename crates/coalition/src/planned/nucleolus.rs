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
/// Groups that cannot stand alone count as worth so many times less than anything else.
const CANNOT: f64 = 1e3;

/// The prenucleolus of a continuous game among payoffs that add up to `total`; `None` for more players than a [`Pool`] has a
/// table for. At most `groups` groups are solved for it.
///
/// # Errors
/// When a solver fails or the watcher stops it.
pub fn settle_nucleolus(
    game: &LinearGame<'_>,
    pool: &mut Pool,
    total: f64,
    groups: usize,
    task: &mut Task<'_>,
) -> Result<Option<SettledNucleolus>, GameError> {
    let n = pool.num_players();
    if pool.table().is_none() {
        return Ok(None);
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
            // A level that rests on groups that cannot stand alone says nothing: they would have no excess at all.
            let speaks = !settled().any(|group| table.at(group) <= least);
            return Ok(Some(SettledNucleolus {
                payoffs: found.payoffs,
                proven: open.is_empty() && speaks,
                levels,
                solved,
            }));
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
