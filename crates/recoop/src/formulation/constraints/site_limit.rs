//! # Site limit
//!
//! A site holds so much capacity at most:
//!
//! ```text
//! Σ_slots on the path, not past their life size ≤ site - existing           for every slot that may be the fullest
//! ```
//!
//! `existing` is the most that stands while the slot does: what is under construction keeps its room. A plant takes its room from the
//! calendar year in which it comes on line, also where it runs from the next period.
//!
//! | index  | (slot)                                                                  |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of room for one more t/yr, MUSD per t/yr                          |
//! | source | docs/formulation.md#site_limit                                          |

use program::{Program, Rows};

use super::add_size;
use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;
use recoop_case::Network;

/// Declaration of `site_limit`.
pub const SITE_LIMIT: RowFamily = RowFamily {
    name: "site_limit",
    unit: "t/yr",
    subject: Subject::Slot,
    when: When::Commitment,
    owner: Owner::Subject,
    thing: Some(Resource::Site),
    stands: Stands::Settled,
    dual: Dual::Present("MUSD per t/yr"),
    rule: "a site holds so much",
    noun: "room on the site of",
};

/// Writes `site_limit[slot]`.
pub fn site_limit(program: &mut Program, network: &Network, sets: &Sets, vars: &Variables) -> Rows<1, usize> {
    let ends_later: Vec<bool> = sets
        .facility_slots
        .iter()
        .map(|slots| slots.clone().any(|slot| sets.end_of_life(network, slot) <= network.tree.last_year()))
        .collect();
    program.keyed().rows(SITE_LIMIT.name, SITE_LIMIT.unit, [&sets.axes.slot], |slot: usize, row| {
        let at = &sets.slots[slot];
        let facility = &network.facilities[at.facility];
        let Some(building) = &facility.building else { return };
        let on_path: Vec<usize> = sets.committed(at.facility, at.state).collect();
        let gone = |other: &usize| sets.end_of_life(network, *other) <= at.online_year;
        let end = sets.end_of_life(network, slot);
        // From the year in which it comes on line, inside a period of several years too, where it first runs in the next one.
        let (first, last) = (at.online_year, network.tree.last_year());
        let standing = first..=last.min(end.saturating_sub(1)).max(first);
        let existing = standing.map(|year| network.existing_in(facility, year, false)).fold(0.0, f64::max);
        // While nothing ends and nothing else arrives, the last slot of a path holds for all before it.
        let existing_varies = (network.tree.first_year()..=last)
            .any(|year| network.existing_in(facility, year, false) < facility.existing_t);
        if !(sets.is_last(slot) || ends_later[at.facility] || existing_varies) {
            return;
        }
        for other in on_path.iter().filter(|other| !gone(other)) {
            add_size(row, network, sets, vars, *other, 1.0);
        }
        if !row.is_empty() {
            row.at_most(building.site_t - existing);
        }
    })
}
