//! What kill costs say of each other: a purse that is harder to empty costs no less.

use super::{KillCost, KillOutcome};

/// Part of a cost, and MUSD, that two searches may differ by.
const SAME: f64 = 1e-4;

/// Whether what was found for a purse refutes what is claimed for one that is no harder to empty: one with less in it, or that more attacks reach, or for
/// less. What was found is an attack that its replay confirms; what is claimed is that no attack does it, or none for so little.
#[must_use]
pub fn is_refuted(easier: &KillOutcome, harder: &KillOutcome) -> bool {
    let found = match harder {
        KillOutcome::FailsUnattacked { .. } => 0.0,
        KillOutcome::Kill { cost_musd, .. } => *cost_musd,
        KillOutcome::NotExhaustible | KillOutcome::NotProven => return false,
    };
    match easier {
        KillOutcome::NotExhaustible => true,
        KillOutcome::Kill { lower_bound_musd, .. } => *lower_bound_musd > found * (1.0 + SAME) + SAME,
        KillOutcome::FailsUnattacked { .. } | KillOutcome::NotProven => false,
    }
}

/// Makes "not known" of every answer that another refutes; `is_easier(a, b)` says that the first is no harder to empty than the second. Whether
/// there was any.
pub fn refute(costs: &mut [&mut KillCost], is_easier: &dyn Fn(usize, usize) -> bool) -> bool {
    let verdicts: Vec<KillOutcome> = costs.iter().map(|cost| cost.verdict.clone()).collect();
    let mut any = false;
    for (a, cost) in costs.iter_mut().enumerate() {
        let by = |b: usize| b != a && is_easier(a, b) && is_refuted(&verdicts[a], &verdicts[b]);
        if (0..verdicts.len()).any(by) {
            cost.verdict = KillOutcome::NotProven;
            any = true;
        }
    }
    any
}
