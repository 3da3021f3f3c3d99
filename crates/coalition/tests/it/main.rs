//! Tests of the crate `coalition`, one binary.

mod core;
mod core_types;
mod nucleolus;
mod planned;
