//! # Keep limit and salvage limit
//!
//! Only what still stands at the end is worth something:
//!
//! ```text
//! keep[slot,scenario] ≤ size[slot]                                          for every slot, scenario
//! Σ_slots keep[slot,scenario] ≤ installed[facility, last state]             for every facility, scenario
//! ```
//!
//! | index  | (slot, scenario); (facility, scenario)                                  |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of one more t/yr left at the end, MUSD per t/yr                   |
//! | source | docs/formulation.md#salvage_limit                                       |

use program::{Program, Rows};

use super::add_size;
use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::LeafAt;

/// Declaration of `keep_limit`.
pub const KEEP_LIMIT: RowFamily = RowFamily {
    name: "keep_limit",
    unit: "t/yr",
    subject: Subject::Slot,
    when: When::Scenario,
    owner: Owner::Subject,
    thing: Some(Resource::Site),
    stands: Stands::Settled,
    dual: Dual::Untold,
    rule: "only what stands at the end is worth something",
    noun: "bounds of",
};

/// Writes `keep_limit[slot,scenario]`.
pub fn keep_limit(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<2, (usize, LeafAt)> {
    let kept = vars.keep.iter().map(|(key, _)| key);
    program.at(kept).rows(KEEP_LIMIT.name, KEEP_LIMIT.unit, [&sets.axes.slot, &sets.axes.leaf], |(slot, leaf), row| {
        let Some(keep) = vars.keep.get((slot, leaf)) else { return };
        row.add(keep, 1.0);
        add_size(row, network, sets, vars, slot, -1.0);
        row.at_most(0.0);
    })
}

/// Declaration of `salvage_limit`.
pub const SALVAGE_LIMIT: RowFamily = RowFamily {
    name: "salvage_limit",
    unit: "t/yr",
    subject: Subject::Facility,
    when: When::Scenario,
    owner: Owner::Subject,
    thing: Some(Resource::Capacity),
    stands: Stands::Settled,
    dual: Dual::Untold,
    rule: "only what stands at the end is worth something",
    noun: "bounds of",
};

/// Writes `salvage_limit[facility,scenario]`.
pub fn salvage_limit(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, LeafAt)> {
    program.keyed().rows(
        SALVAGE_LIMIT.name,
        SALVAGE_LIMIT.unit,
        [&sets.axes.facility, &sets.axes.leaf],
        |(f, leaf): (usize, LeafAt), row| {
            for slot in sets.committed(f, network.tree.leaves[leaf]) {
                if let Some(keep) = vars.keep.get((slot, leaf)) {
                    row.add(keep, 1.0);
                }
            }
            if row.is_empty() {
                return;
            }
            if let Some(installed) = vars.installed.get((f, network.tree.leaves[leaf])) {
                row.add(installed, -1.0);
            }
            row.at_most(0.0);
        },
    )
}
