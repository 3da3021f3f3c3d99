// The example needs crates above this one: `recoop-report` compiles it (`src/readmes.rs`).
#![cfg_attr(not(doctest), doc = include_str!("../README.md"))]
//!
//! # Map of the crate
//!
//! The plants of a plan are taken as they are, along one future of the tree. On each path the prices of the case are moved by a process that was
//! fitted to past years, plants fail and come late; then, year by year, all that stands is run to earn most, members' cash is counted at market
//! prices, and who runs out of it stops, by the pooling bylaw. An adversary's attacks are no part of it: they are moves, not draws. See docs/simulate.md.
//!
//! | module       | what                                                                  |
//! |--------------|-----------------------------------------------------------------------|
//! | [`fit`]      | from histories to a process with uncertain parameters                 |
//! | [`prices`]   | the process: steps, exact moments                                     |
//! | [`goodness`](mod@goodness) | how well it fits                                        |
//! | [`path_rng`] | random numbers by seed, purpose and path                              |
//! | [`ties`]     | which price moves with what                                           |
//! | [`delays`]   | what delays leave of what was built                                   |
//! | [`chain`]    | the program of each state, with the money on its columns              |
//! | [`operate`]  | one year of all that stands: the program, solved                      |
//! | [`accounts`] | who earns what in a year                                              |
//! | `inside`     | prices inside by a rule that does not follow the market               |
//! | [`setup`]    | what all paths have in common                                         |
//! | [`path`]     | one path                                                              |
//! | [`run`]      | all of it for a case, on many threads, resumed where it was stopped   |
//! | [`report`]   | the answer as result tables                                           |
pub mod accounts;
pub mod chain;
pub mod delays;
pub mod fit;
pub mod goodness;
mod inside;
pub mod operate;
mod parts;
pub mod path;
pub mod path_rng;
pub mod prices;
pub mod report;
pub mod run;
pub mod setup;
pub mod ties;

pub use run::{BYLAWS, Before, SimulateError, SimulateOptions, Simulation, simulate, simulate_plan};
