#![doc = include_str!("../README.md")]

pub mod amount;
pub mod audit;
pub mod books;
pub mod bylaws;
pub mod chart;
pub mod dates;
pub mod documents;
pub mod entry;
pub mod export;
pub mod fault;
mod forms;
pub mod ids;
pub mod labels;
pub mod ledger;
pub mod losses;
pub mod patronage;
pub mod planning;
mod post;
pub mod rules;
pub mod settlement;
pub mod solvency;
pub mod state;
pub mod statements;
pub mod tables;
mod words;
mod worksheet;

pub use books::{Books, Record, Settings};
pub use fault::{Fault, Refused};
