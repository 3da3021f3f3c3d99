//! Exact splits of money: the parts always add up to the whole.

use serde::{Deserialize, Serialize};

use super::{AmountError, Cents, Rounding, multiply_divide};

/// Who takes the cents that rounding leaves over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remainder {
    /// Each part is rounded toward zero; the cents that are left go to the parts with the largest remainders. Equal remainders are
    /// served in the order of the list, so nobody is off by more than one cent.
    Largest,
    /// Each other part is rounded to the nearest cent, and the named partner takes the rest, as joint accounts do.
    Partner(usize),
}

/// Returns the parts of `total` in proportion to `weights`, in their order, adding up to `total`.
///
/// A negative total is split like a positive one. A part of weight zero receives nothing, except a rounding partner.
///
/// # Errors
/// Weights that are negative or all zero while there is something to split; a partner that is not in the list.
pub fn split(total: Cents, weights: &[i128], remainder: Remainder) -> Result<Vec<Cents>, AmountError> {
    if let Some(position) = weights.iter().position(|w| *w < 0) {
        return Err(AmountError::NegativeWeight(position));
    }
    if let Remainder::Partner(partner) = remainder
        && partner >= weights.len()
    {
        return Err(AmountError::NoPartner(partner));
    }
    if total == Cents::ZERO {
        return Ok(vec![Cents::ZERO; weights.len()]);
    }
    let too_large = || AmountError::TooLarge { text: "a sum of weights".to_string(), limit: "2^127" };
    let sum = weights.iter().try_fold(0i128, |sum, w| sum.checked_add(*w)).ok_or_else(too_large)?;
    if sum == 0 {
        return Err(AmountError::NoWeights(total));
    }
    let size = i128::from(total.0.unsigned_abs());
    let sign = total.0.signum();
    let mut parts = Vec::with_capacity(weights.len());
    match remainder {
        Remainder::Partner(partner) => {
            for (position, weight) in weights.iter().enumerate() {
                let part = multiply_divide(size, *weight, sum, Rounding::HalfUp)?;
                parts.push(if position == partner { Cents::ZERO } else { Cents(part * sign) });
            }
            parts[partner] = total - parts.iter().copied().sum();
        }
        Remainder::Largest => {
            let mut rests = Vec::with_capacity(weights.len());
            for (position, weight) in weights.iter().enumerate() {
                let product = size.checked_mul(*weight).ok_or_else(too_large)?;
                // Below `size`, which came from an `i64`.
                parts.push(Cents((product / sum) as i64 * sign));
                rests.push((product % sum, position));
            }
            let left = (total - parts.iter().copied().sum()).0.unsigned_abs();
            // Stable: equal remainders keep the order of the list.
            rests.sort_by_key(|(rest, _)| std::cmp::Reverse(*rest));
            for (_, position) in rests.iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
                parts[*position] += Cents(sign);
            }
        }
    }
    debug_assert_eq!(parts.iter().copied().sum::<Cents>(), total);
    Ok(parts)
}
