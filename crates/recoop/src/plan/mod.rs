//! Results: the plan, in terms of the network.
//!
//! | module      | what                                                             |
//! |-------------|------------------------------------------------------------------|
//! | [`values`]  | what is built, run, shipped, served                              |
//! | [`make`]    | from network to plan: formulate, solve, read back                |
//! | [`prices`]  | duals as prices, with units                                      |
//! | [`tables`]  | the shape of result tables                                       |
//! | [`report`]  | the plan as result tables                                        |
//! | [`summary`] | the answer on one screen, as data                                |
//! | [`explain`] | duals as sentences                                               |
//! | [`audit`]   | every constraint and money term recomputed from the values alone |
pub mod audit;
pub mod tables;
pub mod values;
