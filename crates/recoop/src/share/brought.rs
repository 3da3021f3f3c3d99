//! What members bring, in words: the bounds of the program that are theirs, and what one unit of each is worth.
//!
//! A member is paid, for everything that it brings, the price at which one more unit would earn exactly that (Owen 1975): the same
//! price for everybody who brings the same, and known for each unit.

use std::collections::{BTreeMap, HashMap};

use program::{Membership, Place, Solution};

use crate::formulation::Formulation;
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop_case::Network;

/// Kinds of things that members bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// Capacity that stands.
    Capacity,
    /// A site with the right to build.
    Site,
    /// Ore.
    Ore,
    /// Opening stock, less what has to be kept.
    Stock,
    /// A need, with the worth of having it served and the cost of not.
    Demand,
    /// Access to a market.
    Market,
    /// Equity.
    Capital,
    /// A way of transport.
    Lane,
    /// Volume under a price floor.
    Floor,
}

impl Thing {
    /// The word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::Site => "site",
            Self::Ore => "ore",
            Self::Stock => "stock",
            Self::Demand => "demand",
            Self::Market => "market",
            Self::Capital => "capital",
            Self::Lane => "lane",
            Self::Floor => "price floor",
        }
    }

    /// The unit of its price.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Demand | Self::Market | Self::Lane | Self::Floor | Self::Ore | Self::Stock => "USD/kg",
            Self::Capacity => "USD per t/yr",
            Self::Capital => "USD per USD",
            Self::Site => "MUSD",
        }
    }
}

/// What a member is paid for one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct PricedThing {
    /// Member.
    pub member: usize,
    /// Kind.
    pub thing: Thing,
    /// Id of the facility, demand, material ...
    pub subject: String,
    /// Whether it is the member's part of what belongs to all.
    pub common: bool,
    /// Present value, MUSD.
    pub worth_musd: f64,
    /// Price of one unit, in [`Thing::unit`]; none for sites, and where nothing is left to divide by.
    pub price: Option<f64>,
}

/// Where a bound comes from.
struct Source {
    thing: Thing,
    subject: String,
    state: Option<usize>,
    owner: usize,
}

/// Member, kind, subject, whether common: with worth, units in present value, largest amount.
type ThingKey = (usize, Thing, String, bool);

/// Prices of all that members bring, at the duals of a continuous solution; by member, the dearest first.
#[must_use]
pub fn price_things(
    network: &Network,
    formulation: &Formulation,
    membership: &Membership,
    solution: &Solution,
    weights: &[f64],
) -> Vec<PricedThing> {
    let sources = sources(network, formulation);
    let mut sums: BTreeMap<ThingKey, (f64, f64, f64)> = BTreeMap::new();
    let key = |source: &Source, member: usize| {
        (member, source.thing, source.subject.clone(), source.owner == network.cooperative())
    };
    membership.visit_amounts(&mut |place, member, amount| {
        if let Some(source) = sources.get(&place) {
            let sum = sums.entry(key(source, member)).or_default();
            sum.1 += amount * source.state.map_or(1.0, |s| weights[s]);
            sum.2 = sum.2.max(amount);
        }
    });
    membership.visit_duals(&formulation.program, solution, &mut |place, member, worth| {
        if let Some(source) = sources.get(&place) {
            sums.entry(key(source, member)).or_default().0 += worth;
        }
    });
    let mut priced: Vec<PricedThing> = sums
        .into_iter()
        .filter(|(_, (worth, ..))| worth.abs() > 1e-9)
        .map(|((member, thing, subject, common), (worth_musd, units, most))| {
            let per = |units: f64, factor: f64| (units.abs() > 1e-12).then(|| worth_musd * factor / units);
            let price = match thing {
                Thing::Site => None,
                Thing::Capital => per(units, 1.0),
                Thing::Capacity => per(most, 1e6),
                _ => per(units, 1.0 / MUSD_PER_USD_PER_KG_TONNE),
            };
            PricedThing { member, thing, subject, common, worth_musd, price }
        })
        .collect();
    priced.sort_by(|a, b| a.member.cmp(&b.member).then(b.worth_musd.abs().total_cmp(&a.worth_musd.abs())));
    priced
}

fn sources(network: &Network, formulation: &Formulation) -> HashMap<Place, Source> {
    let (c, v, sets) = (&formulation.constraints, &formulation.variables, &formulation.sets);
    let mut out = HashMap::new();
    let facility = |f: usize| (network.facilities[f].id.to_string(), network.facilities[f].member);
    let mut put = |place: Place, thing: Thing, (subject, owner): (String, usize), state: Option<usize>| {
        out.insert(place, Source { thing, subject, state, owner });
    };
    for family in [&c.capacity_roll, &c.lifetime_limit, &c.ramp_limit, &c.capacity_limit] {
        for ([f, s], row) in family.iter() {
            put(Place::RowUpper(row), Thing::Capacity, facility(f), Some(s));
        }
    }
    for ([f, _], row) in c.ore_depletion.iter() {
        put(Place::RowUpper(row), Thing::Ore, facility(f), None);
    }
    let of_slot = |slot: usize| facility(sets.slots[slot].facility);
    for ([slot, _], col) in v.build.iter().chain(v.size.iter()) {
        put(Place::ColUpper(col), Thing::Site, of_slot(slot), None);
    }
    for ([slot], col) in v.open.iter() {
        put(Place::ColUpper(col), Thing::Site, of_slot(slot), None);
    }
    for ([slot], row) in c.site_limit.iter().chain(c.build_limit.iter()).chain(c.one_segment.iter()) {
        put(Place::RowUpper(row), Thing::Site, of_slot(slot), None);
    }
    let demand = |d: usize| (network.demands[d].id.to_string(), network.demands[d].member);
    for ([d, s], row) in c.demand_met.iter() {
        put(Place::RowBoth(row), Thing::Demand, demand(d), Some(s));
    }
    for ([d, s, _], row) in c.service_level.iter() {
        put(Place::RowLower(row), Thing::Demand, demand(d), Some(s));
    }
    for ([d], row) in c.service_chance.iter() {
        put(Place::RowUpper(row), Thing::Demand, demand(d), None);
    }
    for ([d, _], col) in v.miss.iter() {
        put(Place::ColUpper(col), Thing::Demand, demand(d), None);
    }
    for ([o, s], col) in v.sell.iter().chain(v.buy.iter()) {
        let offer = &network.offers[o];
        let subject = format!("{}/{}", network.markets[offer.market].id, network.materials[offer.material].id);
        put(Place::ColUpper(col), Thing::Market, (subject, offer.member), Some(s));
    }
    for ([i, outlay], row) in c.capital_limit.iter() {
        let state = sets.outlays[outlay].state;
        put(Place::RowUpper(row), Thing::Capital, ("equity".to_string(), i), Some(state));
    }
    for ([i, _], row) in c.capital_total.iter() {
        put(Place::RowUpper(row), Thing::Capital, ("equity".to_string(), i), None);
    }
    for ([l, s], row) in c.lane_limit.iter() {
        let subject = network.materials[network.lanes[l].material].id.to_string();
        put(Place::RowUpper(row), Thing::Lane, (subject, network.cooperative()), Some(s));
    }
    for ([p, s], row) in c.price_floor_limit.iter() {
        put(Place::RowUpper(row), Thing::Floor, (network.policies[p].id.to_string(), network.cooperative()), Some(s));
    }
    let stock = |k: usize| {
        let stock = &network.stocks[k];
        (network.materials[stock.material].id.to_string(), stock.member)
    };
    for (k, place) in sets.stock_place.iter().enumerate() {
        for s in 0..network.tree.states.len() {
            if let Some(row) = place.and_then(|p| c.material_balance.get([p, s])) {
                put(Place::RowBoth(row), Thing::Stock, stock(k), Some(s));
            }
        }
    }
    for ([k, s], col) in v.hold.iter() {
        put(Place::ColLower(col), Thing::Stock, stock(k), Some(s));
    }
    out
}
