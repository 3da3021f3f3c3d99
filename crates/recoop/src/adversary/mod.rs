//! What a hostile rival, or bad luck, can do to a plan.
pub mod links;
