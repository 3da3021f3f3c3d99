//! One file for each verb.

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
pub mod robust;
pub mod share;
pub mod stress;
pub mod swings;
