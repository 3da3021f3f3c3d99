//! What to buy against the adversary: what a dollar of each buffer adds to the kill cost of everybody's common purse, and the cheapest mix with which it holds
//! against a required budget.
//!
//! ```text
//!   min  Σ_b cost[b] bought[b]        0 ≤ bought[b] ≤ 1
//!   s.t. purse + reserve + max_y Σ_{s ≤ τ} cash of y, floors, offtakes, tolling, stocks - the most that prices within the budget take > 0      for every τ
//! ```
//!
//! The plan stands as it is. With prices as the dual of the adversary's problem (`robust/worst_prices.rs`) this is one linear program; states τ in which the bilevel program
//! can empty the purse join it one after the other, and the bilevel program has the last word. Buffers that are bought whole make it a search.

mod answer;
pub mod report;
mod shop;
mod solve;
mod write;

pub use answer::{Bought, BufferError, BufferOptions, Buffered, Mix};
pub use solve::{Purchase, Tried, buffered, buffers, plain_plan, purchases, try_purchases};
