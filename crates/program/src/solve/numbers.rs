//! Which numbers the solver can take, with the place of one that it cannot.

use super::SolveError;
use super::highs::{Int, to_int};
use crate::build::Program;

/// Costs and bounds of this size are infinite to the solver.
pub(super) const INFINITE: f64 = 1e20;
/// Coefficients of this size are refused by the solver.
pub(super) const LARGE: f64 = 1e15;
/// Coefficients up to this are zero to the solver: the smallest limit that it takes.
pub(super) const SMALL: f64 = 1e-12;

/// Checks all numbers of a program.
pub(super) fn check_program(program: &Program) -> Result<(), SolveError> {
    to_int(program.num_cols(), "columns")?;
    to_int(program.num_rows(), "rows")?;
    to_int(program.num_nonzeros(), "coefficients")?;
    check_number(program.offset, INFINITE, || "constant of the objective".to_string())?;
    for col in program.all_cols() {
        let name = || format!("`{}`", program.col_name(col));
        check_number(program.cost(col), INFINITE, || format!("cost of {}", name()))?;
        let (lower, upper) = program.col_bounds(col);
        check_bounds(lower, upper, name)?;
    }
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        check_bounds(lower, upper, || format!("`{}`", program.row_name(row)))?;
        for (col, value) in program.row_terms(row) {
            check_number(value, LARGE, || {
                format!("coefficient of `{}` in `{}`", program.col_name(col), program.row_name(row))
            })?;
        }
    }
    Ok(())
}

pub(super) fn check_number(value: f64, limit: f64, place: impl FnOnce() -> String) -> Result<(), SolveError> {
    // Not-a-number is not below the limit either.
    if value.abs() < limit {
        return Ok(());
    }
    let expected = if limit == LARGE { "a number below 1e15 in size" } else { "a number below 1e20 in size" };
    Err(SolveError::Number { place: place(), value, expected })
}

pub(super) fn check_bounds(lower: f64, upper: f64, name: impl FnOnce() -> String) -> Result<(), SolveError> {
    if lower.is_nan() || lower >= INFINITE {
        let expected = "a number, or minus infinity for none";
        return Err(SolveError::Number { place: format!("lower bound of {}", name()), value: lower, expected });
    }
    if upper.is_nan() || upper <= -INFINITE {
        let expected = "a number, or infinity for none";
        return Err(SolveError::Number { place: format!("upper bound of {}", name()), value: upper, expected });
    }
    Ok(())
}

pub(super) fn check_index(what: &'static str, index: usize, count: usize) -> Result<(), SolveError> {
    if index < count { Ok(()) } else { Err(SolveError::Absent { what, index, count }) }
}

/// Terms of a new row or column: each index once, in order, and only those that are there.
pub(super) fn sum_terms(
    mut terms: Vec<(u32, f64)>,
    what: &'static str,
    count: usize,
) -> Result<(Vec<Int>, Vec<f64>), SolveError> {
    terms.sort_by_key(|(index, _)| *index);
    let (mut indices, mut values): (Vec<Int>, Vec<f64>) = (Vec::new(), Vec::new());
    for (index, value) in terms {
        check_index(what, index as usize, count)?;
        check_number(value, LARGE, || format!("coefficient of {what} {index}"))?;
        if indices.last() == Some(&(index as Int)) {
            *values.last_mut().expect("as many values as indices") += value;
        } else {
            indices.push(index as Int);
            values.push(value);
        }
    }
    Ok((indices, values))
}
