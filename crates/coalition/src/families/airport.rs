//! Sharing the cost of a runway.

use num_bigint::BigInt;
use num_traits::Zero;

use super::whole::{Formula, Whole, tabulate};
use super::{check_amount, check_players, finites, refuse};
use crate::exact::Rational;
use crate::game::{GameError, Sense};
use crate::group::{Group, MAX_PLAYERS};
use crate::table::Table;
use crate::task::{NoProgress, Task};

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
    pub costs: Vec<Rational>,
}

impl Airport {
    /// The game of these numbers, each the shortest decimal of its float.
    ///
    /// # Panics
    /// When a number is not finite.
    #[must_use]
    pub fn from_numbers(costs: &[f64]) -> Self {
        Self { costs: finites(costs) }
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.costs.len(), MAX_PLAYERS);
        self.check_costs(&mut faults);
        faults
    }

    pub(crate) fn check_costs(&self, faults: &mut Vec<GameError>) {
        for (player, cost) in self.costs.iter().enumerate() {
            check_amount(faults, cost, || format!("the cost of player {}", player + 1));
        }
    }

    /// The cost of the runway that a group needs, in money.
    #[must_use]
    pub fn runway(&self, group: Group) -> Rational {
        group.iter().map(|player| &self.costs[player]).max().cloned().unwrap_or_else(Rational::zero)
    }

    /// The table, of costs.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        let quiet = &mut Task { threads: 1, observer: &mut NoProgress };
        tabulate(&Runway, self.costs.len(), Sense::Cost, &self.costs, false, quiet)
    }

    /// The Shapley value as charges, in money, for any number of players: each step of the runway is shared equally by those who need
    /// it (Littlechild & Owen 1973).
    ///
    /// # Errors
    /// All faults of the data.
    pub fn shapley_charges(&self) -> Result<Vec<Rational>, GameError> {
        refuse(self.check())?;
        Ok(self.shapley_of_classes(&vec![1; self.costs.len()]))
    }

    /// The Shapley value where each of `costs` stands for as many players as `counts` says: the charge of each of them.
    pub(crate) fn shapley_of_classes(&self, counts: &[u64]) -> Vec<Rational> {
        let mut charges = vec![Rational::zero(); self.costs.len()];
        let (mut below, mut charge) = (Rational::zero(), Rational::zero());
        let mut left: u64 = counts.iter().sum();
        for class in self.order() {
            charge += (&self.costs[class] - &below) / BigInt::from(left);
            below.clone_from(&self.costs[class]);
            charges[class].clone_from(&charge);
            left -= counts[class];
        }
        charges
    }

    /// The nucleolus as charges, in money, for any number of players (Littlechild 1974, *A simple expression for the nucleolus in a special
    /// case*).
    ///
    /// # Errors
    /// All faults of the data.
    pub fn nucleolus_charges(&self) -> Result<Vec<Rational>, GameError> {
        refuse(self.check())?;
        Ok(self.nucleolus_of_classes(&vec![1; self.costs.len()]))
    }

    /// The same where each of `costs` stands for as many players as `counts` says.
    ///
    /// Charges rise with the costs. What the first classes save, together or with all others, is shared among them and the next one:
    ///
    /// ```text
    ///   r = min { (c_k - paid before) / (players up to k that are open + 1)   for k below the last class,
    ///             (c_last - paid before) / (all open players) }
    /// ```
    ///
    /// All open classes up to the last one that attains the minimum pay `r`; then the rest goes on in the same way.
    pub(crate) fn nucleolus_of_classes(&self, counts: &[u64]) -> Vec<Rational> {
        let order = self.order();
        let mut charges = vec![Rational::zero(); order.len()];
        let mut paid = Rational::zero();
        let mut first = 0;
        while first < order.len() {
            let mut players = 0;
            let mut least: Option<(Rational, usize)> = None;
            for (at, class) in order.iter().enumerate().skip(first) {
                players += counts[*class];
                // Those who pay for the whole runway leave nobody out who could take their place.
                let by = players + u64::from(at + 1 < order.len());
                let charge = (&self.costs[*class] - &paid) / BigInt::from(by);
                if least.as_ref().is_none_or(|(least, _)| charge <= *least) {
                    least = Some((charge, at));
                }
            }
            let Some((charge, last)) = least else { break };
            for class in &order[first..=last] {
                paid += &charge * BigInt::from(counts[*class]);
                charges[*class].clone_from(&charge);
            }
            first = last + 1;
        }
        charges
    }

    /// Players from the cheapest runway to the longest.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.costs.len()).collect();
        order.sort_by(|a, b| self.costs[*a].cmp(&self.costs[*b]));
        order
    }
}

struct Runway;

impl Formula for Runway {
    fn numbers<T: Whole>(&self, data: &[T], _: &mut Task<'_>) -> Result<Vec<T>, GameError> {
        let mut longest = vec![T::zero()];
        for cost in data {
            for at in 0..longest.len() {
                longest.push(longest[at].clone().max(cost.clone()));
            }
        }
        Ok(longest)
    }
}
