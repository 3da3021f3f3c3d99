//! # Open limit, open once
//!
//! A site has to be opened before anything is built on it, and is opened once, also where others pay for all of it:
//!
//! ```text
//! build ≤ most · Σ_slots on the path open                                   for every slot
//! Σ_slots on the path open ≤ 1                                              for the last slot of a path
//! ```
//!
//! | index  | (slot); the same                                                        |
//! | unit   | plants                                                                  |
//! | dual   | worth of an open site, MUSD                                             |
//! | source | docs/formulation.md#open_limit                                          |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;

/// Declaration of `open_limit`.
pub const OPEN_LIMIT: RowFamily = RowFamily {
    name: "open_limit",
    unit: "plants",
    subject: Subject::Slot,
    when: When::Commitment,
    owner: Owner::Subject,
    thing: Some(Resource::Site),
    stands: Stands::Settled,
    dual: Dual::Untold,
    rule: "a site has to be opened first",
    noun: "plants of",
};

/// Writes `open_limit[slot]`.
pub fn open_limit(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1, usize> {
    program.keyed().rows(OPEN_LIMIT.name, OPEN_LIMIT.unit, [&sets.axes.slot], |slot: usize, row| {
        if vars.open.get(slot).is_none() {
            return;
        }
        let at = &sets.slots[slot];
        let mut most = 0.0_f64;
        for k in 0..sets.axes.segment.len() {
            if let Some(col) = vars.build.get((slot, k)) {
                row.add(col, 1.0);
                most = most.max(network.facilities[at.facility].most_builds());
            }
        }
        for on_path in sets.committed(at.facility, at.state) {
            if let Some(col) = vars.open.get(on_path) {
                row.add(col, -most);
            }
        }
        row.at_most(0.0);
    })
}

/// Declaration of `open_once`.
pub const OPEN_ONCE: RowFamily = RowFamily { name: "open_once", rule: "a site is opened once", ..OPEN_LIMIT };

/// Writes `open_once[slot]`.
pub fn open_once(program: &mut Program, sets: &Sets, vars: &Variables) -> Rows<1, usize> {
    program.keyed().rows(OPEN_ONCE.name, OPEN_ONCE.unit, [&sets.axes.slot], |slot: usize, row| {
        let at = &sets.slots[slot];
        let opens = sets.committed(at.facility, at.state).filter_map(|slot| vars.open.get(slot));
        let opens: Vec<_> = opens.collect();
        // One alone is held by its bound.
        if opens.len() > 1 && sets.is_last(slot) {
            opens.into_iter().for_each(|col| row.add(col, 1.0));
            row.at_most(1.0);
        }
    })
}
