//! Searches over groups and attacks, for those who watch a plan.

use coalition::{Flow, Progress};

use super::watch::{Step, Watch};

/// Hands the progress of a search on to who watches the plan.
pub struct Hand<'a> {
    /// Who watches.
    pub watch: &'a mut dyn Watch,
}

impl coalition::Watch for Hand<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        self.watch.step(&Step::Searched(*progress));
        let nothing = program::Progress {
            seconds: 0.0,
            phase: program::Phase::Simplex,
            objective: None,
            bound: None,
            gap: None,
            nodes: 0,
            iterations: 0,
        };
        self.watch.progress(&nothing)
    }
}
