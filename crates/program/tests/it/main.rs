//! Tests of the crate `program`, one binary.

mod build;
mod programs;
mod solve;
mod tidy;
