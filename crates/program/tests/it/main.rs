//! Tests of the crate `program`, one binary.

mod build;
mod conflict;
mod copies;
mod membership;
mod memory;
mod oracle;
mod print;
mod programs;
mod proof;
mod random;
mod scale;
mod solve;
mod tidy;
mod transform;
mod write;
