// The example needs crates above this one: `recoop-report` compiles it (`src/readmes.rs`).
#![cfg_attr(not(doctest), doc = include_str!("../README.md"))]
//!
//! # Map of the crate
//!
//! Everything here, except back-tests, takes the plan's capacities and one scenario as given. A scenario in which
//! prices crash or trade stops already assumes acts of the same adversary; an attack on top would count them twice.
//!
//! | module         | what                                                                              |
//! |----------------|-----------------------------------------------------------------------------------|
//! | [`flows`]      | money along a future, and how attacks move it                                     |
//! | [`internal`]   | prices inside, and how far each falls under attack                                |
//! | [`user_pay`]   | what users pay for a delivery inside                                              |
//! | [`gates`]      | money that a market price opens, and attacks shut                                 |
//! | [`standing`]   | which columns and rows of a plan's program remain once plants stand               |
//! | [`inside`]     | a firm inside the cooperative: what it delivers and takes at internal prices      |
//! | [`own_trade`]  | a purse sells what its own plants make, and resells nothing                       |
//! | [`operations`] | what is left to decide once plants stand: the program of a group along one future |
//! | [`arsenal`]    | the moves of the adversary with their limits and costs                            |
//! | [`bilevel`]    | attacker and operator in one program                                              |
//! | [`dual_bounds`] | bounds on the prices of what steps take away                                      |
//! | [`worst`]      | the attack that does most harm within a budget                                    |
//! | [`kill`]       | the cheapest attack that empties a purse                                          |
//! | [`deny`]       | what it costs to leave a need unserved, or to end a capability                    |
//! | [`stress`](mod@stress) | all of it for a case; purses that can be set beside each other            |
//! | [`backtest`](mod@backtest) | what really happened, and what might have, without a plan                |
//! | [`pooling`](mod@pooling) | members as firms: what each pooling bylaw is worth                      |
//! | [`robust`](mod@robust) | plans made with the adversary in mind                              |
//! | [`buffers`](mod@buffers) | what to buy against the adversary, the cheapest mix that holds          |
//! | [`links`]      | what a plan cannot do without, and on whom it depends                             |
//! | [`report`]     | the answer as result tables                                                       |
pub mod arsenal;
pub mod backtest;
pub mod bilevel;
pub mod buffers;
pub mod deny;
pub mod dual_bounds;
pub mod flows;
pub mod gates;
pub mod inside;
pub mod internal;
pub mod kill;
pub mod links;
pub mod operations;
pub mod own_trade;
pub mod pooling;

pub mod report;
pub mod robust;
pub mod standing;
pub mod stress;
pub mod user_pay;
pub mod worst;

pub use stress::{PurseHolder, Stress, StressError, StressOptions, stress, stress_plan};
