//! Buyers and sellers who trade in pairs.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use super::linear_production::LinearProduction;
use super::whole::{Formula, Whole, over_one, tabulate};
use super::{check_amount, check_players, refuse, rows};
use crate::exact::{Rational, float};
use crate::game::{GameError, Sense};
use crate::group::{Group, MAX_PLAYERS};
use crate::table::Table;
use crate::task::{NoProgress, Task};

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
    pub gains: Vec<Vec<Rational>>,
}

/// A best matching of everybody, and payoffs that prove it: no pair gains more than both are paid.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matched {
    /// The seller of each buyer.
    pub sellers: Vec<Option<usize>>,
    /// What buyers, then sellers are paid.
    pub payoffs: Vec<Rational>,
}

impl Assignment {
    /// The game of these numbers, each the shortest decimal of its float.
    ///
    /// # Panics
    /// When a number is not finite.
    #[must_use]
    pub fn from_numbers(gains: &[Vec<f64>]) -> Self {
        Self { gains: rows(gains) }
    }

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
        check_players(&mut faults, self.gains.len() + sellers, MAX_PLAYERS);
        for (buyer, row) in self.gains.iter().enumerate() {
            if row.len() != sellers {
                let words = format!("buyer {} has {} gains, buyer 1 has {sellers}", buyer + 1, row.len());
                faults.push(GameError::Invalid(words));
            }
            for (seller, gain) in row.iter().enumerate() {
                check_amount(&mut faults, gain, || {
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
        let one_if = |is: bool| if is { Rational::one() } else { Rational::zero() };
        let pairs = || (0..buyers).flat_map(move |buyer| (0..sellers).map(move |seller| (buyer, buyers + seller)));
        LinearProduction {
            needs: (0..players).map(|who| pairs().map(|(a, b)| one_if(who == a || who == b)).collect()).collect(),
            earns: self.gains.iter().flatten().cloned().collect(),
            brings: (0..players).map(|who| (0..players).map(|place| one_if(who == place)).collect()).collect(),
        }
    }

    /// What the best matching within a group gains, in money, to the precision of floats: for samples of groups.
    #[must_use]
    pub fn matched(&self, group: Group) -> f64 {
        let (buyers, sellers) = (self.gains.len(), self.num_sellers());
        let of: Vec<usize> = (0..buyers).filter(|buyer| group.contains(*buyer)).collect();
        let with: Vec<usize> = (0..sellers).filter(|seller| group.contains(buyers + seller)).collect();
        let gains: Vec<Vec<f64>> = if of.len() <= with.len() {
            of.iter().map(|buyer| with.iter().map(|seller| float(&self.gains[*buyer][*seller])).collect()).collect()
        } else {
            with.iter().map(|seller| of.iter().map(|buyer| float(&self.gains[*buyer][*seller])).collect()).collect()
        };
        let matching = best_matching(&gains, f64::total_cmp);
        matching.column_of.iter().zip(&gains).map(|(column, gains)| gains[*column]).sum()
    }

    /// The game among the players of a group.
    pub(crate) fn part(&self, group: Group) -> Self {
        let buyers = self.gains.len();
        let rows = self.gains.iter().enumerate().filter(|(buyer, _)| group.contains(*buyer)).map(|(_, row)| row);
        let kept = |row: &Vec<Rational>| {
            let kept = row.iter().enumerate().filter(|(seller, _)| group.contains(buyers + seller));
            kept.map(|(_, gain)| gain.clone()).collect()
        };
        Self { gains: rows.map(kept).collect() }
    }

    /// The best matching of everybody, without rounding.
    pub(crate) fn best(&self) -> Matched {
        let (buyers, sellers) = (self.gains.len(), self.num_sellers());
        let all: Vec<Rational> = self.gains.iter().flatten().cloned().collect();
        let (all, denominator) = over_one(&all);
        let turned = buyers > sellers;
        let at = |row: usize, column: usize| {
            let (buyer, seller) = if turned { (column, row) } else { (row, column) };
            all[buyer * sellers + seller].clone()
        };
        let (short, long) = if turned { (sellers, buyers) } else { (buyers, sellers) };
        let gains: Vec<Vec<BigInt>> = (0..short).map(|row| (0..long).map(|column| at(row, column)).collect()).collect();
        let found = best_matching(&gains, BigInt::cmp);
        let money =
            |numbers: Vec<BigInt>| numbers.into_iter().map(|number| Rational::new(-number, denominator.clone()));
        let (rows, columns): (Vec<_>, Vec<_>) = (money(found.rows).collect(), money(found.columns).collect());
        let mut of_buyer = vec![None; buyers];
        for (row, column) in found.column_of.iter().enumerate() {
            let (buyer, seller) = if turned { (*column, row) } else { (row, *column) };
            of_buyer[buyer] = Some(seller);
        }
        Matched { sellers: of_buyer, payoffs: if turned { [columns, rows] } else { [rows, columns] }.concat() }
    }

    /// The table. Each worth is found from those of smaller groups: the last buyer stays alone or trades with one of the sellers.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        let (buyers, sellers) = (self.gains.len(), self.num_sellers());
        let data: Vec<Rational> = self.gains.iter().flatten().cloned().collect();
        let quiet = &mut Task { threads: 1, observer: &mut NoProgress };
        tabulate(&Pairing { buyers, sellers }, buyers + sellers, Sense::Profit, &data, false, quiet)
    }
}

struct Pairing {
    buyers: usize,
    sellers: usize,
}

impl Formula for Pairing {
    fn numbers<T: Whole>(&self, data: &[T], _: &mut Task<'_>) -> Result<Vec<T>, GameError> {
        let Self { buyers, sellers } = *self;
        let mut worths = vec![T::zero(); 1 << (buyers + sellers)];
        for mask in 1..worths.len() {
            let of_buyers = mask & ((1 << buyers) - 1);
            if of_buyers == 0 {
                continue;
            }
            let buyer = of_buyers.ilog2() as usize;
            let rest = mask & !(1 << buyer);
            let mut best = worths[rest].clone();
            for seller in 0..sellers {
                let bit = 1 << (buyers + seller);
                if mask & bit != 0 {
                    best = best.max(data[buyer * sellers + seller].clone() + worths[rest & !bit].clone());
                }
            }
            worths[mask] = best;
        }
        Ok(worths)
    }
}

/// A matching of all rows with columns, and potentials: `rows[r] + columns[c] <= -gain`, with equality where they are matched; columns not
/// above zero, and zero where they are left alone.
struct Matching<T> {
    column_of: Vec<usize>,
    rows: Vec<T>,
    columns: Vec<T>,
}

/// The largest sum of gains, each at least 0, with every row in a pair of its own; at most as many rows as columns.
///
/// The Hungarian method with shortest augmenting paths (Jonker & Volgenant 1987), a row at a time.
fn best_matching<T>(gains: &[Vec<T>], order: impl Fn(&T, &T) -> std::cmp::Ordering) -> Matching<T>
where
    T: Clone + Zero + std::ops::Sub<Output = T>,
{
    let rows = gains.len();
    let columns = gains.first().map_or(0, Vec::len);
    // Column 0 stands for none, where the path of a new row begins; rows and columns count from 1.
    let (mut of_row, mut of_column) = (vec![T::zero(); rows + 1], vec![T::zero(); columns + 1]);
    let mut row_in = vec![0; columns + 1];
    for new in 1..=rows {
        row_in[0] = new;
        let mut column = 0;
        let mut least: Vec<Option<T>> = vec![None; columns + 1];
        let mut before = vec![0; columns + 1];
        let mut done = vec![false; columns + 1];
        while row_in[column] != 0 {
            done[column] = true;
            let row = row_in[column];
            let mut nearest: Option<(T, usize)> = None;
            for next in (1..=columns).filter(|next| !done[*next]) {
                let short =
                    T::zero() - gains[row - 1][next - 1].clone() - of_row[row].clone() - of_column[next].clone();
                let open = match &least[next] {
                    Some(known) if order(known, &short).is_le() => known.clone(),
                    _ => {
                        before[next] = column;
                        least[next] = Some(short.clone());
                        short
                    }
                };
                if nearest.as_ref().is_none_or(|(nearest, _)| order(&open, nearest).is_lt()) {
                    nearest = Some((open, next));
                }
            }
            let Some((step, next)) = nearest else { break };
            for at in 0..=columns {
                if done[at] {
                    of_row[row_in[at]] = of_row[row_in[at]].clone() + step.clone();
                    of_column[at] = of_column[at].clone() - step.clone();
                } else if let Some(known) = &mut least[at] {
                    *known = known.clone() - step.clone();
                }
            }
            column = next;
        }
        while column != 0 {
            row_in[column] = row_in[before[column]];
            column = before[column];
        }
    }
    let mut column_of = vec![0; rows];
    for column in (1..=columns).filter(|column| row_in[*column] != 0) {
        column_of[row_in[column] - 1] = column - 1;
    }
    of_row.remove(0);
    of_column.remove(0);
    Matching { column_of, rows: of_row, columns: of_column }
}
