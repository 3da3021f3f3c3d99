//! Why an objective has no limit: a smallest set of columns along which it improves without end.
//!
//! A direction d along which nothing ends, of which one unit of the objective is asked, as small as can be:
//!
//! ```text
//!   minimize  Σ |d(j)|   where   A d ≤ 0 for rows with an upper bound, ≥ 0 for those with a lower one,
//!                                d(j) ≥ 0 for columns with a lower bound, ≤ 0 for those with an upper one,   c d = 1
//! ```
//!
//! A vertex of that program uses no column that it could do without, so that its columns are one such set and not several at once.

use crate::axis::Axis;
use crate::build::{ColSpec, Program, Sense};
use crate::family::Col;
use crate::solve::{Method, NoProgress, Options, SolveError, Stop, solve};

/// Steps of this share of the largest are rounding.
const NO_STEP: f64 = 1e-9;

/// The columns along which the objective improves without end, each with its step, the largest step 1 in size; `None` when there are
/// none. Integer columns count as continuous.
///
/// # Errors
/// When the solver fails.
///
/// # Examples
///
/// ```
/// use program::{ColSpec, Options, Program, Sense, ray};
///
/// let mut program = Program::new(Sense::Maximize);
/// let sell = program.cols("sell", "t", [], |[]| Some(ColSpec::positive().cost(5.0)));
/// let buy = program.cols("buy", "t", [], |[]| Some(ColSpec::positive().cost(-3.0)));
/// program.rows("balance", "t", [], |[], row| {
///     row.add(sell.get([]).unwrap(), 1.0);
///     row.add(buy.get([]).unwrap(), -1.0);
///     row.equals(0.0);
/// });
/// // What is bought at 3 is sold at 5, without a limit.
/// let names: Vec<_> = ray(&program, &Options::default())?.unwrap().iter().map(|(col, _)| program.col_name(*col)).collect();
/// assert_eq!(names, ["sell", "buy"]);
/// # Ok::<(), program::SolveError>(())
/// ```
pub fn ray(program: &Program, options: &Options) -> Result<Option<Vec<(Col, f64)>>, SolveError> {
    // Column and direction: +1 up, -1 down.
    let mut moves: Vec<(Col, f64)> = Vec::new();
    for col in program.all_cols() {
        let (lower, upper) = program.col_bounds(col);
        if upper == f64::INFINITY {
            moves.push((col, 1.0));
        }
        if lower == f64::NEG_INFINITY {
            moves.push((col, -1.0));
        }
    }
    let mut of_col: Vec<Vec<usize>> = vec![Vec::new(); program.num_cols()];
    for (at, (col, _)) in moves.iter().enumerate() {
        of_col[col.index()].push(at);
    }
    let sign = if program.sense() == Sense::Maximize { 1.0 } else { -1.0 };
    let number = |count: usize| (0..count).map(|at| at.to_string());
    let mut steps = Program::new(Sense::Minimize);
    let step_axis = Axis::new("move", number(moves.len()));
    let step = steps.cols("step", "1", [&step_axis], |_| Some(ColSpec::positive().cost(1.0)));
    let step: Vec<Col> = step.iter().map(|(_, col)| col).collect();
    let rows: Vec<_> = program.all_rows().collect();
    steps.rows("stays", "1", [&Axis::new("row", number(rows.len()))], |[at], row| {
        let terms = program.row_terms(rows[at]);
        let terms: Vec<(usize, f64)> =
            terms.flat_map(|(col, value)| of_col[col.index()].iter().map(move |m| (*m, value))).collect();
        let (lower, upper) = program.row_bounds(rows[at]);
        let (below, above) = (lower > f64::NEG_INFINITY, upper < f64::INFINITY);
        if terms.is_empty() || (!below && !above) {
            return;
        }
        for (at, value) in terms {
            row.add(step[at], value * moves[at].1);
        }
        match (below, above) {
            (true, true) => row.equals(0.0),
            (true, false) => row.at_least(0.0),
            _ => row.at_most(0.0),
        }
    });
    steps.rows("gains", "1", [], |[], row| {
        for (at, (col, direction)) in moves.iter().enumerate() {
            row.add(step[at], sign * direction * program.cost(*col));
        }
        row.equals(1.0);
    });
    let options = Options { method: Method::Simplex, ..options.clone() };
    let outcome = solve(&steps, &options, &mut NoProgress)?;
    let (Stop::Optimal, Some(solution)) = (outcome.stop, outcome.solution) else { return Ok(None) };
    let largest = solution.cols.iter().copied().fold(0.0, f64::max);
    let taken = moves.iter().zip(&solution.cols).filter(|(_, size)| **size > NO_STEP * largest);
    Ok(Some(taken.map(|((col, direction), size)| (*col, direction * size / largest)).collect()))
}
