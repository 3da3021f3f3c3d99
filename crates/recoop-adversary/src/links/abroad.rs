//! Whose supply stops, or on whom something depends.

use program::Col;

use super::operations::Operations;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::{Bloc, Controller, Side};

/// Someone on whom supply may depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Abroad {
    /// The adversary: its regions, the markets that it controls, and those whose goods no origin rule accepts.
    Adversary,
    /// All regions of allies.
    Allies,
    /// One region.
    Region(usize),
}

impl Abroad {
    /// The adversary and the allies, where the case has them, then every region outside home.
    #[must_use]
    pub fn all(network: &Network) -> Vec<Self> {
        let outside = |r: &usize| network.regions[*r].bloc != Bloc::Home;
        let adversary = (0..network.regions.len()).any(|r| Self::Adversary.holds(network, r))
            || (0..network.markets.len()).any(|m| Self::Adversary.sells(network, m));
        let allies = network.regions.iter().any(|region| region.bloc == Bloc::Ally);
        let blocs = adversary.then_some(Self::Adversary).into_iter().chain(allies.then_some(Self::Allies));
        blocs.chain((0..network.regions.len()).filter(outside).map(Self::Region)).collect()
    }

    /// Whether a region is its own.
    #[must_use]
    pub fn holds(self, network: &Network, region: usize) -> bool {
        match self {
            Self::Adversary => network.regions[region].bloc == Bloc::Adversary,
            Self::Allies => network.regions[region].bloc == Bloc::Ally,
            Self::Region(own) => region == own,
        }
    }

    /// Whether what is bought at a market comes from it.
    #[must_use]
    pub fn sells(self, network: &Network, market: usize) -> bool {
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
        let mut cols = Vec::new();
        let mut put = |family: &program::Cols<2, (usize, StateAt)>, is_its: &dyn Fn(usize) -> bool| {
            let its = family.iter().filter(|((item, _), _)| is_its(*item));
            cols.extend(its.filter_map(|(_, col)| operations.col(col)));
        };
        put(&vars.run, &|r| self.holds(network, network.facilities[sets.runs[r].facility].region));
        put(&vars.buy, &|o| {
            debug_assert_eq!(network.offers[o].side, Side::Buy);
            self.sells(network, network.offers[o].market)
        });
        put(&vars.ship, &|h| self.holds(network, network.lanes[sets.shipments[h].lane].from));
        cols.sort_unstable_by_key(|col| col.index());
        cols
    }
}
