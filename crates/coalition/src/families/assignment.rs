//! Buyers and sellers who trade in pairs.

use super::linear_production::LinearProduction;
use super::{check_amount, check_players, check_table, refuse};
use crate::game::{GameError, Sense};
use crate::group::{Group, MOST_PLAYERS};
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

    /// The same as a game of linear production, with shadow prices: everybody brings one place in a pair, and a pair needs those of its two.
    #[must_use]
    pub fn linear(&self) -> LinearProduction {
        let (buyers, sellers) = (self.gains.len(), self.num_sellers());
        let players = buyers + sellers;
        let one_if = |is: bool| f64::from(u8::from(is));
        let pairs = || (0..buyers).flat_map(move |buyer| (0..sellers).map(move |seller| (buyer, buyers + seller)));
        LinearProduction {
            needs: (0..players).map(|who| pairs().map(|(a, b)| one_if(who == a || who == b)).collect()).collect(),
            earns: self.gains.iter().flatten().copied().collect(),
            brings: (0..players).map(|who| (0..players).map(|place| one_if(who == place)).collect()).collect(),
        }
    }

    /// What the best matching within a group gains, in money.
    #[must_use]
    pub fn matched(&self, group: Group) -> f64 {
        let (buyers, sellers) = (self.gains.len(), self.num_sellers());
        let of: Vec<usize> = (0..buyers).filter(|buyer| group.contains(*buyer)).collect();
        let with: Vec<usize> = (0..sellers).filter(|seller| group.contains(buyers + seller)).collect();
        if of.len() <= with.len() {
            best_matching(of.len(), with.len(), |row, column| self.gains[of[row]][with[column]])
        } else {
            best_matching(with.len(), of.len(), |row, column| self.gains[of[column]][with[row]])
        }
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

/// The largest sum of gains, each at least 0, with every row in a pair of its own; at most as many rows as columns.
///
/// The Hungarian method with shortest augmenting paths (Jonker & Volgenant 1987), a row at a time.
fn best_matching(rows: usize, columns: usize, gain: impl Fn(usize, usize) -> f64) -> f64 {
    // Column 0 stands for none, where the path of a new row begins; rows and columns count from 1.
    let (mut of_row, mut of_column) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let mut row_in = vec![0; columns + 1];
    for new in 1..=rows {
        row_in[0] = new;
        let mut column = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut before = vec![0; columns + 1];
        let mut done = vec![false; columns + 1];
        while row_in[column] != 0 {
            done[column] = true;
            let row = row_in[column];
            for next in (1..=columns).filter(|next| !done[*next]) {
                let short = -gain(row - 1, next - 1) - of_row[row] - of_column[next];
                if short < least[next] {
                    (least[next], before[next]) = (short, column);
                }
            }
            let open = (1..=columns).filter(|next| !done[*next]);
            let Some(nearest) = open.min_by(|a, b| least[*a].total_cmp(&least[*b])) else { break };
            let step = least[nearest];
            for at in 0..=columns {
                if done[at] {
                    of_row[row_in[at]] += step;
                    of_column[at] -= step;
                } else {
                    least[at] -= step;
                }
            }
            column = nearest;
        }
        while column != 0 {
            row_in[column] = row_in[before[column]];
            column = before[column];
        }
    }
    (1..=columns).filter(|column| row_in[*column] != 0).map(|column| gain(row_in[column] - 1, column - 1)).sum()
}
