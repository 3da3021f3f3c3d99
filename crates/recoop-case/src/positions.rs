//! Positions in the lists of a case, a type for each kind: what is a state cannot be taken for a place on a path.
//!
//! The rule: a number that says *which one* has the type of its list, from where it is born (`tree.states.positions()`, `list.iter().enumerate()`)
//! to where it leaves (`index()`, at the border to JSON, pages and other programs). A number that says *how many* is a `usize`. No function takes
//! two positions as bare `usize` (`recoop/tests/it/positions.rs`).

use program::List;

program::positions! {
    /// A state: a period on a node, in [`Tree::states`](crate::tree::Tree::states).
    StateAt,
    /// A node of the scenario tree, in [`Tree::nodes`](crate::tree::Tree::nodes).
    NodeAt,
    /// A period, in [`Tree::periods`](crate::tree::Tree::periods).
    PeriodAt,
    /// A leaf scenario, in [`Tree::leaves`](crate::tree::Tree::leaves).
    LeafAt,
    /// A place on a path of states: `path[at]` is its state.
    PathAt,
}

/// States that follow each other, earliest first.
pub type StatePath = List<PathAt, StateAt>;
