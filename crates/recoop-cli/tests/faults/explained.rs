//! Explanations of a plan and comparisons of two.

use crate::command::{Desk, copy};
use crate::inputs;

/// Plans with the same totals that build in other years, at other sizes.
#[test]
fn a_comparison_names_builds_at_other_times() {
    let desk = Desk::new();
    for side in ["left", "right"] {
        copy(&inputs("when-is-not-compared").join(side), &desk.path(side));
        desk.run(&["study", side, "-q", "--out", &format!("{side}-study")]);
    }
    let said = desk.run(&["report", "left-study", "right-study"]).well();
    assert!(said.out.contains("committed in"), "{}", said.out);
    let same = desk.run(&["report", "left-study", "left-study"]).well();
    assert!(!same.out.contains("committed in"), "{}", same.out);
}
