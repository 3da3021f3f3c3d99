//! What an adversary, or bad luck, can do to a plan.
pub mod links;
