//! What is built when.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;

/// The building timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Timeline {
    /// Commitments. From the table `builds`.
    pub builds: Vec<Build>,
    /// Plants that are there, or under construction, without a decision.
    pub standing: Vec<Standing>,
}

/// A commitment to build. It holds in the futures that pass its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Build {
    /// Facility.
    pub facility: usize,
    /// State of commitment.
    pub state: usize,
    /// Year of commitment: permitting begins.
    pub year: i32,
    /// Year in which construction begins.
    pub permitted_year: i32,
    /// First year on line.
    pub online_year: i32,
    /// Last year of operation.
    pub last_year: i32,
    /// Capacity, t/yr.
    pub size_t: Num,
    /// Plants, or modules.
    pub count: Num,
    /// Capital cost, MUSD.
    pub capex_musd: Num,
    /// Probability of the commitment.
    pub probability: Num,
}

/// Capacity that stands without a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Standing {
    /// Facility.
    pub facility: usize,
    /// t/yr.
    pub size_t: Num,
    /// First year; of what stood before the horizon, its first year.
    pub first_year: i32,
    /// Last year; of what stands beyond the horizon, its last year.
    pub last_year: i32,
}
