//! Tests of the engine: one binary.
mod chain;
mod tidy;
mod toy;
