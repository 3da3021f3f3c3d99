//! Worths as whole numbers of one small unit: sums of a few of them compare without rounding.

use std::borrow::Cow;

use num_bigint::BigInt;
use num_traits::{Pow, ToPrimitive};

use crate::exact::{Decimal, Rational};
use crate::table::Table;

/// Whole numbers up to this stay exact in a float when some are added.
const LARGEST: f64 = (1_u64 << 50) as f64;
/// Room for a sum over all players in 128 bits.
pub(crate) const WIDEST: u128 = 1 << 120;
/// Most decimals that are tried in floats.
const MAX_DECIMALS: i32 = 15;

/// The worths of a table as they were written, all in the same unit, which is a power of ten.
pub(crate) struct Units<'a> {
    pub numbers: Numbers<'a>,
    /// What one unit is worth: a power of ten, or one part of a common denominator.
    pub unit: Rational,
}

/// By how many digits they need.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Numbers<'a> {
    Floats(Cow<'a, [f64]>),
    Wide(Cow<'a, [i128]>),
    Long(Cow<'a, [BigInt]>),
}

/// Worths that are no decimals of a float: whole numbers over one denominator above zero.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fractions {
    pub numbers: Numbers<'static>,
    pub denominator: BigInt,
}

impl Fractions {
    /// The integers over a denominator, as narrow as they fit.
    pub fn new(numbers: Vec<BigInt>, denominator: BigInt) -> Self {
        let wide = |number: &BigInt| number.to_i128().filter(|number| number.unsigned_abs() < WIDEST);
        let numbers = match numbers.iter().map(wide).collect::<Option<Vec<_>>>() {
            Some(wide) => Numbers::Wide(Cow::Owned(wide)),
            None => Numbers::Long(Cow::Owned(numbers)),
        };
        Self { numbers, denominator }
    }

    /// Integers of 128 bits over a denominator; each below 2^120.
    pub fn wide(numbers: Vec<i128>, denominator: BigInt) -> Self {
        Self { numbers: Numbers::Wide(Cow::Owned(numbers)), denominator }
    }

    pub fn len(&self) -> usize {
        match &self.numbers {
            Numbers::Floats(numbers) => numbers.len(),
            Numbers::Wide(numbers) => numbers.len(),
            Numbers::Long(numbers) => numbers.len(),
        }
    }

    /// A number, where it fits.
    pub fn short(&self, at: usize) -> Option<i128> {
        match &self.numbers {
            Numbers::Floats(numbers) => Some(numbers[at] as i128),
            Numbers::Wide(numbers) => Some(numbers[at]),
            Numbers::Long(numbers) => numbers[at].to_i128(),
        }
    }

    /// Turns all signs.
    pub fn turn(&mut self) {
        match &mut self.numbers {
            Numbers::Floats(numbers) => numbers.to_mut().iter_mut().for_each(|number| *number = 0.0 - *number),
            Numbers::Wide(numbers) => numbers.to_mut().iter_mut().for_each(|number| *number = -*number),
            Numbers::Long(numbers) => numbers.to_mut().iter_mut().for_each(|number| *number = -std::mem::take(number)),
        }
    }

    pub fn number(&self, at: usize) -> BigInt {
        match &self.numbers {
            Numbers::Floats(numbers) => BigInt::from(numbers[at] as i128),
            Numbers::Wide(numbers) => BigInt::from(numbers[at]),
            Numbers::Long(numbers) => numbers[at].clone(),
        }
    }

    pub fn at(&self, at: usize) -> Rational {
        Rational::new(self.number(at), self.denominator.clone())
    }
}

impl<'a> Units<'a> {
    /// The worths of a table.
    pub fn of(table: &'a Table) -> Self {
        let Some(fractions) = table.fractions() else { return Self::new(table.worths()) };
        let numbers = match &fractions.numbers {
            Numbers::Floats(numbers) => Numbers::Floats(Cow::Borrowed(numbers)),
            Numbers::Wide(numbers) => Numbers::Wide(Cow::Borrowed(numbers)),
            Numbers::Long(numbers) => Numbers::Long(Cow::Borrowed(numbers)),
        };
        Self { numbers, unit: Rational::new(1.into(), fractions.denominator.clone()) }
    }

    /// All numbers in 128 bits, where each is below this many bits.
    pub fn short(&self, bits: u32) -> Option<Vec<i128>> {
        let fits = |number: i128| (u64::from(bits) >= 128 || number.unsigned_abs() >> bits == 0).then_some(number);
        match &self.numbers {
            Numbers::Floats(numbers) => numbers.iter().map(|number| fits(*number as i128)).collect(),
            Numbers::Wide(numbers) => numbers.iter().map(|number| fits(*number)).collect(),
            Numbers::Long(numbers) => numbers.iter().map(|number| number.to_i128().and_then(fits)).collect(),
        }
    }

    /// All numbers, however long.
    pub fn long(&self) -> Vec<BigInt> {
        match &self.numbers {
            Numbers::Floats(numbers) => numbers.iter().map(|number| BigInt::from(*number as i128)).collect(),
            Numbers::Wide(numbers) => numbers.iter().map(|number| BigInt::from(*number)).collect(),
            Numbers::Long(numbers) => numbers.to_vec(),
        }
    }

    /// Whether two groups are worth the same.
    pub fn same(&self, a: usize, b: usize) -> bool {
        match &self.numbers {
            Numbers::Floats(n) => n[a] == n[b],
            Numbers::Wide(n) => n[a] == n[b],
            Numbers::Long(n) => n[a] == n[b],
        }
    }

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
                if decimals > MAX_DECIMALS {
                    return None;
                }
            }
        }
        let numbers = match decimals {
            0 => Cow::Borrowed(worths),
            _ => Cow::Owned(worths.iter().map(|worth| (worth * ten(decimals)).round()).collect()),
        };
        (largest * ten(decimals) <= LARGEST).then(|| Self { numbers: Numbers::Floats(numbers), unit: power(-decimals) })
    }

    fn integers(worths: &[f64]) -> Self {
        let written: Vec<Decimal> = worths.iter().map(|worth| Decimal::from_f64(*worth)).collect();
        let exponent = written.iter().filter(|d| d.mantissa != 0).map(|d| d.exponent).min().unwrap_or(0);
        let shift = |d: &Decimal| if d.mantissa == 0 { 0 } else { d.exponent.abs_diff(exponent) };
        let wide = |d: &Decimal| {
            let number = i128::from(d.mantissa).checked_mul(10_i128.checked_pow(shift(d))?)?;
            (number.unsigned_abs() < WIDEST).then_some(number)
        };
        let long = |d: &Decimal| BigInt::from(d.mantissa) * BigInt::from(10).pow(shift(d));
        let numbers = match written.iter().map(wide).collect::<Option<Vec<_>>>() {
            Some(numbers) => Numbers::Wide(Cow::Owned(numbers)),
            None => Numbers::Long(Cow::Owned(written.iter().map(long).collect())),
        };
        Self { numbers, unit: power(exponent) }
    }

    /// How much more two groups are worth than two others, in units: of the right sign, and zero only when they are worth
    /// the same.
    #[inline]
    pub fn gap(&self, more: [usize; 2], less: [usize; 2]) -> f64 {
        let ([a, b], [c, d]) = (more, less);
        match &self.numbers {
            Numbers::Floats(n) => n[a] + n[b] - n[c] - n[d],
            Numbers::Wide(n) => (n[a] + n[b] - n[c] - n[d]) as f64,
            Numbers::Long(n) => beyond(&n[a] + &n[b] - &n[c] - &n[d]),
        }
    }
}

fn power(exponent: i32) -> Rational {
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 { Rational::new(1.into(), power) } else { power.into() }
}

/// The float nearest to an integer, the largest one where there is none.
fn beyond(number: BigInt) -> f64 {
    number.to_f64().unwrap_or(f64::NAN).clamp(f64::MIN, f64::MAX)
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
