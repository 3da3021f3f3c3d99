//! Counts of this process's integer searches, by basis of proof. An answer that fails its check counts here even if a
//! caller discards it.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Proof;

/// Counts of integer searches by basis of proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Arithmetic: duals of the relaxation, or a contradiction.
    pub duals: u64,
    /// Two searches that agree.
    pub repeated: u64,
    /// One search of the solver.
    pub not_repeated: u64,
    /// An answer that failed its check.
    pub refuted: u64,
}

impl Tally {
    /// Returns the number of searches with a claim.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.duals + self.repeated + self.not_repeated + self.refuted
    }
}

static DUALS: AtomicU64 = AtomicU64::new(0);
static REPEATED: AtomicU64 = AtomicU64::new(0);
static NOT_REPEATED: AtomicU64 = AtomicU64::new(0);
static REFUTED: AtomicU64 = AtomicU64::new(0);

/// Returns the counts of this process so far.
#[must_use]
pub fn tally() -> Tally {
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
    Tally { duals: read(&DUALS), repeated: read(&REPEATED), not_repeated: read(&NOT_REPEATED), refuted: read(&REFUTED) }
}

pub(super) fn count(proof: Proof) {
    let count = match proof {
        Proof::Nothing => return,
        Proof::Duals => &DUALS,
        Proof::Repeated | Proof::Second => &REPEATED,
        Proof::NotRepeated => &NOT_REPEATED,
        Proof::Refuted(_) => &REFUTED,
    };
    count.fetch_add(1, Ordering::Relaxed);
}
