//! How a plan in the making is watched and stopped.

pub use program::NoProgress;

use program::Counts;
use program::solve::{Flow, Progress};

/// What is going on.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The program is written.
    Formulated(Counts),
    /// The relaxation is being solved.
    Relaxing,
    /// The relaxation gave this bound.
    Bounded {
        /// MUSD.
        bound: f64,
    },
    /// Integers are settled one after the other, from the relaxation down to a plan.
    Diving {
        /// Integer columns.
        integers: usize,
    },
    /// Futures are being searched, each on its own.
    Branching {
        /// How many.
        futures: usize,
        /// Whether the decisions before the branch are settled.
        settled: bool,
    },
    /// A plan is known.
    Found {
        /// MUSD.
        objective: f64,
        /// Relative gap to the bound.
        gap: f64,
    },
    /// The whole program is being searched.
    Searching,
    /// Prices are being worked out.
    Pricing,
    /// What is known so far in a search over groups or attacks.
    Searched(coalition::Progress),
    /// Ends of sensitivities are being solved, each on its own.
    Swinging {
        /// How many are done.
        done: usize,
        /// How many there are.
        of: usize,
    },
}

/// Watches a plan in the making, and may stop it.
pub trait ProgressObserver {
    /// A step begins or ends.
    fn step(&mut self, step: &Step);
    /// The solver reports; the answer [`Flow::Stop`] ends the search with the best plan so far.
    fn progress(&mut self, progress: &Progress) -> Flow;
    /// Whether to go on: asked between programs that may be too small for the solver to report.
    fn flow(&mut self) -> Flow {
        Flow::Continue
    }
}

impl ProgressObserver for NoProgress {
    fn step(&mut self, _step: &Step) {}
    fn progress(&mut self, _progress: &Progress) -> Flow {
        Flow::Continue
    }
}
