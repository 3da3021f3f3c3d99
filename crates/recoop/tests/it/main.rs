//! Tests of the engine: one binary.
mod algebra;
mod chain;
mod duals;
mod hand;
mod oracle;
mod streams;
mod tidy;
mod toy;
