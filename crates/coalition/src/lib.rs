//! Cooperative games with transferable utility: who gets what, and who would leave.
//!
//! ```text
//!   N players, v(S) worth of group S, x payoffs, x(S) their sum over S
//!   excess of S at x:  e(S, x) = v(S) - x(S)        what S would gain by leaving
//! ```
//!
//! A game is a [`Table`] of all worths, or anything that implements [`Game`], for instance an optimisation problem.
//! Costs are games too: [`Sense::Cost`] keeps the charges as they were given, and everything inside is reckoned with the
//! worth `-c(S)` and payoffs that are minus the charges, so that no sign is ever turned afterwards.
//!
//! | module        | what it holds                                                        |
//! |---------------|----------------------------------------------------------------------|
//! | [`group`]     | [`Group`]: a set of players                                          |
//! | [`game`]      | [`Game`]: a worth for every group, perhaps a search for the most tempted group |
//! | [`shapley`](mod@shapley) | the Shapley value, exact and sampled                      |
//! | [`families`]  | bankruptcy, airport, weighted voting, gloves, assignment, linear production |
//! | [`table`]     | [`Table`]: all 2^n worths                                            |
//! | [`task`]      | [`Task`]: threads, progress, cancel                                  |
#![warn(missing_docs)]

pub mod families;
pub mod game;
pub mod group;
mod parallel;
mod random;
pub mod shapley;
pub mod table;
pub mod task;

pub use game::{Game, GameError, Sense, Worth};
pub use group::Group;
pub use shapley::{SampledShapley, Sampling, sampled_shapley, shapley};
pub use table::Table;
pub use task::{Flow, Progress, Quiet, Task, Watch};
