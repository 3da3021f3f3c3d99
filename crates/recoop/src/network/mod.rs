//! The case as data.
pub mod cell;
pub mod pattern;
pub mod settings;
pub mod tables;
