//! Tests of the solver's claims, as functions of numbers alone.
//!
//! A search over integers claims a plan and a bound on all plans. [`examine`] compares one claim with a known plan and
//! a proven bound. [`compare`] compares two searches of the same program: neither may exclude the other's plan.

use crate::build::Sense;

/// Claim of a search.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Claim {
    /// Objective of its plan.
    pub plan: Option<f64>,
    /// Bound on the objective of every plan.
    pub bound: Option<f64>,
    /// Whether the search claims that no plan exists.
    pub infeasible: bool,
}

/// Reason to reject an answer of the solver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// The plan does not satisfy its own rows, bounds or integrality.
    NotAPlan,
    /// The plan is not worth the objective that is claimed for it.
    OtherObjective,
    /// The plan is worse than the one that the search started from.
    WorseThanStart,
    /// The bound excludes a known plan.
    BoundBelowPlan,
    /// The plan is better than the relaxation allows.
    PlanBeyondRelaxation,
    /// A second search found a plan that the first excludes, or excludes the plan of the first.
    Disagreement,
    /// A plan is known, and the solver claims that none exists.
    NotInfeasible,
    /// The solver claims that no plan exists, without a proof.
    NoContradiction,
    /// The duals of a continuous program do not add up to its objective.
    Duals,
}

impl Doubt {
    /// Returns the reason in words, to follow "not proven:".
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAPlan => "the solver's plan breaks its own rules",
            Self::OtherObjective => "the solver's objective is not that of its plan",
            Self::WorseThanStart => "the solver's plan is worse than the one it started from",
            Self::BoundBelowPlan => "the solver's bound excludes a known plan",
            Self::PlanBeyondRelaxation => "the solver's plan exceeds its relaxation",
            Self::Disagreement => "two searches disagree",
            Self::NotInfeasible => "the solver found no plan although there is one",
            Self::NoContradiction => "the solver found no plan, and no proof that there is none",
            Self::Duals => "the solver's duals do not add up to its objective",
        }
    }
}

/// Tolerated difference of two objectives, relative to their size (at least 1).
pub(super) const SLACK: f64 = 1e-6;

fn slack(one: f64, other: f64) -> f64 {
    SLACK * one.abs().max(other.abs()).max(1.0)
}

/// Returns whether `one` is better than `other` by more than the tolerance.
pub(super) fn better(sense: Sense, one: f64, other: f64) -> bool {
    let by = if sense == Sense::Maximize { one - other } else { other - one };
    by > slack(one, other)
}

/// Returns the better of two objectives, which is the weaker of two bounds.
pub(super) fn larger(sense: Sense, one: f64, other: f64) -> f64 {
    if sense == Sense::Maximize { one.max(other) } else { one.min(other) }
}

/// Returns the worse of two objectives, which is the stronger of two bounds.
pub(super) fn smaller(sense: Sense, one: f64, other: f64) -> f64 {
    if sense == Sense::Maximize { one.min(other) } else { one.max(other) }
}

/// Compares a claim with a known plan and a proven bound. Returns the bound to print, which is at least as strong as
/// the proven one.
pub(super) fn examine(
    sense: Sense,
    claim: &Claim,
    start: Option<f64>,
    relaxation: Option<f64>,
) -> Result<Option<f64>, Doubt> {
    if claim.infeasible {
        return if start.is_some() || claim.plan.is_some() { Err(Doubt::NotInfeasible) } else { Ok(None) };
    }
    if let Some((plan, start)) = claim.plan.zip(start)
        && better(sense, start, plan)
    {
        return Err(Doubt::WorseThanStart);
    }
    if let Some(bound) = claim.bound
        && [claim.plan, start].into_iter().flatten().any(|known| better(sense, known, bound))
    {
        return Err(Doubt::BoundBelowPlan);
    }
    if let Some((plan, relaxation)) = claim.plan.zip(relaxation)
        && better(sense, plan, relaxation)
    {
        return Err(Doubt::PlanBeyondRelaxation);
    }
    let bound = match (claim.bound, relaxation) {
        (Some(bound), Some(relaxation)) => Some(smaller(sense, bound, relaxation)),
        (bound, relaxation) => bound.or(relaxation),
    };
    // Within the tolerance, the plan itself is the bound, so the printed bound never excludes the plan.
    let plan = claim.plan.into_iter().chain(start).reduce(|one, other| larger(sense, one, other));
    Ok(bound.map(|bound| plan.map_or(bound, |plan| larger(sense, bound, plan))))
}

/// Compares two searches of the same program.
pub(super) fn compare(sense: Sense, first: &Claim, second: &Claim) -> Result<(), Doubt> {
    if first.infeasible || second.infeasible {
        let plan = first.plan.or(second.plan);
        return if plan.is_some() { Err(Doubt::NotInfeasible) } else { Ok(()) };
    }
    let excluded = |plan: Option<f64>, bound: Option<f64>| plan.zip(bound).is_some_and(|(p, b)| better(sense, p, b));
    if excluded(first.plan, second.bound) || excluded(second.plan, first.bound) {
        return Err(Doubt::Disagreement);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Sense::{Maximize, Minimize};

    fn claim(plan: f64, bound: f64) -> Claim {
        Claim { plan: Some(plan), bound: Some(bound), infeasible: false }
    }

    const NONE: Claim = Claim { plan: None, bound: None, infeasible: true };

    /// The same claim of the program with the sign of its objective turned.
    fn turned(claim: &Claim) -> Claim {
        Claim { plan: claim.plan.map(|p| -p), bound: claim.bound.map(|b| -b), ..*claim }
    }

    fn examined(claim: &Claim, start: Option<f64>, relaxation: Option<f64>) -> Result<Option<f64>, Doubt> {
        let found = examine(Maximize, claim, start, relaxation);
        let other = examine(Minimize, &turned(claim), start.map(|s| -s), relaxation.map(|r| -r));
        assert_eq!(found, other.map(|bound| bound.map(|b| -b)), "the sense matters");
        found
    }

    fn compared(first: &Claim, second: &Claim) -> Result<(), Doubt> {
        let found = compare(Maximize, first, second);
        assert_eq!(found, compare(Maximize, second, first), "the order matters");
        assert_eq!(found, compare(Minimize, &turned(first), &turned(second)), "the sense matters");
        found
    }

    #[test]
    fn a_claim_that_fits_is_taken_with_the_stronger_bound() {
        assert_eq!(examined(&claim(96.0, 97.0), Some(95.0), Some(101.0)), Ok(Some(97.0)));
        assert_eq!(examined(&claim(96.0, 110.0), None, Some(101.0)), Ok(Some(101.0)), "bound above the relaxation");
        assert_eq!(examined(&Claim { plan: Some(96.0), ..Claim::default() }, None, Some(101.0)), Ok(Some(101.0)));
        assert_eq!(examined(&claim(96.0, 97.0), None, None), Ok(Some(97.0)));
        assert_eq!(examined(&Claim::default(), None, None), Ok(None));
        assert_eq!(examined(&NONE, None, Some(3.0)), Ok(None));
        // Within the tolerance, and never printed on the wrong side of the plan.
        assert_eq!(examined(&claim(96.0, 96.0 - 1e-6), Some(96.0 + 1e-6), None), Ok(Some(96.0 + 1e-6)));
    }

    #[test]
    fn a_claim_that_cannot_be_is_not_believed() {
        assert_eq!(examined(&claim(3.4, 9.0), Some(3.5), None), Err(Doubt::WorseThanStart));
        assert_eq!(examined(&claim(3.4538, 1.1279), None, None), Err(Doubt::BoundBelowPlan));
        let nothing_but_a_bound = Claim { bound: Some(1.0), ..Claim::default() };
        assert_eq!(examined(&nothing_but_a_bound, Some(3.0), None), Err(Doubt::BoundBelowPlan));
        assert_eq!(examined(&claim(101.1, 101.1), None, Some(101.0)), Err(Doubt::PlanBeyondRelaxation));
        assert_eq!(examined(&NONE, Some(3.0), None), Err(Doubt::NotInfeasible));
    }

    #[test]
    fn two_searches_agree_while_neither_excludes_the_others_plan() {
        assert_eq!(compared(&claim(99.0, 101.0), &claim(100.0, 100.5)), Ok(()));
        assert_eq!(compared(&claim(100.0, 100.0), &claim(100.0 + 1e-5, 100.0 + 1e-5)), Ok(()));
        assert_eq!(compared(&claim(100.0, 100.0), &Claim::default()), Ok(()), "cut off before it knew anything");
        assert_eq!(compared(&NONE, &NONE), Ok(()));
        // HiGHS 1.15.1 on the block of the tests: the start as the optimum.
        assert_eq!(compared(&claim(-71.005, -71.005), &claim(19.4708, 19.4708)), Err(Doubt::Disagreement));
        assert_eq!(
            compared(&claim(96.9, 97.0), &Claim { plan: Some(100.1), ..Claim::default() }),
            Err(Doubt::Disagreement)
        );
        assert_eq!(compared(&NONE, &claim(1.0, 2.0)), Err(Doubt::NotInfeasible));
    }
}
