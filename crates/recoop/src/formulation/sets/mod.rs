//! The sparse index sets that everything ranges over: what can be where, which plant can run what, who can build when.
//!
//! # Pools
//!
//! When a demand has an origin rule, tracked materials exist in two pools: *compliant* (never passed through a region that
//! is not compliant) and *unrestricted*. A pool exists at a region only where something can supply it, found as a fixpoint
//! over markets, stocks, plants and lanes. Compliant material can become unrestricted, never the reverse.
//!
//! Long: one struct of all index sets, with the walks over them.

mod axes;
mod building;
mod supply;

pub use axes::Axes;

use building::{last_slots, outlays, segments, slot_in, slots};
use supply::{Find, Supply, runs, shipments};

use program::List;
use recoop_case::positions::{LeafAt, PeriodAt, StateAt};
use recoop_case::prices::basis::Basis;
use recoop_case::tables::{PolicyKind, Side};
use recoop_case::{Demand, Network};

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
    /// Place and metric tons per metric ton of activity: positive made, negative used.
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
    /// The market where it was bought, where the duty depends on it; none counts at the reference price.
    pub bought_at: Option<usize>,
}

/// A decision to build: a facility, at a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Facility.
    pub facility: usize,
    /// State of commitment.
    pub state: StateAt,
    /// Period in which capacity comes on line.
    pub online_period: PeriodAt,
    /// First calendar year on line.
    pub online_year: i32,
}

/// A calendar year of a state in which members may put in equity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outlay {
    /// State.
    pub state: StateAt,
    /// Year.
    pub year: i32,
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
    /// The market where it is sold, where the price depends on it; none counts at the reference price.
    pub sold_at: Option<usize>,
    /// Runs that make it, with metric tons per metric ton of activity.
    pub made_by: Vec<(usize, f64)>,
}

/// What enters or leaves a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touching {
    /// Runs, with metric tons per metric ton of activity.
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
    /// Years in which equity may be put in, by state: the first year of each, and those in which a slot spends.
    pub outlays: Vec<Outlay>,
    /// For each facility its range in `slots`.
    pub facility_slots: Vec<std::ops::Range<usize>>,
    /// For each state its ancestor in every period up to its own.
    pub ancestors: List<StateAt, Vec<StateAt>>,
    /// For each state itself and all that follow it, by period, then state.
    followers: List<StateAt, Vec<StateAt>>,
    /// For each state the leaves of the paths through it.
    pub leaves_below: List<StateAt, Vec<LeafAt>>,
    /// For each facility its slot in every state, `NO_SLOT` where it has none; empty for those that cannot be built.
    slot_in: Vec<Vec<u32>>,
    /// For each slot whether no later one of the same facility follows it on any path.
    last_slot: Vec<bool>,
    /// Pairs (policy, material) of price floors, each followed by its markets.
    pub floors: Vec<Floor>,
    /// Pairs (market, material) at which duties or floors count by what is traded there.
    pub traded: Vec<(usize, usize)>,
    /// For each place what touches it.
    pub touching: Vec<Touching>,
    /// Pieces of the cost curve of each facility; empty for those that cannot be built or come in modules.
    pub segments: Vec<Vec<Segment>>,
    /// Years of each state.
    pub years: List<StateAt, f64>,
    /// Axes of the families.
    pub axes: Axes,
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
        let traded = traded(network, &shipments, &floors);
        let ancestors = ancestors(network);
        let outlays = outlays(network, &slots, &ancestors);
        let axes = Axes::new(network, &places, &runs, &shipments, (&slots, &outlays), &segments, (&floors, &traded));
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
            outlays,
            ancestors,
            floors,
            traded,
            touching: Vec::new(),
            segments,
            years: network.tree.states.positions().map(|s| f64::from(network.tree.period(s).length)).collect(),
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
    pub fn committed<'a>(&'a self, facility: usize, state: StateAt) -> impl Iterator<Item = usize> + 'a {
        let slot_in = &self.slot_in[facility];
        let path = if slot_in.is_empty() { [].as_slice() } else { self.ancestors[state].as_slice() };
        path.iter().map(|at| slot_in[*at]).filter(|slot| *slot != NO_SLOT).map(|slot| slot as usize)
    }

    /// Slots of a facility whose capacity stands in some year of a state: committed on its path, on line, not yet past its life.
    pub fn standing<'a>(
        &'a self,
        network: &'a Network,
        facility: usize,
        state: StateAt,
    ) -> impl Iterator<Item = usize> + 'a {
        let period = network.tree.states[state].period;
        let year = network.tree.periods[period].first_year;
        self.committed(facility, state)
            .filter(move |slot| self.slots[*slot].online_period <= period && year < self.end_of_life(network, *slot))
    }

    /// Share of a period's years before the end of a slot's life: what of its capacity stands in a period from its first one on.
    #[must_use]
    pub fn slot_share(&self, network: &Network, slot: usize, period: PeriodAt) -> f64 {
        network.tree.share(period, &(i32::MIN..=self.end_of_life(network, slot) - 1))
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
    pub fn slot_leaves(&self, slot: usize) -> impl Iterator<Item = (usize, LeafAt)> + '_ {
        self.leaves_below[self.slots[slot].state].iter().map(move |leaf| (slot, *leaf))
    }

    /// The states in `period` at or below `state`.
    pub fn descendants(
        &self,
        network: &Network,
        state: StateAt,
        period: PeriodAt,
    ) -> impl Iterator<Item = StateAt> + '_ {
        let all = &self.followers[state];
        let period_of = |s: &StateAt| network.tree.states[*s].period;
        let (from, to) =
            (all.partition_point(|s| period_of(s) < period), all.partition_point(|s| period_of(s) <= period));
        all[from..to].iter().copied()
    }

    /// The place that serves a demand in a period.
    #[must_use]
    pub fn serving_place(&self, network: &Network, demand: usize, period: PeriodAt) -> Option<usize> {
        let ruled = self.tracking && rule_holds(&network.demands[demand], network.tree.periods[period].first_year);
        self.demand_place[demand][usize::from(ruled)]
    }

    /// Whether a shipment of its own is needed in a state for what was bought at its market; those of no market always are.
    #[must_use]
    pub fn differs_if_bought(&self, network: &Network, shipment: usize, state: StateAt) -> bool {
        let shipment = self.shipments[shipment];
        let lane = &network.lanes[shipment.lane];
        let differs = |basis: &Basis, market| basis.differs(&network.attacks, lane.material, market, state);
        shipment.bought_at.zip(lane.basis.as_ref()).is_none_or(|(market, basis)| differs(basis, market))
    }

    /// The same for a floor and what is sold at its market.
    #[must_use]
    pub fn differs_if_sold(&self, network: &Network, floor: usize, state: StateAt) -> bool {
        let floor = &self.floors[floor];
        let floored = &network.policies[floor.policy].materials[floor.material];
        floor.sold_at.is_none_or(|market| floored.basis.differs(&network.attacks, floored.material, market, state))
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

fn ancestors(network: &Network) -> List<StateAt, Vec<StateAt>> {
    let tree = &network.tree;
    let mut ancestors: List<StateAt, Vec<StateAt>> = List::new();
    for (s, state) in tree.states.iter().enumerate() {
        let mut path = state.parent.map_or_else(Vec::new, |p| ancestors[p].clone());
        path.push(s);
        ancestors.push(path);
    }
    ancestors
}

fn followers(network: &Network, ancestors: &List<StateAt, Vec<StateAt>>) -> List<StateAt, Vec<StateAt>> {
    let mut order: Vec<StateAt> = ancestors.positions().collect();
    order.sort_by_key(|s| network.tree.states[*s].period);
    let mut followers = List::from(vec![Vec::new(); ancestors.len()]);
    for state in order {
        for ancestor in &ancestors[state] {
            followers[*ancestor].push(state);
        }
    }
    followers
}

fn leaves_below(network: &Network, ancestors: &List<StateAt, Vec<StateAt>>) -> List<StateAt, Vec<LeafAt>> {
    let mut leaves = List::from(vec![Vec::new(); ancestors.len()]);
    for (leaf, state) in network.tree.leaves.iter().enumerate() {
        for ancestor in &ancestors[*state] {
            leaves[*ancestor].push(leaf);
        }
    }
    leaves
}

fn floors(network: &Network, runs: &[Run], places: &[Place]) -> Vec<Floor> {
    let mut floors = Vec::new();
    for (p, policy) in network.policies.iter().enumerate().filter(|(_, p)| p.kind == PolicyKind::PriceFloor) {
        for (m, floored) in policy.materials.iter().enumerate() {
            let makes = |run: &Run| {
                let flows = run.flows.iter().filter(|(place, _)| places[*place].material == floored.material);
                flows.map(|(_, amount)| amount).sum::<f64>()
            };
            let made_by: Vec<(usize, f64)> = runs
                .iter()
                .enumerate()
                .filter(|(_, run)| policy.facilities.contains(&run.facility))
                .map(|(r, run)| (r, makes(run)))
                .filter(|(_, amount)| *amount > 0.0)
                .collect();
            if made_by.is_empty() {
                continue;
            }
            let sold = markets_apart(network, &floored.basis, floored.material, Side::Sell);
            let at = |sold_at| Floor { policy: p, material: m, sold_at, made_by: made_by.clone() };
            floors.push(at(None));
            floors.extend(sold.map(|market| at(Some(market))));
        }
    }
    floors
}

/// Markets of a basis that trade a material on a side and where that makes a difference in some state.
fn markets_apart<'a>(
    network: &'a Network,
    basis: &'a Basis,
    material: usize,
    side: Side,
) -> impl Iterator<Item = usize> + 'a {
    let apart = move |market: &usize| {
        let mut states = network.tree.states.positions();
        states.any(|s| {
            network.trades((*market, material), side, s) && basis.differs(&network.attacks, material, *market, s)
        })
    };
    basis.quotes.iter().map(|quote| quote.market).filter(apart)
}

/// Pairs (market, material) that shipments or floors name, ascending.
fn traded(network: &Network, shipments: &[Shipment], floors: &[Floor]) -> Vec<(usize, usize)> {
    let bought = shipments.iter().filter_map(|it| Some((it.bought_at?, network.lanes[it.lane].material)));
    let sold =
        floors.iter().filter_map(|it| Some((it.sold_at?, network.policies[it.policy].materials[it.material].material)));
    let pairs: std::collections::BTreeSet<(usize, usize)> = bought.chain(sold).collect();
    pairs.into_iter().collect()
}
