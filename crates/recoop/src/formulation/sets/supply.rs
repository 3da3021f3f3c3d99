//! What can be supplied where, as a fixpoint over markets, stocks, plants and lanes; what runs and moves follows from it.

use super::{Run, Shipment, markets_apart, rule_holds};
use crate::formulation::sets::positions::PlaceAt;
use recoop_case::Network;
use recoop_case::positions::{FacilityAt, MaterialAt, RegionAt};
use recoop_case::tables::Side;

/// What can be supplied where.
pub(super) struct Supply<'a> {
    pub(super) network: &'a Network,
    pub(super) tracking: bool,
    /// For each material and region: unrestricted, compliant.
    pub(super) has: Vec<[bool; 2]>,
}

impl<'a> Supply<'a> {
    pub(super) fn new(network: &'a Network) -> Self {
        let ruled = network.demands.iter().any(|d| rule_holds(d, network.tree.last_year()));
        let mixed = network.regions.iter().any(|r| !r.compliant)
            || network.markets.iter().any(|m| !m.compliant)
            || network.stocks.iter().any(|s| !s.compliant);
        let mut supply = Self {
            network,
            tracking: ruled && mixed,
            has: vec![[false; 2]; network.materials.len() * network.regions.len()],
        };
        for offer in network.offers.iter().filter(|o| o.side == Side::Buy) {
            let market = &network.markets[offer.market];
            supply.add(offer.material, market.region, market.compliant);
        }
        for stock in &network.stocks {
            // A stock that has to hold something makes the place exist, so that one that nothing fills is a contradiction.
            if stock.initial_t > 0.0 || stock.reserve_t > 0.0 || stock.final_t > 0.0 {
                supply.add(stock.material, stock.region, stock.compliant);
            }
        }
        while supply.spread() {}
        supply
    }

    pub(super) fn at(&self, material: MaterialAt, region: RegionAt) -> usize {
        material.index() * self.network.regions.len() + region.index()
    }

    /// Notes a supply; says whether it is new.
    fn add(&mut self, material: MaterialAt, region: RegionAt, compliant: bool) -> bool {
        let pool = usize::from(compliant && self.split(material));
        let at = self.at(material, region);
        !std::mem::replace(&mut self.has[at][pool], true)
    }

    /// Whether a material has two pools.
    pub(super) fn split(&self, material: MaterialAt) -> bool {
        self.tracking && self.network.materials[material].tracked
    }

    pub(super) fn has(&self, material: MaterialAt, region: RegionAt, compliant: bool) -> bool {
        self.has[self.at(material, region)][usize::from(compliant)]
    }

    fn any(&self, material: MaterialAt, region: RegionAt) -> bool {
        self.has[self.at(material, region)].iter().any(|b| *b)
    }

    /// The pools in which a facility can run a mode: (unrestricted, compliant).
    fn variants(&self, facility: FacilityAt, mode: usize) -> [bool; 2] {
        let f = &self.network.facilities[facility];
        let flows = &self.network.technologies[f.technology].modes[mode].flows;
        let inputs = || flows.iter().filter(|(_, amount)| *amount < 0.0).map(|(m, _)| *m);
        if !inputs().all(|m| self.any(m, f.region)) {
            return [false, false];
        }
        if !self.tracking {
            return [true, false];
        }
        let here = self.network.regions[f.region].compliant;
        let compliant = here && inputs().filter(|m| self.split(*m)).all(|m| self.has(m, f.region, true));
        let spoiled = inputs().any(|m| self.split(m) && self.has(m, f.region, false));
        [!here || spoiled || !compliant, compliant]
    }

    fn spread(&mut self) -> bool {
        let mut grown = false;
        for f in self.network.facilities.positions() {
            let facility = &self.network.facilities[f];
            for mode in &facility.modes {
                let variants = self.variants(f, *mode);
                for (pool, possible) in variants.into_iter().enumerate() {
                    if !possible {
                        continue;
                    }
                    let outputs = &self.network.technologies[facility.technology].modes[*mode].flows;
                    for (material, _) in outputs.iter().filter(|(_, amount)| *amount > 0.0) {
                        grown |= self.add(*material, facility.region, pool == 1);
                    }
                }
            }
        }
        for lane in &self.network.lanes {
            let into = self.network.regions[lane.to].compliant;
            for compliant in [false, true] {
                if self.has(lane.material, lane.from, compliant) {
                    grown |= self.add(lane.material, lane.to, compliant && into);
                }
            }
        }
        grown
    }
}

pub(super) struct Find<'a> {
    pub(super) supply: &'a Supply<'a>,
    pub(super) index: &'a [[Option<PlaceAt>; 2]],
}

impl Find<'_> {
    pub(super) fn both(&self, material: MaterialAt, region: RegionAt) -> [Option<PlaceAt>; 2] {
        self.index[self.supply.at(material, region)]
    }

    /// The pool of compliant or of unrestricted material; untracked materials have one pool.
    pub(super) fn pool(&self, material: MaterialAt, region: RegionAt, compliant: bool) -> Option<PlaceAt> {
        self.both(material, region)[usize::from(compliant && self.supply.split(material))]
    }

    /// Where a use without origin rule takes from: the unrestricted pool if there is one.
    pub(super) fn outlet(&self, material: MaterialAt, region: RegionAt) -> Option<PlaceAt> {
        let [free, pure] = self.both(material, region);
        free.or(pure)
    }
}

pub(super) fn runs(network: &Network, find: &Find<'_>) -> Vec<Run> {
    let supply = find.supply;
    let mut runs = Vec::new();
    for (f, facility) in network.facilities.iter().enumerate() {
        for mode in &facility.modes {
            let flows = &network.technologies[facility.technology].modes[*mode].flows;
            for (pool, possible) in supply.variants(f, *mode).into_iter().enumerate() {
                if !possible {
                    continue;
                }
                let compliant = pool == 1;
                let placed: Option<Vec<(PlaceAt, f64)>> = flows
                    .iter()
                    .map(|(material, amount)| {
                        let place = if *amount < 0.0 && !compliant {
                            find.outlet(*material, facility.region)
                        } else {
                            find.pool(*material, facility.region, compliant)
                        };
                        place.map(|p| (p, *amount))
                    })
                    .collect();
                if let Some(flows) = placed {
                    runs.push(Run { facility: f, mode: *mode, compliant, flows });
                }
            }
        }
    }
    runs
}

pub(super) fn shipments(network: &Network, find: &Find<'_>) -> Vec<Shipment> {
    let mut shipments = Vec::new();
    for (l, lane) in network.lanes.iter().enumerate() {
        let first = shipments.len();
        let [free, pure] = find.both(lane.material, lane.from);
        let [to_free, to_pure] = find.both(lane.material, lane.to);
        if let (Some(from), Some(to)) = (free, to_free) {
            shipments.push(Shipment { lane: l, from, to, bought_at: None });
        }
        if let Some(from) = pure {
            let to = if network.regions[lane.to].compliant { to_pure } else { to_free };
            // Where the unrestricted pool exists, compliant material bound for a region that is not compliant is
            // downgraded first.
            if let Some(to) = to.filter(|_| network.regions[lane.to].compliant || free.is_none()) {
                shipments.push(Shipment { lane: l, from, to, bought_at: None });
            }
        }
        // What was bought at a market pays duty on the price there.
        if let Some(basis) = &lane.basis {
            let plain = shipments[first..].to_vec();
            for market in markets_apart(network, basis, lane.material, Side::Buy) {
                shipments.extend(plain.iter().map(|it| Shipment { bought_at: Some(market), ..*it }));
            }
        }
    }
    shipments
}
