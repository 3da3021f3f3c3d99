//! # Capacity roll
//!
//! Capacity is what stood before and what comes on line; it can be given up but not brought back:
//!
//! ```text
//! installed[s] ≤ installed[before s] + Σ_slots on line from s size + existing capacity that arrives in s
//! ```
//!
//! | index  | (facility, state)                                                       |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr of capacity from then on, MUSD per t/yr          |
//! | source | docs/formulation.md#capacity_roll                                       |

use program::{Program, Rows};

use super::add_size;
use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Declaration of `capacity_roll`.
pub const CAPACITY_ROLL: RowFamily = RowFamily {
    name: "capacity_roll",
    unit: "t/yr",
    subject: Subject::Facility,
    when: When::State,
    owner: Owner::Subject,
    thing: Some(Resource::Capacity),
    stands: Stands::Settled,
    dual: Dual::Present("MUSD per t/yr"),
    rule: "capacity is what stood before and what arrives",
    noun: "capacity of",
};

/// Writes `capacity_roll[facility,state]`.
pub fn capacity_roll(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    program.keyed().rows(
        CAPACITY_ROLL.name,
        CAPACITY_ROLL.unit,
        [&sets.axes.facility, &sets.axes.state],
        |(f, s): (usize, StateAt), row| {
            let Some(installed) = vars.installed.get((f, s)) else { return };
            let facility = &network.facilities[f];
            let state = network.tree.states[s];
            row.add(installed, 1.0);
            let mut arrives = network.existing_capacity(facility, state.period, false);
            if let Some(before) = state.parent {
                let stood = network.existing_capacity(facility, network.tree.states[before].period, false);
                arrives = (arrives - stood).max(0.0);
                if let Some(col) = vars.installed.get((f, before)) {
                    row.add(col, -1.0);
                }
            }
            for slot in sets.standing(network, f, s).filter(|slot| sets.slots[*slot].online_period == state.period) {
                add_size(row, network, sets, vars, slot, -1.0);
            }
            row.at_most(arrives);
        },
    )
}
