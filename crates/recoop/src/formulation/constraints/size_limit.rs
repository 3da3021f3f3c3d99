//! # Size limit and size minimum
//!
//! A plant on a piece of the cost curve is as large as that piece says, and nothing where it is not built:
//!
//! ```text
//! from · build ≤ size ≤ to · build                                  for every slot, segment with a binary
//! ```
//!
//! Each piece has its own `build` and `size` (the multiple-choice model): its relaxation is the lower convex envelope of the
//! cost curve, the tightest there is (Croxton, Gendron, Magnanti 2003).
//!
//! | index  | (slot: facility and state of commitment, segment)                       |
//! | unit   | t/yr                                                                    |
//! | dual   | worth of a larger (smaller) plant, MUSD per t/yr                        |
//! | source | docs/formulation.md#size_limit                                          |

use program::{Program, Rows};

use crate::formulation::family::{Dual, Owner, Resource, RowFamily, Stands, Subject, When};
use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;

/// Declaration of `size_limit`.
pub const SIZE_LIMIT: RowFamily = RowFamily {
    name: "size_limit",
    unit: "t/yr",
    subject: Subject::Slot,
    when: When::Commitment,
    owner: Owner::Subject,
    thing: Some(Resource::Site),
    stands: Stands::Settled,
    dual: Dual::Untold,
    rule: "a plant is no larger than its piece of the cost curve",
    noun: "size of",
};

/// Writes `size_limit[slot,segment]`.
pub fn size_limit(program: &mut Program, sets: &Sets, vars: &Variables) -> Rows<2, (usize, usize)> {
    program.keyed().rows(
        SIZE_LIMIT.name,
        SIZE_LIMIT.unit,
        [&sets.axes.slot, &sets.axes.segment],
        |(slot, k): (usize, usize), row| {
            let (Some(build), Some(size)) = (vars.build.get((slot, k)), vars.size.get((slot, k))) else { return };
            row.add(size, 1.0);
            row.add(build, -sets.segments[sets.slots[slot].facility][k].to_t);
            row.at_most(0.0);
        },
    )
}

/// Declaration of `size_minimum`.
pub const SIZE_MINIMUM: RowFamily = RowFamily {
    name: "size_minimum",
    unit: "t/yr",
    subject: Subject::Slot,
    when: When::Commitment,
    owner: Owner::Subject,
    thing: Some(Resource::Site),
    stands: Stands::Settled,
    dual: Dual::Untold,
    rule: "a plant has its least size",
    noun: "size of",
};

/// Writes `size_minimum[slot,segment]`.
pub fn size_minimum(program: &mut Program, sets: &Sets, vars: &Variables) -> Rows<2, (usize, usize)> {
    program.keyed().rows(
        SIZE_MINIMUM.name,
        SIZE_MINIMUM.unit,
        [&sets.axes.slot, &sets.axes.segment],
        |(slot, k): (usize, usize), row| {
            let (Some(build), Some(size)) = (vars.build.get((slot, k)), vars.size.get((slot, k))) else { return };
            let from = sets.segments[sets.slots[slot].facility][k].from_t;
            if from > 0.0 {
                row.add(size, 1.0);
                row.add(build, -from);
                row.at_least(0.0);
            }
        },
    )
}
