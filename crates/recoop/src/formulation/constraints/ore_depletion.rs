//! # Ore depletion
//!
//! A mine cannot give more than it holds:
//!
//! ```text
//! Σ_states on the path years · Σ_runs run ≤ reserve                         for every facility with a reserve, scenario
//! ```
//!
//! The years are those of the state; of a mine that works in some of them alone see [`Network::years_run`].
//!
//! | index  | (facility, scenario)                                                    |
//! | unit   | t                                                                       |
//! | dual   | worth of a metric ton more in the ground, MUSD per t                         |
//! | source | docs/formulation.md#ore_depletion                                       |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::LeafAt;

/// Declaration of `ore_depletion`.
pub const ORE_DEPLETION: RowFamily = RowFamily {
    name: "ore_depletion",
    unit: "t",
    subject: Subject::Facility,
    when: When::Scenario,
    owner: Owner::Subject,
    thing: Some(Resource::Ore),
    stands: Stands::Ore,
    dual: Dual::Present("MUSD per t"),
    rule: "a mine gives no more than it holds",
    noun: "ore of",
};

/// Writes `ore_depletion[facility,scenario]`.
pub fn ore_depletion(
    program: &mut Program,
    network: &Network,
    sets: &Sets,
    vars: &Variables,
) -> Rows<2, (usize, LeafAt)> {
    let runs = sets.runs_by_facility(network);
    program.keyed().rows(
        ORE_DEPLETION.name,
        ORE_DEPLETION.unit,
        [&sets.axes.facility, &sets.axes.leaf],
        |(f, leaf): (usize, LeafAt), row| {
            let reserve = network.facilities[f].reserve_t;
            if reserve.is_infinite() {
                return;
            }
            for s in network.tree.path(network.tree.leaves[leaf]) {
                let years = network.years_run(f, s);
                for r in &runs[f] {
                    if let Some(col) = vars.run.get((*r, s)) {
                        row.add(col, years);
                    }
                }
            }
            if !row.is_empty() {
                row.at_most(reserve);
            }
        },
    )
}
