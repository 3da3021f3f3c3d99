//! Who earns what in a year: every plant at the mean of open offers, as the pooling bylaws of the stress reckon it; by a rule of the bylaw that does not
//! follow the market what goes inside counts at its price (`inside.rs`).
//!
//! ```text
//!   run[p]     = Σ flows · price · (1 - tax) + own costs + what floors top up        price: mean of what markets quote, else the dual
//!   account[i] = Σ_p max(run, 0) + settled[i] + part of what nobody's plant holds
//! ```
//!
//! Everything is run together. Who runs a plant at a loss at market prices does so because others want it, and is paid what it lacks by
//! those whom it serves. What no plant's account holds (shipping, duties, steps of prices, disposal, stocks) is borne in proportion to the worth
//! of what plants make.

use std::collections::BTreeMap;

use program::{List, Solution};

use super::chain::{Chain, StateProgram};
use super::inside::YearPrices;
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::formulation::sets::Place;
use recoop::formulation::sets::positions::PlaceAt;
use recoop_case::positions::FacilityAt;
use recoop_case::tables::{Bloc, Priority};

/// What a year brings, before settled money.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// By member: what its plants earn and its part of what nobody's plant holds, MUSD.
    pub earned: Vec<f64>,
    /// What users pay above the market so that plants run at a loss for them, MUSD.
    pub made_whole: f64,
    /// Money of all columns in the purse, MUSD.
    pub purse: f64,
    /// Not served, t, by priority in the order of [`Priority::ALL`](PRIORITIES).
    pub unserved_t: [f64; 3],
    /// What plants at home add, made less used, at the case's prices, MUSD.
    pub home_musd: f64,
}

/// Priorities in the order of [`Year::unserved_t`].
pub const PRIORITIES: [Priority; 3] = [Priority::Defense, Priority::Critical, Priority::Commercial];

/// Reads a year from how it was run. `alive` by member.
pub(super) fn read(
    chain: &Chain<'_>,
    places: &List<PlaceAt, Place>,
    state: &StateProgram,
    solution: &Solution,
    factors: &[f64],
    alive: &[bool],
) -> Year {
    let network = chain.network;
    let cooperative = network.cooperative();
    let topped = state.topped(solution, factors);
    let inside = YearPrices::new(network, places, state, solution, factors);
    let mut plants: BTreeMap<FacilityAt, f64> = BTreeMap::new();
    let mut makes = vec![0.0; network.members.len()];
    let mut home_musd = 0.0;
    for (at, run) in state.running.iter().enumerate() {
        let activity = solution.cols[run.col.index()];
        if activity.abs() < 1e-9 && topped[at] == 0.0 {
            continue;
        }
        let facility = &network.facilities[run.facility];
        let mut margin = activity * run.own + topped[at];
        for (place, amount) in &run.flows {
            let material = places[*place].material;
            let tonnes = amount * activity;
            let dual = || Some(-solution.row_duals[state.balances.get(place)?.index()] / MUSD_PER_USD_PER_KG_TONNE);
            let market = state.price(material, factors);
            let quoted = match &inside {
                Some(inside) => inside.counts(at, material, *amount > 0.0, market),
                None => market,
            };
            let price = network.delivery_usd_per_kg(material, quoted, dual);
            let worth = tonnes * price * MUSD_PER_USD_PER_KG_TONNE;
            margin += worth;
            makes[facility.member] += worth.max(0.0);
            if network.regions[facility.region].bloc == Bloc::Home {
                home_musd += tonnes * chain.reference(state, material) * MUSD_PER_USD_PER_KG_TONNE;
            }
        }
        *plants.entry(run.facility).or_default() += margin;
    }
    let purse = state.purse(solution, factors, inside.as_ref());
    let mut earned = vec![0.0; network.members.len()];
    let (mut of_plants, mut made_whole) = (0.0, 0.0);
    for (facility, margin) in plants {
        of_plants += margin;
        made_whole += (-margin).max(0.0);
        earned[network.facilities[facility].member] += margin.max(0.0);
    }
    // Stocks of all are kept as planned.
    let rest = purse + state.settled.get(&cooperative).copied().unwrap_or_default() - of_plants;
    let all: f64 = makes[..cooperative].iter().sum();
    if all > 0.0 {
        for member in 0..cooperative {
            earned[member] += rest * makes[member] / all;
        }
    } else {
        let living = (0..cooperative).filter(|member| alive[*member]).count() as f64;
        (0..cooperative).filter(|member| alive[*member]).for_each(|member| earned[member] += rest / living);
    }
    let mut unserved_t = [0.0; 3];
    for (demand, col) in &state.shortages {
        let at = PRIORITIES.iter().position(|priority| *priority == network.demands[*demand].priority);
        unserved_t[at.unwrap_or(2)] += solution.cols[col.index()].max(0.0);
    }
    Year { earned, made_whole, purse, unserved_t, home_musd }
}
