//! The adversary: what it takes to break firms.
//!
//! | module                      | what                                                               |
//! |-----------------------------|--------------------------------------------------------------------|
//! | [`predation`](mod@predation) | firms with cash against somebody who cuts prices: the kill cost    |
pub mod predation;
