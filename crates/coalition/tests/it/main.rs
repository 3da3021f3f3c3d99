//! Tests of the crate `coalition`, one binary.

mod core_types;
mod families;
mod shapley;
