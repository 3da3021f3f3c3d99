//! T3: in a qualified notice at least 20% of that patron's dividend is money or a qualified check (26 USC 1388(c)(1)).
//! Tested for each patron and distribution, never in total.

use crate::amount::Cents;

/// The money is at least 20% of the dividend.
///
/// # Errors
/// The two amounts and what is missing.
pub fn twenty_percent(cash: Cents, dividend: Cents) -> Result<(), String> {
    let (five_times, all) = (5 * i128::from(cash.0), i128::from(dividend.0));
    if five_times >= all {
        return Ok(());
    }
    let needed = Cents(((all + 4) / 5) as i64);
    Err(format!("{cash} in money is less than 20% of a dividend of {dividend}; at least {needed} is needed (T3)"))
}
