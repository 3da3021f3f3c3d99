//! Worths as whole numbers of one small unit: sums of a few of them compare without rounding.

use std::borrow::Cow;

use num_bigint::BigInt;
use num_traits::{Pow, ToPrimitive};

use crate::exact::Decimal;

/// Whole numbers up to this stay exact in a float when some are added.
const LARGEST: f64 = (1_u64 << 50) as f64;
/// Room for a sum over all players in 128 bits.
const WIDEST: u128 = 1 << 120;
/// Most decimals that are tried in floats.
const MOST_DECIMALS: i32 = 15;

/// The worths of a table as they were written, all in the same unit, which is a power of ten.
pub(crate) struct Units<'a> {
    pub numbers: Numbers<'a>,
}

/// By how many digits they need.
pub(crate) enum Numbers<'a> {
    Floats(Cow<'a, [f64]>),
    Wide(Vec<i128>),
    Long(Vec<BigInt>),
}

impl<'a> Units<'a> {
    pub fn new(worths: &'a [f64]) -> Self {
        Self::floats(worths).unwrap_or_else(|| Self::integers(worths))
    }

    fn floats(worths: &'a [f64]) -> Option<Self> {
        let ten = |decimals: i32| 10_f64.powi(decimals);
        let (mut decimals, mut largest) = (0, 0.0_f64);
        for worth in worths {
            largest = largest.max(worth.abs());
            while (worth * ten(decimals)).round() / ten(decimals) != *worth {
                decimals += 1;
                if decimals > MOST_DECIMALS {
                    return None;
                }
            }
        }
        let numbers = match decimals {
            0 => Cow::Borrowed(worths),
            _ => Cow::Owned(worths.iter().map(|worth| (worth * ten(decimals)).round()).collect()),
        };
        (largest * ten(decimals) <= LARGEST).then_some(Self { numbers: Numbers::Floats(numbers) })
    }

    fn integers(worths: &[f64]) -> Self {
        let written: Vec<Decimal> = worths.iter().map(|worth| Decimal::of(*worth)).collect();
        let exponent = written.iter().filter(|d| d.mantissa != 0).map(|d| d.exponent).min().unwrap_or(0);
        let shift = |d: &Decimal| if d.mantissa == 0 { 0 } else { d.exponent.abs_diff(exponent) };
        let wide = |d: &Decimal| {
            let number = i128::from(d.mantissa).checked_mul(10_i128.checked_pow(shift(d))?)?;
            (number.unsigned_abs() < WIDEST).then_some(number)
        };
        let long = |d: &Decimal| BigInt::from(d.mantissa) * BigInt::from(10).pow(shift(d));
        let numbers = match written.iter().map(wide).collect::<Option<Vec<_>>>() {
            Some(numbers) => Numbers::Wide(numbers),
            None => Numbers::Long(written.iter().map(long).collect()),
        };
        Self { numbers }
    }

    /// How much more two groups are worth than two others, in units: of the right sign, and zero only when they are worth
    /// the same.
    #[inline]
    pub fn gap(&self, more: [usize; 2], less: [usize; 2]) -> f64 {
        let ([a, b], [c, d]) = (more, less);
        match &self.numbers {
            Numbers::Floats(n) => n[a] + n[b] - n[c] - n[d],
            Numbers::Wide(n) => (n[a] + n[b] - n[c] - n[d]) as f64,
            Numbers::Long(n) => (&n[a] + &n[b] - &n[c] - &n[d]).to_f64().unwrap_or(f64::NAN),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_compare_as_written() {
        let cents = Units::new(&[0.0, 0.1, 0.2, 0.3]);
        assert!(matches!(cents.numbers, Numbers::Floats(_)));
        assert_eq!(cents.gap([1, 2], [3, 0]), 0.0);
        assert_eq!(cents.gap([3, 3], [1, 0]), 5.0);
        let digits = Units::new(&[0.0, 0.1, 0.2, 0.3, 0.1 + 0.2, 1e15]);
        assert!(matches!(digits.numbers, Numbers::Wide(_)));
        assert_eq!(digits.gap([1, 2], [3, 0]), 0.0);
        assert_eq!(digits.gap([4, 0], [1, 2]), 4.0);
        let far = Units::new(&[0.0, 1e200, 1e-200, -1e200]);
        assert!(matches!(far.numbers, Numbers::Long(_)));
        assert!(far.gap([1, 2], [0, 1]) > 0.0);
        assert!(far.gap([1, 2], [1, 2]) == 0.0);
        assert!(matches!(Units::new(&[0.0, 3.0, -7.0]).numbers, Numbers::Floats(Cow::Borrowed(_))));
    }
}
