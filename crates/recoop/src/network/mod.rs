//! The case as data.
pub mod cell;
pub mod check;
pub mod pattern;
pub mod settings;
pub mod tables;
