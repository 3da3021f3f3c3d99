#![doc = include_str!("../README.md")]
//!
//! # Map of the crate
//!
//! [`study`] makes the document of what was found, [`sentences`] the ten sentences that come first, [`compare`] sets two of them side by side. [`views`] has the shape of the document, one file for each picture; each says how it is filled from the results of the engine. Nothing is
//! computed here beyond adding up: every number stands in a result table. [`page`] puts the document into the committed page.
pub mod compare;
pub mod page;
#[cfg(doctest)]
mod readmes;
pub mod sentences;
pub mod study;
pub mod views;

pub use study::{Findings, Planned, Stamp, StudyPart, Unknown};
pub use views::{Comparison, Document, Study};
