//! Players that add nothing, and players that can stand in for one another.

use crate::group::Group;
use crate::table::Table;
use crate::units::Units;

/// Who plays which part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roles {
    /// Players who add nothing to any group.
    pub null: Group,
    /// Players who add to any group what they are worth alone, and no more or less; null players are among them.
    pub dummies: Group,
    /// Players who can stand in for one another: each group is worth the same with the one as with the other. Classes of two and more, by
    /// their first players.
    pub classes: Vec<Group>,
}

/// A group to which two players do not add the same. Numbers are worths.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The group, without both.
    pub group: Group,
    /// Worth with the one.
    pub with_first: f64,
    /// Worth with the other.
    pub with_second: f64,
}

pub(super) fn roles(table: &Table, units: &Units<'_>) -> Roles {
    let players = table.names().len();
    let worths = table.worths();
    let each = |player: usize, test: &dyn Fn(usize, usize) -> bool| {
        let i = 1 << player;
        (0..worths.len()).step_by(2 * i).all(|high| (high..high + i).all(|s| test(s, s | i)))
    };
    let null = |player: &usize| each(*player, &|s, with| units.same(s, with));
    let dummy = |player: &usize| each(*player, &|s, with| units.gap([s, 1 << *player], [with, 0]) == 0.0);
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for player in 0..players {
        match classes.iter_mut().find(|class| differs(table, units, class[0], player).is_none()) {
            Some(class) => class.push(player),
            None => classes.push(vec![player]),
        }
    }
    Roles {
        null: (0..players).filter(null).collect(),
        dummies: (0..players).filter(dummy).collect(),
        classes: classes.into_iter().filter(|class| class.len() > 1).map(|class| class.into_iter().collect()).collect(),
    }
}

/// The first group to which two players do not add the same; `None` when they can stand in for one another.
///
/// # Panics
/// When a player is not in the game: a bug of the caller.
#[must_use]
pub fn difference(table: &Table, first: usize, second: usize) -> Option<Difference> {
    differs(table, &Units::of(table), first, second)
}

fn differs(table: &Table, units: &Units<'_>, first: usize, second: usize) -> Option<Difference> {
    let players = table.names().len();
    assert!(first < players && second < players, "players {first} and {second} of {players}");
    if first == second {
        return None;
    }
    let worths = table.worths();
    let (i, j) = (1 << first.min(second), 1 << first.max(second));
    let highs = (0..worths.len()).step_by(2 * j);
    let middles = highs.flat_map(|high| (high..high + j).step_by(2 * i));
    let mut groups = middles.flat_map(|middle| middle..middle + i);
    let group = groups.find(|s| !units.same(s | i, s | j))?;
    let with = |player: usize| worths[group | 1 << player];
    Some(Difference { group: Group::from_mask(group as u64), with_first: with(first), with_second: with(second) })
}
