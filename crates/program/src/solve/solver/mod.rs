//! A program inside the solver: solved, changed, and solved again from where it stood.
//!
//! Long: one type, from construction over solves to what its checks need of it.

mod edit;

use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::highs::{Highs, Int, Matrix, Sides, Status, Watch};
use super::ledger::Ledger;
use super::numbers::{INFINITE, LARGE, SMALL, check_bounds, check_index, check_number, check_program, sum_terms};
use super::{Method, Observer, Options, Outcome, Proof, Solution, SolveError, Stop};
use crate::build::{ColSpec, Program};
use crate::family::{Col, Row};

/// A program inside the solver. Keeps basis and solution, so that a solve after a few changes starts warm.
///
/// A change that the solver cannot take (a number that is none, a column that is absent) is reported by the next
/// [`solve`](Self::solve), and by all later ones.
///
/// Every answer is checked before it comes back, see [`Proof`].
#[derive(Debug)]
pub struct Solver {
    pub(super) highs: Highs,
    pub(super) integer: Vec<bool>,
    last: Last,
    /// Settings that the solver has now, and whether they are for a search over integers.
    pub(super) applied: Option<(Options, bool)>,
    rejected: Option<SolveError>,
    /// The starting point of the next search.
    pub(super) start: Option<Vec<f64>>,
    /// The coefficients, until one changes.
    pub(super) matrix: Option<Arc<Matrix>>,
    /// What checks of answers are made with.
    pub(super) ledger: Ledger,
}

/// A basis: which columns and rows are at which of their bounds. See [`Solver::basis`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    cols: Vec<Int>,
    rows: Vec<Int>,
}

impl Basis {
    /// Returns the basis as text, a digit for each column and for each row: 0 at its lower bound, 1 basic, 2 at its upper bound, 3 free at zero, 4 nonbasic.
    #[must_use]
    pub fn digits(&self) -> [String; 2] {
        let text = |states: &[Int]| states.iter().map(ToString::to_string).collect();
        [text(&self.cols), text(&self.rows)]
    }

    /// Returns the basis of a text ([`Basis::digits`]); `None` where a sign is none of the digits.
    #[must_use]
    pub fn from_digits([cols, rows]: [&str; 2]) -> Option<Self> {
        let states =
            |text: &str| text.chars().map(|sign| Int::try_from(sign.to_digit(5)?).ok()).collect::<Option<Vec<Int>>>();
        Some(Self { cols: states(cols)?, rows: states(rows)? })
    }
}

/// Where the values inside the solver come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Start,
    Continuous,
    Integer,
}

impl Solver {
    /// A solver that holds a copy of `program`.
    ///
    /// Coefficients of at most 1e-12 count as zero; bounds of 1e20 and more as infinite.
    ///
    /// # Errors
    /// When a number cannot be used, or the program is larger than the solver can count.
    ///
    /// # Examples
    ///
    /// A program that is changed and solved again goes on from its last basis.
    ///
    /// ```
    /// use program::{ColSpec, Options, Program, Sense, NoProgress, Solver};
    ///
    /// let mut program = Program::new(Sense::Maximize);
    /// let sell = program.cols("sell", "t", [], |[]| Some(ColSpec::positive().cost(2.0)));
    /// let demand = program.rows("demand", "t", [], |[], row| {
    ///     row.add(sell.get([]).unwrap(), 1.0);
    ///     row.at_most(10.0);
    /// });
    /// let mut solver = Solver::new(&program)?;
    /// let options = Options::default();
    /// assert_eq!(solver.solve(&options, &mut NoProgress)?.objective, Some(20.0));
    /// solver.set_row_bounds(demand.get([]).unwrap(), 0.0, 15.0);
    /// solver.set_cost(sell.get([]).unwrap(), 3.0);
    /// assert_eq!(solver.solve(&options, &mut NoProgress)?.objective, Some(45.0));
    /// # Ok::<(), program::SolveError>(())
    /// ```
    pub fn new(program: &Program) -> Result<Self, SolveError> {
        check_program(program)?;
        let mut highs = Self::empty()?;
        highs.pass(program)?;
        Ok(Self::of(highs, program.integer.clone()))
    }

    /// A solver that holds the program of an MPS or LP file (by its extension).
    ///
    /// # Errors
    /// When the file cannot be read as a program.
    pub fn read(path: &Path) -> Result<Self, SolveError> {
        let unreadable = || SolveError::File(path.display().to_string());
        let name = CString::new(path.as_os_str().as_encoded_bytes()).map_err(|_| unreadable())?;
        let mut highs = Self::empty()?;
        highs.read(&name).map_err(|_| unreadable())?;
        let integer = (0..highs.num_cols()).map(|col| highs.is_integer(col)).collect();
        Ok(Self::of(highs, integer))
    }

    /// The solver without a program.
    pub(super) fn empty() -> Result<Highs, SolveError> {
        let mut highs = Highs::new()?;
        highs.set_double(c"small_matrix_value", SMALL)?;
        // Up to HiGHS 1.15 this heuristic reads outside its arrays once the values that it tries overflow, which they can
        // when columns are unbounded: it then finds no move better than minus infinity and takes one that is not there.
        highs.set_bool(c"mip_heuristic_run_feasibility_jump", false)?;
        Ok(highs)
    }

    fn of(highs: Highs, integer: Vec<bool>) -> Self {
        Self {
            highs,
            integer,
            last: Last::Nothing,
            applied: None,
            rejected: None,
            start: None,
            matrix: None,
            ledger: Ledger::default(),
        }
    }

    /// Number of columns, those added since included.
    #[must_use]
    pub fn num_cols(&self) -> usize {
        self.integer.len()
    }

    /// Number of rows, those added since included.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.highs.num_rows()
    }

    /// Solves the program as it stands now.
    ///
    /// # Errors
    /// When a change since the last solve or a setting was out of range, or the solver fails.
    pub fn solve(&mut self, options: &Options, observer: &mut dyn Observer) -> Result<Outcome, SolveError> {
        if let Some(error) = &self.rejected {
            return Err(error.clone());
        }
        let started = Instant::now();
        let search = !options.relax_integers && self.integer.contains(&true);
        let start = if search { self.take_start() } else { None };
        let mut outcome = self.claim(options, search, started, observer)?;
        self.check(&mut outcome, options, start, started, observer)?;
        outcome.seconds = started.elapsed().as_secs_f64();
        Ok(outcome)
    }

    /// What the solver says.
    pub(super) fn claim(
        &mut self,
        options: &Options,
        search: bool,
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, SolveError> {
        let mut watch = Watch::new(observer, started);
        watch.limit_work(options.work_limit);
        self.apply(options)?;
        watch.begin();
        if watch.stopped() {
            return Ok(without_solution(Stop::Interrupted, started));
        }
        if self.integer.is_empty() {
            return self.solve_without_cols(started);
        }
        let misleading = if search { Last::Continuous } else { Last::Integer };
        if self.last == misleading {
            self.highs.forget()?;
        }
        self.last = if search { Last::Integer } else { Last::Continuous };

        let mut status = self.run(&mut watch);
        let hopeless = matches!(status, Err(SolveError::Memory | SolveError::Nested));
        if matches!(status, Err(_) | Ok(Status::Unclear(_))) && !hopeless && !watch.stopped() {
            status = self.run_again(options, started, &mut watch);
        }
        let mut outcome = outcome(&self.highs, status?, search, started)?;
        if outcome.stop == Stop::InfeasibleOrUnbounded && !watch.stopped() {
            outcome.stop = self.which(options, started, &mut watch)?;
        }
        if outcome.stop == Stop::Interrupted && watch.worn() {
            outcome.stop = Stop::IterationLimit;
        }
        Ok(outcome)
    }

    /// The plan that the next search starts from: the one that was given, or what the solver still has.
    pub(super) fn take_start(&mut self) -> Option<Vec<f64>> {
        let given = self.start.take();
        if given.is_some() || !matches!(self.last, Last::Start | Last::Integer) || !self.highs.has_values().0 {
            return given;
        }
        self.highs.solution().ok().map(|[cols, ..]| cols)
    }

    /// Solves with all integer columns fixed at their rounded values in `solution`: the continuous program whose duals
    /// are the prices of an integer plan. Bounds and integrality are as before afterwards.
    ///
    /// # Errors
    /// As [`solve`](Self::solve), and when `solution` has another number of columns.
    pub fn fix_integers(
        &mut self,
        solution: &Solution,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, SolveError> {
        if solution.cols.len() != self.num_cols() {
            return Err(SolveError::Start { found: solution.cols.len(), expected: self.num_cols() });
        }
        let set: Vec<usize> = (0..self.num_cols()).filter(|col| self.integer[*col]).collect();
        for col in &set {
            check_number(solution.cols[*col], INFINITE, || format!("value of column {col}"))?;
        }
        if set.is_empty() {
            return self.solve(options, observer);
        }
        let [_, lower, upper] = self.highs.cols()?;
        let lower: Vec<f64> = set.iter().map(|col| lower[*col]).collect();
        let upper: Vec<f64> = set.iter().map(|col| upper[*col]).collect();
        let fixed: Vec<f64> = set.iter().map(|col| solution.cols[*col].round()).collect();
        let cols: Vec<Int> = set.iter().map(|col| *col as Int).collect();

        self.highs.set_cols(&cols, &fixed, &fixed, false)?;
        let kept = std::mem::replace(&mut self.integer, vec![false; solution.cols.len()]);
        // A panic of the observer must not leave the columns fixed.
        let outcome = catch_unwind(AssertUnwindSafe(|| self.solve(options, observer)));
        self.integer = kept;
        self.highs.set_cols(&cols, &lower, &upper, true)?;
        if self.last == Last::Continuous {
            // Integers have integer values: a good start for the next search.
            self.last = Last::Start;
        }
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Forgets the objective: any solution is as good as another.
    pub(crate) fn clear_costs(&mut self) -> Result<(), SolveError> {
        self.highs.set_costs(&vec![0.0; self.num_cols()])
    }

    /// Multipliers of the rows that prove the continuous program infeasible, if the last solve left them.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn dual_ray(&mut self) -> Result<Option<Vec<f64>>, SolveError> {
        self.applied = None;
        self.highs.dual_ray()
    }

    /// Forgets basis and solution: worth it before many changes, each of which would look at them, and before a solve that
    /// is not to depend on what was solved before.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn forget(&mut self) -> Result<(), SolveError> {
        self.start = None;
        self.highs.forget()
    }

    /// A contradicting set of rows and of columns as the solver finds it, without a promise.
    pub(crate) fn conflict(&mut self, seconds: f64) -> Result<[Vec<Sides>; 2], SolveError> {
        self.applied = None;
        self.highs.conflict(seconds)
    }

    /// Keeps the first change that failed for the next solve.
    fn note(&mut self, result: Result<(), SolveError>) {
        if let (Err(error), None) = (result, &self.rejected) {
            self.rejected = Some(error);
        }
    }

    fn check_col(&self, col: Col) -> Result<(), SolveError> {
        check_index("column", col.index(), self.num_cols())
    }

    fn check_row(&self, row: Row) -> Result<(), SolveError> {
        check_index("row", row.index(), self.num_rows())
    }

    pub(super) fn apply(&mut self, options: &Options) -> Result<(), SolveError> {
        let search = !options.relax_integers && self.integer.contains(&true);
        if self.applied.as_ref().is_some_and(|(applied, for_search)| applied == options && *for_search == search) {
            return Ok(());
        }
        self.applied = None;
        set_options(&mut self.highs, options, search)?;
        self.applied = Some((options.clone(), search));
        Ok(())
    }

    pub(super) fn run(&mut self, watch: &mut Watch<'_>) -> Result<Status, SolveError> {
        self.highs.run(watch)?;
        match self.highs.status() {
            Status::NoMemory => Err(SolveError::Memory),
            status => Ok(status),
        }
    }

    /// A second try from nothing, by simplex: warm starts and interior points can end in numerical trouble.
    pub(super) fn run_again(
        &mut self,
        options: &Options,
        started: Instant,
        watch: &mut Watch<'_>,
    ) -> Result<Status, SolveError> {
        self.applied = None;
        self.highs.forget()?;
        self.highs.set_string(c"solver", c"choose")?;
        self.highs.set_string(c"mip_lp_solver", c"choose")?;
        self.highs.set_string(c"run_crossover", c"on")?;
        self.limit_time(options, started)?;
        self.run(watch)
    }

    /// Infeasible or unbounded: without an objective only the first is possible.
    fn which(&mut self, options: &Options, started: Instant, watch: &mut Watch<'_>) -> Result<Stop, SolveError> {
        self.applied = None;
        self.limit_time(options, started)?;
        let [costs, _, _] = self.highs.cols()?;
        self.highs.set_costs(&vec![0.0; costs.len()])?;
        let status = self.run(watch);
        self.highs.set_costs(&costs)?;
        Ok(match status? {
            Status::Optimal => Stop::Unbounded,
            Status::Infeasible => Stop::Infeasible,
            _ => Stop::InfeasibleOrUnbounded,
        })
    }

    fn limit_time(&mut self, options: &Options, started: Instant) -> Result<(), SolveError> {
        let left = options.time_limit_seconds.map_or(f64::INFINITY, |limit| limit - started.elapsed().as_secs_f64());
        self.highs.set_double(c"time_limit", left.max(0.0))
    }

    /// Without columns every activity is zero: rows either admit that or not.
    fn solve_without_cols(&mut self, started: Instant) -> Result<Outcome, SolveError> {
        let [lower, upper] = self.highs.rows()?;
        if lower.iter().zip(&upper).any(|(lower, upper)| *lower > 0.0 || *upper < 0.0) {
            return Ok(Outcome { proof: Proof::Duals, ..without_solution(Stop::Infeasible, started) });
        }
        let zeros = vec![0.0; lower.len()];
        let solution = Solution { rows: zeros.clone(), row_duals: zeros, ..Solution::default() };
        let objective = Some(self.highs.offset()?);
        Ok(Outcome {
            objective,
            bound: objective,
            gap: Some(0.0),
            solution: Some(solution),
            proof: Proof::Duals,
            ..without_solution(Stop::Optimal, started)
        })
    }
}

/// Hands options over, for a search over integers or for a continuous program.
pub(super) fn set_options(highs: &mut Highs, options: &Options, search: bool) -> Result<(), SolveError> {
    let (continuous, vertex) = match options.method {
        Method::Choose => (c"choose", true),
        Method::Simplex => (c"simplex", true),
        Method::InteriorPoint { crossover } => (c"ipm", crossover),
    };
    // With integers `solver` must be `choose`; the relaxations have a setting of their own.
    highs.set_string(c"solver", if search { c"choose" } else { continuous })?;
    highs.set_string(c"mip_lp_solver", continuous)?;
    highs.set_string(c"run_crossover", if vertex { c"on" } else { c"off" })?;
    highs.set_string(c"presolve", if options.presolve { c"choose" } else { c"off" })?;
    for kind in [c"mip_heuristic_run_rens", c"mip_heuristic_run_rins", c"mip_heuristic_run_root_reduced_cost"] {
        highs.set_bool(kind, options.sub_searches)?;
    }
    highs.set_bool(c"solve_relaxation", options.relax_integers)?;
    highs.set_double(c"time_limit", options.time_limit_seconds.unwrap_or(f64::INFINITY))?;
    highs.set_double(c"mip_rel_gap", options.gap)?;
    highs.set_double(c"mip_abs_gap", options.absolute_gap)?;
    // 31 bits of seed: fold the rest in rather than drop it.
    let seed = (options.seed ^ (options.seed >> 31) ^ (options.seed >> 62)) & 0x7fff_ffff;
    highs.set_int(c"random_seed", seed as Int)?;
    highs.set_double(c"primal_feasibility_tolerance", options.feasibility_tolerance)?;
    highs.set_double(c"dual_feasibility_tolerance", options.optimality_tolerance)?;
    highs.set_double(c"mip_feasibility_tolerance", options.integrality_tolerance)?;
    Ok(())
}

/// What the solver says at the end of a run.
pub(super) fn outcome(highs: &Highs, status: Status, search: bool, started: Instant) -> Result<Outcome, SolveError> {
    let stop = match status {
        Status::Optimal => Stop::Optimal,
        Status::Infeasible => Stop::Infeasible,
        Status::Unbounded => Stop::Unbounded,
        Status::InfeasibleOrUnbounded => Stop::InfeasibleOrUnbounded,
        Status::TimeLimit => Stop::TimeLimit,
        Status::Interrupted => Stop::Interrupted,
        Status::Limit => Stop::IterationLimit,
        Status::NoMemory => return Err(SolveError::Memory),
        Status::Unclear(words) => Stop::Other(words.to_string()),
    };
    let count = |name| u64::try_from(highs.info_int(name).unwrap_or(0)).unwrap_or(0);
    let mut out = Outcome {
        iterations: count(c"simplex_iteration_count")
            + count(c"ipm_iteration_count")
            + count(c"crossover_iteration_count"),
        nodes: u64::try_from(highs.info_int64(c"mip_node_count").unwrap_or(0)).unwrap_or(0),
        ..without_solution(stop, started)
    };
    if matches!(out.stop, Stop::Infeasible | Stop::Unbounded | Stop::InfeasibleOrUnbounded) {
        return Ok(out);
    }
    if out.stop == Stop::Optimal || highs.has_values().1 {
        out.objective = highs.info_double(c"objective_function_value");
        let [cols, col_duals, rows, row_duals] = highs.solution()?;
        let duals = out.stop == Stop::Optimal && !search;
        let (col_duals, row_duals) = if duals { (col_duals, row_duals) } else { Default::default() };
        out.solution = Some(Solution { cols, rows, col_duals, row_duals });
    }
    out.bound =
        if search { highs.info_double(c"mip_dual_bound") } else { out.objective.filter(|_| out.stop == Stop::Optimal) };
    out.gap = out.objective.zip(out.bound).and_then(|(objective, bound)| relative_gap(objective, bound));
    Ok(out)
}

pub(super) fn relative_gap(objective: f64, bound: f64) -> Option<f64> {
    let distance = (bound - objective).abs();
    if distance == 0.0 { Some(0.0) } else { (objective != 0.0).then(|| distance / objective.abs()) }
}

fn without_solution(stop: Stop, started: Instant) -> Outcome {
    Outcome {
        stop,
        objective: None,
        bound: None,
        gap: None,
        solution: None,
        iterations: 0,
        nodes: 0,
        proof: Proof::Nothing,
        seconds: started.elapsed().as_secs_f64(),
    }
}
