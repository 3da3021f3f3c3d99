//! Weakest links: what a plan cannot do without, and on whom it depends.
//!
//! | module          | question                                                                            |
//! |-----------------|-------------------------------------------------------------------------------------|
//! | [`outage`]      | when things are lost                                                                |
//! | `operations`    | the plan in operation: what stands is fixed, everything else is decided again        |
//! | `operator`      | the same inside a solver, things closed and demand served by priority                |
//! | [`link`](mod@link) | what can be lost: plants, routes, what a region's markets trade                   |
//! | [`interdict`](mod@interdict) | which one, two or three losses leave most defence demand unserved       |
//!
//! Questions, formulas and how to read the answers: docs/links.md.

pub mod interdict;
pub mod link;
mod operations;
mod operator;
pub mod outage;

pub use interdict::{Interdiction, InterdictOptions, Loss, Worst, interdict};
pub use link::Link;
pub use outage::Outage;
