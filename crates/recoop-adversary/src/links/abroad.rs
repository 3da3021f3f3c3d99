//! Whose supply stops, or on whom something depends.

use program::Col;

use super::operations::Operations;
use recoop_case::Network;
use recoop_case::positions::{MarketAt, RegionAt};
use recoop_case::tables::{Bloc, Controller, Side};

/// Someone on whom supply may depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Abroad {
    /// The adversary: its regions, the markets that it controls, and those whose goods no origin rule accepts.
    Adversary,
    /// All regions of allies.
    Allies,
    /// One region.
    Region(RegionAt),
}

impl Abroad {
    /// The adversary and the allies, where the case has them, then every region outside home.
    #[must_use]
    pub fn all(network: &Network) -> Vec<Self> {
        let outside = |r: &RegionAt| network.regions[*r].bloc != Bloc::Home;
        let adversary = network.regions.positions().any(|r| Self::Adversary.holds(network, r))
            || network.markets.positions().any(|m| Self::Adversary.sells(network, m));
        let allies = network.regions.iter().any(|region| region.bloc == Bloc::Ally);
        let blocs = adversary.then_some(Self::Adversary).into_iter().chain(allies.then_some(Self::Allies));
        blocs.chain(network.regions.positions().filter(outside).map(Self::Region)).collect()
    }

    /// Whether a region is its own.
    #[must_use]
    pub fn holds(self, network: &Network, region: RegionAt) -> bool {
        match self {
            Self::Adversary => network.regions[region].bloc == Bloc::Adversary,
            Self::Allies => network.regions[region].bloc == Bloc::Ally,
            Self::Region(own) => region == own,
        }
    }

    /// Whether what is bought at a market comes from it.
    #[must_use]
    pub fn sells(self, network: &Network, market: MarketAt) -> bool {
        let at = &network.markets[market];
        let taints = self == Self::Adversary && (at.controller == Controller::Adversary || !at.compliant);
        taints || self.holds(network, at.region)
    }

    /// Its id: `adversary`, `allies`, or the region's.
    #[must_use]
    pub fn id(self, network: &Network) -> &str {
        match self {
            Self::Adversary => "adversary",
            Self::Allies => "allies",
            Self::Region(r) => &network.regions[r].id,
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn title(self, network: &Network) -> &str {
        match self {
            Self::Adversary => "the adversary",
            Self::Allies => "the group of allies",
            Self::Region(r) => &network.regions[r].title,
        }
    }

    /// The columns of operations through which it supplies: its plants, purchases from it, lanes out of its regions.
    pub(super) fn supplies(self, network: &Network, operations: &Operations) -> Vec<Col> {
        let (vars, sets) = (&operations.formulation.variables, &operations.formulation.sets);
        let runs = vars
            .run
            .iter()
            .filter(|((r, _), _)| self.holds(network, network.facilities[sets.runs[*r].facility].region));
        let buys = vars.buy.iter().filter(|((o, _), _)| {
            debug_assert_eq!(network.offers[*o].side, Side::Buy);
            self.sells(network, network.offers[*o].market)
        });
        let ships =
            vars.ship.iter().filter(|((h, _), _)| self.holds(network, network.lanes[sets.shipments[*h].lane].from));
        let all = runs.map(|(_, col)| col).chain(buys.map(|(_, col)| col)).chain(ships.map(|(_, col)| col));
        let mut cols: Vec<Col> = all.filter_map(|col| operations.col(col)).collect();
        cols.sort_unstable_by_key(|col| col.index());
        cols
    }
}
