//! Searches over groups and attacks, for those who watch a plan.

use coalition::{Flow, Progress};

use super::observer::{ProgressObserver, Step};

/// Hands the progress of a search on to who watches the plan.
pub struct ProgressAdapter<'a> {
    /// Who watches.
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
