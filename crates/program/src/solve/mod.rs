//! The one door to the solver.
//!
//! | module     | what it holds                                                               |
//! |------------|-----------------------------------------------------------------------------|
//! | [`solver`] | [`Solver`]: a program inside the solver, changed and solved again from where it stood |
//! | `numbers`  | which numbers the solver can take                                           |
//! | `bound`    | what arithmetic alone proves: bounds from duals, contradictions, plans      |
//! | `guard`    | what may be believed of a claim, and of two, as functions of numbers        |
//! | `check`    | every answer checked: held against what is known, searched a second time    |
//! | `tally`    | how many searches were made, by what their answers rest on                  |
//! | `highs`    | HiGHS behind safe calls; the only file that names it, the only one with `unsafe` |
//!
//! Sign of duals: the change of the objective, in the program's own sense, per unit of the right-hand side (or of the
//! bound, for a column). A binding `<=` row of a maximization has a dual of at least zero.
//!
//! Long: the types of a solve are documented together: options, progress, outcome, proof.

mod bound;
mod check;
mod guard;
pub(crate) mod highs;
mod ledger;
mod numbers;
pub mod solver;
mod tally;

pub use bound::dual_bound;
pub use guard::Doubt;
pub use solver::{Basis, Solver};
pub use tally::{Tally, tally};

use crate::build::Program;
use crate::family::{Col, Row};

/// How a continuous program is solved. For a program with integers, how its relaxations are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The solver chooses.
    #[default]
    Choose,
    /// Simplex: makes use of the last basis, gives a vertex.
    Simplex,
    /// Interior point.
    InteriorPoint {
        /// Whether the interior solution is moved to a vertex. Without it duals of a degenerate program are in the
        /// middle of the optimal face, and a re-solve starts cold. A program with integers needs vertices: there the
        /// moving is always done.
        crossover: bool,
    },
}

/// Settings of one solve.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Algorithm for continuous programs and relaxations.
    pub method: Method,
    /// Wall clock, in seconds; `None` is without limit.
    pub time_limit_seconds: Option<f64>,
    /// Work of a search over integers, LP iterations and nodes together; `None` is without limit. Unlike a limit on time it is the same on a busy machine: with
    /// one thread the search always ends at the same point, with [`Stop::IterationLimit`]. It may be passed by what one step takes.
    pub work_limit: Option<u64>,
    /// Relative gap between the best plan and the bound at which a program with integers counts as solved.
    pub gap: f64,
    /// The same in units of the objective.
    pub absolute_gap: f64,
    /// Seed of the solver's random choices.
    pub seed: u64,
    /// Whether the program is simplified before it is solved.
    pub presolve: bool,
    /// Whether a search over integers may look for better plans by smaller searches around those that it knows. They take most of
    /// the time of one that begins near its end.
    pub sub_searches: bool,
    /// Whether integer columns may take any value between their bounds.
    pub relax_integers: bool,
    /// Largest violation of a row or a bound that counts as none, in the row's or column's unit.
    pub feasibility_tolerance: f64,
    /// Largest reduced cost of the wrong sign that counts as none, in the objective's unit per unit of the column.
    pub optimality_tolerance: f64,
    /// Largest distance of an integer column from an integer.
    pub integrality_tolerance: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            method: Method::Choose,
            time_limit_seconds: None,
            work_limit: None,
            gap: 1e-4,
            absolute_gap: 1e-6,
            seed: 0,
            presolve: true,
            sub_searches: true,
            relax_integers: false,
            feasibility_tolerance: 1e-7,
            optimality_tolerance: 1e-7,
            integrality_tolerance: 1e-6,
        }
    }
}

/// Why a solve ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Solved, for integers within the gap that was asked for.
    Optimal,
    /// The time limit.
    TimeLimit,
    /// The observer said [`Flow::Stop`].
    Interrupted,
    /// No values satisfy all rows and bounds.
    Infeasible,
    /// The objective can be improved without end.
    Unbounded,
    /// One of the two; the time limit or the observer cut off the answer which.
    InfeasibleOrUnbounded,
    /// A limit on work: iterations and nodes.
    IterationLimit,
    /// The solver gave an answer that fails its check, see [`Proof::Refuted`]. A plan and a bound may be there all the same:
    /// the best plan that is known, and a bound that is proven without the search.
    Unproven,
    /// Anything else, in words.
    Other(String),
}

/// Values at the end of a solve. All vectors follow the order of columns and rows in the program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solution {
    /// Value of each column.
    pub cols: Vec<f64>,
    /// Activity of each row.
    pub rows: Vec<f64>,
    /// Reduced cost of each column: change of the objective per unit of its binding bound. Empty unless a continuous
    /// program was solved to optimality.
    pub col_duals: Vec<f64>,
    /// Dual of each row: change of the objective per unit of its binding bound. Empty unless a continuous program was
    /// solved to optimality.
    pub row_duals: Vec<f64>,
}

/// The optimum of a continuous program, to go on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// Its objective.
    pub objective: f64,
    /// Its solution, with duals.
    pub solution: Solution,
    /// Its basis, where there is one.
    pub basis: Option<Basis>,
}

impl Solution {
    /// Value of a column, in its unit.
    ///
    /// # Panics
    /// When the column belongs to a larger program: a bug of the caller. The same goes for the other methods.
    #[must_use]
    pub fn col(&self, col: Col) -> f64 {
        self.cols[col.index()]
    }

    /// Activity of a row, in its unit.
    #[must_use]
    pub fn row(&self, row: Row) -> f64 {
        self.rows[row.index()]
    }

    /// Reduced cost of a column, if there are duals.
    #[must_use]
    pub fn col_dual(&self, col: Col) -> Option<f64> {
        (!self.col_duals.is_empty()).then(|| self.col_duals[col.index()])
    }

    /// Dual of a row, if there are duals.
    #[must_use]
    pub fn row_dual(&self, row: Row) -> Option<f64> {
        (!self.row_duals.is_empty()).then(|| self.row_duals[row.index()])
    }
}

/// What came out of a solve.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Why it ended.
    pub stop: Stop,
    /// Objective of `solution`.
    pub objective: Option<f64>,
    /// No solution is better than this. For a continuous program known only at optimality, and worked out here from the
    /// duals; of a search it lies between the plan and the bound of the relaxation, where that is known.
    pub bound: Option<f64>,
    /// `|bound - objective| / |objective|`, when both are known and the objective is not zero.
    pub gap: Option<f64>,
    /// The best solution known at the end, feasible within the tolerances, also after a limit or an interruption.
    pub solution: Option<Solution>,
    /// Iterations of all algorithms together.
    pub iterations: u64,
    /// Nodes of the search over integers.
    pub nodes: u64,
    /// What `bound` rests on, or that there is no solution.
    pub proof: Proof,
    /// Wall clock, in seconds.
    pub seconds: f64,
}

/// What a bound, or the answer that there is no solution, rests on. Ordered from the weakest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The answer failed its check.
    Refuted(Doubt),
    /// There is none: the solver was stopped before, or nothing was claimed.
    Nothing,
    /// One search of the solver, whose repetition would have taken, or took, more work than is spent on it.
    NotRepeated,
    /// Two searches under different settings, of which neither excludes what the other found.
    Repeated,
    /// A search, and a bound of another kind that is as good as what was asked for.
    Second,
    /// Arithmetic: multipliers of the rows, whatever found them.
    Duals,
}

impl Proof {
    /// What rests on both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Stable word for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Refuted(_) => "refuted",
            Self::Nothing => "nothing",
            Self::NotRepeated => "not_repeated",
            Self::Repeated => "repeated",
            Self::Second => "second_bound",
            Self::Duals => "duals",
        }
    }

    /// It in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refuted(doubt) => doubt.as_str(),
            Self::Nothing => "not proven",
            Self::NotRepeated => "proven by HiGHS, not repeated",
            Self::Repeated => "proven by two searches",
            Self::Second => "proven by a search and by a second bound",
            Self::Duals => "proven by duals",
        }
    }
}

impl Outcome {
    /// Whether the program was solved.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.stop == Stop::Optimal
    }
}

/// What an observer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop as soon as possible and give the best that is known.
    Stop,
}

/// What the solver is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading and simplifying the program.
    Presolve,
    /// Simplex iterations.
    Simplex,
    /// Interior-point iterations.
    InteriorPoint,
    /// Search over integers.
    Search,
}

/// State of a solve in progress.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Wall clock since the solve began, in seconds.
    pub seconds: f64,
    /// What the solver is doing.
    pub phase: Phase,
    /// Best objective so far.
    pub objective: Option<f64>,
    /// No solution is better than this.
    pub bound: Option<f64>,
    /// `|bound - objective| / |objective|`.
    pub gap: Option<f64>,
    /// Nodes searched.
    pub nodes: u64,
    /// Iterations so far.
    pub iterations: u64,
}

/// Watches a solve and may stop it.
///
/// # Examples
///
/// ```
/// use program::{ColSpec, Flow, Observer, Options, Program, Progress, Sense, solve};
///
/// /// Stops a search that has a plan within 5% of the bound.
/// struct GoodEnough;
///
/// impl Observer for GoodEnough {
///     fn progress(&mut self, progress: &Progress) -> Flow {
///         if progress.gap.is_some_and(|gap| gap < 0.05) { Flow::Stop } else { Flow::Continue }
///     }
/// }
///
/// let mut program = Program::new(Sense::Maximize);
/// program.cols("sell", "t", [], |[]| Some(ColSpec::between(0.0, 3.5).integer().cost(2.0)));
/// let outcome = solve(&program, &Options::default(), &mut GoodEnough)?;
/// assert_eq!(outcome.objective, Some(6.0));
/// # Ok::<(), program::SolveError>(())
/// ```
pub trait Observer {
    /// Called whenever the solver reports, from once per iteration to once per second, always on the thread that
    /// called `solve`; there it may not solve another program. The answer [`Flow::Stop`] stands until the end of the solve. Presolve and the relaxation at
    /// the root of a search over integers do not report: there an answer is heard when they end.
    fn progress(&mut self, progress: &Progress) -> Flow;

    /// Called instead of [`progress`](Self::progress) while an answer is checked by a second search. The answer
    /// [`Flow::Stop`] ends the check, not the solve: what was found stands as [`Proof::NotRepeated`].
    fn checking(&mut self) -> Flow {
        Flow::Continue
    }
}

/// An observer that neither speaks nor stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Observer for NoProgress {
    fn progress(&mut self, _progress: &Progress) -> Flow {
        Flow::Continue
    }
}

/// A program, a change or a setting that the solver cannot take.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SolveError {
    /// More columns, rows or non-zeros than the solver can count.
    #[error("{count} {what} are more than the {} that the solver can count", i32::MAX)]
    TooLarge {
        /// `columns`, `rows` or `coefficients`.
        what: &'static str,
        /// How many there are.
        count: usize,
    },
    /// A number that is none, infinite where it may not be, or too large.
    #[error("the {place} is `{value}`, expected {expected}")]
    Number {
        /// What it is the number of, for instance ``cost of `run[leach]` ``.
        place: String,
        /// The number.
        value: f64,
        /// What it should have been.
        expected: &'static str,
    },
    /// A column or row that the program does not have.
    #[error("there is no {what} {index}: the program has {count}")]
    Absent {
        /// `column` or `row`.
        what: &'static str,
        /// Its position.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A starting point of another length than the program's columns.
    #[error("the starting point has {found} values, expected {expected}")]
    Start {
        /// Its length.
        found: usize,
        /// Number of columns.
        expected: usize,
    },
    /// A setting outside its range.
    #[error("the setting `{name}` cannot be `{value}`")]
    Setting {
        /// Name of the setting in the solver.
        name: &'static str,
        /// The value.
        value: String,
    },
    /// A solve from within the observer of another one on the same thread.
    #[error("an observer cannot solve on the thread of the solve that it observes")]
    Nested,
    /// A limit or the observer ended the search for a conflict before infeasibility was known.
    #[error("it is not known whether the program is infeasible: the search for a conflict was cut off")]
    Undecided,
    /// A file that the solver cannot read.
    #[error("the file `{0}` cannot be read as a program")]
    File(String),
    /// The system refused the memory that the solver asked for.
    #[error("the system refused memory to the solver; a smaller case, or more memory, is needed")]
    Memory,
    /// The solver refused a call, or failed in it.
    #[error("the solver failed in `{0}`")]
    Failed(&'static str),
}

impl SolveError {
    /// Stable code, `area::name`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "solve::too_large",
            Self::Number { .. } => "solve::number",
            Self::Absent { .. } => "solve::absent",
            Self::Start { .. } => "solve::start",
            Self::Setting { .. } => "solve::setting",
            Self::Nested => "solve::nested",
            Self::Undecided => "solve::undecided",
            Self::File(_) => "solve::file",
            Self::Memory => "solve::memory",
            Self::Failed(_) => "solve::failed",
        }
    }
}

/// The outcome of solving a program once.
///
/// # Errors
/// When a number of the program or a setting is out of range, or the solver fails.
///
/// # Examples
///
/// ```
/// use program::{ColSpec, Options, Program, Proof, Sense, NoProgress, Stop, solve};
///
/// let mut program = Program::new(Sense::Maximize);
/// let plants = program.cols("plants", "1", [], |[]| Some(ColSpec::between(0.0, 9.0).integer().cost(4.0)));
/// program.rows("capital", "MUSD", [], |[], row| {
///     row.add(plants.get([]).unwrap(), 3.0);
///     row.at_most(10.0);
/// });
/// let outcome = solve(&program, &Options::default(), &mut NoProgress)?;
/// assert_eq!((outcome.stop, outcome.objective, outcome.bound), (Stop::Optimal, Some(12.0), Some(12.0)));
/// assert!(outcome.proof > Proof::Nothing);
///
/// let relaxed = Options { relax_integers: true, ..Options::default() };
/// assert!(solve(&program, &relaxed, &mut NoProgress)?.objective.unwrap() > 13.3);
/// # Ok::<(), program::SolveError>(())
/// ```
pub fn solve(program: &Program, options: &Options, observer: &mut dyn Observer) -> Result<Outcome, SolveError> {
    Solver::new(program)?.solve(options, observer)
}
