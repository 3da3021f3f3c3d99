//! Tests of the crate `coalition`, one binary.

mod axioms;
mod catalog;
mod core;
mod core_types;
mod excess;
mod families;
mod fractions;
mod listed;
mod nucleolus;
mod owen;
mod planned;
mod properties;
mod published;
mod reference;
mod shapley;
mod survey;
mod words;
