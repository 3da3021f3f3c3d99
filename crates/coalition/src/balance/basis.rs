//! A basis of the balancing program, held in integers.
//!
//! Its matrix has entries 0, 1 and one row of small weights, so that all minors fit into 64 bits up to 28 players (by
//! Hadamard's bound for 0-1 matrices). Integer pivoting (Edmonds 1967) keeps the inverse as integers over one determinant:
//! nothing is ever rounded.

use std::cmp::Ordering;

use crate::exact::Rational;
use crate::game::GameError;

/// What a column of the balancing program, which is a row `sign x(S) + weight t >= value` of its dual, stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The payoff of the group is fixed: an equation, its multiplier may have either sign.
    Fixed,
    /// The excess of the group is at most `weight t`.
    Row,
    /// The player gets its worth alone at least.
    Bound,
    /// `t` is at least the payoff of a player, or minus it.
    Goal,
}

/// A column of the balancing program.
#[derive(Clone, Debug)]
pub struct Column {
    pub kind: Kind,
    pub mask: u64,
    pub sign: i64,
    pub weight: i64,
    /// Its right-hand side, near enough; in the coordinates of the search.
    pub value: f64,
    /// Its right-hand side, where it is not the worth of the group.
    pub exact: Option<Rational>,
}

/// As many independent columns as there are players and one, with the inverse of their matrix.
#[derive(Clone, Debug)]
pub struct Basis {
    pub cols: Vec<Column>,
    /// `determinant` times the inverse, row after row; the last column belongs to the weights.
    inverse: Vec<i64>,
    determinant: i64,
}

/// Payoffs and `t` of a basis in floats.
#[derive(Clone, Debug)]
pub struct Prices {
    pub payoffs: Vec<f64>,
    pub t: f64,
    /// Sums of absolute values that the payoffs and `t` were added from: rounding is a small multiple of it.
    pub payoffs_size: f64,
    pub t_size: f64,
}

fn too_large() -> GameError {
    GameError::Solver("a determinant of groups does not fit into 64 bits".to_string())
}

impl Basis {
    /// The basis of these columns.
    pub fn new(cols: Vec<Column>) -> Result<Self, GameError> {
        let size = cols.len();
        let mut inverse = vec![0; size * size];
        for at in 0..size {
            inverse[at * size + at] = 1;
        }
        let mut basis = Self { cols: Vec::new(), inverse, determinant: 1 };
        // Row of the inverse that belongs to each column.
        let mut rows = Vec::with_capacity(size);
        for col in &cols {
            let direction = basis.direction(col)?;
            let row = (0..size).filter(|row| direction[*row] != 0 && !rows.contains(row));
            let row = row.min_by_key(|row| direction[*row].unsigned_abs());
            let row = row.ok_or_else(|| GameError::Solver("groups of a basis depend on each other".to_string()))?;
            basis.eliminate(row, &direction)?;
            rows.push(row);
        }
        let sign = basis.determinant.signum();
        let ordered = rows.iter().flat_map(|row| &basis.inverse[row * size..][..size]);
        basis.inverse = ordered.map(|entry| entry * sign).collect();
        basis.determinant *= sign;
        basis.cols = cols;
        Ok(basis)
    }

    fn size(&self) -> usize {
        self.inverse.len().isqrt()
    }

    /// A row of the inverse, times the determinant.
    pub fn row(&self, row: usize) -> &[i64] {
        &self.inverse[row * self.size()..][..self.size()]
    }

    /// The multiplier of each basic column, times the determinant.
    pub fn multipliers(&self) -> impl Iterator<Item = i64> + '_ {
        self.inverse.chunks_exact(self.size()).map(|row| row[row.len() - 1])
    }

    /// What the multipliers are given over.
    pub fn determinant(&self) -> i64 {
        self.determinant
    }

    /// How a column is made of the basic ones, times the determinant.
    pub fn direction(&self, col: &Column) -> Result<Vec<i64>, GameError> {
        let entry = |row: &[i64]| {
            let mut rest = col.mask;
            let mut sum = 0_i128;
            while rest != 0 {
                sum += i128::from(row[rest.trailing_zeros() as usize]);
                rest &= rest - 1;
            }
            let weighted = i128::from(row[row.len() - 1]) * i128::from(col.weight);
            i64::try_from(sum * i128::from(col.sign) + weighted).map_err(|_| too_large())
        };
        self.inverse.chunks_exact(self.size()).map(entry).collect()
    }

    /// The row that leaves for a column of this direction; none when the multipliers grow without end. Ties are broken by
    /// the lexicographic rule against the basis `start`, which cannot cycle.
    pub fn leaving(&self, direction: &[i64], start: &[Column]) -> Option<usize> {
        let last = self.size() - 1;
        let mut best: Option<usize> = None;
        for row in (0..=last).filter(|row| direction[*row] > 0 && self.cols[*row].kind != Kind::Fixed) {
            let Some(other) = best else {
                best = Some(row);
                continue;
            };
            let ratio = |entry: i128, by: i64| entry * i128::from(by);
            let (mine, its) = (i128::from(self.row(row)[last]), i128::from(self.row(other)[last]));
            let mut order = ratio(mine, direction[other]).cmp(&ratio(its, direction[row]));
            let mut at = 0;
            while order == Ordering::Equal && at < start.len() {
                let (mine, its) = (dot(self.row(row), &start[at]), dot(self.row(other), &start[at]));
                order = ratio(mine, direction[other]).cmp(&ratio(its, direction[row]));
                at += 1;
            }
            if order == Ordering::Less {
                best = Some(row);
            }
        }
        best
    }

    /// Puts a column of this direction in the place of the one at `row`.
    pub fn replace(&mut self, row: usize, col: Column, direction: &[i64]) -> Result<(), GameError> {
        self.eliminate(row, direction)?;
        self.cols[row] = col;
        Ok(())
    }

    fn eliminate(&mut self, row: usize, direction: &[i64]) -> Result<(), GameError> {
        let size = self.size();
        let pivot = i128::from(direction[row]);
        let pivot_row = self.row(row).to_vec();
        for (at, other) in self.inverse.chunks_exact_mut(size).enumerate() {
            if at == row {
                continue;
            }
            let factor = i128::from(direction[at]);
            for (entry, by) in other.iter_mut().zip(&pivot_row) {
                let product = i128::from(*entry) * pivot - i128::from(*by) * factor;
                // The division has no remainder: the result is a minor. The short one is several times faster.
                *entry = match i64::try_from(product) {
                    Ok(short) => short / self.determinant,
                    Err(_) => i64::try_from(product / i128::from(self.determinant)).map_err(|_| too_large())?,
                };
            }
        }
        self.determinant = direction[row];
        Ok(())
    }

    /// Payoffs and `t` at which all basic rows hold with equality.
    pub fn prices(&self) -> Prices {
        let last = self.size() - 1;
        let determinant = self.determinant as f64;
        let (mut sums, mut sizes) = (vec![0.0; last + 1], vec![0.0; last + 1]);
        for (col, row) in self.cols.iter().zip(self.inverse.chunks_exact(last + 1)) {
            for ((sum, size), entry) in sums.iter_mut().zip(&mut sizes).zip(row) {
                let term = col.value * (*entry as f64 / determinant);
                *sum += term;
                *size += term.abs();
            }
        }
        let t = sums[last];
        sums.truncate(last);
        Prices { payoffs: sums, t, payoffs_size: sizes[..last].iter().sum(), t_size: sizes[last] }
    }
}

fn dot(row: &[i64], col: &Column) -> i128 {
    let members = (0..row.len() - 1).filter(|at| col.mask >> at & 1 == 1);
    let sum: i128 = members.map(|at| i128::from(row[at])).sum();
    sum * i128::from(col.sign) + i128::from(row[row.len() - 1]) * i128::from(col.weight)
}
