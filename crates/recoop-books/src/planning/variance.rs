//! Plan against actual in four parts: price, then volume, recovery and cost. The order is part of the answer; the rest is zero.

use serde::{Deserialize, Serialize};

use crate::amount::{AmountError, Cents, Grams, Ppm, Rounding, WHOLE, divide};

/// A year as planned, or as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Price, USD per kg of product.
    pub price: Cents,
    /// Contained weight in the feed.
    pub feed: Grams,
    /// Recovery, share of the contained weight.
    pub recovery: Ppm,
    /// Cost in total.
    pub cost: Cents,
}

/// The difference of two margins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variance {
    /// Actual less planned margin.
    pub total: Cents,
    /// First: other prices on the planned product.
    pub price: Cents,
    /// Then: other feed, at actual prices and planned recovery.
    pub volume: Cents,
    /// Then: other recovery, at actual prices and feed.
    pub recovery: Cents,
    /// Then: other costs.
    pub cost: Cents,
}

/// Returns the four parts, which add up to the total exactly: each is a difference of rounded totals.
///
/// # Errors
/// Amounts beyond the limit.
pub fn variance(plan: &Operation, actual: &Operation) -> Result<Variance, AmountError> {
    let revenue = |price: Cents, feed: Grams, recovery: Ppm| -> Result<Cents, AmountError> {
        let product = i128::from(price.0) * i128::from(feed.0);
        let product = product
            .checked_mul(recovery.0.into())
            .ok_or_else(|| AmountError::TooLarge { text: "a revenue".to_string(), limit: "2^127" })?;
        let cents = divide(product, 1000 * i128::from(WHOLE.0), Rounding::HalfEven)?;
        let too_large = || AmountError::TooLarge { text: cents.to_string(), limit: "10^12 USD" };
        Cents(i64::try_from(cents).map_err(|_| too_large())?).within_limit()
    };
    let planned = revenue(plan.price, plan.feed, plan.recovery)?;
    let priced = revenue(actual.price, plan.feed, plan.recovery)?;
    let fed = revenue(actual.price, actual.feed, plan.recovery)?;
    let recovered = revenue(actual.price, actual.feed, actual.recovery)?;
    let (price, volume, recovery, cost) = (priced - planned, fed - priced, recovered - fed, plan.cost - actual.cost);
    Ok(Variance { total: price + volume + recovery + cost, price, volume, recovery, cost })
}
