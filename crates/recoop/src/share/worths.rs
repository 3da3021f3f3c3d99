//! The worths of coalitions that a sharing begins with. None of them depends on another, so that any process may find any of them.
//!
//! Where the game is solved whole, a unit is a walk over some of all coalitions, else one coalition: each member alone, and all without it. Further
//! coalitions are chosen by what is known of these; they are solved where the sharing is.

use std::ops::Range;

use coalition::planned::pool::MAX_TABLED;
use coalition::planned::{Cut, LinearGame, Pool, Worths, num_walks, walk_worths, worths_of_walks};
use coalition::{GameError, Group, Progress, Task};

use super::options::ShareOptions;

/// What is found in one unit of work.
#[derive(Clone, Debug, PartialEq)]
pub enum WorthUnit {
    /// The worths of the coalitions of a walk.
    Walk(Worths),
    /// The worth of a coalition, with what its duals say about all others.
    Cut(Cut),
}

/// Returns the number of units of a cooperative's sharing.
///
/// # Errors
/// When there are more members than a table of all coalitions can have, and one is asked for.
pub fn num_worth_units(members: usize, options: &ShareOptions) -> Result<usize, GameError> {
    Ok(walks(members, options)? + singles(members, options).len())
}

/// Walks over all coalitions; 0 where not all of them are solved.
fn walks(members: usize, options: &ShareOptions) -> Result<usize, GameError> {
    if members < 32 && (1_usize << members) - 1 <= options.whole { num_walks(members) } else { Ok(0) }
}

/// All but one, which takes longer, and each alone; of two members all but one is the other alone. None where a table has all coalitions.
fn singles(members: usize, options: &ShareOptions) -> Vec<Group> {
    if members <= MAX_TABLED && walks(members, options).is_ok_and(|walks| walks > 0) {
        return Vec::new();
    }
    let others = (0..members).map(|i| Group::single(i).complement(members));
    others.filter(|_| members > 2).chain((0..members).map(Group::single)).collect()
}

/// Some units of a game.
pub(super) fn find(
    game: &LinearGame<'_>,
    options: &ShareOptions,
    units: Range<usize>,
    task: &mut Task<'_>,
) -> Result<Vec<WorthUnit>, GameError> {
    let members = game.membership().num_members();
    let (walks, singles) = (walks(members, options)?, singles(members, options));
    let of_walks = units.start.min(walks)..units.end.min(walks);
    let mut found: Vec<WorthUnit> = match of_walks.is_empty() {
        true => Vec::new(),
        false => walk_worths(game, of_walks, task)?.into_iter().map(WorthUnit::Walk).collect(),
    };
    let of_singles = &singles[units.start.max(walks) - walks..units.end.max(walks) - walks];
    if !of_singles.is_empty() {
        let of = Some(of_singles.len());
        let told = Progress { doing: "each member alone, and all without it", of, ..Progress::default() };
        found.extend(game.cuts(of_singles, task, told)?.into_iter().map(WorthUnit::Cut));
    }
    Ok(found)
}

/// Enters all units of a game into what is known of it.
///
/// # Errors
/// When they are not the units of this game.
pub(super) fn enter(
    game: &LinearGame<'_>,
    options: &ShareOptions,
    units: Vec<WorthUnit>,
    pool: &mut Pool,
) -> Result<(), GameError> {
    let members = game.membership().num_members();
    let (of_walks, singles) = (walks(members, options)?, singles(members, options));
    let (mut walked, mut cuts) = (Vec::new(), Vec::new());
    for unit in units {
        match unit {
            WorthUnit::Walk(worths) => walked.push(worths),
            WorthUnit::Cut(cut) => cuts.push(cut),
        }
    }
    let is_of_game = |cut: &Cut| cut.slopes.len() == members;
    let is_same = walked.len() == of_walks
        && walked.iter().flatten().all(|(mask, _)| *mask < 1 << members)
        && cuts.iter().map(|cut| cut.group).eq(singles)
        && cuts.iter().all(is_of_game);
    if !is_same {
        return Err(GameError::Invalid("the worths that were found before are those of another sharing".to_string()));
    }
    if of_walks > 0 {
        pool.know_all(&worths_of_walks(game, walked));
    }
    cuts.into_iter().for_each(|cut| pool.add(cut));
    Ok(())
}

/// Programs that were solved for some units.
pub(super) fn num_programs(units: &[WorthUnit]) -> usize {
    let of = |unit: &WorthUnit| match unit {
        WorthUnit::Walk(worths) => worths.len(),
        WorthUnit::Cut(_) => 1,
    };
    units.iter().map(of).sum()
}
