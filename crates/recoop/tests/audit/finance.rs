//! Money by hand.
