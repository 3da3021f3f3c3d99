//! Firms as recorded, in a case of the past.

use recoop_adversary::stress::recorded::{Recorded, recorded};
use recoop_case::Network;
use serde::Serialize;
use ts_rs::TS;

use crate::{SoundCase, StudyError};

/// Firms as recorded, in a case of the past.
pub(crate) fn as_recorded(case: &SoundCase) -> Result<Vec<Recorded>, StudyError> {
    // Edits of yearly numbers are not in the tables of the past.
    if case.all_in_tables("stress").is_err() {
        return Ok(Vec::new());
    }
    recorded(&case.settings, &case.read.tables).map_err(|error| StudyError::Unfit(error.to_string()))
}

/// A firm as recorded.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RecordedLine {
    /// The member.
    pub member: String,
    /// Purse, MUSD.
    pub purse_musd: f64,
    /// Months until it is exhausted without an attack; `null` where it lasts.
    pub runway_months: Option<f64>,
    /// Year by whose end it fails without an attack; `null` where it lasts.
    pub fails: Option<i32>,
    /// Least purse that lasts without an attack, MUSD.
    pub least_purse_musd: f64,
    /// What cash in the model may be off by, MUSD: the largest difference from reported cash, at least the error of the case; `null` where neither is known.
    pub error_musd: Option<f64>,
    /// Year by whose end it fails with a purse smaller by the error.
    pub fails_with_less: Option<i32>,
    /// Year by whose end it fails with a purse larger by the error.
    pub fails_with_more: Option<i32>,
}

impl RecordedLine {
    pub(super) fn of(network: &Network, recorded: &Recorded) -> Self {
        let [fails, fails_with_less, fails_with_more] = recorded.fails;
        let is_known = recorded.error_musd.is_some();
        Self {
            member: network.members[recorded.member].id.to_string(),
            purse_musd: recorded.purse_musd,
            runway_months: recorded.runway_months,
            fails,
            least_purse_musd: recorded.least_musd,
            error_musd: recorded.error_musd,
            fails_with_less: fails_with_less.filter(|_| is_known),
            fails_with_more: fails_with_more.filter(|_| is_known),
        }
    }
}
