//! The case as data.
pub mod cell;
pub mod settings;
pub mod tables;
