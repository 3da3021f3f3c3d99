// The example needs crates above this one: `recoop-report` compiles it (`src/readmes.rs`).
#![cfg_attr(not(doctest), doc = include_str!("../README.md"))]
//!
//! # Map of the crate
//!
//! | module          | what                                                    |
//! |-----------------|---------------------------------------------------------|
//! | [`accounts`]    | every flow of money of a plan, by whose it is           |
//! | [`formulation`] | the program: one file for each constraint               |
//! | [`plan`]        | solve it, read it back, audit it, report it, explain it |
//! | [`share`]       | the game of the members, allocations, payments by year  |
pub mod accounts;
pub mod formulation;
pub mod plan;
pub mod share;
