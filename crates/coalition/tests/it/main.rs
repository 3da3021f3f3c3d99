//! Tests of the crate `coalition`, one binary.

mod axioms;
mod core;
mod core_types;
mod families;
mod nucleolus;
mod planned;
mod published;
mod reference;
mod shapley;
