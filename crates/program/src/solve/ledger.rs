//! What a solver keeps for the checks of its answers.

use std::sync::Arc;

/// Iterations of checks that a solver may add to `SHARE`.
pub(super) const FREE_WORK: u64 = 2_000;
/// One iteration of checks is allowed for this many iterations of searches.
const SHARE: u64 = 20;

/// State that a solver keeps for its checks.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// Duals of the first and of the last continuous solve: good multipliers for the relaxation.
    pub(super) duals: [Option<Arc<Vec<f64>>>; 2],
    /// Iterations spent on searches, and on checking them.
    pub(super) worked: u64,
    pub(super) checked: u64,
}

impl Ledger {
    /// Returns the iterations of checks that are allowed now.
    pub(super) fn budget(&self) -> u64 {
        (FREE_WORK + self.worked / SHARE).saturating_sub(self.checked)
    }
}
