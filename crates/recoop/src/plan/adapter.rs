//! Progress of searches over coalitions and attacks, for observers of a plan.

use coalition::{Flow, Progress};

use super::observer::{ProgressObserver, Step};

/// Adapter that forwards search progress to a plan observer.
pub struct ProgressAdapter<'a> {
    /// Observer of the plan.
    pub observer: &'a mut dyn ProgressObserver,
}

impl coalition::ProgressObserver for ProgressAdapter<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        self.observer.step(&Step::Searched(*progress));
        let nothing = program::Progress {
            seconds: 0.0,
            phase: program::Phase::Simplex,
            objective: None,
            bound: None,
            gap: None,
            nodes: 0,
            iterations: 0,
        };
        self.observer.progress(&nothing)
    }
}
