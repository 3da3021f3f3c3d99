//! Proofs by arithmetic alone: bounds from duals, contradictions from multipliers, plans from values.
//!
//! For any row multipliers `y`, `c·x = y·(A x) + (c - Aᵀy)·x`. Bounds of rows and columns limit each part, so the sum
//! of the limits is a bound on the objective for every `y` (Neumaier, Shcherbina 2004, *Safe bounds in linear and
//! mixed-integer programming*). The multipliers of a solver need to be good, not exact.
//!
//! - A multiplier that needs a missing side of its row counts as 0.
//! - A reduced cost that needs a missing side of its column cannot be dropped. Up to the solver's tolerance it is
//!   charged at the size of the column in the solution (at least 1). The bound then holds for plans whose unbounded
//!   columns are at most twice that size. Above the tolerance there is no bound.
//! - A reduced cost within the rounding of its own sum is charged likewise.

use std::sync::Arc;

use super::Options;
use super::highs::{Int, Matrix};
use super::numbers::INFINITE;
use crate::build::{Program, Sense};

/// Returns a bound on the objective of every plan of a program, from any row multipliers in the sign of a solve's
/// duals: an upper bound for a maximum, a lower bound for a minimum. `cols` gives the size of unbounded columns, for
/// instance in the solution of the duals. Returns `None` if the multipliers prove no bound.
#[must_use]
pub fn dual_bound(program: &Program, row_duals: &[f64], cols: &[f64]) -> Option<f64> {
    Data::of(program).bound(row_duals, cols, LENIENCE * Options::default().optimality_tolerance)
}

/// Multiple of the solver's tolerance up to which the reduced cost of an unbounded column is charged.
pub(super) const LENIENCE: f64 = 10.0;

/// A program as numbers, in its current state in the solver.
#[derive(Clone, Debug)]
pub(super) struct Data {
    pub sense: Sense,
    pub offset: f64,
    pub cost: Vec<f64>,
    pub col_lower: Vec<f64>,
    pub col_upper: Vec<f64>,
    pub row_lower: Vec<f64>,
    pub row_upper: Vec<f64>,
    pub matrix: Arc<Matrix>,
    pub integer: Vec<bool>,
}

/// Tolerated violation of a row or bound in a solver's plan, relative to the size of the row's terms.
const VIOLATION: f64 = 1e-5;
/// Rounding error of a reduced cost or a sum, as a share of its parts.
const ROUNDING: f64 = 1e-14;
/// Share of its parts up to which a contradiction counts as rounding.
const NOISE: f64 = 1e-12;

/// Remainder of an unbounded column in a contradiction, as a share of its parts, that counts as inexactness of the ray.
const ROUGH: f64 = 1e-9;
/// Column size at which this remainder is charged; the contradiction holds for points with no larger unbounded column.
const FAR: f64 = 1e6;

/// A compensated sum (Neumaier).
#[derive(Clone, Copy, Default)]
struct Sum {
    sum: f64,
    lost: f64,
    size: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        self.sum = sum;
        self.size += value.abs();
    }

    fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// Returns the side of a range that maximizes `pull` times its value; `None` if that side is infinite.
fn far_side(pull: f64, lower: f64, upper: f64) -> Option<f64> {
    let side = if pull > 0.0 { upper } else { lower };
    (side.abs() < INFINITE).then_some(side)
}

impl Data {
    fn of(program: &Program) -> Self {
        let mut start: Vec<Int> = vec![0; program.num_cols() + 1];
        program.index.iter().for_each(|col| start[*col as usize + 1] += 1);
        (1..start.len()).for_each(|col| start[col] += start[col - 1]);
        let mut next = start.clone();
        let (mut index, mut value) = (vec![0; program.value.len()], vec![0.0; program.value.len()]);
        for row in program.all_rows() {
            for (col, coefficient) in program.row_terms(row) {
                let at = &mut next[col.index()];
                (index[*at as usize], value[*at as usize]) = (row.index() as Int, coefficient);
                *at += 1;
            }
        }
        Self {
            sense: program.sense,
            offset: program.offset,
            cost: program.cost.clone(),
            col_lower: program.col_lower.clone(),
            col_upper: program.col_upper.clone(),
            row_lower: program.row_lower.clone(),
            row_upper: program.row_upper.clone(),
            matrix: Arc::new(Matrix { start, index, value }),
            integer: program.integer.clone(),
        }
    }

    fn num_cols(&self) -> usize {
        self.cost.len()
    }

    /// Rows and coefficients of a column.
    fn terms(&self, col: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.matrix.start[col] as usize..self.matrix.start[col + 1] as usize;
        range.map(|at| (self.matrix.index[at] as usize, self.matrix.value[at]))
    }

    /// The objective of a point.
    pub fn value(&self, cols: &[f64]) -> f64 {
        let mut sum = Sum::default();
        sum.add(self.offset);
        for (cost, value) in self.cost.iter().zip(cols) {
            sum.add(cost * value);
        }
        sum.value()
    }

    /// Activity of each row at a point, and the size of what adds up to it.
    fn activities(&self, cols: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut sums = vec![Sum::default(); self.row_lower.len()];
        for (col, value) in cols.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            for (row, coefficient) in self.terms(col) {
                sums[row].add(coefficient * value);
            }
        }
        sums.into_iter().map(|sum| (sum.value(), sum.size)).unzip()
    }

    /// Returns the gain of a point, at these multipliers, from violating its rows within the tolerance.
    pub fn gained_by_violation(&self, multipliers: &[f64], cols: &[f64]) -> f64 {
        let off =
            |row: usize, activity: f64| (self.row_lower[row] - activity).max(activity - self.row_upper[row]).max(0.0);
        let rows = self.rows(cols).into_iter().enumerate().zip(multipliers);
        rows.map(|((row, activity), multiplier)| multiplier.abs() * off(row, activity)).sum()
    }

    /// Activity of each row at a point.
    pub fn rows(&self, cols: &[f64]) -> Vec<f64> {
        self.activities(cols).0
    }

    /// Returns whether a point satisfies bounds, rows and integrality within `VIOLATION`.
    pub fn is_plan(&self, cols: &[f64]) -> bool {
        let within = |value: f64, lower: f64, upper: f64, size: f64| {
            let slack = VIOLATION * size.max(1.0);
            value >= lower - slack && value <= upper + slack
        };
        let cols_hold = cols.iter().enumerate().all(|(col, value)| {
            within(*value, self.col_lower[col], self.col_upper[col], value.abs())
                && (!self.integer[col] || (value - value.round()).abs() <= VIOLATION)
        });
        cols.len() == self.num_cols() && cols_hold && {
            let (rows, sizes) = self.activities(cols);
            let mut all = rows.into_iter().zip(sizes).enumerate();
            all.all(|(row, (activity, size))| within(activity, self.row_lower[row], self.row_upper[row], size))
        }
    }

    /// Returns a bound on the objective of all points that satisfy rows and bounds, from row multipliers. `cols` gives
    /// the size of unbounded columns. Returns `None` if the reduced cost of an unbounded column exceeds `tolerance`.
    pub fn bound(&self, multipliers: &[f64], cols: &[f64], tolerance: f64) -> Option<f64> {
        // Oriented as a maximum, so that the bound is an upper one.
        let sign = if self.sense == Sense::Maximize { 1.0 } else { -1.0 };
        let mut total = Sum::default();
        total.add(sign * self.offset);
        let mut used = vec![0.0; self.row_lower.len()];
        for (row, used) in used.iter_mut().enumerate() {
            let pull = sign * multipliers.get(row).copied().unwrap_or(0.0);
            if let Some(side) = far_side(pull, self.row_lower[row], self.row_upper[row])
                && pull != 0.0
            {
                *used = pull;
                total.add(pull * side);
            }
        }
        for col in 0..self.num_cols() {
            let mut reduced = Sum::default();
            reduced.add(sign * self.cost[col]);
            for (row, coefficient) in self.terms(col) {
                reduced.add(-coefficient * used[row]);
            }
            let (pull, size) = (reduced.value(), reduced.size);
            let charge = || pull.abs() * cols.get(col).map_or(1.0, |value| value.abs().max(1.0));
            if pull == 0.0 {
                continue;
            }
            match far_side(pull, self.col_lower[col], self.col_upper[col]) {
                Some(side) if pull.abs() > ROUNDING * size => total.add(pull * side),
                Some(side) => total.add((pull * side).min(charge())),
                None if pull.abs() <= tolerance + NOISE * size => total.add(charge()),
                None => return None,
            }
        }
        Some(sign * (total.value() + f64::EPSILON * total.size))
    }

    /// Returns whether row multipliers prove that no point satisfies rows and bounds: the rows require more in sum than
    /// the columns can give (Farkas).
    pub fn contradicts(&self, ray: &[f64]) -> bool {
        // Relatively tiny values are the solver's rounding; without them the multipliers prove as much.
        let largest = ray.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        [1.0, -1.0].iter().any(|sign| {
            let mut excess = Sum::default();
            let mut used = vec![0.0; self.row_lower.len()];
            for (row, used) in used.iter_mut().enumerate() {
                let pull = sign * ray.get(row).copied().unwrap_or(0.0);
                // The least amount that the row requires.
                if let Some(side) = far_side(-pull, self.row_lower[row], self.row_upper[row])
                    && pull.abs() > NOISE * largest
                {
                    *used = pull;
                    excess.add(pull * side);
                }
            }
            for col in 0..self.num_cols() {
                let mut given = Sum::default();
                for (row, coefficient) in self.terms(col) {
                    given.add(coefficient * used[row]);
                }
                let (pull, size) = (given.value(), given.size);
                match far_side(pull, self.col_lower[col], self.col_upper[col]) {
                    _ if pull.abs() <= NOISE * size => {}
                    Some(side) => excess.add(-pull * side),
                    None if pull.abs() <= ROUGH * size => excess.add(-pull.abs() * FAR),
                    None => return false,
                }
            }
            excess.value() > NOISE * excess.size
        })
    }

    /// Returns whether some row cannot be satisfied within the column bounds: a contradiction of one row alone.
    pub fn has_row_out_of_reach(&self) -> bool {
        let rows = self.row_lower.len();
        // Range of the row's activity, with the size of its terms.
        let mut reach = vec![[Sum::default(); 2]; rows];
        let mut open = vec![[false; 2]; rows];
        for col in 0..self.num_cols() {
            for (row, coefficient) in self.terms(col).filter(|(_, coefficient)| *coefficient != 0.0) {
                for (end, pull) in [-coefficient, coefficient].into_iter().enumerate() {
                    match far_side(pull, self.col_lower[col], self.col_upper[col]) {
                        Some(side) => reach[row][end].add(coefficient * side),
                        None => open[row][end] = true,
                    }
                }
            }
        }
        (0..rows).any(|row| {
            let [least, most] = reach[row];
            let [falls, rises] = open[row];
            let (lower, upper) = (self.row_lower[row], self.row_upper[row]);
            let beyond = |by: f64, size: f64, side: f64| by > NOISE * (size + side.abs()).max(VIOLATION);
            (!rises && lower > -INFINITE && beyond(lower - most.value(), most.size, lower))
                || (!falls && upper < INFINITE && beyond(least.value() - upper, least.size, upper))
        })
    }

    /// Returns whether a range is empty, or contains no integer for an integer column.
    pub fn has_empty_range(&self) -> bool {
        let empty = |lower: &[f64], upper: &[f64]| lower.iter().zip(upper).any(|(lower, upper)| lower > upper);
        let between = |col: usize| {
            self.integer[col] && (self.col_lower[col] - VIOLATION).ceil() > (self.col_upper[col] + VIOLATION).floor()
        };
        empty(&self.row_lower, &self.row_upper)
            || empty(&self.col_lower, &self.col_upper)
            || (0..self.num_cols()).any(between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// max 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 as rows; both columns are at least 0. The optimum is 36, its duals 0,
    /// 1.5, 1.
    fn textbook() -> Data {
        let matrix = Matrix { start: vec![0, 2, 4], index: vec![0, 2, 1, 2], value: vec![1.0, 3.0, 2.0, 2.0] };
        Data {
            sense: Sense::Maximize,
            offset: 0.0,
            cost: vec![3.0, 5.0],
            col_lower: vec![0.0; 2],
            col_upper: vec![f64::INFINITY; 2],
            row_lower: vec![f64::NEG_INFINITY; 3],
            row_upper: vec![4.0, 12.0, 18.0],
            matrix: Arc::new(matrix),
            integer: vec![false; 2],
        }
    }

    fn close(found: f64, right: f64) {
        assert!((found - right).abs() < 1e-12, "{found}, expected {right}");
    }

    #[test]
    fn duals_bound_the_objective_whatever_they_are() {
        let mut data = textbook();
        close(data.bound(&[0.0, 1.5, 1.0], &[2.0, 6.0], 1e-7).unwrap(), 36.0);
        // Worse multipliers bound less well: 3·4 + 2.5·12.
        close(data.bound(&[3.0, 2.5, 0.0], &[2.0, 6.0], 1e-7).unwrap(), 42.0);
        // One that pulls at the side that is not there counts as 0: x is then priced by nobody.
        assert_eq!(data.bound(&[-1.0, 2.5, 0.0], &[2.0, 6.0], 1e-7), None);
        // Up to the tolerance a column without a bound is charged for what it is in the solution.
        close(data.bound(&[0.0, 1.5 - 1e-8, 1.0], &[2.0, 6.0], 1e-7).unwrap(), 36.0 - 12e-8 + 2e-8 * 6.0);
        // With a bound there is nothing to excuse: 5·7 + 3·4.
        data.col_upper = vec![4.0, 7.0];
        close(data.bound(&[0.0; 3], &[], 0.0).unwrap(), 47.0);
        // The same, minimized.
        data.sense = Sense::Minimize;
        data.cost = vec![-3.0, -5.0];
        data.offset = 1.0;
        close(data.bound(&[0.0, -1.5, -1.0], &[2.0, 6.0], 1e-7).unwrap(), -35.0);
    }

    #[test]
    fn multipliers_prove_a_contradiction_or_do_not() {
        let mut data = textbook();
        // 3x + 2y ≥ 30 against x ≤ 4, 2y ≤ 12: 3·4 + 12 = 24.
        data.row_lower[2] = 30.0;
        data.row_upper[2] = f64::INFINITY;
        assert!(data.contradicts(&[-3.0, -1.0, 1.0]));
        assert!(data.contradicts(&[3.0, 1.0, -1.0]), "a ray of the other sign is the same proof");
        assert!(!data.contradicts(&[-3.0, 0.0, 1.0]), "y can give anything");
        assert!(!data.contradicts(&[0.0; 3]));
        data.row_lower[2] = 24.0;
        assert!(!data.contradicts(&[-3.0, -1.0, 1.0]), "24 can be had");
    }

    #[test]
    fn a_plan_satisfies_bounds_rows_and_integrality() {
        let mut data = textbook();
        close(data.value(&[2.0, 6.0]), 36.0);
        assert_eq!(data.rows(&[2.0, 6.0]), [2.0, 12.0, 18.0]);
        close(data.gained_by_violation(&[0.0, 1.5, 1.0], &[2.0, 6.0]), 0.0);
        close(data.gained_by_violation(&[0.0, 1.5, 1.0], &[2.0, 6.5]), 1.5 + 1.0);
        assert!(data.is_plan(&[2.0, 6.0]) && data.is_plan(&[2.0 + 1e-7, 6.0]));
        assert!(!data.is_plan(&[2.1, 6.0]), "a row");
        assert!(!data.is_plan(&[-0.1, 6.0]), "a bound");
        assert!(!data.is_plan(&[2.0]), "a column is missing");
        data.integer[0] = true;
        assert!(!data.is_plan(&[1.5, 6.0]), "half a plant");
    }

    #[test]
    fn empty_ranges_are_seen() {
        let mut data = textbook();
        assert!(!data.has_empty_range());
        (data.col_lower[0], data.col_upper[0]) = (0.4, 0.6);
        assert!(!data.has_empty_range());
        data.integer[0] = true;
        assert!(data.has_empty_range());
        data = textbook();
        data.row_lower[0] = 5.0;
        assert!(data.has_empty_range());
        assert!(!data.has_row_out_of_reach());
        data.col_upper[0] = 3.0;
        data.row_upper[0] = 6.0;
        assert!(data.has_row_out_of_reach(), "x is at most 3");
        data = textbook();
        data.row_upper[1] = -1.0;
        assert!(data.has_row_out_of_reach(), "2y is at least 0");
    }
}
