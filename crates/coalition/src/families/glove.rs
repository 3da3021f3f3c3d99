//! Gloves: worth something in pairs only.

use super::{check_amount, check_players, check_table, refuse};
use crate::game::{GameError, Sense};
use crate::group::{Group, MOST_PLAYERS};
use crate::table::Table;

/// The glove market (Shapley & Shubik 1969, *On market games*).
///
/// ```text
///   v(S) = min { left gloves of S, right gloves of S }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Glove {
    /// Left gloves of each player, at least 0.
    pub left: Vec<f64>,
    /// Right gloves of each player, at least 0.
    pub right: Vec<f64>,
}

impl Glove {
    /// Players with one left glove each, then players with one right glove each.
    #[must_use]
    pub fn hands(left: usize, right: usize) -> Self {
        let which = |first: usize, count: usize| {
            (0..left + right).map(|player| f64::from(u8::from((first..first + count).contains(&player)))).collect()
        };
        Self { left: which(0, left), right: which(left, right) }
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.left.len(), MOST_PLAYERS);
        if self.left.len() != self.right.len() {
            let words = format!("left gloves of {} players, right gloves of {}", self.left.len(), self.right.len());
            faults.push(GameError::Invalid(words));
        }
        for (hand, gloves) in [("left", &self.left), ("right", &self.right)] {
            for (player, count) in gloves.iter().enumerate() {
                check_amount(&mut faults, *count, || format!("the number of {hand} gloves of player {}", player + 1));
            }
        }
        faults
    }

    /// Pairs that a group has.
    #[must_use]
    pub fn pairs(&self, group: Group) -> f64 {
        group.sum(&self.left).min(group.sum(&self.right))
    }

    /// The table, in pairs.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        check_table(self.left.len())?;
        Table::of(self.left.len(), Sense::Profit, |group| self.pairs(group))
    }
}
