//! Where plants are, and what travels between regions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Series};

/// The map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Map {
    /// Plants whose place is known.
    pub places: Vec<Place>,
    /// Plants that are built or stand in the plan and whose place the case does not say: to be listed beside the map.
    pub unplaced: Vec<usize>,
    /// Where regions are, where the case says so: ends of routes.
    pub regions: Vec<RegionPlace>,
    /// What stands and is used; facilities without capacity in every state are left out.
    pub capacity: Vec<Capacity>,
    /// What travels.
    pub routes: Vec<Route>,
}

/// A plant on the map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Place {
    /// Facility.
    pub facility: usize,
    /// Degrees north.
    pub latitude: Num,
    /// Degrees east.
    pub longitude: Num,
}

/// A region on the map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RegionPlace {
    /// Region.
    pub region: usize,
    /// Degrees north.
    pub latitude: Num,
    /// Degrees east.
    pub longitude: Num,
}

/// Capacity of a plant, t/yr of activity. From the table `capacity`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Capacity {
    /// Facility.
    pub facility: usize,
    /// What stands.
    pub installed_t: Series,
    /// What is used.
    pub used_t: Series,
}

/// Shipments of a material, all streams of one form together, t/yr. From the table `shipments`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Route {
    /// Region.
    pub from: usize,
    /// Region.
    pub to: usize,
    /// Form of the material: an id.
    pub form: String,
    /// What is shipped.
    pub amount_t: Series,
}
