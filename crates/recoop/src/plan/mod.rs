//! Results: the plan, in terms of the network.
//!
//! | module      | what                                                             |
//! |-------------|------------------------------------------------------------------|
//! | [`mod@solve`] | from network to plan: formulate, solve, read back                |
//! | `search`    | the search: relaxation, dive, one future at a time, the whole     |
//! | [`adapter`] | searches over groups and attacks, for those who watch             |
//! | [`values`]  | what is built, run, shipped, served                              |
//! | [`prices`]  | duals as prices, with units                                      |
//! | [`tables`]  | the shape of result tables                                       |
//! | [`report`]  | the plan as result tables                                        |
//! | [`recall`]  | the plan read back from its result tables                        |
//! | [`settled`] | the columns of a plan that was read back                         |
//! | [`shares`]  | how much of each stage is made at home                           |
//! | [`quotes`]  | what markets ask and pay                                         |
//! | [`products`] | what becomes of each separated product                          |
//! | [`mines`]   | feeds by what they are worth and what they cost                  |
//! | [`summary`] | the answer on one screen, as data                                |
//! | [`mod@explain`] | duals as sentences                                               |
//! | [`contradiction`] | rules that contradict each other, as totals                  |
//! | [`mod@hindcast`] | past years, beside what was observed                             |
//! | [`mod@sensitivities`] | how much the answer depends on each assumption                |
//! | [`unlimited`] | why there is no limit to what a plan can earn                    |
//! | [`mod@audit`] | every constraint and money term recomputed from the values alone |
pub mod adapter;
pub mod audit;
pub mod capacity_worth;
pub mod contradiction;
pub mod explain;
pub mod hindcast;
pub mod mines;
pub mod observer;
mod payers;
pub mod per_scenario;
pub mod prices;
pub mod products;
pub mod quotes;
mod read;
pub mod recall;
pub mod report;
mod search;
pub mod sensitivities;
pub mod settled;
pub mod shares;
pub mod solve;
pub mod status;
pub mod summary;
pub mod tables;
pub mod unlimited;
pub mod values;

pub use adapter::ProgressAdapter;
pub use observer::{NoProgress, ProgressObserver, Step};
pub use solve::{Plan, SolvedPlan, solve, solve_program, solve_with_program};
pub use status::{PlanError, PlanOptions, Status};
