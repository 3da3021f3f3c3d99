//! Votes of different weight.

use num_traits::Zero;

use super::whole::{Formula, Whole, subset_sums, tabulate};
use super::{check_amount, check_players, finite, finites, refuse};
use crate::exact::{Rational, float};
use crate::game::{GameError, Sense};
use crate::group::{Group, MAX_PLAYERS};
use crate::table::Table;
use crate::task::{NoProgress, Task};

/// The weighted voting game `[q; w_1, .., w_n]` (von Neumann & Morgenstern 1944, section 50).
///
/// ```text
///   v(S) = 1  if  Σ_{i in S} w_i ≥ q,  else 0
/// ```
///
/// Weights are added without rounding: 0.7 + 0.2 + 0.1 is 1. [`power`](crate::power()) has its power indices for any number of players.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedVoting {
    /// The quota; above 0 and at most the sum of all weights.
    pub quota: Rational,
    /// The weights, one for each player; each at least 0.
    pub weights: Vec<Rational>,
}

impl WeightedVoting {
    /// The game of these numbers, each the shortest decimal of its float.
    ///
    /// # Panics
    /// When a number is not finite.
    #[must_use]
    pub fn from_numbers(quota: f64, weights: &[f64]) -> Self {
        Self { quota: finite(quota), weights: finites(weights) }
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.weights.len(), MAX_PLAYERS);
        self.check_votes(&mut faults, &vec![1; self.weights.len()]);
        faults
    }

    /// The faults of quota and weights where each weight is that of as many players as `counts` says.
    pub(crate) fn check_votes(&self, faults: &mut Vec<GameError>, counts: &[u64]) {
        check_amount(faults, &self.quota, || "the quota".to_string());
        for (player, weight) in self.weights.iter().enumerate() {
            check_amount(faults, weight, || format!("the weight of player {}", player + 1));
        }
        let sum = self.votes(counts);
        if faults.is_empty() && self.quota.is_zero() {
            faults.push(GameError::Invalid("the quota is 0: nobody would win alone".to_string()));
        } else if faults.is_empty() && self.quota > sum {
            let (quota, sum) = (float(&self.quota), float(&sum));
            let words = format!("the quota of {quota} is above all weights, {sum} together: nobody ever wins");
            faults.push(GameError::Invalid(words));
        }
    }

    /// All votes, where each weight is that of as many players as `counts` says.
    pub(crate) fn votes(&self, counts: &[u64]) -> Rational {
        self.weights.iter().zip(counts).map(|(weight, count)| weight * num_bigint::BigInt::from(*count)).sum()
    }

    /// Whether a group reaches the quota.
    #[must_use]
    pub fn wins(&self, group: Group) -> bool {
        group.iter().map(|player| &self.weights[player]).sum::<Rational>() >= self.quota
    }

    /// The table, of zeros and ones.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        let data: Vec<Rational> = self.weights.iter().chain([&self.quota]).cloned().collect();
        let quiet = &mut Task { threads: 1, observer: &mut NoProgress };
        tabulate(&Wins, self.weights.len(), Sense::Profit, &data, true, quiet)
    }
}

struct Wins;

impl Formula for Wins {
    fn numbers<T: Whole>(&self, data: &[T], _: &mut Task<'_>) -> Result<Vec<T>, GameError> {
        let Some((quota, weights)) = data.split_last() else { return Ok(vec![T::zero()]) };
        Ok(subset_sums(weights).into_iter().map(|sum| if sum >= *quota { T::one() } else { T::zero() }).collect())
    }
}
