//! Where plants are, and what travels between regions.

use std::collections::BTreeMap;

use recoop::plan::Plan;
use recoop_case::Network;
use recoop_case::positions::{FacilityAt, RegionAt};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::names::form;
use super::sums::Sums;
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

impl Map {
    /// The map of a plan.
    #[must_use]
    pub fn of(network: &Network, plan: &Plan) -> Self {
        let states = network.tree.states.len();
        let (mut installed, mut used) = (Sums::new(states), Sums::new(states));
        for capacity in &plan.values.capacity {
            installed.add(capacity.facility, capacity.state, capacity.installed_t);
            used.add(capacity.facility, capacity.state, capacity.used_t);
        }
        let mut used: BTreeMap<FacilityAt, Series> = used.settle().collect();
        let capacity: Vec<Capacity> = installed
            .settle()
            .map(|(facility, installed_t)| Capacity {
                facility: facility.index(),
                installed_t,
                used_t: used.remove(&facility).unwrap_or_default(),
            })
            .collect();
        let mut routes = Sums::new(states);
        for shipment in &plan.values.shipments {
            let lane = &network.lanes[shipment.lane];
            let form = form(&network.materials[lane.material]);
            routes.add((lane.from, lane.to, form), shipment.state, shipment.amount_t);
        }
        let place = |(facility, it): (FacilityAt, &recoop_case::Facility)| {
            let (latitude, longitude) = it.location?;
            Some(Place { facility: facility.index(), latitude: latitude.into(), longitude: longitude.into() })
        };
        let region = |(region, it): (RegionAt, &recoop_case::Region)| {
            let (latitude, longitude) = it.location?;
            Some(RegionPlace { region: region.index(), latitude: latitude.into(), longitude: longitude.into() })
        };
        Self {
            places: network.facilities.iter().enumerate().filter_map(place).collect(),
            unplaced: capacity
                .iter()
                .map(|it| it.facility)
                .filter(|f| network.facilities[FacilityAt::new(*f)].location.is_none())
                .collect(),
            regions: network.regions.iter().enumerate().filter_map(region).collect(),
            capacity,
            routes: routes
                .settle()
                .map(|((from, to, form), amount_t)| Route {
                    from: from.index(),
                    to: to.index(),
                    form: form.to_string(),
                    amount_t,
                })
                .collect(),
        }
    }
}
