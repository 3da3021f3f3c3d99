//! The Shapley value: what a player adds on average over all orders in which the players could come together.
//!
//! ```text
//!   φ_i = Σ_{S without i}  |S|! (n - |S| - 1)! / n!  ( v(S + i) - v(S) )
//! ```
//!
//! Shapley (1953), *A value for n-person games*.
//!
//! | module      | what it holds                                                             |
//! |-------------|---------------------------------------------------------------------------|
//! | [`exact`]   | from a table, in one pass of floats                                       |
//! | [`exact_shapley`] | from a table, in fractions                                          |
//! | [`sampled`] | from sampled orders, with intervals, for games whose worths are expensive |

pub mod exact;
mod fractions;
pub mod sampled;

pub use exact::shapley;
pub use fractions::{MAX_EXACT, exact_shapley};
pub use sampled::{End, SampledShapley, Sampling, sampled_shapley};
