//! The sparse index sets that everything ranges over: what can be where, which plant can run what, who can build when.
//!
//! # Pools
//!
//! When a demand has an origin rule, tracked materials exist in two pools: *compliant* (never passed through a region that
//! is not compliant) and *unrestricted*. A pool exists at a region only where something can supply it, found as a fixpoint
//! over markets, stocks, plants and lanes. Compliant material can become unrestricted, never the reverse.

use program::Axis;

use crate::network::tables::{PolicyKind, Side};
use crate::network::{Demand, Network};

/// A pool of a material in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Material.
    pub material: usize,
    /// Region.
    pub region: usize,
    /// Whether it is the compliant pool; untracked materials have the other one only.
    pub compliant: bool,
}

/// A plant running a mode, from and into given pools.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Facility.
    pub facility: usize,
    /// Mode of its technology.
    pub mode: usize,
    /// Whether its tracked outputs are compliant.
    pub compliant: bool,
    /// Place and tonnes per tonne of activity: positive made, negative used.
    pub flows: Vec<(usize, f64)>,
}

/// A movement of material: over a lane, or from the compliant pool into the unrestricted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipment {
    /// Lane.
    pub lane: usize,
    /// Place that it leaves.
    pub from: usize,
    /// Place that it reaches.
    pub to: usize,
}

/// A decision to build: a facility, at a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Facility.
    pub facility: usize,
    /// State of commitment.
    pub state: usize,
    /// Period in which capacity comes on line.
    pub online_period: usize,
    /// First calendar year on line.
    pub online_year: i32,
}

/// A piece of a cost curve: a plant between two sizes costs `intercept + slope * size`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Smallest size, t/yr.
    pub from_t: f64,
    /// Largest size, t/yr.
    pub to_t: f64,
    /// MUSD.
    pub intercept_musd: f64,
    /// MUSD per t/yr.
    pub slope_musd_per_t: f64,
}

/// A price floor for one material.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// Policy.
    pub policy: usize,
    /// Position in the policy's materials.
    pub material: usize,
    /// Runs that make it, with tonnes per tonne of activity.
    pub made_by: Vec<(usize, f64)>,
}

/// What enters or leaves a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touching {
    /// Runs, with tonnes per tonne of activity.
    pub runs: Vec<(usize, f64)>,
    /// Offers to buy.
    pub buys: Vec<usize>,
    /// Offers to sell.
    pub sells: Vec<usize>,
    /// Shipments that arrive.
    pub arrivals: Vec<usize>,
    /// Shipments that leave.
    pub departures: Vec<usize>,
    /// Downgrades that arrive.
    pub downgraded_in: Vec<usize>,
    /// Downgrades that leave.
    pub downgraded_out: Vec<usize>,
    /// Stocks.
    pub stocks: Vec<usize>,
    /// Demands that it may serve.
    pub demands: Vec<usize>,
}

const NO_SLOT: u32 = u32::MAX;

/// All index sets.
#[derive(Clone, Debug)]
pub struct Sets {
    /// Whether two pools exist.
    pub tracking: bool,
    /// Places, ordered by material, region, pool.
    pub places: Vec<Place>,
    /// Runs, ordered by facility and mode.
    pub runs: Vec<Run>,
    /// Shipments.
    pub shipments: Vec<Shipment>,
    /// Pairs (compliant place, unrestricted place) between which material can be downgraded.
    pub downgrades: Vec<(usize, usize)>,
    /// Place of each offer; `None` when nothing can be sold there.
    pub offer_place: Vec<Option<usize>>,
    /// Place of each stock.
    pub stock_place: Vec<Option<usize>>,
    /// For each demand the place that serves it without and with the origin rule.
    pub demand_place: Vec<[Option<usize>; 2]>,
    /// Slots of building, ordered by facility and state.
    pub slots: Vec<Slot>,
    /// For each facility its range in `slots`.
    pub facility_slots: Vec<std::ops::Range<usize>>,
    /// For each state its ancestor in every period up to its own.
    pub ancestors: Vec<Vec<u32>>,
    /// For each state itself and all that follow it, by period, then state.
    followers: Vec<Vec<u32>>,
    /// For each state the leaves of the paths through it, as positions in the tree's leaves.
    pub leaves_below: Vec<Vec<u32>>,
    /// For each facility its slot in every state, `NO_SLOT` where it has none; empty for those that cannot be built.
    slot_in: Vec<Vec<u32>>,
    /// For each slot whether no later one of the same facility follows it on any path.
    last_slot: Vec<bool>,
    /// Pairs (policy, material) of price floors.
    pub floors: Vec<Floor>,
    /// For each place what touches it.
    pub touching: Vec<Touching>,
    /// Pieces of the cost curve of each facility; empty for those that cannot be built or come in modules.
    pub segments: Vec<Vec<Segment>>,
    /// Axes of the families.
    pub axes: Axes,
}

/// The axes of the families.
#[derive(Clone, Debug)]
pub struct Axes {
    /// States.
    pub state: Axis,
    /// Leaves of the tree.
    pub leaf: Axis,
    /// Places.
    pub place: Axis,
    /// Runs.
    pub run: Axis,
    /// Facilities.
    pub facility: Axis,
    /// Slots.
    pub slot: Axis,
    /// Numbers of segments.
    pub segment: Axis,
    /// Shipments.
    pub shipment: Axis,
    /// Lanes.
    pub lane: Axis,
    /// Downgrades.
    pub downgrade: Axis,
    /// Offers.
    pub offer: Axis,
    /// Stocks.
    pub stock: Axis,
    /// Demands.
    pub demand: Axis,
    /// Members; the cooperative last.
    pub member: Axis,
    /// Price floors.
    pub floor: Axis,
    /// Policies.
    pub policy: Axis,
    /// No label at all.
    pub empty: Axis,
}

impl Sets {
    /// Derives the sets of a network.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let supply = Supply::new(network);
        let mut places = Vec::new();
        let mut index = vec![[None; 2]; network.materials.len() * network.regions.len()];
        for material in 0..network.materials.len() {
            for region in 0..network.regions.len() {
                for compliant in [false, true] {
                    if supply.has(material, region, compliant) {
                        index[material * network.regions.len() + region][usize::from(compliant)] = Some(places.len());
                        places.push(Place { material, region, compliant });
                    }
                }
            }
        }
        let find = Find { supply: &supply, index: &index };
        let runs = runs(network, &find);
        let shipments = shipments(network, &find);
        let downgrades = index.iter().filter_map(|[free, compliant]| Some(((*compliant)?, (*free)?))).collect();
        let offer_place = network
            .offers
            .iter()
            .map(|offer| {
                let region = network.markets[offer.market].region;
                match offer.side {
                    Side::Buy => find.pool(offer.material, region, network.markets[offer.market].compliant),
                    Side::Sell => find.outlet(offer.material, region),
                }
            })
            .collect();
        let stock_place = network.stocks.iter().map(|s| find.pool(s.material, s.region, s.compliant)).collect();
        let demand_place = network
            .demands
            .iter()
            .map(|d| [find.outlet(d.material, d.region), find.pool(d.material, d.region, true)])
            .collect();
        let (slots, facility_slots) = slots(network);
        let segments: Vec<_> = (0..network.facilities.len()).map(|f| segments(network, f)).collect();
        let floors = floors(network, &runs, &places);
        let axes = Axes::new(network, &places, &runs, &shipments, &slots, &segments, &floors);
        let ancestors = ancestors(network);
        let slot_in = slot_in(network, &slots, &facility_slots);
        let mut sets = Self {
            tracking: supply.tracking,
            places,
            runs,
            shipments,
            downgrades,
            offer_place,
            stock_place,
            demand_place,
            facility_slots,
            followers: followers(network, &ancestors),
            leaves_below: leaves_below(network, &ancestors),
            last_slot: last_slots(&slots, &slot_in, &ancestors),
            slot_in,
            slots,
            ancestors,
            floors,
            touching: Vec::new(),
            segments,
            axes,
        };
        sets.touching = sets.touching(network);
        sets
    }

    fn touching(&self, network: &Network) -> Vec<Touching> {
        let mut touching = vec![Touching::default(); self.places.len()];
        for (r, run) in self.runs.iter().enumerate() {
            for (place, amount) in &run.flows {
                touching[*place].runs.push((r, *amount));
            }
        }
        for (o, place) in self.offer_place.iter().enumerate() {
            let Some(place) = place else { continue };
            match network.offers[o].side {
                Side::Buy => touching[*place].buys.push(o),
                Side::Sell => touching[*place].sells.push(o),
            }
        }
        for (s, shipment) in self.shipments.iter().enumerate() {
            touching[shipment.from].departures.push(s);
            touching[shipment.to].arrivals.push(s);
        }
        for (d, (from, to)) in self.downgrades.iter().enumerate() {
            touching[*from].downgraded_out.push(d);
            touching[*to].downgraded_in.push(d);
        }
        for (s, place) in self.stock_place.iter().enumerate() {
            if let Some(place) = place {
                touching[*place].stocks.push(s);
            }
        }
        for (d, [free, pure]) in self.demand_place.iter().enumerate() {
            for place in [*free, pure.filter(|p| Some(*p) != *free)].into_iter().flatten() {
                touching[place].demands.push(d);
            }
        }
        touching
    }

    /// For each facility its runs.
    #[must_use]
    pub fn runs_by_facility(&self, network: &Network) -> Vec<Vec<usize>> {
        let mut runs = vec![Vec::new(); network.facilities.len()];
        for (r, run) in self.runs.iter().enumerate() {
            runs[run.facility].push(r);
        }
        runs
    }

    /// Slots of a facility committed at or before a state on its path, earliest first.
    pub fn committed<'a>(&'a self, facility: usize, state: usize) -> impl Iterator<Item = usize> + 'a {
        let slot_in = &self.slot_in[facility];
        let path = if slot_in.is_empty() { [].as_slice() } else { self.ancestors[state].as_slice() };
        path.iter().map(|at| slot_in[*at as usize]).filter(|slot| *slot != NO_SLOT).map(|slot| slot as usize)
    }

    /// Slots of a facility whose capacity stands in a state: committed on its path, on line, not yet past its life.
    pub fn standing<'a>(
        &'a self,
        network: &'a Network,
        facility: usize,
        state: usize,
    ) -> impl Iterator<Item = usize> + 'a {
        let period = network.tree.states[state].period;
        let year = network.tree.periods[period].first_year;
        self.committed(facility, state)
            .filter(move |slot| self.slots[*slot].online_period <= period && year < self.end_of_life(network, *slot))
    }

    /// First year in which the capacity of a slot no longer works.
    #[must_use]
    pub fn end_of_life(&self, network: &Network, slot: usize) -> i32 {
        let slot = &self.slots[slot];
        let life = network.facilities[slot.facility].building.as_ref().map_or(0, |b| b.lifetime_years);
        slot.online_year.saturating_add(life)
    }

    /// Whether no later slot of the same facility follows this one on any path.
    #[must_use]
    pub fn is_last(&self, slot: usize) -> bool {
        self.last_slot[slot]
    }

    /// A slot with each leaf whose path it is on, leaves ascending.
    pub fn slot_leaves(&self, slot: usize) -> impl Iterator<Item = [usize; 2]> + '_ {
        self.leaves_below[self.slots[slot].state].iter().map(move |leaf| [slot, *leaf as usize])
    }

    /// The states in `period` at or below `state`.
    pub fn descendants(&self, network: &Network, state: usize, period: usize) -> impl Iterator<Item = usize> + '_ {
        let all = &self.followers[state];
        let period_of = |s: &u32| network.tree.states[*s as usize].period;
        let (from, to) =
            (all.partition_point(|s| period_of(s) < period), all.partition_point(|s| period_of(s) <= period));
        all[from..to].iter().map(|s| *s as usize)
    }

    /// The place that serves a demand in a period.
    #[must_use]
    pub fn serving_place(&self, network: &Network, demand: usize, period: usize) -> Option<usize> {
        let ruled = self.tracking && rule_holds(&network.demands[demand], network.tree.periods[period].first_year);
        self.demand_place[demand][usize::from(ruled)]
    }

    /// Label of a place: `nd_oxide,us` or `nd_oxide,us,compliant`.
    #[must_use]
    pub fn place_label(&self, place: usize) -> &str {
        self.axes.place.label(place)
    }
}

/// Whether the origin rule of a demand holds in a year.
#[must_use]
pub fn rule_holds(demand: &Demand, year: i32) -> bool {
    demand.origin_rule_from.is_some_and(|from| year >= from)
}

/// What can be supplied where.
struct Supply<'a> {
    network: &'a Network,
    tracking: bool,
    /// For each material and region: unrestricted, compliant.
    has: Vec<[bool; 2]>,
}

impl<'a> Supply<'a> {
    fn new(network: &'a Network) -> Self {
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

    fn at(&self, material: usize, region: usize) -> usize {
        material * self.network.regions.len() + region
    }

    /// Notes a supply; says whether it is new.
    fn add(&mut self, material: usize, region: usize, compliant: bool) -> bool {
        let pool = usize::from(compliant && self.split(material));
        let at = self.at(material, region);
        !std::mem::replace(&mut self.has[at][pool], true)
    }

    /// Whether a material has two pools.
    fn split(&self, material: usize) -> bool {
        self.tracking && self.network.materials[material].tracked
    }

    fn has(&self, material: usize, region: usize, compliant: bool) -> bool {
        self.has[self.at(material, region)][usize::from(compliant)]
    }

    fn any(&self, material: usize, region: usize) -> bool {
        self.has[self.at(material, region)].iter().any(|b| *b)
    }

    /// The pools in which a facility can run a mode: (unrestricted, compliant).
    fn variants(&self, facility: usize, mode: usize) -> [bool; 2] {
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
        for f in 0..self.network.facilities.len() {
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

struct Find<'a> {
    supply: &'a Supply<'a>,
    index: &'a [[Option<usize>; 2]],
}

impl Find<'_> {
    fn both(&self, material: usize, region: usize) -> [Option<usize>; 2] {
        self.index[self.supply.at(material, region)]
    }

    /// The pool of compliant or of unrestricted material; untracked materials have one pool.
    fn pool(&self, material: usize, region: usize, compliant: bool) -> Option<usize> {
        self.both(material, region)[usize::from(compliant && self.supply.split(material))]
    }

    /// Where a use without origin rule takes from: the unrestricted pool if there is one.
    fn outlet(&self, material: usize, region: usize) -> Option<usize> {
        let [free, pure] = self.both(material, region);
        free.or(pure)
    }
}

fn runs(network: &Network, find: &Find<'_>) -> Vec<Run> {
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
                let placed: Option<Vec<(usize, f64)>> = flows
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

fn shipments(network: &Network, find: &Find<'_>) -> Vec<Shipment> {
    let mut shipments = Vec::new();
    for (l, lane) in network.lanes.iter().enumerate() {
        let [free, pure] = find.both(lane.material, lane.from);
        let [to_free, to_pure] = find.both(lane.material, lane.to);
        if let (Some(from), Some(to)) = (free, to_free) {
            shipments.push(Shipment { lane: l, from, to });
        }
        if let Some(from) = pure {
            let to = if network.regions[lane.to].compliant { to_pure } else { to_free };
            // Where the unrestricted pool exists, compliant material bound for a region that is not compliant is
            // downgraded first.
            if let Some(to) = to.filter(|_| network.regions[lane.to].compliant || free.is_none()) {
                shipments.push(Shipment { lane: l, from, to });
            }
        }
    }
    shipments
}

fn ancestors(network: &Network) -> Vec<Vec<u32>> {
    let tree = &network.tree;
    let mut ancestors: Vec<Vec<u32>> = Vec::with_capacity(tree.states.len());
    for (s, state) in tree.states.iter().enumerate() {
        let mut path = state.parent.map_or_else(Vec::new, |p| ancestors[p].clone());
        path.push(s as u32);
        ancestors.push(path);
    }
    ancestors
}

fn followers(network: &Network, ancestors: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut order: Vec<usize> = (0..ancestors.len()).collect();
    order.sort_by_key(|s| network.tree.states[*s].period);
    let mut followers = vec![Vec::new(); ancestors.len()];
    for state in order {
        for ancestor in &ancestors[state] {
            followers[*ancestor as usize].push(state as u32);
        }
    }
    followers
}

fn leaves_below(network: &Network, ancestors: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut leaves = vec![Vec::new(); ancestors.len()];
    for (leaf, state) in network.tree.leaves.iter().enumerate() {
        for ancestor in &ancestors[*state] {
            leaves[*ancestor as usize].push(leaf as u32);
        }
    }
    leaves
}

fn slot_in(network: &Network, slots: &[Slot], facility_slots: &[std::ops::Range<usize>]) -> Vec<Vec<u32>> {
    let of = |range: &std::ops::Range<usize>| {
        let mut slot_in = if range.is_empty() { Vec::new() } else { vec![NO_SLOT; network.tree.states.len()] };
        for slot in range.clone() {
            slot_in[slots[slot].state] = slot as u32;
        }
        slot_in
    };
    facility_slots.iter().map(of).collect()
}

/// A slot is not the last one when it is the nearest before another.
fn last_slots(slots: &[Slot], slot_in: &[Vec<u32>], ancestors: &[Vec<u32>]) -> Vec<bool> {
    let mut last = vec![true; slots.len()];
    for slot in slots {
        let path = &ancestors[slot.state];
        let before = path[..path.len() - 1].iter().rev().map(|at| slot_in[slot.facility][*at as usize]);
        if let Some(nearest) = before.into_iter().find(|slot| *slot != NO_SLOT) {
            last[nearest as usize] = false;
        }
    }
    last
}

fn floors(network: &Network, runs: &[Run], places: &[Place]) -> Vec<Floor> {
    let mut floors = Vec::new();
    for (p, policy) in network.policies.iter().enumerate().filter(|(_, p)| p.kind == PolicyKind::PriceFloor) {
        for (m, (material, _)) in policy.materials.iter().enumerate() {
            let makes = |run: &Run| {
                let flows = run.flows.iter().filter(|(place, _)| places[*place].material == *material);
                flows.map(|(_, amount)| amount).sum::<f64>()
            };
            let made_by: Vec<(usize, f64)> = runs
                .iter()
                .enumerate()
                .filter(|(_, run)| policy.facilities.contains(&run.facility))
                .map(|(r, run)| (r, makes(run)))
                .filter(|(_, amount)| *amount > 0.0)
                .collect();
            if !made_by.is_empty() {
                floors.push(Floor { policy: p, material: m, made_by });
            }
        }
    }
    floors
}

/// Slots and, for each facility, its range among them.
fn slots(network: &Network) -> (Vec<Slot>, Vec<std::ops::Range<usize>>) {
    let tree = &network.tree;
    let build_years = &network.settings.horizon.build_years;
    let (mut slots, mut ranges) = (Vec::new(), Vec::new());
    for (f, facility) in network.facilities.iter().enumerate() {
        ranges.push(slots.len()..slots.len());
        let Some(building) = &facility.building else { continue };
        for (state, _) in tree.states.iter().enumerate() {
            let year = tree.period(state).first_year;
            let allowed = building.years.contains(&year) && (build_years.is_empty() || build_years.contains(&year));
            let online_year = year + building.permitting_years + building.construction_years;
            if let (true, Some(online_period)) = (allowed, tree.period_from(online_year)) {
                slots.push(Slot { facility: f, state, online_period, online_year });
            }
        }
        ranges[f].end = slots.len();
    }
    (slots, ranges)
}

/// Pieces of the cost curve, exact at the breakpoints. The breakpoints are spaced evenly on a log scale, where a power law
/// bends evenly.
fn segments(network: &Network, facility: usize) -> Vec<Segment> {
    let Some(building) = &network.facilities[facility].building else { return Vec::new() };
    let scale = &building.scale;
    if scale.module_t.is_some() {
        return Vec::new();
    }
    let opening = if building.opens_with_build() { building.opening_cost_musd } else { 0.0 };
    if scale.exponent >= 1.0 || scale.min_t >= scale.max_t {
        let slope = scale.capex_musd(scale.max_t) / scale.max_t;
        return vec![Segment {
            from_t: scale.min_t,
            to_t: scale.max_t,
            intercept_musd: opening,
            slope_musd_per_t: slope,
        }];
    }
    let pieces = network.settings.finance.scale_segments.max(1);
    let from = scale.min_t.max(scale.max_t * 1e-3);
    let point = |i: i32| from * (scale.max_t / from).powf(f64::from(i) / f64::from(pieces));
    (0..pieces)
        .map(|i| {
            let (a, b) = (point(i), if i + 1 == pieces { scale.max_t } else { point(i + 1) });
            let slope = (scale.capex_musd(b) - scale.capex_musd(a)) / (b - a);
            Segment {
                from_t: a,
                to_t: b,
                intercept_musd: scale.capex_musd(a) - slope * a + opening,
                slope_musd_per_t: slope,
            }
        })
        .collect()
}

impl Axes {
    fn new(
        network: &Network,
        places: &[Place],
        runs: &[Run],
        shipments: &[Shipment],
        slots: &[Slot],
        segments: &[Vec<Segment>],
        floors: &[Floor],
    ) -> Self {
        let tree = &network.tree;
        let state = |s: usize| tree.label(s);
        let place = |p: &Place| {
            let (m, r) = (&network.materials[p.material].id, &network.regions[p.region].id);
            if p.compliant { format!("{m},{r},compliant") } else { format!("{m},{r}") }
        };
        let run = |(i, r): (usize, &Run)| {
            let f = &network.facilities[r.facility];
            let mode = &network.technologies[f.technology].modes[r.mode].label;
            // The two pools of a mode stand next to each other.
            let same = |other: Option<&Run>| other.is_some_and(|o| o.facility == r.facility && o.mode == r.mode);
            let both = same(i.checked_sub(1).map(|before| &runs[before])) || same(runs.get(i + 1));
            match (both, r.compliant) {
                (true, true) => format!("{},{mode},compliant", f.id),
                _ => format!("{},{mode}", f.id),
            }
        };
        let shipment = |s: &Shipment| {
            let lane = &network.lanes[s.lane];
            let (from, to) = (&network.regions[lane.from].id, &network.regions[lane.to].id);
            let pool = if places[s.from].compliant { ",compliant" } else { "" };
            format!("{},{from},{to}{pool}", network.materials[lane.material].id)
        };
        let lane = |l: &crate::network::Lane| {
            let (from, to) = (&network.regions[l.from].id, &network.regions[l.to].id);
            format!("{},{from},{to}", network.materials[l.material].id)
        };
        let offer = |o: &crate::network::Offer| {
            let (m, k) = (&network.materials[o.material].id, &network.markets[o.market].id);
            format!("{k},{m},{}{}", o.side.word(), o.step)
        };
        let floor = |f: &Floor| {
            let policy = &network.policies[f.policy];
            format!("{},{}", policy.id, network.materials[policy.materials[f.material].0].id)
        };
        Self {
            state: Axis::new("state", (0..tree.states.len()).map(state)),
            leaf: Axis::new("scenario", tree.leaves.iter().map(|s| tree.nodes[tree.states[*s].node].id.as_str())),
            place: Axis::new("place", places.iter().map(place)),
            run: Axis::new("run", runs.iter().enumerate().map(run)),
            facility: Axis::new("facility", network.facilities.iter().map(|f| f.id.as_str())),
            slot: Axis::new(
                "slot",
                slots.iter().map(|s| format!("{},{}", network.facilities[s.facility].id, tree.label(s.state))),
            ),
            segment: Axis::new(
                "segment",
                (1..=segments.iter().map(Vec::len).max().unwrap_or(0).max(1)).map(|i| i.to_string()),
            ),
            shipment: Axis::new("shipment", shipments.iter().map(shipment)),
            lane: Axis::new("lane", network.lanes.iter().map(lane)),
            downgrade: Axis::new(
                "material,region",
                places.iter().enumerate().filter(|(_, p)| p.compliant).filter_map(|(i, p)| {
                    let free = i.checked_sub(1).map(|j| &places[j])?;
                    let same = free.material == p.material && free.region == p.region;
                    same.then(|| format!("{},{}", network.materials[p.material].id, network.regions[p.region].id))
                }),
            ),
            offer: Axis::new("offer", network.offers.iter().map(offer)),
            stock: Axis::new(
                "stock",
                network
                    .stocks
                    .iter()
                    .map(|s| format!("{},{}", network.materials[s.material].id, network.regions[s.region].id)),
            ),
            demand: Axis::new("demand", network.demands.iter().map(|d| d.id.as_str())),
            member: Axis::new("member", network.members.iter().map(|m| m.id.as_str())),
            floor: Axis::new("floor", floors.iter().map(floor)),
            policy: Axis::new("policy", network.policies.iter().map(|p| p.id.as_str())),
            empty: Axis::new("none", Vec::<String>::new()),
        }
    }
}
