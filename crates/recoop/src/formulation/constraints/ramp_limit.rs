//! # Ramp limit
//!
//! New capacity works only in part while it ramps up:
//!
//! ```text
//! Σ_runs capacity_use · run ≤ availability · (existing · ramp + Σ_standing slots ramp[age] · size)
//! ```
//!
//! Written only for states in which some of the capacity still ramps.
//!
//! | index  | (facility, state)                                                       |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr of ramped capacity, MUSD per t/yr                |
//! | source | docs/formulation.md#ramp_limit                                          |

use program::{Program, Rows};

use super::add_size;
use super::capacity_limit::add_use;
use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::positions::{PeriodAt, StateAt};
use recoop_case::{Network, ramp_at};

/// Declaration of `ramp_limit`.
pub const RAMP_LIMIT: RowFamily = RowFamily {
    name: "ramp_limit",
    unit: "t/yr",
    subject: Subject::Facility,
    when: When::State,
    owner: Owner::Subject,
    thing: Some(Resource::Capacity),
    stands: Stands::Capacity,
    dual: Dual::Yearly("MUSD/yr per t/yr"),
    rule: "new capacity ramps up",
    noun: "capacity of",
};

/// Writes `ramp_limit[facility,state]`.
pub fn ramp_limit(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    let runs = sets.runs_by_facility(network);
    program.keyed().rows(
        RAMP_LIMIT.name,
        RAMP_LIMIT.unit,
        [&sets.axes.facility, &sets.axes.state],
        |(f, s): (usize, StateAt), row| {
            if vars.installed.get((f, s)).is_none() {
                return;
            }
            let facility = &network.facilities[f];
            let period = network.tree.states[s].period;
            let slots: Vec<usize> = sets.standing(network, f, s).collect();
            let ramps: Vec<f64> = slots.iter().map(|slot| slot_ramp(network, sets, *slot, period)).collect();
            let full = |(slot, ramp): (&usize, &f64)| *ramp >= sets.slot_share(network, *slot, period);
            let existing = network.existing_capacity(facility, period, true);
            let all_there = existing == network.existing_capacity(facility, period, false);
            if all_there && slots.iter().zip(&ramps).all(full) {
                return;
            }
            if !add_use(row, network, sets, vars, &runs[f], s) {
                return;
            }
            let availability = facility.availability.at(s);
            for (slot, share) in slots.iter().zip(ramps) {
                add_size(row, network, sets, vars, *slot, -availability * share);
            }
            row.at_most(availability * existing);
        },
    )
}

/// Mean share of a slot's capacity that works over the years of a period; none does after the end of its life.
#[must_use]
pub fn slot_ramp(network: &Network, sets: &Sets, slot: usize, period: PeriodAt) -> f64 {
    let at = &sets.slots[slot];
    let Some(building) = &network.facilities[at.facility].building else { return 0.0 };
    let end = sets.end_of_life(network, slot);
    network.tree.mean(period, |year| if year < end { ramp_at(&building.ramp, year - at.online_year) } else { 0.0 })
}
