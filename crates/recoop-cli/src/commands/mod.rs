//! One file for each verb.

pub mod audit;
pub mod backtest;
pub mod buffers;
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
pub mod robust;
pub mod run;
pub mod share;
pub mod simulate;
pub mod stress;
pub mod study;
pub mod swings;
