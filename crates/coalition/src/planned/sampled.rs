//! The Shapley value of a continuous game.

use super::linear::LinearGame;
use super::pool::Pool;
use crate::game::{Game, GameError, Sense, Worth};
use crate::group::Group;
use crate::shapley::{End, SampledShapley, Sampling, sampled_shapley, shapley};
use crate::table::Table;
use crate::task::Task;

/// The Shapley value of a continuous game, at the price of at most `options.evaluations` solved groups; exact where the pool knows
/// all of them ([`all_worths`](super::all_worths)).
///
/// Else orders are sampled; what is sampled is what the worths fall short of the bounds of the pool, whose own Shapley value is exact. The
/// better the bounds, the narrower the intervals (a control variate: Shapley values are linear in the game), and a group that is known
/// costs nothing.
///
/// # Errors
/// When a group cannot stand alone (there is no average then), when an option is out of range, when a solver fails, and when the watcher
/// stops it before there is an estimate.
pub fn planned_shapley(
    game: &LinearGame<'_>,
    pool: &Pool,
    options: &Sampling,
    task: &mut Task<'_>,
) -> Result<SampledShapley, GameError> {
    let n = game.num_players();
    let Some(bounds) = pool.table() else { return sampled_shapley(game, options, task) };
    if let Some(mask) = bounds.iter().skip(1).position(|bound| !bound.is_finite()) {
        return Err(alone(Group::from_mask(mask as u64 + 1)));
    }
    let table = Table::from_fn(n, Sense::Profit, |group| bounds[group.mask() as usize])?;
    let of_bounds = shapley(&table, task)?;
    if pool.is_complete() {
        return Ok(SampledShapley {
            payoffs: of_bounds,
            half_widths: Some(vec![0.0; n]),
            confidence: options.confidence,
            evaluations: bounds.len() - 1,
            blocks: 0,
            shifts: n,
            reverses: true,
            gap: 0.0,
            end: End::Exact,
        });
    }
    let mut sampled = sampled_shapley(&Short { game, pool }, options, task)?;
    sampled.payoffs.iter_mut().zip(of_bounds).for_each(|(payoff, bound)| *payoff += bound);
    Ok(sampled)
}

fn alone(group: Group) -> GameError {
    GameError::Invalid(format!("the coalition {group:?} cannot stand alone, so that nobody can join it"))
}

/// What worths fall short of their bounds, with the sign of the worth.
struct Short<'a> {
    game: &'a LinearGame<'a>,
    pool: &'a Pool,
}

impl Game for Short<'_> {
    fn num_players(&self) -> usize {
        self.pool.num_players()
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        match self.pool.known(group) {
            Some(Some(_)) => Ok(Worth::exact(0.0)),
            _ => Ok(Worth::exact(self.game.worth(group)?.value - self.pool.bound(group))),
        }
    }
}
