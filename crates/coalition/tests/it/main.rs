//! Tests of the crate `coalition`, one binary.

mod core_types;
mod planned;
