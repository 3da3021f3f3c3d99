//! Sharing an estate that does not cover all claims.

use num_bigint::BigInt;
use num_traits::Zero;

use super::whole::{Formula, Whole, subset_sums, tabulate};
use super::{check_amount, check_players, finite, finites, refuse};
use crate::exact::{Rational, float};
use crate::game::{GameError, Sense};
use crate::group::{Group, MAX_PLAYERS};
use crate::table::Table;
use crate::task::{NoProgress, Task};

/// The bankruptcy game of O'Neill (1982), *A problem of rights arbitration from the Talmud*.
///
/// ```text
///   v(S) = max { 0, E - Σ_{i not in S} d_i }
/// ```
///
/// Convex. Its nucleolus is the rule of the Talmud (Aumann & Maschler 1985).
#[derive(Clone, Debug, PartialEq)]
pub struct Bankruptcy {
    /// The estate `E`, in money; at least 0 and at most the sum of all claims.
    pub estate: Rational,
    /// The claims `d`, one for each player, in money; each at least 0.
    pub claims: Vec<Rational>,
}

impl Bankruptcy {
    /// The game of these numbers, each the shortest decimal of its float.
    ///
    /// # Panics
    /// When a number is not finite.
    #[must_use]
    pub fn from_numbers(estate: f64, claims: &[f64]) -> Self {
        Self { estate: finite(estate), claims: finites(claims) }
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.claims.len(), MAX_PLAYERS);
        check_amount(&mut faults, &self.estate, || "the estate".to_string());
        for (player, claim) in self.claims.iter().enumerate() {
            check_amount(&mut faults, claim, || format!("the claim of player {}", player + 1));
        }
        let sum: Rational = self.claims.iter().sum();
        if faults.is_empty() && self.estate > sum {
            let (estate, sum) = (float(&self.estate), float(&sum));
            let words = format!("the estate of {estate} covers all claims, {sum} together: there is nothing to share");
            faults.push(GameError::Invalid(words));
        }
        faults
    }

    /// What is left to a group, in money.
    #[must_use]
    pub fn leaves(&self, group: Group) -> Rational {
        let others: Rational = group.complement(self.claims.len()).iter().map(|player| &self.claims[player]).sum();
        (&self.estate - others).max(Rational::zero())
    }

    /// The table.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        let data: Vec<Rational> = self.claims.iter().chain([&self.estate]).cloned().collect();
        let quiet = &mut Task { threads: 1, observer: &mut NoProgress };
        tabulate(&Leaves, self.claims.len(), Sense::Profit, &data, false, quiet)
    }

    /// The nucleolus for any number of players: the rule of the Talmud. Up to half of the claims are covered as if only half of each were
    /// claimed, in equal parts; beyond, losses are shared in the same way (Aumann & Maschler 1985).
    #[must_use]
    pub fn nucleolus(&self) -> Vec<Rational> {
        let two = BigInt::from(2);
        let halves: Vec<Rational> = self.claims.iter().map(|claim| claim / &two).collect();
        let half: Rational = halves.iter().sum();
        if self.estate <= half {
            return equal_up_to(&halves, &self.estate);
        }
        let losses = equal_up_to(&halves, &(&half + &half - &self.estate));
        self.claims.iter().zip(losses).map(|(claim, loss)| claim - loss).collect()
    }
}

/// Equal parts of an amount, none above its limit; the limits add up to no less than the amount.
fn equal_up_to(limits: &[Rational], amount: &Rational) -> Vec<Rational> {
    let mut order: Vec<usize> = (0..limits.len()).collect();
    order.sort_by(|a, b| limits[*a].cmp(&limits[*b]));
    let mut parts = vec![Rational::zero(); limits.len()];
    let mut rest = amount.clone();
    for (at, player) in order.iter().enumerate() {
        let equal = &rest / BigInt::from(limits.len() - at);
        let part = equal.min(limits[*player].clone());
        rest -= &part;
        parts[*player] = part;
    }
    parts
}

struct Leaves;

impl Formula for Leaves {
    fn numbers<T: Whole>(&self, data: &[T], _: &mut Task<'_>) -> Result<Vec<T>, GameError> {
        let Some((estate, claims)) = data.split_last() else { return Ok(vec![T::zero()]) };
        // By the bits of the others: backwards, by those of the group.
        let mut claimed = subset_sums(claims);
        claimed.reverse();
        let left = |claimed: T| if claimed < *estate { estate.clone() - claimed } else { T::zero() };
        let mut worths: Vec<T> = claimed.into_iter().map(left).collect();
        worths[0] = T::zero();
        Ok(worths)
    }
}
