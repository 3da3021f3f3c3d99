//! HiGHS behind safe calls. The only file that names it, and the only one with `unsafe`.
//!
//! **Invariant:** every array handed over has the length that HiGHS reads or writes; the lengths come from HiGHS itself
//! or from the program that it was given. An instance is freed exactly once, when [`Highs`] is dropped.
#![allow(unsafe_code, reason = "HiGHS is a C library")]

use std::any::Any;
use std::cell::{Cell, RefCell, UnsafeCell};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{NonNull, null, null_mut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;
use std::time::Instant;

use highs_sys::{self as sys, HighsInt};

use super::{Flow, Observer, Phase, Progress, SolveError};
use crate::build::{Program, Sense};

/// The callbacks that are listened to.
const EVENTS: [HighsInt; 5] = [
    sys::kHighsCallbackSimplexInterrupt,
    sys::kHighsCallbackIpmInterrupt,
    sys::kHighsCallbackMipImprovingSolution,
    sys::kHighsCallbackMipLogging,
    sys::kHighsCallbackMipInterrupt,
];

thread_local! {
    /// The number of threads that this thread last asked for: HiGHS keeps its workers per calling thread.
    static THREADS: Cell<HighsInt> = const { Cell::new(0) };
    /// Whether this thread is inside a solve. A second one from within an observer would share the workers of the
    /// first, and bring them out of step.
    static BUSY: Cell<bool> = const { Cell::new(false) };
    /// Instances that an observer dropped: freeing one ends the workers of this thread, which the solve needs.
    static DROPPED: RefCell<Vec<NonNull<c_void>>> = const { RefCell::new(Vec::new()) };
}

/// An integer as HiGHS counts.
pub(crate) type Int = HighsInt;

/// How a run of HiGHS ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Optimal,
    Infeasible,
    Unbounded,
    InfeasibleOrUnbounded,
    TimeLimit,
    Interrupted,
    Limit,
    /// No answer; in words.
    Unclear(&'static str),
}

/// A row or column of a contradicting set, and which of its bounds take part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sides {
    pub index: usize,
    pub lower: bool,
    pub upper: bool,
}

/// One instance of HiGHS.
#[derive(Debug)]
pub(crate) struct Highs {
    instance: NonNull<c_void>,
}

// SAFETY: an instance holds no reference to the thread that made it (its workers belong to the thread that runs it, see
// `THREADS`), and every call goes through `&mut self` or reads only.
unsafe impl Send for Highs {}

impl Drop for Highs {
    fn drop(&mut self) {
        if BUSY.get() {
            DROPPED.with_borrow_mut(|dropped| dropped.push(self.instance));
        } else {
            // SAFETY: the instance came from `Highs_create` and is freed here or at the end of `run`.
            unsafe { sys::Highs_destroy(self.instance.as_ptr()) }
        }
    }
}

/// What an answer of HiGHS means: a warning is an answer.
fn check(status: HighsInt, call: &'static str) -> Result<(), SolveError> {
    if status == sys::STATUS_ERROR { Err(SolveError::Failed(call)) } else { Ok(()) }
}

/// `count` as HiGHS counts.
pub(crate) fn to_int(count: usize, what: &'static str) -> Result<HighsInt, SolveError> {
    HighsInt::try_from(count).map_err(|_| SolveError::TooLarge { what, count })
}

impl Highs {
    /// A silent instance without a program.
    pub fn new() -> Result<Self, SolveError> {
        // SAFETY: no preconditions; null is checked.
        let instance = NonNull::new(unsafe { sys::Highs_create() }).ok_or(SolveError::Failed("Highs_create"))?;
        let mut highs = Self { instance };
        highs.set_bool(c"output_flag", false)?;
        Ok(highs)
    }

    fn get(&self) -> *mut c_void {
        self.instance.as_ptr()
    }

    pub fn set_bool(&mut self, name: &'static CStr, value: bool) -> Result<(), SolveError> {
        // SAFETY: the name ends in a zero byte.
        let status = unsafe { sys::Highs_setBoolOptionValue(self.get(), name.as_ptr(), value.into()) };
        check_setting(status, name, value)
    }

    pub fn set_int(&mut self, name: &'static CStr, value: HighsInt) -> Result<(), SolveError> {
        // SAFETY: as above.
        let status = unsafe { sys::Highs_setIntOptionValue(self.get(), name.as_ptr(), value) };
        check_setting(status, name, value)
    }

    pub fn set_double(&mut self, name: &'static CStr, value: f64) -> Result<(), SolveError> {
        // SAFETY: as above.
        let status = unsafe { sys::Highs_setDoubleOptionValue(self.get(), name.as_ptr(), value) };
        // A number that is none passes every comparison with a range.
        check_setting(if value.is_nan() { sys::STATUS_ERROR } else { status }, name, value)
    }

    pub fn set_string(&mut self, name: &'static CStr, value: &'static CStr) -> Result<(), SolveError> {
        // SAFETY: both strings end in a zero byte.
        let status = unsafe { sys::Highs_setStringOptionValue(self.get(), name.as_ptr(), value.as_ptr()) };
        check_setting(status, name, value.to_string_lossy())
    }

    /// Asks for a number of threads; 0 lets HiGHS choose.
    pub fn set_threads(&mut self, threads: HighsInt) -> Result<(), SolveError> {
        if BUSY.get() {
            return Err(SolveError::Nested);
        }
        self.set_int(c"threads", threads)?;
        if THREADS.replace(threads) != threads {
            // SAFETY: the workers belong to this thread, and this thread runs nothing now.
            unsafe { sys::Highs_resetGlobalScheduler(1) }
        }
        Ok(())
    }

    /// Hands over a program, rows as they are stored. Its numbers must have been checked.
    pub fn pass(&mut self, program: &Program) -> Result<(), SolveError> {
        let cols = to_int(program.num_cols(), "columns")?;
        let rows = to_int(program.num_rows(), "rows")?;
        let nonzeros = to_int(program.num_nonzeros(), "coefficients")?;
        // The last start is the number of non-zeros, so every start fits.
        let start: Vec<HighsInt> = program.start.iter().map(|s| *s as HighsInt).collect();
        let sense = match program.sense {
            Sense::Maximise => sys::OBJECTIVE_SENSE_MAXIMIZE,
            Sense::Minimise => sys::OBJECTIVE_SENSE_MINIMIZE,
        };
        let kinds: Option<Vec<HighsInt>> =
            program.has_integers().then(|| program.integer.iter().map(|i| kind_of(*i)).collect());
        // SAFETY: lengths are those of the program. Column indices are below the number of columns, which fits a
        // `HighsInt`, so `u32` and `HighsInt` have the same bytes. A null integrality means a continuous program.
        let status = unsafe {
            sys::Highs_passMip(
                self.get(),
                cols,
                rows,
                nonzeros,
                sys::MATRIX_FORMAT_ROW_WISE,
                sense,
                program.offset,
                program.cost.as_ptr(),
                program.col_lower.as_ptr(),
                program.col_upper.as_ptr(),
                program.row_lower.as_ptr(),
                program.row_upper.as_ptr(),
                start.as_ptr(),
                program.index.as_ptr().cast::<HighsInt>(),
                program.value.as_ptr(),
                kinds.as_ref().map_or(null(), |k| k.as_ptr()),
            )
        };
        check(status, "Highs_passMip")
    }

    /// Reads a program from an MPS or LP file.
    pub fn read(&mut self, path: &CString) -> Result<(), SolveError> {
        // SAFETY: the path ends in a zero byte.
        check(unsafe { sys::Highs_readModel(self.get(), path.as_ptr()) }, "Highs_readModel")
    }

    pub fn num_cols(&self) -> usize {
        // SAFETY: reads only.
        unsafe { sys::Highs_getNumCol(self.get()) as usize }
    }

    pub fn num_rows(&self) -> usize {
        // SAFETY: reads only.
        unsafe { sys::Highs_getNumRow(self.get()) as usize }
    }

    /// Costs, lower bounds and upper bounds of all columns.
    pub fn cols(&self) -> Result<[Vec<f64>; 3], SolveError> {
        let count = self.num_cols();
        let mut out = [vec![0.0; count], vec![0.0; count], vec![0.0; count]];
        if count > 0 {
            let (mut got, mut nonzeros) = (0, 0);
            let [cost, lower, upper] = &mut out;
            // SAFETY: the range is all columns; the arrays have that length; null arrays are not written.
            let status = unsafe {
                sys::Highs_getColsByRange(
                    self.get(),
                    0,
                    count as HighsInt - 1,
                    &mut got,
                    cost.as_mut_ptr(),
                    lower.as_mut_ptr(),
                    upper.as_mut_ptr(),
                    &mut nonzeros,
                    null_mut(),
                    null_mut(),
                    null_mut(),
                )
            };
            check(status, "Highs_getColsByRange")?;
        }
        Ok(out)
    }

    /// Lower and upper bounds of all rows.
    pub fn rows(&self) -> Result<[Vec<f64>; 2], SolveError> {
        let count = self.num_rows();
        let mut out = [vec![0.0; count], vec![0.0; count]];
        if count > 0 {
            let (mut got, mut nonzeros) = (0, 0);
            let [lower, upper] = &mut out;
            // SAFETY: the range is all rows; the arrays have that length; null arrays are not written.
            let status = unsafe {
                sys::Highs_getRowsByRange(
                    self.get(),
                    0,
                    count as HighsInt - 1,
                    &mut got,
                    lower.as_mut_ptr(),
                    upper.as_mut_ptr(),
                    &mut nonzeros,
                    null_mut(),
                    null_mut(),
                    null_mut(),
                )
            };
            check(status, "Highs_getRowsByRange")?;
        }
        Ok(out)
    }

    /// Whether a column is integer, as HiGHS has it.
    pub fn is_integer(&self, col: usize) -> bool {
        let mut kind = sys::VAR_TYPE_CONTINUOUS;
        // SAFETY: writes one number. An error (no integrality at all) leaves it continuous.
        unsafe { sys::Highs_getColIntegrality(self.get(), col as HighsInt, &mut kind) };
        kind == sys::VAR_TYPE_INTEGER
    }

    pub fn offset(&self) -> f64 {
        let mut offset = 0.0;
        // SAFETY: writes one number.
        unsafe { sys::Highs_getObjectiveOffset(self.get(), &mut offset) };
        offset
    }

    pub fn set_cost(&mut self, col: usize, cost: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        check(unsafe { sys::Highs_changeColCost(self.get(), col as HighsInt, cost) }, "Highs_changeColCost")
    }

    /// Changes the costs of all columns.
    pub fn set_costs(&mut self, costs: &[f64]) -> Result<(), SolveError> {
        assert_eq!(costs.len(), self.num_cols(), "one cost per column");
        if costs.is_empty() {
            return Ok(());
        }
        let last = costs.len() as HighsInt - 1;
        // SAFETY: the range is all columns and the array has that length.
        let status = unsafe { sys::Highs_changeColsCostByRange(self.get(), 0, last, costs.as_ptr()) };
        check(status, "Highs_changeColsCostByRange")
    }

    pub fn set_col_bounds(&mut self, col: usize, lower: f64, upper: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        let status = unsafe { sys::Highs_changeColBounds(self.get(), col as HighsInt, lower, upper) };
        check(status, "Highs_changeColBounds")
    }

    pub fn set_row_bounds(&mut self, row: usize, lower: f64, upper: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        let status = unsafe { sys::Highs_changeRowBounds(self.get(), row as HighsInt, lower, upper) };
        check(status, "Highs_changeRowBounds")
    }

    /// Changes the bounds of a set of rows, in increasing order.
    pub fn set_rows(&mut self, set: &[HighsInt], lower: &[f64], upper: &[f64]) -> Result<(), SolveError> {
        assert!(set.len() == lower.len() && set.len() == upper.len(), "bounds for every row of the set");
        let count = set.len() as HighsInt;
        // SAFETY: all arrays have the length of the set; HiGHS checks the indices.
        let status = unsafe {
            sys::Highs_changeRowsBoundsBySet(self.get(), count, set.as_ptr(), lower.as_ptr(), upper.as_ptr())
        };
        check(status, "Highs_changeRowsBoundsBySet")
    }

    /// Changes the bounds of a set of columns, in increasing order.
    pub fn set_cols_bounds(&mut self, set: &[HighsInt], lower: &[f64], upper: &[f64]) -> Result<(), SolveError> {
        assert!(set.len() == lower.len() && set.len() == upper.len(), "bounds for every column of the set");
        let count = set.len() as HighsInt;
        // SAFETY: all arrays have the length of the set; HiGHS checks the indices.
        let status = unsafe {
            sys::Highs_changeColsBoundsBySet(self.get(), count, set.as_ptr(), lower.as_ptr(), upper.as_ptr())
        };
        check(status, "Highs_changeColsBoundsBySet")
    }

    /// Status of every column and every row in the basis of the last solve.
    pub fn basis(&self) -> Result<[Vec<HighsInt>; 2], SolveError> {
        let (mut cols, mut rows) = (vec![0; self.num_cols()], vec![0; self.num_rows()]);
        // SAFETY: the arrays have one place for each column and each row.
        let status = unsafe { sys::Highs_getBasis(self.get(), cols.as_mut_ptr(), rows.as_mut_ptr()) };
        check(status, "Highs_getBasis")?;
        Ok([cols, rows])
    }

    /// Puts a basis in.
    pub fn set_basis(&mut self, [cols, rows]: [&[HighsInt]; 2]) -> Result<(), SolveError> {
        assert!(cols.len() == self.num_cols() && rows.len() == self.num_rows(), "a status for every column and row");
        // SAFETY: the arrays have one place for each column and each row; HiGHS checks what is in them.
        let status = unsafe { sys::Highs_setBasis(self.get(), cols.as_ptr(), rows.as_ptr()) };
        check(status, "Highs_setBasis")
    }

    /// Changes the bounds and the integrality of a set of columns, in increasing order.
    pub fn set_cols(
        &mut self,
        set: &[HighsInt],
        lower: &[f64],
        upper: &[f64],
        integer: bool,
    ) -> Result<(), SolveError> {
        assert!(set.len() == lower.len() && set.len() == upper.len(), "bounds for every column of the set");
        let (count, kinds) = (set.len() as HighsInt, vec![kind_of(integer); set.len()]);
        // SAFETY: all arrays have the length of the set; HiGHS checks the indices.
        unsafe {
            let (cols, lower, upper) = (set.as_ptr(), lower.as_ptr(), upper.as_ptr());
            check(
                sys::Highs_changeColsBoundsBySet(self.get(), count, cols, lower, upper),
                "Highs_changeColsBoundsBySet",
            )?;
            check(
                sys::Highs_changeColsIntegralityBySet(self.get(), count, cols, kinds.as_ptr()),
                "Highs_changeColsIntegralityBySet",
            )
        }
    }

    pub fn set_coefficient(&mut self, row: usize, col: usize, value: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the indices.
        let status = unsafe { sys::Highs_changeCoeff(self.get(), row as HighsInt, col as HighsInt, value) };
        check(status, "Highs_changeCoeff")
    }

    pub fn set_integer(&mut self, col: usize, integer: bool) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        let status = unsafe { sys::Highs_changeColIntegrality(self.get(), col as HighsInt, kind_of(integer)) };
        check(status, "Highs_changeColIntegrality")
    }

    pub fn add_row(&mut self, lower: f64, upper: f64, index: &[HighsInt], value: &[f64]) -> Result<(), SolveError> {
        assert_eq!(index.len(), value.len(), "one coefficient per column");
        let count = to_int(index.len(), "coefficients")?;
        // SAFETY: both arrays have the given length; HiGHS checks the indices.
        let status = unsafe { sys::Highs_addRow(self.get(), lower, upper, count, index.as_ptr(), value.as_ptr()) };
        check(status, "Highs_addRow")
    }

    pub fn add_col(
        &mut self,
        cost: f64,
        bounds: (f64, f64),
        index: &[HighsInt],
        value: &[f64],
    ) -> Result<(), SolveError> {
        assert_eq!(index.len(), value.len(), "one coefficient per row");
        let count = to_int(index.len(), "coefficients")?;
        // SAFETY: both arrays have the given length; HiGHS checks the indices.
        let status =
            unsafe { sys::Highs_addCol(self.get(), cost, bounds.0, bounds.1, count, index.as_ptr(), value.as_ptr()) };
        check(status, "Highs_addCol")
    }

    /// Gives a starting point.
    pub fn set_start(&mut self, cols: &[f64]) -> Result<(), SolveError> {
        assert_eq!(cols.len(), self.num_cols(), "one value per column");
        // SAFETY: the array has one value per column; the others are absent.
        let status = unsafe { sys::Highs_setSolution(self.get(), cols.as_ptr(), null(), null(), null()) };
        check(status, "Highs_setSolution")
    }

    /// Forgets basis and solution; the program stays.
    pub fn forget(&mut self) -> Result<(), SolveError> {
        // SAFETY: no arrays.
        check(unsafe { sys::Highs_clearSolver(self.get()) }, "Highs_clearSolver")
    }

    pub fn info_int(&self, name: &'static CStr) -> HighsInt {
        let mut value = 0;
        // SAFETY: the name ends in a zero byte; one number is written. An error leaves it at zero.
        unsafe { sys::Highs_getIntInfoValue(self.get(), name.as_ptr(), &mut value) };
        value
    }

    pub fn info_int64(&self, name: &'static CStr) -> i64 {
        let mut value = 0;
        // SAFETY: as above.
        unsafe { sys::Highs_getInt64InfoValue(self.get(), name.as_ptr(), &mut value) };
        value
    }

    pub fn info_double(&self, name: &'static CStr) -> f64 {
        let mut value = f64::NAN;
        // SAFETY: as above, with not-a-number.
        unsafe { sys::Highs_getDoubleInfoValue(self.get(), name.as_ptr(), &mut value) };
        value
    }

    pub fn status(&self) -> Status {
        // SAFETY: reads only.
        match unsafe { sys::Highs_getModelStatus(self.get()) } {
            sys::MODEL_STATUS_OPTIMAL => Status::Optimal,
            sys::MODEL_STATUS_INFEASIBLE => Status::Infeasible,
            sys::MODEL_STATUS_UNBOUNDED => Status::Unbounded,
            sys::MODEL_STATUS_UNBOUNDED_OR_INFEASIBLE => Status::InfeasibleOrUnbounded,
            sys::MODEL_STATUS_REACHED_TIME_LIMIT => Status::TimeLimit,
            sys::MODEL_STATUS_REACHED_INTERRUPT => Status::Interrupted,
            sys::MODEL_STATUS_REACHED_ITERATION_LIMIT | sys::MODEL_STATUS_REACHED_SOLUTION_LIMIT => Status::Limit,
            sys::MODEL_STATUS_REACHED_MEMORY_LIMIT => Status::Unclear("out of memory"),
            sys::MODEL_STATUS_SOLVE_ERROR => Status::Unclear("numerical failure"),
            sys::MODEL_STATUS_POSTSOLVE_ERROR => Status::Unclear("failure when undoing presolve"),
            sys::MODEL_STATUS_PRESOLVE_ERROR => Status::Unclear("failure in presolve"),
            _ => Status::Unclear("tolerances not reached"),
        }
    }

    /// Whether the values that are there satisfy rows and bounds.
    pub fn is_feasible(&self) -> bool {
        self.info_int(c"primal_solution_status") == sys::SOLUTION_STATUS_FEASIBLE
    }

    /// Values and duals of columns, then of rows; what HiGHS does not have stays at zero.
    pub fn solution(&self) -> [Vec<f64>; 4] {
        let (cols, rows) = (self.num_cols(), self.num_rows());
        let mut out = [vec![0.0; cols], vec![0.0; cols], vec![0.0; rows], vec![0.0; rows]];
        let [col_value, col_dual, row_value, row_dual] = &mut out;
        // SAFETY: the arrays have one place per column and per row. The call cannot fail.
        unsafe {
            sys::Highs_getSolution(
                self.get(),
                col_value.as_mut_ptr(),
                col_dual.as_mut_ptr(),
                row_value.as_mut_ptr(),
                row_dual.as_mut_ptr(),
            );
        }
        out
    }

    /// Multipliers of the rows that prove a continuous program infeasible, if HiGHS has them (Farkas).
    pub fn dual_ray(&mut self) -> Result<Option<Vec<f64>>, SolveError> {
        let mut ray = vec![0.0; self.num_rows()];
        let mut has = 0;
        // SAFETY: the array has one place per row.
        let status = unsafe { sys::Highs_getDualRay(self.get(), &mut has, ray.as_mut_ptr()) };
        check(status, "Highs_getDualRay")?;
        Ok((has != 0).then_some(ray))
    }

    /// A contradicting set of a continuous program known to be infeasible, if HiGHS finds one: rows and columns, each
    /// with whether its lower and its upper bound take part.
    pub fn conflict(&mut self, seconds: f64) -> Result<[Vec<Sides>; 2], SolveError> {
        self.set_int(c"iis_strategy", sys::kHighsIisStrategyFromLpRowPriority)?;
        self.set_double(c"iis_time_limit", seconds)?;
        let (cols, rows) = (self.num_cols(), self.num_rows());
        let (mut col_index, mut col_bound) = (vec![0; cols], vec![0; cols]);
        let (mut row_index, mut row_bound) = (vec![0; rows], vec![0; rows]);
        let (mut num_cols, mut num_rows) = (0, 0);
        // SAFETY: a set of columns is no longer than all of them, and one of rows likewise; null arrays are not
        // written.
        let status = unsafe {
            sys::Highs_getIis(
                self.get(),
                &mut num_cols,
                &mut num_rows,
                col_index.as_mut_ptr(),
                row_index.as_mut_ptr(),
                col_bound.as_mut_ptr(),
                row_bound.as_mut_ptr(),
                null_mut(),
                null_mut(),
            )
        };
        check(status, "Highs_getIis")?;
        let sides = |count: HighsInt, index: Vec<HighsInt>, bound: Vec<HighsInt>| {
            let found = index.into_iter().zip(bound).take(usize::try_from(count).unwrap_or(0));
            let sides = found.map(|(index, bound)| Sides {
                index: index as usize,
                lower: bound == sys::kHighsIisBoundLower || bound == sys::kHighsIisBoundBoxed,
                upper: bound == sys::kHighsIisBoundUpper || bound == sys::kHighsIisBoundBoxed,
            });
            sides.collect()
        };
        Ok([sides(num_rows, row_index, row_bound), sides(num_cols, col_index, col_bound)])
    }

    /// Solves what is there, with `watch` listening. A panic of the observer goes on after HiGHS has returned.
    pub fn run(&mut self, watch: &mut Watch<'_>) -> Result<(), SolveError> {
        if BUSY.get() {
            return Err(SolveError::Nested);
        }
        let data: *const Watch<'_> = watch;
        // SAFETY: `watch` outlives the run, and the callback is taken away before this function returns; nothing in
        // between can unwind, since `listen` catches panics.
        let status = unsafe {
            check(sys::Highs_setCallback(self.get(), Some(listen), data.cast_mut().cast()), "Highs_setCallback")?;
            for event in EVENTS {
                sys::Highs_startCallback(self.get(), event);
            }
            sys::Highs_zeroAllClocks(self.get());
            BUSY.set(true);
            let status = sys::Highs_run(self.get());
            BUSY.set(false);
            for event in EVENTS {
                sys::Highs_stopCallback(self.get(), event);
            }
            sys::Highs_setCallback(self.get(), None, null_mut());
            status
        };
        for instance in DROPPED.take() {
            // SAFETY: its owner is gone, and this list as well.
            unsafe { sys::Highs_destroy(instance.as_ptr()) }
        }
        if let Some(panic) = watch.inner.get_mut().panic.take() {
            resume_unwind(panic);
        }
        check(status, "Highs_run")
    }
}

fn kind_of(integer: bool) -> HighsInt {
    if integer { sys::VAR_TYPE_INTEGER } else { sys::VAR_TYPE_CONTINUOUS }
}

fn check_setting(status: HighsInt, name: &'static CStr, value: impl ToString) -> Result<(), SolveError> {
    if status == sys::STATUS_OK {
        return Ok(());
    }
    let name = name.to_str().expect("names of settings are ASCII literals");
    Err(SolveError::Setting { name, value: value.to_string() })
}

/// The observer on its way through HiGHS.
pub(crate) struct Watch<'a> {
    /// The thread whose observer it is: a call from another one only passes on the wish to stop.
    owner: ThreadId,
    stop: AtomicBool,
    /// Work at which a search over integers ends, and whether it has.
    work_limit: u64,
    worn: AtomicBool,
    inner: UnsafeCell<Inner<'a>>,
}

struct Inner<'a> {
    observer: &'a mut dyn Observer,
    started: Instant,
    panic: Option<Box<dyn Any + Send>>,
}

impl<'a> Watch<'a> {
    pub fn new(observer: &'a mut dyn Observer, started: Instant) -> Self {
        let inner = UnsafeCell::new(Inner { observer, started, panic: None });
        let (stop, worn) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { owner: std::thread::current().id(), stop, work_limit: u64::MAX, worn, inner }
    }

    /// Ends a search over integers after so much work: LP iterations and nodes.
    pub fn limit_work(&mut self, limit: Option<u64>) {
        self.work_limit = limit.unwrap_or(u64::MAX);
    }

    /// Whether the limit on work ended the search, and not the observer.
    pub fn worn(&self) -> bool {
        self.worn.load(Ordering::Relaxed) && !self.stopped()
    }

    /// Whether the observer wants to stop.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells the observer that a solve begins.
    pub fn begin(&mut self) {
        let inner = self.inner.get_mut();
        let progress = Progress {
            seconds: inner.started.elapsed().as_secs_f64(),
            phase: Phase::Presolve,
            objective: None,
            bound: None,
            gap: None,
            nodes: 0,
            iterations: 0,
        };
        if inner.observer.progress(&progress) == Flow::Stop {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

/// What HiGHS calls: asks the observer, and hands its wish back.
unsafe extern "C" fn listen(
    event: c_int,
    _message: *const c_char,
    output: *const sys::HighsCallbackDataOut,
    input: *mut sys::HighsCallbackDataIn,
    data: *mut c_void,
) {
    // SAFETY: `data` is the watch of `Highs::run`, which waits for HiGHS; other threads see only its shared fields.
    let watch = unsafe { &*data.cast_const().cast::<Watch<'_>>() };
    if !watch.stopped() && watch.owner == std::thread::current().id() {
        // SAFETY: HiGHS gives a valid record; the inner part is touched by the owner's thread only, and `listen` is
        // not entered again from within an observer.
        let (inner, output) = unsafe { (&mut *watch.inner.get(), &*output) };
        let progress = progress_of(event, output, inner.started);
        let observer = &mut inner.observer;
        let flow = catch_unwind(AssertUnwindSafe(|| observer.progress(&progress))).unwrap_or_else(|panic| {
            inner.panic = Some(panic);
            Flow::Stop
        });
        if flow == Flow::Stop {
            watch.stop.store(true, Ordering::Relaxed);
        }
    }
    // HiGHS asks at the same points of a search whatever the time.
    if event == sys::kHighsCallbackMipInterrupt && !output.is_null() {
        // SAFETY: HiGHS gives a valid record or none.
        let output = unsafe { &*output };
        let count = |value: i64| u64::try_from(value).unwrap_or(0);
        if count(output.mip_total_lp_iterations) + count(output.mip_node_count) >= watch.work_limit {
            watch.worn.store(true, Ordering::Relaxed);
        }
    }
    // HiGHS listens to the wish at these three events only, and asserts that there is none at the others.
    let heard = matches!(
        event,
        sys::kHighsCallbackSimplexInterrupt | sys::kHighsCallbackIpmInterrupt | sys::kHighsCallbackMipInterrupt
    );
    if !input.is_null() {
        // SAFETY: HiGHS gives a valid record or none.
        unsafe {
            (*input).user_interrupt = c_int::from(heard && (watch.stopped() || watch.worn.load(Ordering::Relaxed)))
        };
    }
}

fn progress_of(event: HighsInt, output: &sys::HighsCallbackDataOut, started: Instant) -> Progress {
    let finite = |value: f64| value.is_finite().then_some(value);
    let seconds = started.elapsed().as_secs_f64();
    match event {
        sys::kHighsCallbackSimplexInterrupt | sys::kHighsCallbackIpmInterrupt => {
            let simplex = event == sys::kHighsCallbackSimplexInterrupt;
            let count = if simplex { output.simplex_iteration_count } else { output.ipm_iteration_count };
            Progress {
                seconds,
                phase: if simplex { Phase::Simplex } else { Phase::InteriorPoint },
                objective: None,
                bound: None,
                gap: None,
                nodes: 0,
                iterations: u64::try_from(count).unwrap_or(0),
            }
        }
        _ => Progress {
            seconds,
            phase: Phase::Search,
            objective: finite(output.mip_primal_bound),
            bound: finite(output.mip_dual_bound),
            gap: finite(output.mip_gap),
            nodes: u64::try_from(output.mip_node_count).unwrap_or(0),
            iterations: u64::try_from(output.mip_total_lp_iterations).unwrap_or(0),
        },
    }
}
