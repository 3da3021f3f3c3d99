//! Results: the plan, in terms of the network.
//!
//! | module      | what                                                             |
//! |-------------|------------------------------------------------------------------|
//! | [`make`]    | from network to plan: formulate, solve, read back                |
//! | [`values`]  | what is built, run, shipped, served                              |
//! | [`prices`]  | duals as prices, with units                                      |
//! | [`tables`]  | the shape of result tables                                       |
pub mod make;
pub mod prices;
mod read;
pub mod tables;
pub mod values;

pub use make::{Plan, PlanError, PlanOptions, Quiet, Status, Step, Watch, make};
