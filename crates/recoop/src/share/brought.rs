//! What members bring, in words: the bounds of the program that are theirs, and what one unit of each is worth.
//!
//! A member is paid, for everything that it brings, the price at which one more unit would earn exactly that (Owen 1975): the same
//! price for everybody who brings the same, and known for each unit.

use std::collections::{BTreeMap, HashMap};

use coalition::planned::level_out;
use program::{Membership, Place, Solution};

use crate::formulation::Formulation;
pub use crate::formulation::family::Resource;
use crate::formulation::family::{When, bounds};
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use crate::formulation::sets::Sets;
use recoop_case::Network;
use recoop_case::positions::StateAt;

impl Resource {
    /// The word in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::Site => "site",
            Self::Ore => "ore",
            Self::Stock => "stock",
            Self::Room => "storage room",
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
            Self::Demand | Self::Market | Self::Lane | Self::Floor | Self::Ore | Self::Stock | Self::Room => "USD/kg",
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
    pub thing: Resource,
    /// Id of the facility, demand, material ...
    pub subject: String,
    /// Whether it is the member's part of what belongs to all.
    pub common: bool,
    /// Present value, MUSD.
    pub worth_musd: f64,
    /// Price of one unit, in [`Resource::unit`]; none for sites, and where nothing is left to divide by.
    pub price: Option<f64>,
}

/// What members are paid and charged for at the duals of a continuous solution, without sign, MUSD. It adds up when a member is cut in two, and is zero
/// for one that brings nothing that is scarce.
#[derive(Clone, Debug, PartialEq)]
pub struct Turnover {
    /// For what building takes: equity and sites.
    pub building: Vec<f64>,
    /// For all that they bring.
    pub all: Vec<f64>,
}

impl Turnover {
    /// The turnover of a solution.
    #[must_use]
    pub fn new(network: &Network, formulation: &Formulation, membership: &Membership, solution: &Solution) -> Self {
        let sources = sources(network, formulation);
        let none = vec![0.0; membership.num_members()];
        let (mut building, mut all) = (none.clone(), none);
        membership.visit_duals(&formulation.program, solution, &mut |place, member, worth| {
            all[member] += worth.abs();
            let thing = sources.get(&place).map(|source| source.thing);
            if matches!(thing, Some(Resource::Capital | Resource::Site)) {
                building[member] += worth.abs();
            }
        });
        Self { building, all }
    }

    /// Payoffs that add up to a total: what whole plants fall short of parts of plants is borne in proportion to what members are paid and charged for
    /// what building takes, as far as that goes, and beyond for all that they bring.
    #[must_use]
    pub fn bear(&self, pay: &[f64], total: f64) -> Vec<f64> {
        let sum: f64 = pay.iter().sum();
        let building: f64 = self.building.iter().sum();
        let first = sum + (total - sum).clamp(-building, building);
        level_out(&level_out(pay, &self.building, first), &self.all, total)
    }
}

/// Where a bound comes from.
struct Source {
    thing: Resource,
    subject: String,
    state: Option<StateAt>,
    owner: usize,
}

/// Member, kind, subject, whether common: with worth, units in present value, largest amount.
type ThingKey = (usize, Resource, String, bool);

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
                Resource::Site => None,
                Resource::Capital => per(units, 1.0),
                Resource::Capacity => per(most, 1e6),
                _ => per(units, 1.0 / MUSD_PER_USD_PER_KG_TONNE),
            };
            PricedThing { member, thing, subject, common, worth_musd, price }
        })
        .collect();
    priced.sort_by(|a, b| a.member.cmp(&b.member).then(b.worth_musd.abs().total_cmp(&a.worth_musd.abs())));
    priced
}

/// The bounds that are brought, by the declarations of their families.
fn sources(network: &Network, formulation: &Formulation) -> HashMap<Place, Source> {
    let (program, sets) = (&formulation.program, &formulation.sets);
    let mut out = HashMap::new();
    let state = |when: When, key: &[usize]| {
        let dated = matches!(when, When::State | When::StateInScenario | When::Year);
        dated.then(|| when.state(network, sets, key)).flatten()
    };
    formulation.constraints.visit(&mut |family, key, row| {
        let Some(thing) = family.thing else { return };
        let subject = family.subject.id(network, sets, key[0]);
        let owner = family.owner(network, sets, key).unwrap_or_else(|| keeper(network, sets, key[0]));
        for (place, _) in bounds(program, row) {
            let state = state(family.when, key);
            out.insert(place, Source { thing, subject: subject.clone(), state, owner });
        }
    });
    formulation.variables.visit(&mut |family, key, col| {
        for (place, _, thing) in family.brought(program, col) {
            let subject = family.subject.id(network, sets, key[0]);
            let owner = family.owner(network, sets, key).unwrap_or(network.cooperative());
            out.insert(place, Source { thing, subject, state: state(family.when, key), owner });
        }
    });
    out
}

/// Who keeps the stocks at a place: the cooperative where nobody does.
fn keeper(network: &Network, sets: &Sets, place: usize) -> usize {
    let stocks = &sets.touching[place].stocks;
    stocks.last().map_or(network.cooperative(), |stock| network.stocks[*stock].member)
}
