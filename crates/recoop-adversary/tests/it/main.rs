//! Tests of the adversary: one binary.
#[allow(dead_code, reason = "shared with the tests of the engine")]
#[path = "../../../recoop/tests/it/attacks.rs"]
mod attacks;
mod bilevel;
mod buffers;
mod false_safe;
mod finances;
mod foresight;
mod links;
mod pooling;
mod purse;
mod robust;
mod rows;
mod share_windows;
mod standing;
#[allow(dead_code, reason = "shared with the tests of the engine")]
#[path = "../../../recoop/tests/it/toy.rs"]
mod toy;
mod windows;
