//! Results.
pub mod tables;
