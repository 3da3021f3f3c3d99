//! # Open limit
//!
//! A site has to be opened before anything is built on it:
//!
//! ```text
//! build ≤ most · Σ_slots on the path open                                   for every slot
//! ```
//!
//! | index  | (slot)                                                                  |
//! | unit   | plants                                                                  |
//! | dual   | worth of an open site, MUSD                                             |
//! | source | docs/formulation.md#open_limit                                          |

use program::{Program, Rows};

use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;

/// Writes `open_limit[slot]`.
pub fn open_limit(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1> {
    program.rows("open_limit", "plants", [&sets.axes.slot], |[slot], row| {
        if vars.open.get([slot]).is_none() {
            return;
        }
        let at = &sets.slots[slot];
        let mut most = 0.0_f64;
        for k in 0..sets.axes.segment.len() {
            if let Some(col) = vars.build.get([slot, k]) {
                row.add(col, 1.0);
                most = most.max(network.facilities[at.facility].most_builds());
            }
        }
        for on_path in sets.committed(at.facility, at.state) {
            if let Some(col) = vars.open.get([on_path]) {
                row.add(col, -most);
            }
        }
        row.at_most(0.0);
    })
}
