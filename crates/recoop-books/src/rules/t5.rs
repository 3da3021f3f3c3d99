//! T5: a nonqualified notice is taxed to the cooperative now and deducted when it is redeemed; the tax of that year is the lesser of
//! two computations (26 USC 1382(b)(2), 1383).

use serde::Serialize;

use crate::amount::{AmountError, Cents, Ppm, Rounding, WHOLE};

/// Tax of a year in which nonqualified notices are redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RedemptionTax {
    /// Tax with the deduction this year.
    pub with_deduction: Cents,
    /// Tax without it, less the tax that earlier years would have saved.
    pub with_credit: Cents,
    /// The lesser of both; below zero it is refunded.
    pub tax: Cents,
}

/// Reckons the lesser of two computations: a deduction now, or a credit for the earlier years' tax.
///
/// # Errors
/// Amounts beyond the limit.
pub fn redemption_tax(
    income: Cents,
    redeemed: Cents,
    rate: Ppm,
    earlier_tax_saved: Cents,
) -> Result<RedemptionTax, AmountError> {
    let tax_on = |base: Cents| base.times(rate.0, WHOLE.0, Rounding::HalfEven);
    let with_deduction = tax_on(Cents((income - redeemed).0.max(0)))?;
    let with_credit = tax_on(Cents(income.0.max(0)))? - earlier_tax_saved;
    Ok(RedemptionTax { with_deduction, with_credit, tax: with_deduction.min(with_credit) })
}

/// What a cooperative deducts for a year: money and qualified notices in the payment period, redeemed nonqualified notices.
pub fn deduction(cash: Cents, qualified: Cents, redeemed_nonqualified: Cents) -> Cents {
    cash + qualified + redeemed_nonqualified
}

/// A nonqualified notice is not deducted in the year in which it is given.
///
/// # Errors
/// The amount that was deducted too early.
pub fn not_deducted_early(
    deducted: Cents,
    cash: Cents,
    qualified: Cents,
    redeemed_nonqualified: Cents,
) -> Result<(), String> {
    let allowed = deduction(cash, qualified, redeemed_nonqualified);
    if deducted <= allowed {
        Ok(())
    } else {
        Err(format!("{} is deducted before it is redeemed (T5)", deducted - allowed))
    }
}
