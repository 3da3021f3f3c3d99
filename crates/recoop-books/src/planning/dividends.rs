//! Dividends on capital by share and by year.

use crate::amount::{AmountError, Cents, Ppm, Rounding, WHOLE, multiply_divide};

/// Returns the dividend on a share for a part of a year, in millionths of a US dollar: `par x rate / periods`, halves to even.
///
/// # Errors
/// No periods, or an amount beyond the limit.
pub fn per_share(par: Cents, rate: Ppm, periods: i64) -> Result<i64, AmountError> {
    // Cents times ppm are hundred-millionths of a dollar.
    multiply_divide(par.0.into(), rate.0.into(), i128::from(periods) * 100, Rounding::HalfEven)
}

/// Returns the dividend of a year on a stated amount.
///
/// # Errors
/// A rate above the limit is refused, not cut; an amount beyond the limit.
pub fn yearly(stated: Cents, rate: Ppm, limit: Ppm) -> Result<Cents, String> {
    if rate > limit {
        return Err(format!("a dividend of {rate} exceeds the limit of {limit}; declare less"));
    }
    stated.times(rate.0, WHOLE.0, Rounding::HalfEven).map_err(|error: AmountError| error.to_string())
}
