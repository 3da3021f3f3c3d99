//! # Lifetime limit
//!
//! Capacity past its life no longer stands:
//!
//! ```text
//! installed[s] ≤ existing[s] + Σ_slots standing in s share[slot,s] · size
//! ```
//!
//! The share is that of the state's years before the end of the slot's life.
//!
//! Written only from the first state on in which something has reached its end.
//!
//! | index  | (facility, state)                                                       |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr of capacity that lasts, MUSD per t/yr            |
//! | source | docs/formulation.md#lifetime_limit                                      |

use program::{Program, Rows};

use super::add_size;
use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::{PeriodAt, StateAt};

/// Declaration of `lifetime_limit`.
pub const LIFETIME_LIMIT: RowFamily = RowFamily {
    name: "lifetime_limit",
    unit: "t/yr",
    subject: Subject::Facility,
    when: When::State,
    owner: Owner::Subject,
    thing: Some(Resource::Capacity),
    stands: Stands::Settled,
    dual: Dual::Present("MUSD per t/yr"),
    rule: "capacity past its life is gone",
    noun: "capacity of",
};

/// Writes `lifetime_limit[facility,state]`.
pub fn lifetime_limit(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, StateAt)> {
    // By facility and period: whether more of the existing capacity stood in some period before.
    let periods = network.tree.periods.len();
    let mut shrunk = vec![vec![false; periods]; network.facilities.len()];
    for (facility, shrunk) in network.facilities.iter().zip(&mut shrunk) {
        let mut most = 0.0_f64;
        for (period, shrunk) in PeriodAt::all(periods).zip(shrunk) {
            let existing = network.existing_capacity(facility, period, false);
            *shrunk = most > existing;
            most = most.max(existing);
        }
    }
    program.keyed().rows(
        LIFETIME_LIMIT.name,
        LIFETIME_LIMIT.unit,
        [&sets.axes.facility, &sets.axes.state],
        |(f, s): (usize, StateAt), row| {
            let Some(installed) = vars.installed.get((f, s)) else { return };
            let facility = &network.facilities[f];
            let period = network.tree.states[s].period;
            let existing = network.existing_capacity(facility, period, false);
            let expired = sets.committed(f, s).any(|slot| sets.slot_share(network, slot, period) < 1.0);
            if !shrunk[f][period] && !expired {
                return;
            }
            row.add(installed, 1.0);
            for slot in sets.standing(network, f, s) {
                add_size(row, network, sets, vars, slot, -sets.slot_share(network, slot, period));
            }
            row.at_most(existing);
        },
    )
}
