//! Shadow price of one more t/yr of a plant's capacity, from the duals of every row that it enters.
//!
//! One more t/yr of `capacity_t_per_year` changes the right-hand sides of `capacity_roll`, `lifetime_limit` and `ramp_limit` (of
//! `capacity_limit` if capacity is fixed), each by the share that stands, works and is available then. It also uses
//! room on the site. Its fixed cost is in the duals of `capacity_roll`, because unprofitable capacity is given up.

use super::prices::DualValue;
use super::solve::Plan;
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use crate::formulation::variables::capacity_varies;
use program::List;
use recoop_case::Network;
use recoop_case::positions::{PeriodAt, StateAt};

/// Returns the present value of one more t/yr of a facility's existing capacity, MUSD of the objective; `None` without
/// such capacity.
#[must_use]
pub fn of_existing(network: &Network, plan: &Plan, facility: usize) -> Option<f64> {
    let plant = &network.facilities[facility];
    if plant.existing_t <= 0.0 {
        return None;
    }
    let stands = |period: PeriodAt| network.existing_capacity(plant, period, false) / plant.existing_t;
    let works = |period: PeriodAt| network.existing_capacity(plant, period, true) / plant.existing_t;
    let varies = capacity_varies(network, facility);
    let worth = |dual: &DualValue| -> f64 {
        let Some(state) = dual.state else { return 0.0 };
        let at = &network.tree.states[state];
        let moves = match dual.constraint {
            "capacity_roll" => {
                let before = at.parent.map_or(0.0, |before| stands(network.tree.states[before].period));
                (stands(at.period) - before).max(0.0)
            }
            "lifetime_limit" => stands(at.period),
            "ramp_limit" => plant.availability.at(state) * works(at.period),
            "capacity_limit" if !varies => plant.availability.at(state) * works(at.period),
            _ => 0.0,
        };
        moves * dual.present
    };
    let here = plan.duals.iter().filter(|dual| dual.subject == facility && dual.state.is_some());
    let room: f64 = of_site(plan, plant.id.as_str());
    let most = network.tree.periods.positions().map(stands).fold(0.0, f64::max);
    Some(here.map(worth).sum::<f64>() - most * room)
}

/// Returns the present value of room for one more t/yr on a facility's site, MUSD of the objective, over all rows of
/// the site.
#[must_use]
pub fn of_site(plan: &Plan, facility: &str) -> f64 {
    let of_it = |dual: &&DualValue| dual.constraint == "site_limit" && dual.key.split(',').next() == Some(facility);
    plan.duals.iter().filter(of_it).map(|dual| dual.present).sum()
}

/// Returns the earnings of one t/yr of a facility's capacity above its fixed cost, by state, MUSD/yr, with availability
/// and ramp.
#[must_use]
pub fn by_state(network: &Network, plan: &Plan, facility: usize) -> List<StateAt, f64> {
    let plant = &network.facilities[facility];
    let kept = 1.0 - network.tax_rate();
    let cost = if capacity_varies(network, facility) {
        plant.fixed_cost_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE * kept
    } else {
        0.0
    };
    let mut earned = List::from(vec![-cost; network.tree.states.len()]);
    let limits = ["capacity_limit", "ramp_limit"];
    for dual in plan.duals.iter().filter(|dual| limits.contains(&dual.constraint) && dual.subject == facility) {
        if let Some(state) = dual.state {
            earned[state] += plant.availability.at(state) * dual.value;
        }
    }
    earned
}
