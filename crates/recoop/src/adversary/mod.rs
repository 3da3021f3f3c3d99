//! The adversary: what it can do to a plan, and what it must burn to break those who made it.
//!
//! Everything here takes the plan's capacities as given and one future of the tree as the one without an attack: futures in which
//! prices crash or trade stops are guesses about the same adversary, and would be counted twice.
//!
//! | module         | what                                                                              |
//! |----------------|-----------------------------------------------------------------------------------|
//! | [`operations`] | what is left to decide once plants stand: the program of a group along one future |
//! | [`arsenal`]    | the moves of the adversary with their limits and costs                            |
//! | [`duel`]       | attacker and operator in one program                                              |
//! | [`worst`]      | the attack that does most harm within a budget                                    |
//! | [`kill`]       | the cheapest attack that empties a purse                                          |
//! | [`stress`](mod@stress) | all of it for a case                                                      |
//! | [`firms`]      | members as firms: what each pooling bylaw is worth                                |
//! | [`links`]      | what a plan cannot do without, and on whom it depends                             |
//! | [`predation`](mod@predation) | firms with cash and prices that are cut, without a plan: pooling bylaws, defences |
//! | [`report`]     | the answer as result tables                                                       |
pub mod arsenal;
pub mod duel;
pub mod firms;
pub mod kill;
pub mod links;
pub mod operations;
pub mod predation;
pub mod report;
pub mod stress;
pub mod worst;

pub use stress::{Stress, StressError, StressOptions, Who, stress, stress_plan};
