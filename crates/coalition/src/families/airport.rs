//! Sharing the cost of a runway.

use super::{check_amount, check_players, check_table, refuse};
use crate::game::{GameError, Sense};
use crate::group::{Group, MOST_PLAYERS};
use crate::table::Table;

/// The airport game of Littlechild & Owen (1973), *A simple expression for the Shapley value in a special case*.
///
/// ```text
///   c(S) = max_{i in S} c_i
/// ```
///
/// A cost game, with subadditive costs of decreasing increments (as worths: convex).
#[derive(Clone, Debug, PartialEq)]
pub struct Airport {
    /// What the runway costs that each player needs, in money; each at least 0.
    pub costs: Vec<f64>,
}

impl Airport {
    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.costs.len(), MOST_PLAYERS);
        for (player, cost) in self.costs.iter().enumerate() {
            check_amount(&mut faults, *cost, || format!("the cost of player {}", player + 1));
        }
        faults
    }

    /// The cost of the runway that a group needs, in money.
    #[must_use]
    pub fn runway(&self, group: Group) -> f64 {
        group.iter().map(|player| self.costs[player]).fold(0.0, f64::max)
    }

    /// The table, of costs.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        check_table(self.costs.len())?;
        Table::of(self.costs.len(), Sense::Cost, |group| self.runway(group))
    }

    /// The Shapley value as charges, in money, for any number of players: each step of the runway is shared equally by those who need
    /// it (Littlechild & Owen 1973).
    ///
    /// # Errors
    /// All faults of the data.
    pub fn shapley_charges(&self) -> Result<Vec<f64>, GameError> {
        refuse(self.check())?;
        let mut order: Vec<usize> = (0..self.costs.len()).collect();
        order.sort_by(|a, b| self.costs[*a].total_cmp(&self.costs[*b]));
        let mut charges = vec![0.0; order.len()];
        let (mut below, mut charge) = (0.0, 0.0);
        for (at, player) in order.iter().enumerate() {
            charge += (self.costs[*player] - below) / (order.len() - at) as f64;
            below = self.costs[*player];
            charges[*player] = charge;
        }
        Ok(charges)
    }
}
