//! HiGHS behind safe calls. The only file that names it, and the only one with `unsafe`.
//!
//! **Invariant:** every array handed over has the length that HiGHS reads or writes; the lengths come from HiGHS itself
//! or from the program that it was given. An instance is freed exactly once, when [`Highs`] is dropped.
//!
//! **Threads:** HiGHS runs on the calling thread alone (`threads` 1, `parallel` off), so that what comes out cannot depend on
//! threads, an exception cannot be thrown where nobody catches it, and its scheduler has no workers to be kept in step.
//! Work is shared among threads by solving several programs side by side.
//!
//! **Exceptions:** every call goes through [`highs!`]: what HiGHS throws, memory that the system refuses above all, comes back
//! as an error.
//!
//! Long: all calls of the solver and their `unsafe` are on one page.
#![allow(unsafe_code, reason = "HiGHS is a C library")]

use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{NonNull, null, null_mut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;
use std::time::Instant;

use highs_sys::{self as sys, HighsInt};

use super::bound::Data;
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
    /// Whether this thread is inside a solve. A second one from within an observer would share its scheduler.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

unsafe extern "C" {
    /// Calls `call(data)` and says what became of it, see `caught.cpp`.
    fn program_catch(call: extern "C-unwind" fn(*mut c_void), data: *mut c_void) -> i32;
}

/// Bits of what [`program_catch`] answers.
const THROWN: i32 = 1;
const REFUSED: i32 = 2;

/// What a call into HiGHS came to: its result, unless something was thrown, and whether memory was refused.
struct Caught<R> {
    result: Option<R>,
    refused: bool,
}

/// Does `work`, in which HiGHS may throw.
fn caught<R, F: FnMut() -> R>(work: F) -> Caught<R> {
    extern "C-unwind" fn enter<R, F: FnMut() -> R>(data: *mut c_void) {
        // SAFETY: it is the pair below, which waits for this call.
        let (work, result) = unsafe { &mut *data.cast::<(F, Option<R>)>() };
        *result = Some(work());
    }
    let mut pair = (work, None);
    // SAFETY: the pair outlives the call, which knows its type.
    let answer = unsafe { program_catch(enter::<R, F>, (&raw mut pair).cast()) };
    Caught { result: pair.1.filter(|_| answer & THROWN == 0), refused: answer & REFUSED != 0 }
}

/// A function of HiGHS as one that may throw: the bindings say that none does, and an exception would end the process.
trait MayThrow {
    type Function;
    fn may_throw(self) -> Self::Function;
}

macro_rules! may_throw {
    ($($arg:ident)*) => {
        impl<R, $($arg),*> MayThrow for unsafe extern "C" fn($($arg),*) -> R {
            type Function = unsafe extern "C-unwind" fn($($arg),*) -> R;
            fn may_throw(self) -> Self::Function {
                // SAFETY: the two differ in what the caller expects of exceptions, not in how they are called.
                unsafe { std::mem::transmute::<Self, Self::Function>(self) }
            }
        }
    };
}
may_throw!();
may_throw!(A);
may_throw!(A B);
may_throw!(A B C);
may_throw!(A B C D);
may_throw!(A B C D E);
may_throw!(A B C D E F);
may_throw!(A B C D E F G);
may_throw!(A B C D E F G H);
may_throw!(A B C D E F G H I);
may_throw!(A B C D E F G H I J);
may_throw!(A B C D E F G H I J K);
may_throw!(A B C D E F G H I J K L);
may_throw!(A B C D E F G H I J K L M);
may_throw!(A B C D E F G H I J K L M N);
may_throw!(A B C D E F G H I J K L M N O);
may_throw!(A B C D E F G H I J K L M N O P);

/// Calls a function of HiGHS: what it throws is caught.
macro_rules! highs {
    (@any $arg:expr) => { _ };
    ($name:ident($($arg:expr),* $(,)?)) => {{
        let function: unsafe extern "C" fn($(highs!(@any $arg)),*) -> _ = sys::$name;
        let function = function.may_throw();
        caught(|| function($($arg),*))
    }};
}

/// Calls a function of HiGHS that answers with a status: an error is one here, a warning is an answer.
macro_rules! status {
    ($name:ident($($arg:expr),* $(,)?)) => {
        status(&highs!($name($($arg),*)), stringify!($name)).map(drop)
    };
}

/// What a status means, with the status.
fn status(caught: &Caught<HighsInt>, call: &'static str) -> Result<HighsInt, SolveError> {
    match caught.result {
        Some(status) if status != sys::STATUS_ERROR => Ok(status),
        // HiGHS turns most exceptions into an error itself.
        _ if caught.refused => Err(SolveError::Memory),
        _ => Err(SolveError::Failed(call)),
    }
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
    NoMemory,
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

// SAFETY: an instance holds no reference to the thread that made it (the scheduler belongs to the thread that runs it), and
// every call goes through `&mut self` or reads only.
unsafe impl Send for Highs {}

impl Drop for Highs {
    fn drop(&mut self) {
        // SAFETY: the instance came from `Highs_create`; from 1.16 on freeing one leaves the scheduler of the thread alone, so
        // that it may be done from within an observer.
        unsafe { highs!(Highs_destroy(self.instance.as_ptr())) };
    }
}

/// `count` as HiGHS counts.
pub(crate) fn to_int(count: usize, what: &'static str) -> Result<HighsInt, SolveError> {
    HighsInt::try_from(count).map_err(|_| SolveError::TooLarge { what, count })
}

impl Highs {
    /// A silent instance without a program.
    pub fn new() -> Result<Self, SolveError> {
        // SAFETY: no preconditions; null is checked.
        let created = unsafe { highs!(Highs_create()) };
        let none = if created.refused { SolveError::Memory } else { SolveError::Failed("Highs_create") };
        let instance = created.result.and_then(NonNull::new).ok_or(none)?;
        let mut highs = Self { instance };
        highs.set_bool(c"output_flag", false)?;
        // The search of 1.16 shares its nodes among as many workers as there are threads, and its answer depends on them.
        highs.set_int(c"threads", 1)?;
        highs.set_string(c"parallel", c"off")?;
        Ok(highs)
    }

    fn get(&self) -> *mut c_void {
        self.instance.as_ptr()
    }

    pub fn set_bool(&mut self, name: &'static CStr, value: bool) -> Result<(), SolveError> {
        // SAFETY: the name ends in a zero byte.
        let set = unsafe { highs!(Highs_setBoolOptionValue(self.get(), name.as_ptr(), value.into())) };
        check_setting(&set, name, value)
    }

    pub fn set_int(&mut self, name: &'static CStr, value: HighsInt) -> Result<(), SolveError> {
        // SAFETY: as above.
        let set = unsafe { highs!(Highs_setIntOptionValue(self.get(), name.as_ptr(), value)) };
        check_setting(&set, name, value)
    }

    pub fn set_double(&mut self, name: &'static CStr, value: f64) -> Result<(), SolveError> {
        // A number that is none passes every comparison with a range.
        if value.is_nan() {
            return Err(refused_setting(name, value));
        }
        // SAFETY: as above.
        let set = unsafe { highs!(Highs_setDoubleOptionValue(self.get(), name.as_ptr(), value)) };
        check_setting(&set, name, value)
    }

    pub fn set_string(&mut self, name: &'static CStr, value: &'static CStr) -> Result<(), SolveError> {
        // SAFETY: both strings end in a zero byte.
        let set = unsafe { highs!(Highs_setStringOptionValue(self.get(), name.as_ptr(), value.as_ptr())) };
        check_setting(&set, name, value.to_string_lossy())
    }

    /// Hands over a program, rows as they are stored. Its numbers must have been checked.
    pub fn pass(&mut self, program: &Program) -> Result<(), SolveError> {
        let cols = to_int(program.num_cols(), "columns")?;
        let rows = to_int(program.num_rows(), "rows")?;
        let nonzeros = to_int(program.num_nonzeros(), "coefficients")?;
        // The last start is the number of non-zeros, so every start fits.
        let start: Vec<HighsInt> = program.start.iter().map(|s| *s as HighsInt).collect();
        let sense = sense_of(program.sense);
        let kinds: Option<Vec<HighsInt>> =
            program.has_integers().then(|| program.integer.iter().map(|i| kind_of(*i)).collect());
        // SAFETY: lengths are those of the program. Column indices are below the number of columns, which fits a
        // `HighsInt`, so `u32` and `HighsInt` have the same bytes. A null integrality means a continuous program.
        unsafe {
            status!(Highs_passMip(
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
            ))
        }
    }

    /// Hands over a program that came from another instance.
    pub(super) fn pass_data(&mut self, data: &Data) -> Result<(), SolveError> {
        let (cols, rows) = (to_int(data.cost.len(), "columns")?, to_int(data.row_lower.len(), "rows")?);
        let kinds: Vec<HighsInt> = data.integer.iter().map(|integer| kind_of(*integer)).collect();
        let matrix = &*data.matrix;
        let nonzeros = to_int(matrix.value.len(), "coefficients")?;
        assert!(data.integer.len() == data.cost.len() && matrix.start.len() == data.cost.len() + 1, "of one program");
        // SAFETY: lengths are those of an instance that had the program.
        unsafe {
            status!(Highs_passMip(
                self.get(),
                cols,
                rows,
                nonzeros,
                sys::MATRIX_FORMAT_COLUMN_WISE,
                sense_of(data.sense),
                data.offset,
                data.cost.as_ptr(),
                data.col_lower.as_ptr(),
                data.col_upper.as_ptr(),
                data.row_lower.as_ptr(),
                data.row_upper.as_ptr(),
                matrix.start.as_ptr(),
                matrix.index.as_ptr(),
                matrix.value.as_ptr(),
                kinds.as_ptr(),
            ))
        }
    }

    /// Reads a program from an MPS or LP file.
    pub fn read(&mut self, path: &CString) -> Result<(), SolveError> {
        // SAFETY: the path ends in a zero byte.
        unsafe { status!(Highs_readModel(self.get(), path.as_ptr())) }
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
            unsafe {
                status!(Highs_getColsByRange(
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
                ))
            }?;
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
            unsafe {
                status!(Highs_getRowsByRange(
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
                ))
            }?;
        }
        Ok(out)
    }

    /// Whether a column is integer, as HiGHS has it.
    pub fn is_integer(&self, col: usize) -> bool {
        let mut kind = sys::VAR_TYPE_CONTINUOUS;
        // SAFETY: writes one number. An error means that the program has no integer at all.
        let got = unsafe { status!(Highs_getColIntegrality(self.get(), col as HighsInt, &mut kind)) };
        got.is_ok() && kind == sys::VAR_TYPE_INTEGER
    }

    pub fn offset(&self) -> Result<f64, SolveError> {
        let mut offset = 0.0;
        // SAFETY: writes one number.
        unsafe { status!(Highs_getObjectiveOffset(self.get(), &mut offset)) }?;
        Ok(offset)
    }

    /// The sense of the objective.
    pub fn sense(&self) -> Result<Sense, SolveError> {
        let mut sense = 0;
        // SAFETY: writes one number.
        unsafe { status!(Highs_getObjectiveSense(self.get(), &mut sense)) }?;
        Ok(if sense == sys::OBJECTIVE_SENSE_MAXIMIZE { Sense::Maximize } else { Sense::Minimize })
    }

    /// The coefficients, column by column: where each column starts, rows, values.
    pub fn matrix(&self) -> Result<Matrix, SolveError> {
        let count = self.num_cols();
        // SAFETY: reads only.
        let nonzeros = unsafe { sys::Highs_getNumNz(self.get()) as usize };
        let mut matrix = Matrix { start: vec![0; count], index: vec![0; nonzeros], value: vec![0.0; nonzeros] };
        if count > 0 {
            let (mut got, mut entries) = (0, 0);
            // SAFETY: the range is all columns, which have all coefficients; null arrays are not written.
            unsafe {
                status!(Highs_getColsByRange(
                    self.get(),
                    0,
                    count as HighsInt - 1,
                    &mut got,
                    null_mut(),
                    null_mut(),
                    null_mut(),
                    &mut entries,
                    matrix.start.as_mut_ptr(),
                    matrix.index.as_mut_ptr(),
                    matrix.value.as_mut_ptr(),
                ))
            }?;
        }
        matrix.start.push(nonzeros as HighsInt);
        Ok(matrix)
    }

    pub fn set_cost(&mut self, col: usize, cost: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        unsafe { status!(Highs_changeColCost(self.get(), col as HighsInt, cost)) }
    }

    /// Changes the costs of all columns.
    pub fn set_costs(&mut self, costs: &[f64]) -> Result<(), SolveError> {
        assert_eq!(costs.len(), self.num_cols(), "one cost per column");
        if costs.is_empty() {
            return Ok(());
        }
        let last = costs.len() as HighsInt - 1;
        // SAFETY: the range is all columns and the array has that length.
        unsafe { status!(Highs_changeColsCostByRange(self.get(), 0, last, costs.as_ptr())) }
    }

    pub fn set_col_bounds(&mut self, col: usize, lower: f64, upper: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        unsafe { status!(Highs_changeColBounds(self.get(), col as HighsInt, lower, upper)) }
    }

    pub fn set_row_bounds(&mut self, row: usize, lower: f64, upper: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        unsafe { status!(Highs_changeRowBounds(self.get(), row as HighsInt, lower, upper)) }
    }

    /// Changes the bounds of a set of rows, in increasing order.
    pub fn set_rows(&mut self, set: &[HighsInt], lower: &[f64], upper: &[f64]) -> Result<(), SolveError> {
        assert!(set.len() == lower.len() && set.len() == upper.len(), "bounds for every row of the set");
        let count = set.len() as HighsInt;
        // SAFETY: all arrays have the length of the set; HiGHS checks the indices.
        unsafe { status!(Highs_changeRowsBoundsBySet(self.get(), count, set.as_ptr(), lower.as_ptr(), upper.as_ptr())) }
    }

    /// Changes the bounds of a set of columns, in increasing order.
    pub fn set_cols_bounds(&mut self, set: &[HighsInt], lower: &[f64], upper: &[f64]) -> Result<(), SolveError> {
        assert!(set.len() == lower.len() && set.len() == upper.len(), "bounds for every column of the set");
        let count = set.len() as HighsInt;
        // SAFETY: all arrays have the length of the set; HiGHS checks the indices.
        unsafe { status!(Highs_changeColsBoundsBySet(self.get(), count, set.as_ptr(), lower.as_ptr(), upper.as_ptr())) }
    }

    /// Status of every column and every row in the basis of the last solve, if it left one.
    pub fn basis(&self) -> Result<Option<[Vec<HighsInt>; 2]>, SolveError> {
        if self.info_int(c"basis_validity") != Some(1) {
            return Ok(None);
        }
        let (mut cols, mut rows) = (vec![0; self.num_cols()], vec![0; self.num_rows()]);
        // SAFETY: the arrays have one place for each column and each row.
        unsafe { status!(Highs_getBasis(self.get(), cols.as_mut_ptr(), rows.as_mut_ptr())) }?;
        Ok(Some([cols, rows]))
    }

    /// Puts a basis in.
    pub fn set_basis(&mut self, [cols, rows]: [&[HighsInt]; 2]) -> Result<(), SolveError> {
        assert!(cols.len() == self.num_cols() && rows.len() == self.num_rows(), "a status for every column and row");
        // SAFETY: the arrays have one place for each column and each row; HiGHS checks what is in them.
        unsafe { status!(Highs_setBasis(self.get(), cols.as_ptr(), rows.as_ptr())) }
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
            status!(Highs_changeColsBoundsBySet(self.get(), count, cols, lower, upper))?;
            status!(Highs_changeColsIntegralityBySet(self.get(), count, cols, kinds.as_ptr()))
        }
    }

    pub fn set_coefficient(&mut self, row: usize, col: usize, value: f64) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the indices.
        unsafe { status!(Highs_changeCoeff(self.get(), row as HighsInt, col as HighsInt, value)) }
    }

    pub fn set_integer(&mut self, col: usize, integer: bool) -> Result<(), SolveError> {
        // SAFETY: HiGHS checks the index.
        unsafe { status!(Highs_changeColIntegrality(self.get(), col as HighsInt, kind_of(integer))) }
    }

    pub fn add_row(&mut self, lower: f64, upper: f64, index: &[HighsInt], value: &[f64]) -> Result<(), SolveError> {
        assert_eq!(index.len(), value.len(), "one coefficient per column");
        let count = to_int(index.len(), "coefficients")?;
        // SAFETY: both arrays have the given length; HiGHS checks the indices.
        unsafe { status!(Highs_addRow(self.get(), lower, upper, count, index.as_ptr(), value.as_ptr())) }
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
        unsafe { status!(Highs_addCol(self.get(), cost, bounds.0, bounds.1, count, index.as_ptr(), value.as_ptr())) }
    }

    /// Gives a starting point.
    pub fn set_start(&mut self, cols: &[f64]) -> Result<(), SolveError> {
        assert_eq!(cols.len(), self.num_cols(), "one value per column");
        // SAFETY: the array has one value per column; the others are absent.
        unsafe { status!(Highs_setSolution(self.get(), cols.as_ptr(), null(), null(), null())) }
    }

    /// Forgets basis and solution; the program stays.
    pub fn forget(&mut self) -> Result<(), SolveError> {
        // SAFETY: no arrays.
        unsafe { status!(Highs_clearSolver(self.get())) }
    }

    /// A number of the last run, if there is one.
    pub fn info_int(&self, name: &'static CStr) -> Option<HighsInt> {
        let mut value = 0;
        // SAFETY: the name ends in a zero byte; one number is written.
        let got = unsafe { highs!(Highs_getIntInfoValue(self.get(), name.as_ptr(), &mut value)) };
        (got.result == Some(sys::STATUS_OK)).then_some(value)
    }

    pub fn info_int64(&self, name: &'static CStr) -> Option<i64> {
        let mut value = 0;
        // SAFETY: as above.
        let got = unsafe { highs!(Highs_getInt64InfoValue(self.get(), name.as_ptr(), &mut value)) };
        (got.result == Some(sys::STATUS_OK)).then_some(value)
    }

    pub fn info_double(&self, name: &'static CStr) -> Option<f64> {
        let mut value = f64::NAN;
        // SAFETY: as above.
        let got = unsafe { highs!(Highs_getDoubleInfoValue(self.get(), name.as_ptr(), &mut value)) };
        (got.result == Some(sys::STATUS_OK) && value.is_finite()).then_some(value)
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
            sys::MODEL_STATUS_REACHED_MEMORY_LIMIT => Status::NoMemory,
            sys::MODEL_STATUS_SOLVE_ERROR => Status::Unclear("numerical failure"),
            sys::MODEL_STATUS_POSTSOLVE_ERROR => Status::Unclear("failure when undoing presolve"),
            sys::MODEL_STATUS_PRESOLVE_ERROR => Status::Unclear("failure in presolve"),
            _ => Status::Unclear("tolerances not reached"),
        }
    }

    /// Whether there are values, and whether they satisfy rows and bounds.
    pub fn has_values(&self) -> (bool, bool) {
        let status = self.info_int(c"primal_solution_status").unwrap_or(sys::SOLUTION_STATUS_NONE);
        (status != sys::SOLUTION_STATUS_NONE, status == sys::SOLUTION_STATUS_FEASIBLE)
    }

    /// Values and duals of columns, then of rows; duals that HiGHS does not have stay at zero. An error without values.
    pub fn solution(&self) -> Result<[Vec<f64>; 4], SolveError> {
        let (cols, rows) = (self.num_cols(), self.num_rows());
        let mut out = [vec![0.0; cols], vec![0.0; cols], vec![0.0; rows], vec![0.0; rows]];
        let [col_value, col_dual, row_value, row_dual] = &mut out;
        // SAFETY: the arrays have one place per column and per row.
        unsafe {
            status!(Highs_getSolution(
                self.get(),
                col_value.as_mut_ptr(),
                col_dual.as_mut_ptr(),
                row_value.as_mut_ptr(),
                row_dual.as_mut_ptr(),
            ))
        }?;
        Ok(out)
    }

    /// Multipliers of the rows that prove a continuous program infeasible, if HiGHS has them (Farkas).
    pub fn dual_ray(&mut self) -> Result<Option<Vec<f64>>, SolveError> {
        if self.num_rows() == 0 {
            // HiGHS says nothing then, not even that there is none.
            return Ok(None);
        }
        let mut ray = vec![0.0; self.num_rows()];
        let mut has = 0;
        // SAFETY: the array has one place per row.
        unsafe { status!(Highs_getDualRay(self.get(), &mut has, ray.as_mut_ptr())) }?;
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
        unsafe {
            status!(Highs_getIis(
                self.get(),
                &mut num_cols,
                &mut num_rows,
                col_index.as_mut_ptr(),
                row_index.as_mut_ptr(),
                col_bound.as_mut_ptr(),
                row_bound.as_mut_ptr(),
                null_mut(),
                null_mut(),
            ))
        }?;
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
        // between can unwind, since `listen` catches panics and `highs!` what HiGHS throws.
        let (started, run, ended) = unsafe {
            let started = self.listen(data);
            BUSY.set(true);
            let run = if started.is_ok() { status!(Highs_run(self.get())) } else { Ok(()) };
            BUSY.set(false);
            (started, run, self.deafen())
        };
        if let Some(panic) = watch.inner.get_mut().panic.take() {
            resume_unwind(panic);
        }
        started.and(run).and(ended)
    }

    /// Has HiGHS call [`listen`] with `data`.
    ///
    /// # Safety
    /// `data` must be valid until [`Self::deafen`].
    unsafe fn listen(&mut self, data: *const Watch<'_>) -> Result<(), SolveError> {
        // SAFETY: by the caller.
        unsafe {
            status!(Highs_setCallback(self.get(), Some(listen), data.cast_mut().cast()))?;
            for event in EVENTS {
                status!(Highs_startCallback(self.get(), event))?;
            }
            status!(Highs_zeroAllClocks(self.get()))
        }
    }

    /// Takes the callback away, whatever fails.
    fn deafen(&mut self) -> Result<(), SolveError> {
        let mut all = Ok(());
        for event in EVENTS {
            // SAFETY: no arrays.
            all = all.and(unsafe { status!(Highs_stopCallback(self.get(), event)) });
        }
        // SAFETY: no callback is none.
        all.and(unsafe { status!(Highs_setCallback(self.get(), None, null_mut())) })
    }
}

/// Coefficients column by column.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    /// Where each column starts, and where the last one ends.
    pub start: Vec<HighsInt>,
    /// The row of each coefficient.
    pub index: Vec<HighsInt>,
    pub value: Vec<f64>,
}

fn sense_of(sense: Sense) -> HighsInt {
    match sense {
        Sense::Maximize => sys::OBJECTIVE_SENSE_MAXIMIZE,
        Sense::Minimize => sys::OBJECTIVE_SENSE_MINIMIZE,
    }
}

fn kind_of(integer: bool) -> HighsInt {
    if integer { sys::VAR_TYPE_INTEGER } else { sys::VAR_TYPE_CONTINUOUS }
}

fn check_setting(set: &Caught<HighsInt>, name: &'static CStr, value: impl ToString) -> Result<(), SolveError> {
    match set.result {
        Some(sys::STATUS_OK) => Ok(()),
        _ if set.refused => Err(SolveError::Memory),
        _ => Err(refused_setting(name, value)),
    }
}

fn refused_setting(name: &'static CStr, value: impl ToString) -> SolveError {
    let name = name.to_str().expect("names of settings are ASCII literals");
    SolveError::Setting { name, value: value.to_string() }
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
