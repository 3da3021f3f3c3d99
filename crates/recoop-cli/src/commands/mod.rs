//! One file for each verb.

pub mod check;
pub mod conflict;
pub mod explain;
pub mod export;
pub mod facts;
pub mod game;
pub mod load;
pub mod new;
pub mod plan;
pub mod report;
pub mod run;
pub mod share;
pub mod stress;
pub mod study;
pub mod swings;
