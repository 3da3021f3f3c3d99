//! Tests of the engine: one binary.
mod algebra;
mod attributions;
mod chain;
mod counts;
mod duals;
mod hand;
mod oracle;
mod streams;
mod swings;
mod tidy;
mod toy;
