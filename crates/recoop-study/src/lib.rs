#![doc = include_str!("../README.md")]
//!
//! # Map of the crate
//!
//! [`request`] has what every request is, [`answer`] what every answer is, [`progress`] news and cancellation, [`session`] the two with
//! which a request runs, [`error`] how a use case ends
//! without an answer. [`verbs`] has one file for each use case. [`case`](mod@case) reads a case that has to be sound, [`run`] finds and vouches for run folders,
//! [`solving`] and `options` have values that several requests share, `batch` has the work of requests in jobs that any machines do.
pub mod answer;
mod batch;
pub mod case;
mod conflict;
pub mod error;
mod options;
pub mod progress;
pub mod request;
pub mod run;
pub mod session;
pub mod solving;
pub mod text;
pub mod verbs;

pub use answer::{Answer, Done, Ending, FaultLine, Searches, Status};
pub use case::{Loaded, SoundCase};
pub use error::{Faults, StudyError};
pub use progress::{Cancel, Event, NoProgress, Observer};
pub use request::{AnyDone, AnyRequest, Request};
pub use session::Session;
pub use solving::Solving;
pub use verbs::{
    audit, backtest, buffers, check, explain, export, game, gather, import_root, jobs, plan, report, robust,
    sensitivity, share, simulate, stress, study, work,
};
