//! Tests of the crate `coalition`, one binary.

mod core;
mod core_types;
mod families;
mod listed;
mod nucleolus;
mod planned;
mod shapley;
