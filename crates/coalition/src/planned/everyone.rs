//! The worths of all groups of a continuous game, one solve each.

use program::solve::{Flow, Method, Options, Progress as SolverProgress, Solver, Stop};

use super::linear::{LinearGame, Listen, cold, unsolved};
use crate::game::{Game, GameError};
use crate::group::Group;
use crate::parallel;
use crate::table::MAX_IN_TABLE;
use crate::task::{Progress, Task};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Groups of one walk: the first is solved from nothing, each other one from the basis of the one before. Fixed, so that what comes
/// out does not depend on the number of threads.
const WALK: usize = 64;

/// Worths by the bits of the members; `None` for groups that cannot stand alone.
pub type Worths = Vec<(usize, Option<f64>)>;

/// Number of walks over all groups of so many players, see [`walk_worths`].
///
/// # Errors
/// For more players than a table can have.
pub fn num_walks(players: usize) -> Result<usize, GameError> {
    match players <= MAX_IN_TABLE {
        true => Ok((1_usize << players).div_ceil(WALK)),
        false => Err(GameError::Players {
            found: players,
            expected: format!("all coalitions are solved of at most {MAX_IN_TABLE}"),
        }),
    }
}

/// The worth of every group by the bits of its members, that of nobody first; `None` for groups that cannot stand alone.
///
/// # Errors
/// For more players than a table can have, when a solver fails, or when the watcher stops it.
pub fn all_worths(game: &LinearGame<'_>, task: &mut Task<'_>) -> Result<Vec<Option<f64>>, GameError> {
    let walks = walk_worths(game, 0..num_walks(game.num_players())?, task)?;
    Ok(worths_of_walks(game, walks))
}

/// The worths of the groups of some walks. Groups are visited in Gray code: each differs from the one before by one member, so that few pivots
/// lead from one optimum to the next. A walk is worth the same wherever and whenever it is done.
///
/// # Errors
/// As [`all_worths`].
pub fn walk_worths(game: &LinearGame<'_>, walks: Range<usize>, task: &mut Task<'_>) -> Result<Vec<Worths>, GameError> {
    let n = game.num_players();
    num_walks(n)?;
    let (full, groups) = ((1_usize << n) - 1, 1_usize << n);
    let told = Progress { doing: "worths of all coalitions", of: Some(walks.len()), ..Progress::default() };
    let done = parallel::stoppable(walks.len(), told, task, |at, stop| {
        let walk = walks.start + at;
        let places = walk * WALK..((walk + 1) * WALK).min(groups);
        let masks = places.map(|place| place ^ (place >> 1)).filter(|mask| *mask != 0 && *mask != full);
        one_walk(game, masks, stop)
    });
    done.all()
}

/// The table of [`all_worths`] from all walks.
#[must_use]
pub fn worths_of_walks(game: &LinearGame<'_>, walks: Vec<Worths>) -> Vec<Option<f64>> {
    let groups = 1_usize << game.num_players();
    let mut worths = vec![None; groups];
    (worths[0], worths[groups - 1]) = (Some(0.0), Some(game.total()));
    for (mask, worth) in walks.into_iter().flatten() {
        worths[mask] = worth;
    }
    worths
}

fn one_walk(game: &LinearGame<'_>, masks: impl Iterator<Item = usize>, stop: &AtomicBool) -> Result<Worths, GameError> {
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
