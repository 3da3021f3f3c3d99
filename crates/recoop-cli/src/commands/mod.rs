//! One file for each verb, with its own options.

pub mod audit;
pub mod backtest;
pub mod buffers;
pub mod check;
#[cfg(test)]
mod defaults;
pub mod ending;
pub mod explain;
pub mod export;
pub mod game;
pub mod gather;
pub mod import_root;
pub mod jobs;
pub mod new;
pub mod options;
pub mod plan;
pub mod report;
pub mod robust;
pub mod sensitivity;
pub mod share;
pub mod simulate;
pub mod stress;
pub mod study;
pub mod work;
