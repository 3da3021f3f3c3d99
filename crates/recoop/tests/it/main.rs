//! Tests of the engine: one binary.
mod algebra;
mod attacks;
mod attributions;
mod chain;
mod counts;
mod duals;
mod duels;
mod hand;
mod hindcast;
mod links;
mod oracle;
mod share;
mod share_rules;
mod streams;
mod swings;
mod tidy;
mod toy;
