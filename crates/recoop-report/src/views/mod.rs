//! The document that the page reads: one struct for each picture.
//!
//! Things are named once, in [`Names`]; everything else refers to them by position. A quantity that differs from state to state is a
//! [`Series`]. The TypeScript types of the page follow from these structs (`web/src/views/views.ts`).
//!
//! | module | picture |
//! |---|---|
//! | [`common`] | numbers, series over states, parts that may be missing |
//! | [`names`] | everything that has a name |
//! | [`overview`] | ten sentences |
//! | [`map`] | where plants are, what travels between regions |
//! | [`chain`] | flows along the chain |
//! | [`timeline`] | what is built when |
//! | [`balance`] | what becomes of each element |
//! | [`prices`] | prices of markets and inside the plan, and attacks on them |
//! | [`independence`] | how much of each stage is made at home, and on whom supply depends |
//! | [`harm`] | harm against the adversary's budget |
//! | [`kill`] | what it costs to break members, alone and together |
//! | [`shares`] | allocations and stability |
//! | [`cash`] | money by member |
//! | [`feeds`] | feeds by what they are worth and what they cost |
//! | [`tree`] | the scenario tree |
//! | [`inputs`] | every row of the case |
//! | [`results`] | every result table |
//! | [`proof`] | audit, solver, how to make it again |
//! | [`comparison`] | two studies side by side |
pub mod balance;
pub mod cash;
pub mod chain;
pub mod common;
pub mod comparison;
pub mod feeds;
pub mod harm;
pub mod independence;
pub mod inputs;
pub mod kill;
pub mod map;
pub mod names;
pub mod overview;
pub mod prices;
pub mod proof;
pub mod results;
pub mod shares;
pub mod study;
mod sums;
pub mod timeline;
pub mod tree;

pub use common::{Num, Part, Series};
pub use comparison::Comparison;
pub use names::Names;
pub use study::{Document, Study};
