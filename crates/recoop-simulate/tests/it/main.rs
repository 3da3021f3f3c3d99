//! Tests of chance around a plan: one binary.
mod simulate;
mod standing;
#[allow(dead_code, reason = "shared with the tests of the engine")]
#[path = "../../../recoop/tests/it/toy.rs"]
mod toy;
