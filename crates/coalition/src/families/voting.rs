//! Votes of different weight.

use super::{check_amount, check_players, check_table, refuse};
use crate::game::{GameError, Sense};
use crate::group::{Group, MOST_PLAYERS};
use crate::table::Table;

/// The weighted voting game `[q; w_1, .., w_n]` (von Neumann & Morgenstern 1944, section 50).
///
/// ```text
///   v(S) = 1  if  Σ_{i in S} w_i ≥ q,  else 0
/// ```
///
/// Weights that miss the quota by less than 1e-12 of all weights reach it, so that 0.7 + 0.2 + 0.1 is 1.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedVoting {
    /// The quota; above 0 and at most the sum of all weights.
    pub quota: f64,
    /// The weights, one for each player; each at least 0.
    pub weights: Vec<f64>,
}

impl WeightedVoting {
    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.weights.len(), MOST_PLAYERS);
        check_amount(&mut faults, self.quota, || "the quota".to_string());
        for (player, weight) in self.weights.iter().enumerate() {
            check_amount(&mut faults, *weight, || format!("the weight of player {}", player + 1));
        }
        let sum: f64 = self.weights.iter().sum();
        if faults.is_empty() && self.quota == 0.0 {
            faults.push(GameError::Invalid("the quota is 0: nobody would win alone".to_string()));
        } else if faults.is_empty() && self.quota > sum * (1.0 + 1e-12) {
            let words = format!("the quota of {} is above all weights, {sum} together: nobody ever wins", self.quota);
            faults.push(GameError::Invalid(words));
        }
        faults
    }

    /// Whether a group reaches the quota.
    #[must_use]
    pub fn wins(&self, group: Group) -> bool {
        group.sum(&self.weights) >= self.quota - 1e-12 * self.weights.iter().sum::<f64>()
    }

    /// The table, of zeros and ones.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        check_table(self.weights.len())?;
        Table::of(self.weights.len(), Sense::Profit, |group| f64::from(u8::from(self.wins(group))))
    }
}
