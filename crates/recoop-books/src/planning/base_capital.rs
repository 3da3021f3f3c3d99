//! Base capital: a member holds equity in proportion to its business.

use serde::Serialize;

use crate::amount::{AmountError, Cents, Ppm, Rounding, WHOLE, multiply_divide};

/// Terms of a base capital plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BaseCapital {
    /// Target, cents for each unit of business.
    pub target_per_unit: Cents,
    /// Part of the refund that an under-invested member is paid in money.
    pub cash_below_target: Ppm,
}

/// What the plan says to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Target equity.
    pub target: Cents,
    /// Missing before the refund.
    pub short: Cents,
    /// Refund paid in money.
    pub cash: Cents,
    /// Refund retained.
    pub retained: Cents,
    /// Equity after the refund.
    pub held: Cents,
    /// Missing after the refund.
    pub short_after: Cents,
}

impl BaseCapital {
    /// Reckons one member. Where less than the retained part closes the gap, only the gap is retained.
    ///
    /// # Errors
    /// Amounts beyond the limit.
    pub fn of(&self, business: i64, held: Cents, refund: Cents) -> Result<Need, AmountError> {
        let target = multiply_divide(self.target_per_unit.0.into(), business.into(), 1, Rounding::HalfUp).map(Cents)?;
        let short = Cents((target - held).0.max(0));
        let cash = refund.times(self.cash_below_target.0, WHOLE.0, Rounding::Up)?;
        let retained = (refund - cash).min(short);
        let after = held + retained;
        Ok(Need {
            target,
            short,
            cash: refund - retained,
            retained,
            held: after,
            short_after: Cents((target - after).0.max(0)),
        })
    }
}

/// Returns the equity that a share of business needs: `assets x equity share x business share`.
///
/// # Errors
/// Amounts beyond the limit.
pub fn need(assets: Cents, equity: Ppm, business: Ppm) -> Result<Cents, AmountError> {
    assets.times(equity.0, WHOLE.0, Rounding::HalfUp)?.times(business.0, WHOLE.0, Rounding::HalfUp)
}
