//! What is known of a search before it is checked, and how its answer is held against it.

use super::*;

/// The program of a search, with its start and the bound of its relaxation.
pub(super) struct Known<'a> {
    pub(super) data: Data,
    pub(super) options: &'a Options,
    /// Objective and values of the plan that the search started from.
    pub(super) start: Option<(f64, Vec<f64>)>,
    /// The bound of the relaxation.
    pub(super) relaxation: Option<f64>,
}

impl Known<'_> {
    /// Adds the bound that these duals prove to the bound of the relaxation.
    pub(super) fn learn(&mut self, duals: &[f64], found: &Outcome) {
        let cols = found.solution.as_ref().map_or(&[][..], |solution| &solution.cols);
        let bound = self.data.bound(duals, cols, LENIENCE * self.options.optimality_tolerance);
        let sense = self.data.sense;
        // A plan may exceed the relaxation by its gain from row violations within the tolerance.
        let gained = if cols.is_empty() { 0.0 } else { self.data.gained_by_violation(duals, cols) };
        let bound = bound.map(|bound| if sense == Sense::Maximize { bound + gained } else { bound - gained });
        self.relaxation = bound.into_iter().chain(self.relaxation).reduce(|one, other| smaller(sense, one, other));
    }

    /// Compares the claim with the known values. Returns whether this refutes or proves the claim.
    pub(super) fn hold(&self, found: &mut Outcome) -> bool {
        let start = self.start.as_ref().map(|(value, _)| *value);
        match examine(self.data.sense, &claim_of(found), start, self.relaxation) {
            Ok(bound) => found.bound = bound,
            Err(doubt) => {
                self.refute(found, doubt, None);
                return true;
            }
        }
        set_gap(found);
        let proven = self.relaxation.zip(self.enough(found)).is_some_and(|(relaxation, enough)| {
            found.stop != Stop::Infeasible && !better_at_all(self.data.sense, relaxation, enough)
        });
        if proven {
            found.proof = Proof::Duals;
        }
        proven
    }

    /// Returns the weakest bound that proves the claim: within the requested gap, or the search's own.
    pub(super) fn enough(&self, found: &Outcome) -> Option<f64> {
        let bound = found.bound?;
        let Some(plan) = found.objective else { return Some(bound) };
        let gap = (self.options.gap * plan.abs()).max(self.options.absolute_gap);
        let sense = self.data.sense;
        Some(larger(sense, bound, if sense == Sense::Maximize { plan + gap } else { plan - gap }))
    }

    /// Returns whether the search returned its start.
    pub(super) fn is_unmoved(&self, found: &Outcome) -> bool {
        let start = self.start.as_ref().map(|(value, _)| *value);
        found.objective.zip(start).is_some_and(|(plan, start)| (plan - start).abs() <= SAME * plan.abs().max(1.0))
    }

    /// Returns whether the search is in the sample; the same search always gives the same result.
    pub(super) fn is_drawn(&self, found: &Outcome) -> bool {
        let parts = [
            self.data.cost.len() as u64,
            self.data.row_lower.len() as u64,
            found.nodes,
            found.iterations,
            self.options.seed,
        ];
        // The mixing of SplitMix64, part by part.
        let hash = parts.iter().fold(0_u64, |hash, part| {
            let mut z = (hash ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        hash.is_multiple_of(SAMPLE)
    }

    /// Replaces a worse plan, or a missing one, by the start.
    pub(super) fn fall_back(&self, found: &mut Outcome) {
        if let Some((value, cols)) = &self.start
            && found.objective.is_none_or(|plan| better(self.data.sense, *value, plan))
        {
            self.put(found, *value, cols.clone());
        }
    }

    pub(super) fn put(&self, found: &mut Outcome, value: f64, cols: Vec<f64>) {
        let rows = self.data.rows(&cols);
        found.objective = Some(value);
        found.solution = Some(Solution { cols, rows, ..Solution::default() });
    }

    /// Withdraws the claim: the best valid plan remains, with the bound of the relaxation.
    pub(super) fn refute(&self, found: &mut Outcome, doubt: Doubt, other: Option<Solution>) {
        let plans = found.solution.take().into_iter().chain(other).map(|solution| solution.cols);
        let plans = plans.filter(|cols| self.data.is_plan(cols)).map(|cols| (self.data.value(&cols), cols));
        let best = plans
            .chain(self.start.clone())
            .reduce(|one, other| if better_at_all(self.data.sense, other.0, one.0) { other } else { one });
        (found.objective, found.bound) = (None, self.relaxation);
        if let Some((value, cols)) = best {
            self.put(found, value, cols);
            found.bound = self.relaxation.map(|bound| larger(self.data.sense, bound, value));
        }
        (found.stop, found.proof) = (Stop::Unproven, Proof::Refuted(doubt));
        set_gap(found);
    }
}
