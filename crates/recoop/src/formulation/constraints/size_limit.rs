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

use crate::formulation::sets::Sets;
use crate::formulation::variables::Variables;

/// Writes `size_limit[slot,segment]`.
pub fn size_limit(program: &mut Program, sets: &Sets, vars: &Variables) -> Rows<2> {
    program.rows("size_limit", "t/yr", [&sets.axes.slot, &sets.axes.segment], |[slot, k], row| {
        let (Some(build), Some(size)) = (vars.build.get([slot, k]), vars.size.get([slot, k])) else { return };
        row.add(size, 1.0);
        row.add(build, -sets.segments[sets.slots[slot].facility][k].to_t);
        row.at_most(0.0);
    })
}

/// Writes `size_minimum[slot,segment]`.
pub fn size_minimum(program: &mut Program, sets: &Sets, vars: &Variables) -> Rows<2> {
    program.rows("size_minimum", "t/yr", [&sets.axes.slot, &sets.axes.segment], |[slot, k], row| {
        let (Some(build), Some(size)) = (vars.build.get([slot, k]), vars.size.get([slot, k])) else { return };
        let from = sets.segments[sets.slots[slot].facility][k].from_t;
        if from > 0.0 {
            row.add(size, 1.0);
            row.add(build, -from);
            row.at_least(0.0);
        }
    })
}
