//! The planning engine: from a network as data to an investment plan of the whole chain.
pub mod adversary;
pub mod fault;
pub mod formulation;
pub mod network;
pub mod plan;
pub mod share;
pub mod simulate;
