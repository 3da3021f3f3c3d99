//! # Capacity limit
//!
//! A plant cannot do more than its capacity allows:
//!
//! ```text
//! Σ_runs capacity_use · run ≤ availability · installed                      for every facility, state
//! ```
//!
//! Where capacity is no decision, the existing capacity stands in place of `installed`.
//!
//! | index  | (facility, state)                                                       |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr of capacity, MUSD per t/yr                       |
//! | source | docs/formulation.md#capacity_limit                                      |

use program::{Program, RowBuilder, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Declaration of `capacity_limit`.
pub const CAPACITY_LIMIT: RowFamily = RowFamily {
    name: "capacity_limit",
    unit: "t/yr",
    subject: Subject::Facility,
    when: When::State,
    owner: Owner::Subject,
    thing: Some(Resource::Capacity),
    stands: Stands::Capacity,
    dual: Dual::Yearly("MUSD/yr per t/yr"),
    rule: "a plant cannot do more than its capacity",
    noun: "capacity of",
};

/// Writes `capacity_limit[facility,state]`.
pub fn capacity_limit(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    let runs = sets.runs_by_facility(network);
    program.keyed().rows(
        CAPACITY_LIMIT.name,
        CAPACITY_LIMIT.unit,
        [&sets.axes.facility, &sets.axes.state],
        |(f, s): (usize, StateAt), row| {
            if !add_use(row, network, sets, vars, &runs[f], s) {
                return;
            }
            let facility = &network.facilities[f];
            let availability = facility.availability.at(s);
            if let Some(col) = vars.installed.get((f, s)) {
                row.add(col, -availability);
                row.at_most(0.0);
            } else {
                row.at_most(availability * network.existing_capacity(facility, network.tree.states[s].period, true));
            }
        },
    )
}

/// Adds the capacity that a facility's runs take; says whether there is any run.
pub(super) fn add_use(
    row: &mut RowBuilder<'_>,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
    runs: &[usize],
    state: StateAt,
) -> bool {
    for r in runs {
        let run = &sets.runs[*r];
        let technology = network.facilities[run.facility].technology;
        if let Some(col) = vars.run.get((*r, state)) {
            row.add(col, network.technologies[technology].modes[run.mode].capacity_use);
        }
    }
    !row.is_empty()
}
