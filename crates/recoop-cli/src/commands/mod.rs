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
pub mod share;
pub mod simulate;
pub mod stress;
pub mod swings;
