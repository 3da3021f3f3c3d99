//! Tests of the engine: one binary.
mod algebra;
mod chain;
mod hand;
mod tidy;
mod toy;
