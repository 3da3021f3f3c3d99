#![doc = include_str!("../README.md")]
//!
//! # Map of the crate
//!
//! ```text
//!   N players, v(S) worth of group S, x payoffs, x(S) their sum over S
//!   excess of S at x:  e(S, x) = v(S) - x(S)        what S would gain by leaving
//! ```
//!
//! A game is a [`Table`] of all worths, or anything that implements [`Game`], for instance an optimization problem.
//! Costs are games too: [`Sense::Cost`] keeps the charges as they were given, and everything inside is reckoned with the
//! worth `-c(S)` and payoffs that are minus the charges, so that no sign is ever turned afterwards.
//!
//! | module        | what it holds                                                        |
//! |---------------|----------------------------------------------------------------------|
//! | [`group`]     | [`Group`]: a set of players                                          |
//! | [`game`]      | [`Game`]: a worth for every group, perhaps a search for the most tempted group |
//! | [`planned`]   | games whose worth is a program: linear production, plans with integers |
//! | [`shapley`](mod@shapley) | the Shapley value, exact and sampled                      |
//! | [`families`]  | lists of groups, bankruptcy, airport, weighted voting, gloves, assignment, linear production |
//! | [`table`]     | [`Table`]: all 2^n worths                                            |
//! | [`exact`]     | [`Rational`]: numbers as they were written                           |
//! | [`nucleolus`](mod@nucleolus) | nucleolus and prenucleolus of a table, with a certificate |
//! | [`core`](mod@core) | core, least core, cost of stability of a table, with proofs      |
//! | [`parallel`]  | independent work side by side                                         |
//! | [`catalog`] | other values: tau, Gately, Banzhaf, kernel, unions, ..., and corners of the core |
//! | [`power`](mod@power) | power indices of weighted voting, for any number of players   |
//! | [`classes`]   | games of very many players of few kinds                               |
//! | [`owen`]      | Owen sets: all shares that prices of resources can pay               |
//! | [`excess`]    | who would gain by leaving at given payoffs                           |
//! | [`properties`](mod@properties) | superadditive, convex, monotone, ..., with counter-examples |
//! | [`words`]     | [`Words`]: a plain sentence for each answer                          |
//! | [`survey`](mod@survey) | all of it in one go                                       |
//! | [`task`]      | [`Task`]: threads, progress, cancel                                  |
#![warn(missing_docs)]

mod balance;
pub mod catalog;
pub mod classes;
pub mod core;
mod equal_profit;
pub mod exact;
pub mod excess;
pub mod families;
mod formulas;
pub mod game;
pub mod group;
mod kernel;
pub mod nucleolus;
pub mod owen;
pub mod parallel;
pub mod planned;
pub mod power;
pub mod properties;
pub mod random;
pub mod shapley;
pub mod survey;
pub mod table;
pub mod task;
mod units;
pub mod words;

pub use catalog::{Payoffs, Value, core_vertices, payoffs, value};
pub use classes::{ClassPayoffs, Classes};
pub use core::{CoreAnswer, LeastCore, Relaxation, Stability, core, core_ranges, cost_of_stability, least_core};
pub use exact::Rational;
pub use excess::{Asked, Excesses, Measure, Tempted, exact_excesses, excesses, excesses_among};
pub use game::{Game, GameError, Sense, Worth};
pub use group::Group;
pub use nucleolus::{Base, Level, Nucleolus, NucleolusAnswer, Weight, nucleolus};
pub use owen::{OwenSet, matching_prices, owen_ranges, owen_set};
pub use power::{Power, power};
pub use properties::{Properties, Standing, Verdict, properties};
pub use shapley::{SampledShapley, Sampling, sampled_shapley, shapley};
pub use survey::{Answered, Certificate, Paid, Priced, Room, Rule, Survey, Wanted, survey, survey_large};
pub use table::Table;
pub use task::{Flow, NoProgress, Progress, ProgressObserver, Task};
pub use words::{Proof, Words};
