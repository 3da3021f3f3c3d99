//! Prices of markets and inside the plan, and attacks on them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Series};

/// Price paths.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Prices {
    /// What markets ask and pay. From the table `quotes`.
    pub quotes: Vec<Quote>,
    /// What one more kg is worth inside the plan. From the table `prices`.
    pub inside: Vec<Inside>,
    /// Which quotes each attack touches.
    pub touched: Vec<Touched>,
}

/// What a market asks or pays at its first step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Quote {
    /// Market.
    pub market: usize,
    /// Material.
    pub material: usize,
    /// `buy`: we buy there; `sell`: we sell there.
    pub side: String,
    /// USD/kg; only in states in which the offer stands.
    pub price_usd_per_kg: Series,
    /// What is traded by the plan over all steps, t/yr. From the table `trades`.
    pub traded_t: Series,
}

/// What a material is worth at a place, the dearer pool where two are kept apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Inside {
    /// Material.
    pub material: usize,
    /// Region.
    pub region: usize,
    /// Whether it is of compliant origin.
    pub compliant: bool,
    /// USD/kg.
    pub price_usd_per_kg: Series,
}

/// An offer that an attack touches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Touched {
    /// Attack.
    pub attack: usize,
    /// Position in `quotes`.
    pub quote: usize,
    /// What depth 1 takes off its price (of a ban: off its limit), as a share; below 0 the price rises.
    pub share: Num,
}
