//! Who holds what belongs to all: fixed numbers of the case, by who could use it.
//!
//! ```text
//! offer to sell       what a member's plants could make of the material, where it reaches the market      t/yr
//! offer to buy        what its plants and users could take of it, where the market reaches them
//! lane                what it could make before the lane, and take after it
//! plant               what its own plants could make of the plant's inputs, and it could take of its outputs
//! demand              what it could make for it
//! stock               what it could make before the stock, and take after it
//! price floor         what its plants could make under the floor
//! part[i]             = figure[i] / Σ_j figure[j]
//! ```
//!
//! What a plant could make is what its capacity allows: what stands, is being built or may be built. Users count with their mean demand,
//! stocks with what they open with and have to hold. Where nobody could use it, the key is the value of the business that each could do
//! (what plants could make and users take at the prices of [`Network::weight_price`] and of users), as for the key `value` of a bylaw;
//! where there is none, equal parts.
//!
//! No number depends on the plan or on who takes part. So the parts of all coalitions add up, and shadow prices stay in the core
//! (Owen 1975). A member that is cut in two has the same part as before.

use std::collections::HashMap;

use super::family::Subject;
use super::ledger::MUSD_PER_USD_PER_KG_TONNE;
use super::sets::Sets;
use recoop_case::positions::StateAt;
use recoop_case::tables::Side;
use recoop_case::{Facility, Network};

/// Places of a material and those before or after them, by position in `Sets::places`.
type Reach = Vec<bool>;

/// The parts in which members hold what belongs to all.
pub struct JointUse<'a> {
    network: &'a Network,
    sets: &'a Sets,
    runs: Vec<Vec<usize>>,
    /// Mean demand of each demand, t/yr.
    demand_t: Vec<f64>,
    /// Parts of plants, demands and stocks of the cooperative, known by then.
    known: HashMap<(Subject, usize), Vec<f64>>,
}

impl<'a> JointUse<'a> {
    /// The parts of a case.
    #[must_use]
    pub fn new(network: &'a Network, sets: &'a Sets) -> Self {
        let weight = |s: StateAt| network.tree.states[s].probability * sets.years[s];
        let states = network.tree.states.positions();
        let all: f64 = states.clone().map(weight).sum();
        let mean = |d: &recoop_case::Demand| {
            states.clone().map(|s| weight(s) * d.quantity_t_per_year.at(s)).sum::<f64>() / all.max(f64::MIN_POSITIVE)
        };
        let demand_t = network.demands.iter().map(mean).collect();
        let mut uses = Self { network, sets, runs: sets.runs_by_facility(network), demand_t, known: HashMap::new() };
        // Plants by the plants, users and stocks of members; then users and stocks by all plants.
        let common = network.cooperative();
        for (f, _) in network.facilities.iter().enumerate().filter(|(_, it)| it.member == common) {
            let parts = uses.parts(uses.of_plant(f));
            uses.known.insert((Subject::Facility, f), parts);
        }
        for (d, _) in network.demands.iter().enumerate().filter(|(_, it)| it.member == common) {
            let places: Vec<usize> = sets.demand_place[d].into_iter().flatten().collect();
            let parts = uses.parts(uses.made(&uses.reach(&places, false)));
            uses.known.insert((Subject::Demand, d), parts);
        }
        for (k, _) in network.stocks.iter().enumerate().filter(|(_, it)| it.member == common) {
            let places: Vec<usize> = sets.stock_place[k].into_iter().collect();
            let parts = uses.parts(uses.both(&places, &places));
            uses.known.insert((Subject::Stock, k), parts);
        }
        uses
    }

    /// Part of each member in an entity of the cooperative; at least zero, in sum one.
    pub fn of(&mut self, subject: Subject, at: usize) -> &[f64] {
        let (subject, at) = match subject {
            Subject::Run => (Subject::Facility, self.sets.runs[at].facility),
            Subject::Slot => (Subject::Facility, self.sets.slots[at].facility),
            Subject::Shipment => (Subject::Lane, self.sets.shipments[at].lane),
            Subject::Floor => (Subject::Policy, self.sets.floors[at].policy),
            other => (other, at),
        };
        if !self.known.contains_key(&(subject, at)) {
            let figures = self.figures(subject, at);
            let parts = self.parts(figures);
            self.known.insert((subject, at), parts);
        }
        &self.known[&(subject, at)]
    }

    fn figures(&self, subject: Subject, at: usize) -> Vec<f64> {
        match subject {
            Subject::Offer => {
                let place: Vec<usize> = self.sets.offer_place[at].into_iter().collect();
                match self.network.offers[at].side {
                    Side::Sell => self.made(&self.reach(&place, false)),
                    Side::Buy => self.taken(&self.reach(&place, true)),
                }
            }
            Subject::Lane => {
                let of = self.sets.shipments.iter().filter(|shipment| shipment.lane == at);
                let (from, to): (Vec<_>, Vec<_>) = of.map(|shipment| (shipment.from, shipment.to)).unzip();
                self.both(&from, &to)
            }
            Subject::Policy => self.floored(at),
            _ => self.nobody(),
        }
    }

    fn nobody(&self) -> Vec<f64> {
        vec![0.0; self.network.cooperative()]
    }

    /// Figures in sum one: those of the business that members could do where all are zero, else equal parts.
    fn parts(&self, figures: Vec<f64>) -> Vec<f64> {
        let in_sum_one = |figures: Vec<f64>| {
            let sum: f64 = figures.iter().sum();
            (sum > 0.0 && sum.is_finite()).then(|| figures.iter().map(|figure| figure / sum).collect::<Vec<_>>())
        };
        let n = self.network.cooperative();
        in_sum_one(figures).or_else(|| in_sum_one(self.business())).unwrap_or_else(|| vec![1.0 / n.max(1) as f64; n])
    }

    /// Places and all that lead to them, or (`after`) to which they lead, by lanes and downgrades.
    fn reach(&self, places: &[usize], after: bool) -> Reach {
        let mut reached = vec![false; self.sets.places.len()];
        let mut open = places.to_vec();
        while let Some(place) = open.pop() {
            if std::mem::replace(&mut reached[place], true) {
                continue;
            }
            let touching = &self.sets.touching[place];
            if after {
                open.extend(touching.departures.iter().map(|h| self.sets.shipments[*h].to));
                open.extend(touching.downgraded_out.iter().map(|d| self.sets.downgrades[*d].1));
            } else {
                open.extend(touching.arrivals.iter().map(|h| self.sets.shipments[*h].from));
                open.extend(touching.downgraded_in.iter().map(|d| self.sets.downgrades[*d].0));
            }
        }
        reached
    }

    /// Adds an amount to a member's figure, or to those of all by their parts of an entity of the cooperative; nothing where the parts are not
    /// known.
    fn add(&self, figures: &mut [f64], (subject, at): (Subject, usize), owner: usize, amount: f64) {
        if owner < figures.len() {
            figures[owner] += amount;
        } else if let Some(parts) = self.known.get(&(subject, at)) {
            figures.iter_mut().zip(parts).for_each(|(figure, part)| *figure += amount * part);
        }
    }

    /// What a plant could make (`sign` 1) or use (-1) at some places, t/yr.
    fn plant_t(&self, facility: usize, places: &Reach, sign: f64) -> f64 {
        let of_run = |r: &usize| {
            let flows = self.sets.runs[*r].flows.iter().filter(|(place, _)| places[*place]);
            let per_activity: f64 = flows.map(|(_, amount)| (sign * amount).max(0.0)).sum();
            per_activity / self.capacity_use(*r)
        };
        self.runs[facility].iter().map(of_run).fold(0.0, f64::max) * capacity_t(&self.network.facilities[facility])
    }

    fn capacity_use(&self, run: usize) -> f64 {
        let run = &self.sets.runs[run];
        self.network.technologies[self.network.facilities[run.facility].technology].modes[run.mode].capacity_use
    }

    fn plants(&self, figures: &mut [f64], places: &Reach, sign: f64) {
        for (f, facility) in self.network.facilities.iter().enumerate() {
            self.add(figures, (Subject::Facility, f), facility.member, self.plant_t(f, places, sign));
        }
    }

    /// What each member could make at some places, t/yr.
    fn made(&self, places: &Reach) -> Vec<f64> {
        let mut figures = self.nobody();
        self.plants(&mut figures, places, 1.0);
        for (k, stock) in self.network.stocks.iter().enumerate() {
            if self.sets.stock_place[k].is_some_and(|place| places[place]) {
                self.add(&mut figures, (Subject::Stock, k), stock.member, stock.initial_t);
            }
        }
        figures
    }

    /// What each member could take at some places, t/yr.
    fn taken(&self, places: &Reach) -> Vec<f64> {
        let mut figures = self.nobody();
        self.plants(&mut figures, places, -1.0);
        for (d, demand) in self.network.demands.iter().enumerate() {
            if self.sets.demand_place[d].into_iter().flatten().any(|place| places[place]) {
                self.add(&mut figures, (Subject::Demand, d), demand.member, self.demand_t[d]);
            }
        }
        for (k, stock) in self.network.stocks.iter().enumerate() {
            if self.sets.stock_place[k].is_some_and(|place| places[place]) {
                self.add(&mut figures, (Subject::Stock, k), stock.member, stock.reserve_t.max(stock.final_t));
            }
        }
        figures
    }

    fn both(&self, from: &[usize], to: &[usize]) -> Vec<f64> {
        let (made, taken) = (self.made(&self.reach(from, false)), self.taken(&self.reach(to, true)));
        made.iter().zip(&taken).map(|(made, taken)| made + taken).collect()
    }

    fn of_plant(&self, facility: usize) -> Vec<f64> {
        let places = |sign: f64| -> Vec<usize> {
            let flows = self.runs[facility].iter().flat_map(|r| &self.sets.runs[*r].flows);
            flows.filter(|(_, amount)| sign * amount > 0.0).map(|(place, _)| *place).collect()
        };
        self.both(&places(-1.0), &places(1.0))
    }

    fn floored(&self, policy: usize) -> Vec<f64> {
        let mut most: HashMap<usize, f64> = HashMap::new();
        for floor in self.sets.floors.iter().filter(|floor| floor.policy == policy && floor.sold_at.is_none()) {
            for (r, amount) in &floor.made_by {
                let entry = most.entry(self.sets.runs[*r].facility).or_default();
                *entry = entry.max(amount / self.capacity_use(*r));
            }
        }
        let mut figures = self.nobody();
        for (f, facility) in self.network.facilities.iter().enumerate() {
            let amount = most.get(&f).copied().unwrap_or(0.0) * capacity_t(facility);
            self.add(&mut figures, (Subject::Facility, f), facility.member, amount);
        }
        figures
    }

    /// Value of what each member's plants could make and its users take, MUSD/yr.
    fn business(&self) -> Vec<f64> {
        let (network, n) = (self.network, self.network.cooperative());
        let mut figures = self.nobody();
        let worth = |place: usize| network.weight_price(self.sets.places[place].material) * MUSD_PER_USD_PER_KG_TONNE;
        for (f, facility) in network.facilities.iter().enumerate().filter(|(_, it)| it.member < n) {
            let of_run = |r: &usize| {
                let flows = self.sets.runs[*r].flows.iter().filter(|(_, amount)| *amount > 0.0);
                flows.map(|(place, amount)| amount * worth(*place)).sum::<f64>() / self.capacity_use(*r)
            };
            let most = self.runs[f].iter().map(of_run).fold(0.0, f64::max);
            figures[facility.member] += most * capacity_t(facility);
        }
        for (d, demand) in network.demands.iter().enumerate().filter(|(_, it)| it.member < n) {
            figures[demand.member] += self.demand_t[d] * demand.value_usd_per_kg.abs() * MUSD_PER_USD_PER_KG_TONNE;
        }
        figures
    }
}

/// Capacity that stands, is being built or may be built, t/yr.
fn capacity_t(facility: &Facility) -> f64 {
    facility.existing_t.max(facility.building.as_ref().map_or(0.0, |building| building.site_t))
}

/// More of a material than all plants, users, stocks, limited offers and limited lanes can pass in a state: what an owner's access to a market
/// without limit comes to, t/yr. What is bought passes one of them before it is worth more than it cost, and what is sold comes out of one.
#[must_use]
pub fn ample_t(network: &Network, sets: &Sets, material: usize, state: StateAt) -> f64 {
    let finite = |amount: f64| if amount.is_finite() { amount } else { 0.0 };
    let mut plants = vec![0.0_f64; network.facilities.len()];
    for run in &sets.runs {
        let flows = run.flows.iter().filter(|(place, _)| sets.places[*place].material == material);
        let moved: f64 = flows.map(|(_, amount)| amount.abs()).sum();
        let technology = &network.technologies[network.facilities[run.facility].technology];
        plants[run.facility] = plants[run.facility].max(moved / technology.modes[run.mode].capacity_use);
    }
    let plants: f64 = plants.iter().zip(&network.facilities).map(|(per, facility)| per * capacity_t(facility)).sum();
    let kept = network.stocks.iter().filter(|stock| stock.material == material);
    let kept: f64 = kept.map(|stock| stock.initial_t + finite(stock.limit_t)).sum();
    let yearly = |s: StateAt| {
        let demands = network.demands.iter().filter(|it| it.material == material);
        let offers = network.offers.iter().filter(|it| it.material == material);
        let lanes = network.lanes.iter().filter(|it| it.material == material);
        plants
            + demands.map(|it| it.quantity_t_per_year.at(s)).sum::<f64>()
            + offers.map(|it| finite(it.limit_t_per_year.at(s))).sum::<f64>()
            + lanes.map(|it| finite(it.limit_t_per_year.at(s))).sum::<f64>()
    };
    let all: f64 = network.tree.states.positions().map(|s| sets.years[s] * yearly(s) + kept).sum();
    1.0 + 2.0 * all / sets.years[state]
}
