//! Random small programs, and an oracle that knows their optimum by trying everything.

use program::{ColSpec, Sense};
use proptest::prelude::*;

use crate::programs::{Dense, NONE};

/// A bounded program of up to `cols` columns and `rows` rows with small whole numbers.
pub fn program(cols: usize, rows: usize) -> impl Strategy<Value = Dense> {
    let col = (-3..=1_i32, 0..=3_i32, -4..=4_i32, any::<bool>()).prop_map(|(lower, width, cost, integer)| ColSpec {
        integer,
        ..ColSpec::between(f64::from(lower), f64::from(lower + width)).cost(f64::from(cost))
    });
    let bounds = (-6..=6_i32, 0..=6_i32, 0..5).prop_map(|(lower, width, kind)| {
        let (lower, upper) = (f64::from(lower), f64::from(lower + width));
        match kind {
            0 => (lower, upper),
            1 => (lower, lower),
            2 => (lower, f64::INFINITY),
            3 => (f64::NEG_INFINITY, upper),
            _ => NONE,
        }
    });
    (1..=cols, 0..=rows, any::<bool>()).prop_flat_map(move |(cols, rows, maximize)| {
        let row = (prop::collection::vec((-3..=3_i32).prop_map(f64::from), cols), bounds.clone());
        let sense = if maximize { Sense::Maximize } else { Sense::Minimize };
        (prop::collection::vec(col.clone(), cols), prop::collection::vec(row, rows))
            .prop_map(move |(cols, rows)| Dense { sense, cols, rows })
    })
}

impl Dense {
    /// The same with all columns continuous, or all integer.
    pub fn with_integers(mut self, integer: bool) -> Self {
        for spec in &mut self.cols {
            spec.integer = integer;
        }
        self
    }

    fn value(&self, point: &[f64]) -> f64 {
        self.cols.iter().zip(point).map(|(spec, x)| spec.cost * x).sum()
    }

    fn admits(&self, point: &[f64]) -> bool {
        const TOLERANCE: f64 = 1e-9;
        let within = |value: f64, (lower, upper): (f64, f64)| value >= lower - TOLERANCE && value <= upper + TOLERANCE;
        self.cols.iter().zip(point).all(|(spec, x)| within(*x, (spec.lower, spec.upper)))
            && self.rows.iter().all(|(row, bounds)| within(row.iter().zip(point).map(|(a, x)| a * x).sum(), *bounds))
    }

    fn best(&self, points: impl Iterator<Item = Vec<f64>>) -> Option<f64> {
        let values = points.filter(|point| self.admits(point)).map(|point| self.value(&point));
        values.reduce(if self.sense == Sense::Maximize { f64::max } else { f64::min })
    }

    /// The optimum over all integer points of the box.
    pub fn best_integer(&self) -> Option<f64> {
        let mut points = vec![vec![]];
        for spec in &self.cols {
            let values = spec.lower.ceil() as i32..=spec.upper.floor() as i32;
            let longer = |point: &Vec<f64>| {
                let point = point.clone();
                values.clone().map(move |x| point.iter().copied().chain([f64::from(x)]).collect())
            };
            points = points.iter().flat_map(longer).collect();
        }
        self.best(points.into_iter())
    }

    /// The optimum over all vertices: every choice of as many binding bounds as columns.
    pub fn best_vertex(&self) -> Option<f64> {
        let n = self.cols.len();
        let mut planes: Vec<(Vec<f64>, f64)> = Vec::new();
        for (j, spec) in self.cols.iter().enumerate() {
            let unit: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i == j))).collect();
            planes.push((unit.clone(), spec.lower));
            planes.push((unit, spec.upper));
        }
        for (row, (lower, upper)) in &self.rows {
            planes.extend([lower, upper].into_iter().filter(|b| b.is_finite()).map(|b| (row.clone(), *b)));
        }
        let mut chosen: Vec<usize> = (0..n).collect();
        let mut points = Vec::new();
        loop {
            points.extend(intersection(chosen.iter().map(|p| planes[*p].clone()).collect()));
            // The next choice in lexical order.
            let Some(i) = (0..n).rev().find(|i| chosen[*i] < planes.len() - n + i) else {
                return self.best(points.into_iter());
            };
            chosen[i] += 1;
            for k in i + 1..n {
                chosen[k] = chosen[k - 1] + 1;
            }
        }
    }
}

/// The point on all planes, by elimination with pivoting.
fn intersection(mut planes: Vec<(Vec<f64>, f64)>) -> Option<Vec<f64>> {
    let n = planes.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| planes[*a].0[i].abs().total_cmp(&planes[*b].0[i].abs()))?;
        if planes[pivot].0[i].abs() < 1e-9 {
            return None;
        }
        planes.swap(i, pivot);
        let (row, side) = planes[i].clone();
        for (k, (other, other_side)) in planes.iter_mut().enumerate() {
            let factor = other[i] / row[i];
            if k != i && factor != 0.0 {
                other.iter_mut().zip(&row).for_each(|(a, b)| *a -= factor * b);
                *other_side -= factor * side;
            }
        }
    }
    Some(planes.iter().enumerate().map(|(i, (row, side))| side / row[i]).collect())
}

/// So many cases, the same in every run: a solver that fails on one program in thousands would otherwise fail the tests of
/// somebody who has changed something else.
pub fn cases(count: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases: count,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_124),
        ..proptest::test_runner::Config::default()
    }
}
