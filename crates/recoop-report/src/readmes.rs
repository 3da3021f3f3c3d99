//! The examples in the READMEs of crates that cannot read a case themselves, compiled and run where all of their crates are known.

#[doc = include_str!("../../recoop-case/README.md")]
mod case {}

#[doc = include_str!("../../recoop/README.md")]
mod engine {}

#[doc = include_str!("../../recoop-adversary/README.md")]
mod adversary {}

#[doc = include_str!("../../recoop-simulate/README.md")]
mod simulate {}
