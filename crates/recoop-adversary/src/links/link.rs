//! What can be lost.

use std::collections::BTreeMap;

use program::Col;

use super::operations::Operations;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Something that can be lost as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// A plant or mine: a position in [`Network::facilities`].
    Plant(usize),
    /// All lanes from one region to another.
    Route {
        /// Region.
        from: usize,
        /// Region.
        to: usize,
    },
    /// All that can be bought and sold at the markets of a region.
    Markets(usize),
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
        let region = |r: usize| network.regions[r].id.as_str();
        match self {
            Self::Plant(f) => network.facilities[f].id.to_string(),
            Self::Route { from, to } => format!("{} > {}", region(from), region(to)),
            Self::Markets(r) => region(r).to_string(),
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn title(self, network: &Network) -> String {
        let region = |r: usize| network.regions[r].title.as_str();
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
    let mut put = |family: &program::Cols<2, (usize, StateAt)>, link: &dyn Fn(usize) -> Link| {
        for ((item, state), col) in family.iter() {
            if let (true, Some(col)) = (lost.contains(&state), operations.col(col)) {
                columns.entry(link(item)).or_default().push(col);
            }
        }
    };
    put(&vars.run, &|r| Link::Plant(sets.runs[r].facility));
    let market = |o: usize| Link::Markets(network.markets[network.offers[o].market].region);
    put(&vars.buy, &market);
    put(&vars.sell, &market);
    put(&vars.ship, &|h| {
        let lane = &network.lanes[sets.shipments[h].lane];
        Link::Route { from: lane.from, to: lane.to }
    });
    for columns in columns.values_mut() {
        columns.sort_unstable();
    }
    columns.into_iter().collect()
}
