//! Feeds by what they are worth and what they cost.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Series};

/// The cost curve of feeds. From the table `feeds`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Feeds {
    /// One for each plant that mines or collects.
    pub mines: Vec<Mine>,
}

/// A mine with its feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Mine {
    /// Facility.
    pub facility: usize,
    /// Id of the feed.
    pub feed: String,
    /// Name of the feed.
    pub title: String,
    /// Tonnes of each element per tonne of counted elements, in the order of `elements`.
    pub composition: Vec<Num>,
    /// What markets pay in the first year for what is in a kg, each element as its dearest separated product, USD/kg.
    pub basket_usd_per_kg: Num,
    /// What mining a kg costs: running, keeping, and capital as a constant yearly amount over the lifetime, USD/kg.
    pub cost_usd_per_kg: Num,
    /// Most that it can mine, t/yr.
    pub capacity_t: Num,
    /// What it mines in the plan, t/yr.
    pub mined_t: Series,
}
