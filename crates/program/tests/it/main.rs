//! Tests of the crate `program`, one binary.

mod build;
mod conflict;
mod print;
mod programs;
mod solve;
mod tidy;
