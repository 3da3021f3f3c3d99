//! Joint accounts: each owner has two interests, one of costs and one of revenue.

use serde::Serialize;

use crate::amount::{AmountError, Cents, Ppm, Rounding, WHOLE, divide, multiply_divide};

/// An owner's interests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Interest {
    /// Share of costs.
    pub costs: Ppm,
    /// Share of revenue, after royalty.
    pub revenue: Ppm,
}

impl Interest {
    /// Returns the interests of a working interest under a royalty.
    ///
    /// # Errors
    /// Amounts beyond the limit.
    pub fn working(interest: Ppm, royalty: Ppm) -> Result<Interest, AmountError> {
        let revenue = multiply_divide(interest.0.into(), royalty.rest().0.into(), WHOLE.0.into(), Rounding::HalfEven)?;
        Ok(Interest { costs: interest, revenue: Ppm(revenue) })
    }
}

/// A month of an owner who does not pay in: what it receives, and what the others recover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Payout {
    /// Paid to the owner.
    pub paid: Cents,
    /// Kept by the others until their costs are recovered.
    pub recovered: Cents,
}

/// Reckons a month of a nonparticipating interest before or after payout.
///
/// # Errors
/// Amounts beyond the limit.
pub fn payout(interest: Ppm, revenue: Cents, cost: Cents, after_payout: bool) -> Result<Payout, AmountError> {
    let net = (revenue - cost).times(interest.0, WHOLE.0, Rounding::HalfEven)?;
    Ok(if after_payout {
        Payout { paid: net, recovered: Cents::ZERO }
    } else {
        Payout { paid: Cents::ZERO, recovered: net }
    })
}

/// Returns the interests after plain dilution, in ppm: each owner's spending over all spending. Never of patronage equity.
///
/// # Errors
/// Nothing was spent.
pub fn dilute(spent: &[Cents]) -> Result<Vec<Ppm>, AmountError> {
    let all: i128 = spent.iter().map(|cents| i128::from(cents.0)).sum();
    let part = |cents: &Cents| {
        divide(i128::from(cents.0) * i128::from(WHOLE.0), all, Rounding::HalfUp).map(|ppm| Ppm(ppm as i64))
    };
    spent.iter().map(part).collect()
}
