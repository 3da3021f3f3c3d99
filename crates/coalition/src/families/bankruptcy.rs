//! Sharing an estate that does not cover all claims.

use super::{check_amount, check_players, check_table, refuse};
use crate::game::{GameError, Sense};
use crate::group::{Group, MOST_PLAYERS};
use crate::table::Table;

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
    pub estate: f64,
    /// The claims `d`, one for each player, in money; each at least 0.
    pub claims: Vec<f64>,
}

impl Bankruptcy {
    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.claims.len(), MOST_PLAYERS);
        check_amount(&mut faults, self.estate, || "the estate".to_string());
        for (player, claim) in self.claims.iter().enumerate() {
            check_amount(&mut faults, *claim, || format!("the claim of player {}", player + 1));
        }
        let sum: f64 = self.claims.iter().sum();
        if faults.is_empty() && self.estate > sum * (1.0 + 1e-12) {
            let words =
                format!("the estate of {} covers all claims, {sum} together: there is nothing to share", self.estate);
            faults.push(GameError::Invalid(words));
        }
        faults
    }

    /// What is left to a group, in money.
    #[must_use]
    pub fn leaves(&self, group: Group) -> f64 {
        (self.estate - group.complement(self.claims.len()).sum(&self.claims)).max(0.0)
    }

    /// The table.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        let players = self.claims.len();
        check_table(players)?;
        Table::of(players, Sense::Profit, |group| self.leaves(group))
    }
}
