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
//! | [`exact`]   | from a table, in one pass                                                 |
//! | [`sampled`] | from sampled orders, with intervals, for games whose worths are expensive |

pub mod exact;
pub mod sampled;

pub use exact::shapley;
pub use sampled::{End, SampledShapley, Sampling, sampled_shapley};
