//! Tests of the engine: one binary.
mod algebra;
mod attacks;
mod attributions;
mod chain;
mod counts;
mod duals;
mod hand;
mod hindcast;
mod oracle;
mod periods;
mod salvage;
mod share;
mod share_rules;
mod streams;
mod swings;
mod tidy;
mod toy;
