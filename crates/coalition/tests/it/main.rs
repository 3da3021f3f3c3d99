//! Tests of the crate `coalition`, one binary.

mod catalogue;
mod core;
mod core_types;
mod excess;
mod families;
mod listed;
mod nucleolus;
mod owen;
mod planned;
mod properties;
mod shapley;
mod survey;
mod words;
