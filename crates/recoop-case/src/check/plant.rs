//! A facility with what its technology says, and when it can run.

use super::case::{Case, Horizon};
use crate::edit::can_be_built;
use crate::tables::{FacilityRow, Status, TechnologyRow};

/// A facility with its technology.
pub(super) struct Plant<'a> {
    /// Row of `facilities`.
    pub row: usize,
    /// The facility.
    pub facility: &'a FacilityRow,
    /// Row of `technologies`.
    pub technology_row: usize,
    /// Its technology.
    pub technology: &'a TechnologyRow,
}

impl Plant<'_> {
    /// Whether capacity can be added.
    pub fn buildable(&self) -> bool {
        can_be_built(self.facility)
    }

    /// Years from commitment to the first production.
    pub fn lead_years(&self) -> i64 {
        let permitting = self.facility.permitting_years.or(self.technology.permitting_years).unwrap_or(0);
        let construction = self.facility.construction_years.or(self.technology.construction_years).unwrap_or(0);
        i64::from(permitting.max(0)) + i64::from(construction.max(0))
    }

    /// First and last year in which it may be committed.
    pub fn build_window(&self, horizon: Horizon) -> (i64, i64) {
        let first = self.facility.first_build_year.map_or(horizon.first, i64::from);
        let last = self.facility.last_build_year.map_or(horizon.last, i64::from);
        (first.max(horizon.first), last.min(horizon.last))
    }

    /// First commitment in the window, if any.
    pub fn first_commitment(&self, case: &Case<'_>) -> Option<i64> {
        let (first, last) = self.build_window(case.horizon);
        case.build_years.iter().copied().find(|year| (first..=last).contains(year))
    }

    /// Whether it can run in some year of the horizon.
    pub fn can_ever_run(&self, case: &Case<'_>) -> bool {
        let standing = match self.facility.status {
            Status::Existing => true,
            Status::Construction => self.facility.online_year.is_none_or(|year| i64::from(year) <= case.horizon.last),
            Status::Candidate => false,
        };
        let retired = self.facility.retire_year.is_some_and(|year| i64::from(year) < case.horizon.first);
        let built = self.buildable()
            && self.first_commitment(case).is_some_and(|year| year + self.lead_years() <= case.horizon.last);
        (standing && !retired) || built
    }
}
