//! The planning engine: from a network to an investment plan of the whole chain, and who gets what of it.
pub mod formulation;
pub mod plan;
pub mod share;
