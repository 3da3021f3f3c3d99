//! Buyers and sellers who trade in pairs.

use super::{check_amount, check_players, check_table, refuse};
use crate::game::{GameError, Sense};
use crate::group::MOST_PLAYERS;
use crate::table::Table;

/// The assignment game of Shapley & Shubik (1971), *The assignment game I: the core*.
///
/// ```text
///   v(S) = max  Σ a_ij over pairs (i, j) of S, everybody in one pair at most
/// ```
///
/// Its core is not empty: the duals of the assignment program.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// What each pair gains by trading, in money: a row for each buyer, in it a number for each seller; each at least 0.
    /// Buyers are the first players, sellers come after them.
    pub gains: Vec<Vec<f64>>,
}

impl Assignment {
    /// Number of sellers.
    #[must_use]
    pub fn num_sellers(&self) -> usize {
        self.gains.first().map_or(0, Vec::len)
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        let sellers = self.num_sellers();
        check_players(&mut faults, self.gains.len() + sellers, MOST_PLAYERS);
        for (buyer, row) in self.gains.iter().enumerate() {
            if row.len() != sellers {
                let words = format!("buyer {} has {} gains, buyer 1 has {sellers}", buyer + 1, row.len());
                faults.push(GameError::Invalid(words));
            }
            for (seller, gain) in row.iter().enumerate() {
                check_amount(&mut faults, *gain, || {
                    format!("the gain of buyer {} and seller {}", buyer + 1, seller + 1)
                });
            }
        }
        faults
    }

    /// The table. Each worth is found from those of smaller groups: the last buyer stays alone or trades with one of the sellers.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        let (buyers, sellers) = (self.gains.len(), self.num_sellers());
        let players = buyers + sellers;
        check_table(players)?;
        let mut worths = vec![0.0_f64; 1 << players];
        for mask in 1..worths.len() {
            let of_buyers = mask & ((1 << buyers) - 1);
            if of_buyers == 0 {
                continue;
            }
            let buyer = of_buyers.ilog2() as usize;
            let rest = mask & !(1 << buyer);
            let mut best = worths[rest];
            for (seller, gain) in self.gains[buyer].iter().enumerate() {
                let bit = 1 << (buyers + seller);
                if mask & bit != 0 {
                    best = best.max(gain + worths[rest & !bit]);
                }
            }
            worths[mask] = best;
        }
        Table::new((1..=players).map(|player| player.to_string()).collect(), Sense::Profit, worths)
    }
}
