//! Weakest links: what a plan cannot do without, and on whom it depends.
//!
//! | module          | question                                                                            |
//! |-----------------|-------------------------------------------------------------------------------------|
//! | [`outage`]      | when things are lost                                                                |
//! | `operations`    | the plan in operation: what stands is fixed, everything else is decided again        |
//! | `operator`      | the same inside a solver, things closed and demand served by priority                |
//! | [`link`](mod@link) | what can be lost: plants, routes, what a region's markets trade                   |
//! | [`interdict`](mod@interdict) | which one, two or three losses leave most defense demand short          |
//! | `search`        | the search for them                                                                  |
//! | `hitting`       | few items that meet every one of many sets                                           |
//! | [`abroad`]      | on whom something depends, whose supply stops                                        |
//! | [`mod@trace`]   | where each stage of what is served was done, and how much depends on whom            |
//! | `flows`         | the flows of a plan in one state                                                     |
//! | [`mixing`]      | proportional mixing, with cycles                                                     |
//! | [`mod@concentration`] | how few hold a stage: HHI of capacity and supply                               |
//! | [`mod@survival`] | for how long demand is served once a supply stops                                   |
//! | [`mod@missing`] | the one stage that stands between the plan and a supply without the adversary        |
//! | [`report`]      | all of it at once, as result tables                                                  |
//! | [`mod@sentences`] | the findings in plain sentences                                                    |
//!
//! Questions, formulas and how to read the answers: docs/links.md.

pub mod abroad;
pub mod concentration;
mod flows;
mod hitting;
pub mod interdict;
pub mod link;
pub mod missing;
pub mod mixing;
mod operations;
mod operator;
pub mod outage;
pub mod report;
mod search;
pub mod sentences;
pub mod survival;
pub mod trace;

pub use abroad::Abroad;
pub use concentration::{Concentration, concentration};
pub use interdict::{InterdictOptions, Interdiction, Loss, Worst, interdict};
pub use link::Link;
pub use missing::{Missing, missing};
pub use operations::standing;
pub use operator::Shortage;
pub use outage::Outage;
pub use report::{Links, LinksOptions, links, tables};
pub use sentences::sentences;
pub use survival::{Survival, survival};
pub use trace::{Trace, trace};
