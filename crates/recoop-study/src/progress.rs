//! One form of progress and cancellation for all long work: news, who receives it, and who may stop the work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use crate::Faults;

/// News of work in progress.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Something worth knowing.
    Note {
        /// A sentence.
        text: String,
    },
    /// Something that may not be overlooked.
    Warning {
        /// A sentence.
        text: String,
    },
    /// Long work begins; from now on a cancellation is heeded.
    Began {
        /// What a cancellation ends with, for instance `the best plan so far`.
        cancel_leaves: &'static str,
    },
    /// The work has several parts.
    Parts {
        /// Their names, in order.
        names: &'static [&'static str],
        /// Seconds that each took when the same was done before, if it was.
        before_seconds: Option<Vec<f64>>,
    },
    /// A part begins.
    Part {
        /// Its position in `names`, from 0.
        at: usize,
    },
    /// A variant of a back-test begins.
    Variant {
        /// Its title.
        title: String,
    },
    /// The program is written.
    Formulated {
        /// Number of rows.
        rows: usize,
        /// Number of columns.
        columns: usize,
        /// Number of integer columns.
        integers: usize,
        /// Number of non-zeros.
        nonzeros: usize,
    },
    /// The relaxation is being solved.
    Relaxing,
    /// An upper bound on the objective is known.
    Bounded {
        /// The bound, MUSD.
        bound_musd: f64,
    },
    /// The diving heuristic fixes integer columns one after the other.
    Diving {
        /// Number of integer columns.
        integers: usize,
    },
    /// Scenarios are searched, each on its own.
    Branching {
        /// Number of leaf scenarios.
        scenarios: usize,
        /// Whether decisions before the branch are fixed.
        fixed: bool,
    },
    /// A plan is found.
    Found {
        /// Its objective, MUSD.
        objective_musd: f64,
        /// Relative gap to the bound.
        gap: f64,
    },
    /// The whole program is searched.
    Searching,
    /// Prices are being computed.
    Pricing,
    /// A search over coalitions or attacks, or an answer about a game.
    Searched {
        /// The search, for instance `nucleolus`.
        doing: &'static str,
        /// Steps done.
        done: usize,
        /// Steps in all, where known.
        of: Option<usize>,
        /// Lower bound of what is searched, MUSD.
        lower_musd: Option<f64>,
        /// Upper bound of what is searched, MUSD.
        upper_musd: Option<f64>,
        /// Coalitions solved so far.
        coalitions: usize,
    },
    /// Ends of sensitivities are solved, each on its own.
    Swinging {
        /// Ends done.
        done: usize,
        /// Ends in all.
        of: usize,
    },
    /// The solver reports.
    Solver {
        /// Whether it searches over integers.
        in_search: bool,
        /// Iterations so far.
        iterations: u64,
        /// Best objective so far.
        objective: Option<f64>,
        /// No solution is better than this.
        bound: Option<f64>,
        /// Relative gap between the two.
        gap: Option<f64>,
    },
    /// The long work ended.
    Ended,
}

/// Observer of a use case.
pub trait Observer {
    /// Called with news, on the thread that runs the request.
    fn event(&mut self, event: &Event);

    /// Called with the warnings of an input that can be used all the same.
    fn warnings(&mut self, _faults: &Faults) {}
}

/// Observer that does nothing.
///
/// # Examples
///
/// ```
/// use recoop_study::{Cancel, NoProgress, Session};
///
/// let mut observer = NoProgress;
/// let session = Session::new(&mut observer, Cancel::new());
/// assert!(!session.is_canceled());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Observer for NoProgress {
    fn event(&mut self, _event: &Event) {}
}

/// Request to stop, shared between the work and whoever may stop it. Work heeds it at the next report of the solver and ends with what it
/// has: the best plan so far, the paths that are done, or [`StudyError::Nothing`](crate::StudyError::Nothing).
///
/// # Examples
///
/// ```
/// use recoop_study::Cancel;
///
/// let cancel = Cancel::new();
/// let held_by_the_server = cancel.clone();
/// held_by_the_server.cancel();
/// assert!(cancel.is_canceled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Returns a request that has not been made.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Returns whether the work was asked to stop.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
