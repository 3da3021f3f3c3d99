//! Why a program has no solution: a smallest set of bounds that contradict each other.
//!
//! The set is irreducible: without any one of its bounds the others can be satisfied. Method: for a continuous program
//! the bounds in a proof of its infeasibility by multipliers (Gleeson and Ryan 1990, *Identifying minimally infeasible
//! subsystems of inequalities*), for one with integers all bounds; then bounds are left out in halving groups, and stay out
//! whenever the rest is still infeasible (Chinneck and Dravnieks 1991, *Locating minimal infeasible constraint sets in
//! linear programs*, section on deletion filtering).

use std::collections::BTreeSet;
use std::fmt;
use std::time::Instant;

use crate::attribute::Place;
use crate::build::Program;
use crate::family::{Col, Row};
use crate::solve::{Method, Observer, Options, SolveError, Solver, Stop};

/// So many changes at once that a warm start is of no use.
const MANY: usize = 1000;

/// Which bound of a row or column takes part in a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Its lower bound.
    Lower,
    /// Its upper bound.
    Upper,
    /// Both of them.
    Both,
}

/// A set of bounds that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Rows, in order.
    pub rows: Vec<(Row, Side)>,
    /// Columns, in order.
    pub cols: Vec<(Col, Side)>,
    /// Whether there is a contradiction only because some columns are integer.
    pub needs_integers: bool,
    /// Whether it is known that no bound can be left out. A time limit or a hard search over integers can leave that
    /// open.
    pub irreducible: bool,
}

impl Conflict {
    /// The contradicting rows and bounds as algebra, a line each; only the bounds that take part are shown.
    #[must_use]
    pub fn print(&self, program: &Program) -> String {
        let cut = |(lower, upper): (f64, f64), side: Side| match side {
            Side::Lower => (lower, f64::INFINITY),
            Side::Upper => (f64::NEG_INFINITY, upper),
            Side::Both => (lower, upper),
        };
        fmt::from_fn(|f| {
            for (row, side) in &self.rows {
                program.write_row(f, *row, cut(program.row_bounds(*row), *side))?;
            }
            for (col, side) in &self.cols {
                program.write_col(f, *col, cut(program.col_bounds(*col), *side))?;
            }
            Ok(())
        })
        .to_string()
    }
}

/// The conflict of an infeasible program; `None` when it has a solution. Of `options` the tolerances, seed
/// and the time limit (for the whole search) count; integers are relaxed when they say so.
///
/// # Errors
/// As [`Solver::solve`], and [`SolveError::Undecided`] when the time limit or the observer ends the search before it
/// is known that the program is infeasible.
///
/// # Examples
///
/// ```
/// use program::{ColSpec, Options, Program, Sense, NoProgress, certificate, conflict};
///
/// let mut program = Program::new(Sense::Maximize);
/// let ship = program.cols("ship", "t", [], |[]| Some(ColSpec::between(0.0, 5.0)));
/// let mut rows = |name: &str, least: f64| {
///     program.rows(name, "t", [], |[], row| {
///         row.add(ship.get([]).unwrap(), 1.0);
///         row.at_least(least);
///     });
/// };
/// rows("wish", 4.0);
/// rows("need", 7.0);
/// let options = Options::default();
/// let found = conflict(&program, &options, &mut NoProgress)?.expect("no plan ships 7 of 5");
/// assert_eq!(found.print(&program), "need: + 1 ship >= 7\nship <= 5\n");
///
/// // The multipliers of the two bounds prove it: together they ask for more than there is.
/// let parts = certificate(&program, &found, &options)?.expect("a continuous conflict");
/// assert!(parts.iter().map(|part| part.asks()).sum::<f64>() > 0.0);
/// # Ok::<(), program::SolveError>(())
/// ```
pub fn conflict(
    program: &Program,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Option<Conflict>, SolveError> {
    let mut solver = Solver::new(program)?;
    solver.clear_costs()?;
    let mut search = Search {
        program,
        solver,
        rows: program.all_rows().map(|row| program.row_bounds(row)).collect(),
        cols: program.all_cols().map(|col| program.col_bounds(col)).collect(),
        options: Options { method: Method::Choose, relax_integers: true, ..options.clone() },
        observer,
        started: Instant::now(),
        work_per_try: None,
        work: 0,
        cut_off: false,
    };
    let all = places(program);
    let found = match search.attempt()? {
        Verdict::Infeasible => {
            let likely = search.likely(&all)?;
            search.thin(likely)?
        }
        Verdict::Feasible if program.has_integers() && !options.relax_integers => {
            search.options.relax_integers = false;
            match search.attempt()? {
                Verdict::Infeasible => {
                    // What takes much more work than the proof itself is not worth its while.
                    search.work_per_try = Some((10 * search.work).max(LITTLE_WORK));
                    search.thin(all)?
                }
                Verdict::Feasible => return Ok(None),
                Verdict::Unknown => return Err(SolveError::Undecided),
            }
        }
        Verdict::Feasible => return Ok(None),
        Verdict::Unknown => return Err(SolveError::Undecided),
    };
    Ok(Some(gather(&found, !search.options.relax_integers, !search.cut_off)))
}

/// Work that every try over integers may take, LP iterations and nodes.
const LITTLE_WORK: u64 = 10_000;

/// Every finite bound of a program: rows first, in order.
fn places(program: &Program) -> Vec<Place> {
    let mut out = Vec::new();
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        out.extend(lower.is_finite().then_some(Place::RowLower(row)));
        out.extend(upper.is_finite().then_some(Place::RowUpper(row)));
    }
    for col in program.all_cols() {
        let (lower, upper) = program.col_bounds(col);
        out.extend(lower.is_finite().then_some(Place::ColLower(col)));
        out.extend(upper.is_finite().then_some(Place::ColUpper(col)));
    }
    out
}

fn gather(found: &[Place], needs_integers: bool, irreducible: bool) -> Conflict {
    let mut out = Conflict { rows: Vec::new(), cols: Vec::new(), needs_integers, irreducible };
    for place in found {
        match place {
            Place::RowLower(row) => out.rows.push((*row, Side::Lower)),
            Place::RowUpper(row) => join(&mut out.rows, *row),
            Place::RowBoth(row) => out.rows.push((*row, Side::Both)),
            Place::ColLower(col) => out.cols.push((*col, Side::Lower)),
            Place::ColUpper(col) => join(&mut out.cols, *col),
        }
    }
    out
}

/// Adds an upper side: to the lower side just before it, if that is of the same row or column.
fn join<T: PartialEq>(sides: &mut Vec<(T, Side)>, of: T) {
    match sides.last_mut() {
        Some((last, side)) if *last == of => *side = Side::Both,
        _ => sides.push((of, Side::Upper)),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Feasible,
    Infeasible,
    Unknown,
}

struct Search<'a> {
    program: &'a Program,
    /// The program without the bounds that are left out, and without its objective.
    solver: Solver,
    /// Bounds of the rows in the solver.
    rows: Vec<(f64, f64)>,
    /// Bounds of the columns in the solver.
    cols: Vec<(f64, f64)>,
    options: Options,
    observer: &'a mut dyn Observer,
    started: Instant,
    /// Work of one try over integers, LP iterations and nodes; `None` is without limit.
    work_per_try: Option<u64>,
    /// Work of the last try.
    work: u64,
    /// Whether some question stayed open.
    cut_off: bool,
}

impl Search<'_> {
    fn seconds_left(&self) -> f64 {
        let limit = self.options.time_limit_seconds.unwrap_or(f64::INFINITY);
        (limit - self.started.elapsed().as_secs_f64()).max(0.0)
    }

    fn attempt(&mut self) -> Result<Verdict, SolveError> {
        let (time_limit_seconds, work_limit) = (Some(self.seconds_left()), self.work_per_try);
        let options = Options { time_limit_seconds, work_limit, ..self.options.clone() };
        let outcome = self.solver.solve(&options, self.observer)?;
        self.work = outcome.iterations + outcome.nodes;
        Ok(match outcome.stop {
            Stop::Infeasible => Verdict::Infeasible,
            // Without an objective nothing is unbounded; kept for completeness of the answer.
            Stop::Optimal | Stop::Unbounded => Verdict::Feasible,
            _ => Verdict::Unknown,
        })
    }

    /// Leaves a bound out, or takes it in again.
    fn set(&mut self, place: Place, on: bool) {
        match place {
            Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => {
                let now = &mut self.rows[row.index()];
                *now = shifted(place, *now, self.program.row_bounds(row), on);
                self.solver.set_row_bounds(row, now.0, now.1);
            }
            Place::ColLower(col) | Place::ColUpper(col) => {
                let now = &mut self.cols[col.index()];
                *now = shifted(place, *now, self.program.col_bounds(col), on);
                self.solver.set_col_bounds(col, now.0, now.1);
            }
        }
    }

    /// A set of bounds that is infeasible for sure and small by chance; the others are left out. First the bounds in
    /// the solver's proof of infeasibility, then the solver's own contradicting set, or else all.
    fn likely(&mut self, all: &[Place]) -> Result<Vec<Place>, SolveError> {
        let proof = self.in_proof()?;
        if let Some(inside) = self.holds_up(all, &proof)? {
            return Ok(inside);
        }
        let seconds = self.seconds_left();
        if let Ok([rows, cols]) = self.solver.conflict(seconds) {
            let mut taking_part = BTreeSet::new();
            for sides in rows {
                let row = Row(sides.index as u32);
                taking_part.extend(sides.lower.then_some(Place::RowLower(row)));
                taking_part.extend(sides.upper.then_some(Place::RowUpper(row)));
            }
            for sides in cols {
                let col = Col(sides.index as u32);
                taking_part.extend(sides.lower.then_some(Place::ColLower(col)));
                taking_part.extend(sides.upper.then_some(Place::ColUpper(col)));
            }
            if let Some(inside) = self.holds_up(all, &taking_part)? {
                return Ok(inside);
            }
        }
        Ok(all.to_vec())
    }

    /// The bounds that a proof by multipliers speaks of: of rows with a multiplier, and of the columns that remain in
    /// the sum of those rows. Empty when there is no such proof.
    fn in_proof(&mut self) -> Result<BTreeSet<Place>, SolveError> {
        let mut out = BTreeSet::new();
        let usual = self.options.clone();
        (self.options.method, self.options.presolve) = (Method::Simplex, false);
        let verdict = self.attempt();
        self.options = usual;
        if verdict? != Verdict::Infeasible {
            return Ok(out);
        }
        let Some(ray) = self.solver.dual_ray()? else {
            return Ok(out);
        };
        let largest = ray.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        let mut sum = vec![(0.0_f64, 0.0_f64); self.program.num_cols()];
        for row in self.program.all_rows() {
            let multiplier = ray[row.index()];
            if multiplier.abs() <= 1e-9 * largest {
                continue;
            }
            out.extend([Place::RowLower(row), Place::RowUpper(row)]);
            for (col, value) in self.program.row_terms(row) {
                let (total, size) = &mut sum[col.index()];
                *total += multiplier * value;
                *size = size.max((multiplier * value).abs());
            }
        }
        for (col, (total, size)) in self.program.all_cols().zip(sum) {
            if total.abs() > 1e-9 * size {
                out.extend([Place::ColLower(col), Place::ColUpper(col)]);
            }
        }
        Ok(out)
    }

    /// Those of `all` bounds that take part, if they are infeasible on their own; then the others are left out.
    fn holds_up(&mut self, all: &[Place], taking_part: &BTreeSet<Place>) -> Result<Option<Vec<Place>>, SolveError> {
        let (inside, outside): (Vec<Place>, Vec<Place>) = all.iter().partition(|place| taking_part.contains(place));
        if inside.is_empty() {
            return Ok(None);
        }
        self.set_all(&outside, false)?;
        if self.attempt()? == Verdict::Infeasible {
            return Ok(Some(inside));
        }
        self.set_all(&outside, true)?;
        Ok(None)
    }

    fn set_all(&mut self, places: &[Place], on: bool) -> Result<(), SolveError> {
        if places.len() > MANY {
            self.solver.forget()?;
        }
        for place in places {
            self.set(*place, on);
        }
        Ok(())
    }

    /// Leaves out what can be left out of `candidates`, all of which are taken in and infeasible together.
    fn thin(&mut self, candidates: Vec<Place>) -> Result<Vec<Place>, SolveError> {
        let mut kept = Vec::new();
        // Groups still to be tried, the next one last.
        let everything = 0..candidates.len();
        let mut groups = vec![everything];
        while let Some(group) = groups.pop() {
            if self.seconds_left() == 0.0 {
                self.cut_off = true;
                kept.extend_from_slice(&candidates[group]);
                continue;
            }
            self.set_all(&candidates[group.clone()], false)?;
            let verdict = self.attempt()?;
            if verdict == Verdict::Infeasible {
                continue;
            }
            self.set_all(&candidates[group.clone()], true)?;
            if group.len() > 1 {
                let middle = group.start + group.len() / 2;
                groups.push(middle..group.end);
                groups.push(group.start..middle);
            } else {
                self.cut_off |= verdict == Verdict::Unknown;
                kept.extend_from_slice(&candidates[group]);
            }
        }
        Ok(kept)
    }
}

/// The bounds with one side left out, or taken in again from the `original`.
fn shifted(place: Place, now: (f64, f64), original: (f64, f64), on: bool) -> (f64, f64) {
    let lower = if on { original.0 } else { f64::NEG_INFINITY };
    let upper = if on { original.1 } else { f64::INFINITY };
    match place {
        Place::RowLower(_) | Place::ColLower(_) => (lower, now.1),
        Place::RowUpper(_) | Place::ColUpper(_) => (now.0, upper),
        Place::RowBoth(_) => (lower, upper),
    }
}
