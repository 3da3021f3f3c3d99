//! Amounts that the bounds of a contradiction require and allow: a proof by multipliers (Farkas).
//!
//! Every bound of the contradiction is written as `a x ≥ b`, an upper one by turning its sign. Multipliers `y ≥ 0` of
//! these make
//!
//! ```text
//!   Σ y a = 0 in every column,   Σ y b > 0:   zero would have to be more than zero
//! ```
//!
//! The multipliers of an irreducible contradiction are unique up to scale (Gleeson and Ryan 1990, see
//! [`conflict`](mod@crate::conflict)). They convert all bounds to one unit: along a chain of recipes, metric tons of
//! one good per metric ton of another.

use std::collections::BTreeMap;

use crate::attribute::Place;
use crate::axis::Axis;
use crate::build::{ColSpec, Program, Sense};
use crate::conflict::{Conflict, Side};
use crate::family::{Col, Row};
use crate::solve::{Method, NoProgress, Options, SolveError, Stop, solve};

/// Share of its parts up to which a sum counts as zero, or of the largest multiplier up to which a multiplier does.
const NOISE: f64 = 1e-9;

/// A bound in a proof, with its multiplier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The bound: a lower or an upper one.
    pub place: Place,
    /// Its value, in the unit of its row or column.
    pub bound: f64,
    /// Its multiplier, above zero.
    pub multiplier: f64,
}

impl Part {
    /// Returns whether the bound is a lower bound.
    #[must_use]
    pub fn is_lower(&self) -> bool {
        matches!(self.place, Place::RowLower(_) | Place::ColLower(_))
    }

    /// Returns the weighted requirement of the bound; negative for an upper bound, which allows an amount.
    #[must_use]
    pub fn asks(&self) -> f64 {
        let sign = if self.is_lower() { 1.0 } else { -1.0 };
        sign * self.multiplier * self.bound
    }
}

/// Returns the multipliers of a contradiction of continuous bounds, rows first, at an arbitrary scale. Returns `None`
/// if no multipliers pass the addition here, as for a contradiction that needs integers.
///
/// # Errors
/// If the solver fails.
pub fn certificate(program: &Program, conflict: &Conflict, options: &Options) -> Result<Option<Vec<Part>>, SolveError> {
    let mut parts = parts(program, conflict);
    let terms = |place: Place| -> Vec<(Col, f64)> {
        match place {
            Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => program.row_terms(row).collect(),
            Place::ColLower(col) | Place::ColUpper(col) => vec![(col, 1.0)],
        }
    };
    let mut of_col: BTreeMap<Col, Vec<(usize, f64)>> = BTreeMap::new();
    for (at, part) in parts.iter().enumerate() {
        let sign = if part.is_lower() { 1.0 } else { -1.0 };
        for (col, value) in terms(part.place) {
            of_col.entry(col).or_default().push((at, sign * value));
        }
    }
    let cancels: Vec<&Vec<(usize, f64)>> = of_col.values().collect();
    let number = |count: usize| (0..count).map(|at| at.to_string());
    let mut proof = Program::new(Sense::Maximize);
    let axis = Axis::new("bound", number(parts.len()));
    let weighed = proof.cols("multiplier", "1", [&axis], |[at]| Some(ColSpec::positive().cost(parts[at].asks())));
    let weighed: Vec<Col> = weighed.iter().map(|(_, col)| col).collect();
    proof.rows("cancels", "1", [&Axis::new("column", number(cancels.len()))], |[at], row| {
        cancels[at].iter().for_each(|(part, value)| row.add(weighed[*part], *value));
        row.equals(0.0);
    });
    proof.rows("size", "1", [], |[], row| {
        weighed.iter().for_each(|col| row.add(*col, 1.0));
        row.equals(weighed.len() as f64);
    });
    let options = Options { method: Method::Simplex, ..options.clone() };
    let outcome = solve(&proof, &options, &mut NoProgress)?;
    let (Stop::Optimal, Some(solution)) = (outcome.stop, outcome.solution) else { return Ok(None) };
    let largest = solution.cols.iter().copied().fold(0.0, f64::max);
    for (part, multiplier) in parts.iter_mut().zip(&solution.cols) {
        part.multiplier = if *multiplier > NOISE * largest { *multiplier } else { 0.0 };
    }
    // Added up here, independently of the solver.
    let nothing_left = cancels.iter().all(|terms| {
        let each = || terms.iter().map(|(at, value)| parts[*at].multiplier * value);
        each().sum::<f64>().abs() <= NOISE * each().map(f64::abs).sum::<f64>()
    });
    let excess: f64 = parts.iter().map(Part::asks).sum();
    let size: f64 = parts.iter().map(|part| part.asks().abs()).sum();
    parts.retain(|part| part.multiplier > 0.0);
    Ok((nothing_left && excess > NOISE * size).then_some(parts))
}

/// Returns every bound of a contradiction, with the multiplier 1.
fn parts(program: &Program, conflict: &Conflict) -> Vec<Part> {
    let mut out = Vec::new();
    let mut put = |(lower, upper): (f64, f64), side: Side, places: [Place; 2]| {
        for (place, bound, without) in [(places[0], lower, Side::Upper), (places[1], upper, Side::Lower)] {
            if side != without && bound.is_finite() {
                out.push(Part { place, bound, multiplier: 1.0 });
            }
        }
    };
    for (row, side) in &conflict.rows {
        put(program.row_bounds(*row), *side, [Place::RowLower(*row), Place::RowUpper(*row)]);
    }
    for (col, side) in &conflict.cols {
        put(program.col_bounds(*col), *side, [Place::ColLower(*col), Place::ColUpper(*col)]);
    }
    out
}

/// Returns the maximum activity of a row in a contradiction that needs integers, without the row's own lower bound,
/// which exceeds it. In the unit of the row. Returns `None` if the search does not prove the maximum.
///
/// # Errors
/// If the solver fails.
pub fn most_of(program: &Program, conflict: &Conflict, row: Row, options: &Options) -> Result<Option<f64>, SolveError> {
    let mut rest = program.clone();
    let cut = |(lower, upper): (f64, f64), side: Option<Side>| match side {
        None => (f64::NEG_INFINITY, f64::INFINITY),
        Some(Side::Lower) => (lower, f64::INFINITY),
        Some(Side::Upper) => (f64::NEG_INFINITY, upper),
        Some(Side::Both) => (lower, upper),
    };
    for it in program.all_rows() {
        let side = conflict.rows.iter().find(|(other, _)| *other == it).map(|(_, side)| *side);
        let (lower, upper) = cut(program.row_bounds(it), side);
        rest.set_row_bounds(it, if it == row { f64::NEG_INFINITY } else { lower }, upper);
    }
    for col in program.all_cols() {
        let side = conflict.cols.iter().find(|(other, _)| *other == col).map(|(_, side)| *side);
        let (lower, upper) = cut(program.col_bounds(col), side);
        rest.set_col_bounds(col, lower, upper);
        rest.add_cost(col, -program.cost(col));
    }
    rest.add_offset(-program.offset());
    let sign = if program.sense() == Sense::Maximize { 1.0 } else { -1.0 };
    program.row_terms(row).for_each(|(col, value)| rest.add_cost(col, sign * value));
    let outcome = solve(&rest, &Options { relax_integers: false, gap: NOISE, ..options.clone() }, &mut NoProgress)?;
    let wanted = program.row_bounds(row).0;
    let most = outcome.bound.filter(|_| outcome.stop == Stop::Optimal).map(|bound| sign * bound);
    Ok(most.filter(|most| *most < wanted - NOISE * wanted.abs()))
}
