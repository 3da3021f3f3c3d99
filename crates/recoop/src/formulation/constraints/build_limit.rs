//! # Build limit
//!
//! A site is built on so many times at most, and on one piece of the cost curve at a time:
//!
//! ```text
//! Σ_slots on the path Σ_segments build ≤ max_builds                         for every last slot of a path
//! Σ_segments build ≤ 1                                                      for every slot, where max_builds > 1
//! ```
//!
//! | index  | (slot)                                                                  |
//! | unit   | plants                                                                  |
//! | dual   | worth of one more plant, MUSD                                           |
//! | source | docs/formulation.md#build_limit                                         |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;

/// Declaration of `build_limit`.
pub const BUILD_LIMIT: RowFamily = RowFamily {
    name: "build_limit",
    unit: "plants",
    subject: Subject::Slot,
    when: When::Commitment,
    owner: Owner::Subject,
    thing: Some(Resource::Site),
    stands: Stands::Settled,
    dual: Dual::Untold,
    rule: "a site is built on so many times at most",
    noun: "plants of",
};

/// Writes `build_limit[slot]`.
pub fn build_limit(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1, usize> {
    program.keyed().rows(BUILD_LIMIT.name, BUILD_LIMIT.unit, [&sets.axes.slot], |slot: usize, row| {
        let at = &sets.slots[slot];
        let Some(building) = &network.facilities[at.facility].building else { return };
        // Modules without a stated number are held by the site alone.
        let stated = building.max_builds.map(f64::from);
        let most = if building.scale.module_t_per_year.is_some() { stated } else { Some(stated.unwrap_or(1.0)) };
        let (Some(most), true) = (most, sets.is_last(slot)) else { return };
        for on_path in sets.committed(at.facility, at.state) {
            for k in 0..sets.axes.segment.len() {
                if let Some(col) = vars.build.get((on_path, k)) {
                    row.add(col, 1.0);
                }
            }
        }
        if !row.is_empty() {
            row.at_most(most);
        }
    })
}

/// Declaration of `one_segment`.
pub const ONE_SEGMENT: RowFamily = RowFamily {
    name: "one_segment",
    unit: "plants",
    subject: Subject::Slot,
    when: When::Commitment,
    owner: Owner::Subject,
    thing: Some(Resource::Site),
    stands: Stands::Settled,
    dual: Dual::Untold,
    rule: "a site is built on so many times at most",
    noun: "plants of",
};

/// Writes `one_segment[slot]`.
pub fn one_segment(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1, usize> {
    program.keyed().rows(ONE_SEGMENT.name, ONE_SEGMENT.unit, [&sets.axes.slot], |slot: usize, row| {
        let facility = sets.slots[slot].facility;
        let Some(building) = &network.facilities[facility].building else { return };
        let several = building.max_builds.unwrap_or(1) > 1 && sets.segments[facility].len() > 1;
        if !several {
            return;
        }
        for k in 0..sets.segments[facility].len() {
            if let Some(col) = vars.build.get((slot, k)) {
                row.add(col, 1.0);
            }
        }
        if !row.is_empty() {
            row.at_most(1.0);
        }
    })
}
