#![doc = include_str!("../README.md")]
//!
//! # Map of the crate
//!
//! An [`Industry`] of products and periods, [`Firm`]s with plants and a purse; together a [`Contest`].
//!
//! | module       | what                                                                          |
//! |--------------|-------------------------------------------------------------------------------|
//! | [`industry`] | the data: periods, products, what cuts cost, strikes, firms                    |
//! | [`check`](mod@check) | all faults of the data at once                                        |
//! | [`flow`]     | what a plant and a firm earn at a price: run or idle, floors, debt              |
//! | [`campaign`] | what the adversary does, its cost and its limits                                |
//! | [`replay`](mod@replay) | the exact simulator: who dies when under which bylaw |
//! | [`standing`] | purses from period to period under a bylaw                                     |
//! | [`kill`]     | the cheapest attack that kills, with its bound                                  |
//! | [`bylaws`]   | the same under each bylaw; the reserve with which nothing kills                 |
//! | [`measures`] | critical prices, exchange ratios, shadow prices, the harm frontier              |
//! | [`defense`]  | the cheapest defenses that survive a budget; what a dollar of each buys         |
//! | [`lending`]  | the cash that a firm needs whatever a budget can do                             |
//! | `segments`, `ledger` | cuts in segments, and who shares a purse: what the solvers stand on       |
//! | `greedy`     | one purse: a fractional knapsack for each death year                            |
//! | `attack`, `writer` | the adversary's problem as a program, and how it is written               |
//! | `search`     | the search over death years                                                     |
//!
//! Amounts: money, units of product, price in money for a unit. With volumes in kt and prices in USD/kg money is MUSD.
mod attack;
mod bylaw;
pub mod bylaws;
pub mod campaign;
pub mod check;
pub mod defense;
pub mod flow;
mod greedy;
pub mod industry;
pub mod kill;
mod ledger;
pub mod lending;
pub mod measures;
pub mod replay;
mod search;
mod segments;
pub mod standing;
mod writer;

pub use bylaw::Bylaw;
pub use bylaws::{Protection, Question};
pub use campaign::Campaign;
pub use check::PredationError;
pub use defense::{Change, Defense, Shield, Worth};
pub use industry::{Contest, CostCurve, Firm, Floor, Growth, Industry, Period, Plant, Product, Strike};
pub use kill::{Kill, KillCost, KillOptions, Reason, Unkillable};
pub use measures::{Exchange, Frontier, ShadowPrices, Step};
pub use replay::Replay;
pub use standing::{Account, Standing};
