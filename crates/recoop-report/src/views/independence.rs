//! How much of each stage is made at home, and on whom supply depends.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Part, Series};

/// Independence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Independence {
    /// Stages of which anything is needed at home. From the table `domestic_share`.
    pub stages: Vec<StageShare>,
    /// Demand served and not. From the table `service`.
    pub service: Vec<Service>,
    /// On whom what is served depends, and what the plan cannot do without: from the stress.
    pub links: Part<Links>,
}

/// The share of a stage that is made at home, by value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StageShare {
    /// Stage.
    pub stage: usize,
    /// What plants and end users at home need, MUSD/yr. Where it is 0 there is no share.
    pub needed_musd: Series,
    /// Of that, what plants at home make, MUSD/yr.
    pub made_musd: Series,
    /// Made over needed.
    pub share: Series,
    /// Expected share over the second half of the horizon.
    pub later: Option<Num>,
}

/// A demand, t/yr.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Service {
    /// Demand.
    pub demand: usize,
    /// Wanted.
    pub demanded_t: Series,
    /// Served.
    pub served_t: Series,
    /// Not served.
    pub short_t: Series,
}

/// Weak links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Links {
    /// The findings in sentences.
    pub sentences: Vec<String>,
    /// Share of what is served that passes any step of somebody. From the table `dependence`.
    pub dependence: Vec<Dependence>,
    /// What single losses do, the worst first. From the table `weakest_links`.
    pub losses: Vec<Loss>,
}

/// Dependence of a demand on somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Dependence {
    /// Demand.
    pub demand: usize,
    /// `adversary`, `allies`, or the id of a region.
    pub on: String,
    /// Share of what is served.
    pub share: Series,
}

/// A loss, everything else decided again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Loss {
    /// `plant`, `route` or `markets`.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// The facility, where it is a plant.
    pub facility: Option<usize>,
    /// Defence demand not served over the path, t.
    pub defence_short_t: Num,
    /// Critical demand not served over the path, t.
    pub critical_short_t: Num,
    /// What operations are worth less, MUSD.
    pub harm_musd: Num,
}
