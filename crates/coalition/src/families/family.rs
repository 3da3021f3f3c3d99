//! Any one of the families.

use super::{Airport, Assignment, Bankruptcy, Glove, LinearProduction, Listed, WeightedVoting};
use crate::exact::{Rational, float};
use crate::formulas::Ends;
use crate::game::{Game, GameError, Sense, Worth};
use crate::group::Group;
use crate::table::Table;
use crate::task::Task;

/// A game of any family.
///
/// As a [`Game`] it tells the worth of single groups without a table of all, also of more players than a table holds; data with faults
/// is for [`Family::check`] to find.
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// Given group by group.
    Listed(Listed),
    /// An estate and claims.
    Bankruptcy(Bankruptcy),
    /// A runway.
    Airport(Airport),
    /// Votes.
    Voting(WeightedVoting),
    /// Gloves.
    Glove(Glove),
    /// Buyers and sellers.
    Assignment(Assignment),
    /// Pooled resources.
    LinearProduction(LinearProduction),
}

impl Family {
    /// What its numbers are.
    #[must_use]
    pub fn sense(&self) -> Sense {
        match self {
            Self::Listed(game) => game.sense,
            Self::Airport(_) => Sense::Cost,
            _ => Sense::Profit,
        }
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        match self {
            Self::Listed(game) => game.check(),
            Self::Bankruptcy(game) => game.check(),
            Self::Airport(game) => game.check(),
            Self::Voting(game) => game.check(),
            Self::Glove(game) => game.check(),
            Self::Assignment(game) => game.check(),
            Self::LinearProduction(game) => game.check(),
        }
    }

    /// The table.
    ///
    /// # Errors
    /// All faults of the data, more players than a table holds, [`GameError::Stopped`], or a failure of the solver.
    pub fn table(&self, task: &mut Task<'_>) -> Result<Table, GameError> {
        match self {
            Self::Listed(game) => game.table(task),
            Self::Bankruptcy(game) => game.table(),
            Self::Airport(game) => game.table(),
            Self::Voting(game) => game.table(),
            Self::Glove(game) => game.table(),
            Self::Assignment(game) => game.table(),
            Self::LinearProduction(game) => game.table(task),
        }
    }
}

impl Family {
    /// The number of a group without rounding, as a worth: a cost is below zero.
    ///
    /// # Errors
    /// When a list does not have the group, or a program fails.
    pub fn exact(&self, group: Group) -> Result<Rational, GameError> {
        Ok(match self {
            Self::Listed(game) => {
                let listed = game.groups.iter().find(|(listed, _)| *listed == group);
                let unknown = || GameError::Invalid(format!("the worth of {group:?} is not listed"));
                let number = listed.ok_or_else(unknown)?.1.clone();
                if game.sense == Sense::Cost { -number } else { number }
            }
            Self::Bankruptcy(game) => game.leaves(group),
            Self::Airport(game) => -game.runway(group),
            Self::Voting(game) => Rational::from(num_bigint::BigInt::from(u8::from(game.wins(group)))),
            Self::Glove(game) => game.pairs(group),
            Self::Assignment(game) => game.part(group).best().payoffs.iter().sum(),
            Self::LinearProduction(game) => game.exact(group)?,
        })
    }

    /// What single players, all but one and everybody are worth.
    pub(crate) fn ends(&self) -> Result<Ends, GameError> {
        let players = self.num_players();
        let all = Group::all(players);
        let total = self.exact(all)?;
        let alone = (0..players).map(|player| self.exact(Group::single(player))).collect::<Result<_, _>>()?;
        let hopes = (0..players).map(|player| Ok(&total - self.exact(all.without(player))?));
        Ok(Ends { alone, hopes: hopes.collect::<Result<_, GameError>>()?, total })
    }
}

impl Game for Family {
    fn num_players(&self) -> usize {
        match self {
            Self::Listed(game) => game.players,
            Self::Bankruptcy(game) => game.claims.len(),
            Self::Airport(game) => game.costs.len(),
            Self::Voting(game) => game.weights.len(),
            Self::Glove(game) => game.left.len(),
            Self::Assignment(game) => game.gains.len() + game.num_sellers(),
            Self::LinearProduction(game) => game.num_players(),
        }
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        let worth = match self {
            Self::Listed(game) => {
                let listed = game.groups.iter().find(|(listed, _)| *listed == group);
                let unknown = || GameError::Invalid(format!("the worth of {group:?} is not listed"));
                game.sense.sign() * float(&listed.ok_or_else(unknown)?.1)
            }
            Self::Bankruptcy(game) => float(&game.leaves(group)),
            Self::Airport(game) => -float(&game.runway(group)),
            Self::Voting(game) => f64::from(u8::from(game.wins(group))),
            Self::Glove(game) => float(&game.pairs(group)),
            Self::Assignment(game) => game.matched(group),
            Self::LinearProduction(game) => return game.worth(group),
        };
        Ok(Worth::exact(worth))
    }
}
