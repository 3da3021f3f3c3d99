//! What is built when.

use recoop::plan::Plan;
use recoop::plan::values::BuildValue;
use recoop_case::Network;
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
    /// First year in which it runs.
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

impl Timeline {
    /// The timeline of a plan.
    #[must_use]
    pub fn of(network: &Network, plan: &Plan) -> Self {
        let tree = &network.tree;
        let build = |b: &BuildValue| {
            let building = network.facilities[b.facility].building.as_ref();
            let year = tree.period(b.state).first_year;
            Build {
                facility: b.facility,
                state: b.state.index(),
                year,
                permitted_year: year + building.map_or(0, |it| it.permitting_years),
                online_year: tree.periods[b.online_period].first_year,
                last_year: b.online_year + building.map_or(0, |it| it.lifetime_years) - 1,
                size_t: b.size_t.into(),
                count: b.count.into(),
                capex_musd: b.capex_musd.into(),
                probability: tree.states[b.state].probability.into(),
            }
        };
        let (first, last) = (tree.first_year(), tree.last_year());
        let standing = network.facilities.iter().enumerate().filter(|(_, it)| it.existing_t > 0.0);
        Self {
            builds: plan.values.builds.iter().filter(|b| b.size_t > 0.0).map(build).collect(),
            standing: standing
                .filter(|(_, it)| *it.existing_years.start() <= last && *it.existing_years.end() >= first)
                .map(|(facility, it)| Standing {
                    facility,
                    size_t: it.existing_t.into(),
                    first_year: first.max(*it.existing_years.start()),
                    last_year: last.min(*it.existing_years.end()),
                })
                .collect(),
        }
    }
}
