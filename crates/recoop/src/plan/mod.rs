//! Results: the plan, in terms of the network.
//!
//! | module      | what                                                             |
//! |-------------|------------------------------------------------------------------|
//! | [`make`]    | from network to plan: formulate, solve, read back                |
//! | [`values`]  | what is built, run, shipped, served                              |
//! | [`prices`]  | duals as prices, with units                                      |
//! | [`tables`]  | the shape of result tables                                       |
//! | [`report`]  | the plan as result tables                                        |
//! | [`shares`]  | how much of each stage is made at home                           |
//! | [`summary`] | the answer on one screen, as data                                |
//! | [`explain`] | duals as sentences                                               |
//! | [`audit`]   | every constraint and money term recomputed from the values alone |
pub mod audit;
pub mod explain;
pub mod make;
pub mod prices;
mod read;
pub mod report;
pub mod shares;
pub mod summary;
pub mod tables;
pub mod values;

pub use make::{Plan, PlanError, PlanOptions, Quiet, Status, Step, Watch, make};
