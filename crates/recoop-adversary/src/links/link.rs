//! What can be lost.

use std::collections::BTreeMap;

use program::Col;

use super::operations::Operations;
use recoop_case::Network;
use recoop_case::positions::{FacilityAt, OfferAt, RegionAt};

/// Something that can be lost as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// A plant or mine: a position in [`Network::facilities`].
    Plant(FacilityAt),
    /// All lanes from one region to another.
    Route {
        /// Region.
        from: RegionAt,
        /// Region.
        to: RegionAt,
    },
    /// All that can be bought and sold at the markets of a region.
    Markets(RegionAt),
}

impl Link {
    /// What kind of thing it is, in a word: `plant`, `route`, `markets`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Plant(_) => "plant",
            Self::Route { .. } => "route",
            Self::Markets(_) => "markets",
        }
    }

    /// Its id: the plant's, `from > to`, or the region's.
    #[must_use]
    pub fn id(self, network: &Network) -> String {
        let region = |r: RegionAt| network.regions[r].id.as_str();
        match self {
            Self::Plant(f) => network.facilities[f].id.to_string(),
            Self::Route { from, to } => format!("{} > {}", region(from), region(to)),
            Self::Markets(r) => region(r).to_string(),
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn title(self, network: &Network) -> String {
        let region = |r: RegionAt| network.regions[r].title.as_str();
        match self {
            Self::Plant(f) => network.facilities[f].title.to_string(),
            Self::Route { from, to } => format!("the route from {} to {}", region(from), region(to)),
            Self::Markets(r) => format!("the markets of {}", region(r)),
        }
    }
}

/// Every link that does anything while the outage lasts, in order, with the columns that close when it is lost.
pub(super) fn links(network: &Network, operations: &Operations) -> Vec<(Link, Vec<Col>)> {
    let mut columns: BTreeMap<Link, Vec<Col>> = BTreeMap::new();
    let (vars, sets) = (&operations.formulation.variables, &operations.formulation.sets);
    let lost = operations.outage.lost();
    let plant = |r: usize| Link::Plant(sets.runs[r].facility);
    let market = |o: OfferAt| Link::Markets(network.markets[network.offers[o].market].region);
    let route = |h: usize| {
        let lane = &network.lanes[sets.shipments[h].lane];
        Link::Route { from: lane.from, to: lane.to }
    };
    let runs = vars.run.iter().map(|((r, state), col)| (plant(r), state, col));
    let trades = vars.buy.iter().chain(vars.sell.iter()).map(|((o, state), col)| (market(o), state, col));
    let ships = vars.ship.iter().map(|((h, state), col)| (route(h), state, col));
    for (link, state, col) in runs.chain(trades).chain(ships) {
        if let (true, Some(col)) = (lost.contains(&state), operations.col(col)) {
            columns.entry(link).or_default().push(col);
        }
    }
    for columns in columns.values_mut() {
        columns.sort_unstable();
    }
    columns.into_iter().collect()
}
