//! The worths of all groups of a continuous game, one solve each.

use program::solve::{Flow, Method, Options, Progress as SolverProgress, Solver, Stop};

use super::linear::{LinearGame, Listen, cold, unsolved};
use crate::game::{Game, GameError};
use crate::group::Group;
use crate::parallel;
use crate::table::MAX_IN_TABLE;
use crate::task::{Progress, Task};
use std::sync::atomic::{AtomicBool, Ordering};

/// Groups of one walk: the first is solved from nothing, each other one from the basis of the one before. Fixed, so that what comes
/// out does not depend on the number of threads.
const WALK: usize = 64;

/// The worth of every group by the bits of its members, that of nobody first; `None` for groups that cannot stand alone. Groups are
/// visited in Gray code: each differs from the one before by one member, so that few pivots lead from one optimum to the next.
///
/// # Errors
/// For more players than a table can have, when a solver fails, or when the watcher stops it.
pub fn all_worths(game: &LinearGame<'_>, task: &mut Task<'_>) -> Result<Vec<Option<f64>>, GameError> {
    let n = game.num_players();
    if n > MAX_IN_TABLE {
        return Err(GameError::Players {
            found: n,
            expected: format!("all coalitions are solved of at most {MAX_IN_TABLE}"),
        });
    }
    let (full, groups) = ((1_usize << n) - 1, 1_usize << n);
    let told = Progress { doing: "worths of all coalitions", of: Some(groups.div_ceil(WALK)), ..Progress::default() };
    let walks = parallel::stoppable(groups.div_ceil(WALK), told, task, |walk, stop| {
        let places = walk * WALK..((walk + 1) * WALK).min(groups);
        let masks = places.map(|place| place ^ (place >> 1)).filter(|mask| *mask != 0 && *mask != full);
        one_walk(game, masks, stop)
    });
    let mut worths = vec![None; groups];
    (worths[0], worths[full]) = (Some(0.0), Some(game.total()));
    for (mask, worth) in walks.all()?.into_iter().flatten() {
        worths[mask] = worth;
    }
    Ok(worths)
}

fn one_walk(
    game: &LinearGame<'_>,
    masks: impl Iterator<Item = usize>,
    stop: &AtomicBool,
) -> Result<Vec<(usize, Option<f64>)>, GameError> {
    let mut solver = game.solver()?;
    solver.forget()?;
    let mut options = cold();
    let mut worths = Vec::with_capacity(WALK);
    for mask in masks {
        let group = Group::from_mask(mask as u64);
        game.set(&mut solver, group);
        let outcome = solve(&mut solver, &options, stop)?;
        game.count();
        let worth = match (&outcome.stop, outcome.objective) {
            (Stop::Optimal, Some(worth)) => Some(worth),
            (Stop::Infeasible, _) => None,
            (stop, _) => return Err(unsolved(&format!("{group:?}"), stop)),
        };
        worths.push((mask, worth));
        if worth.is_some() {
            options = Options { method: Method::Simplex, presolve: false, ..cold() };
        } else {
            // A contradiction leaves no basis to go on from.
            solver.forget()?;
            options = cold();
        }
    }
    game.give_back(solver);
    Ok(worths)
}

fn solve(solver: &mut Solver, options: &Options, stop: &AtomicBool) -> Result<program::Outcome, GameError> {
    let mut observer = |_: &SolverProgress| if stop.load(Ordering::Relaxed) { Flow::Stop } else { Flow::Continue };
    Ok(solver.solve(options, &mut Listen(&mut observer))?)
}
