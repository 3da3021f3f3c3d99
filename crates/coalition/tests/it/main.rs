//! Tests of the crate `coalition`, one binary.

mod core;
mod core_types;
mod excess;
mod families;
mod listed;
mod nucleolus;
mod planned;
mod properties;
mod shapley;
mod words;
