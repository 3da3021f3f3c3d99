//! How much each player can get in the core.

use num_traits::{Signed, Zero};

use super::players;
use crate::balance::{Column, Divisor, Kind, Master, Values, fixed, row};
use crate::exact::{Rational, float};
use crate::game::GameError;
use crate::table::Table;
use crate::task::{Progress, Task};

/// The least and the most that each player can get in the core, in the unit of the worths; none when the core is empty.
///
/// One program per end, each proven against all groups; the numbers are the floats nearest to the exact ones.
///
/// # Errors
/// When a worth is too large to reckon with (1e280), when somebody stopped it, or for a failure inside.
pub fn core_ranges(table: &Table, task: &mut Task) -> Result<Option<Vec<(f64, f64)>>, GameError> {
    let players = players(table);
    if players == 1 {
        return Ok(Some(vec![(table.total(), table.total())]));
    }
    let values = Values::new(table)?;
    if super::least(&values, Divisor::Size, "core", task)?.solved.t.is_positive() {
        return Ok(None);
    }
    let start = columns(&values, 0, true);
    let mut master = Master::start(&values, Divisor::Absent, false, "ranges of the core", start)?;
    let mut ranges = Vec::with_capacity(players);
    for player in 0..players {
        let mut ends = [0.0; 2];
        for (end, least) in ends.iter_mut().zip([true, false]) {
            master.restart(columns(&values, player, least))?;
            let told =
                Progress { done: 2 * player + usize::from(!least), of: Some(2 * players), ..Progress::default() };
            let solved = master.solve(true, told, task)?;
            *end = float(&if least { solved.t } else { -solved.t });
        }
        ranges.push((ends[0], ends[1]));
    }
    Ok(Some(ranges))
}

/// A basis whose goal is the least or the most of one player: the player's own worth bounds the one, that of all others and
/// everybody's the other.
fn columns(values: &Values, player: usize, least: bool) -> Vec<Column> {
    let players = players(values.table);
    let all = (1_u64 << players) - 1;
    let own = 1_u64 << player;
    let sign = if least { -1 } else { 1 };
    let zero = Rational::zero();
    let value = values.searched(own, sign, &zero);
    let goal = Column { kind: Kind::Goal, mask: own, sign, weight: 1, value, exact: Some(zero) };
    let others = (0..players).filter(|other| *other != player).map(|other| 1_u64 << other).skip(1);
    let bound = if least { own } else { all ^ own };
    let groups = others.chain([bound]).map(|mask| row(values, Divisor::Absent, mask));
    [goal, fixed(values, all, None)].into_iter().chain(groups).collect()
}
