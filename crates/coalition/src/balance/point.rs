//! Payoffs without rounding, and exact comparisons with them.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{Pow, ToPrimitive, Zero};

use crate::exact::{Decimal, Rational};
use crate::table::Table;

/// Payoffs and levels of excess over one denominator.
pub struct Point {
    large: Scaled<BigInt>,
    /// The same in 128 bits, where it fits.
    small: Option<Scaled<i128>>,
}

struct Scaled<T> {
    denominator: T,
    payoffs: Vec<T>,
    levels: Vec<T>,
}

impl Point {
    pub fn new(payoffs: &[Rational], levels: &[Rational]) -> Self {
        let denominator = common_denominator(payoffs.iter().chain(levels));
        let scale = |number: &Rational| number.numer() * (&denominator / number.denom());
        let payoffs: Vec<BigInt> = payoffs.iter().map(scale).collect();
        let levels: Vec<BigInt> = levels.iter().map(scale).collect();
        // Sums over 28 players, and a weight of up to 28, take five bits each.
        let narrow = |number: &BigInt| number.to_i128().filter(|number| number.unsigned_abs() < 1 << 110);
        let each = |numbers: &[BigInt]| numbers.iter().map(narrow).collect::<Option<Vec<_>>>();
        let small = || Some((narrow(&denominator)?, each(&payoffs)?, each(&levels)?));
        let small = small().map(|(denominator, payoffs, levels)| Scaled { denominator, payoffs, levels });
        Self { large: Scaled { denominator, payoffs, levels }, small }
    }

    /// How the excess of a group of a table compares with its weight times a level.
    pub fn compare(&self, table: &Table, mask: u64, weight: i64, level: usize) -> Ordering {
        let Some(fractions) = table.fractions() else {
            return self.compare_decimal(mask, table.worths()[mask as usize], weight, level);
        };
        let left = fractions.number(mask as usize) * &self.large.denominator;
        left.cmp(&(self.right(mask, weight, level) * &fractions.denominator))
    }

    /// The same for a worth that is the shortest decimal of a float.
    fn compare_decimal(&self, mask: u64, worth: f64, weight: i64, level: usize) -> Ordering {
        let worth = Decimal::from_f64(worth);
        self.compare_small(mask, worth, weight, level).unwrap_or_else(|| self.compare_large(mask, worth, weight, level))
    }

    fn compare_small(&self, mask: u64, worth: Decimal, weight: i64, level: usize) -> Option<Ordering> {
        let small = self.small.as_ref()?;
        let mut right = small.levels[level] * i128::from(weight);
        let mut rest = mask;
        while rest != 0 {
            right += small.payoffs[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        let mut left = i128::from(worth.mantissa).checked_mul(small.denominator)?;
        let ten = 10_i128.checked_pow(worth.exponent.unsigned_abs())?;
        if worth.exponent < 0 {
            right = right.checked_mul(ten)?;
        } else {
            left = left.checked_mul(ten)?;
        }
        Some(left.cmp(&right))
    }

    fn compare_large(&self, mask: u64, worth: Decimal, weight: i64, level: usize) -> Ordering {
        let mut right = self.right(mask, weight, level);
        let mut left = &self.large.denominator * worth.mantissa;
        if !left.is_zero() || !right.is_zero() {
            let ten = BigInt::from(10).pow(worth.exponent.unsigned_abs());
            if worth.exponent < 0 {
                right *= ten;
            } else {
                left *= ten;
            }
        }
        left.cmp(&right)
    }

    /// What a group is paid, and its weight times a level, over the denominator.
    fn right(&self, mask: u64, weight: i64, level: usize) -> BigInt {
        let large = &self.large;
        let paid = (0..large.payoffs.len()).filter(|at| mask >> at & 1 == 1).map(|at| &large.payoffs[at]);
        paid.fold(&large.levels[level] * weight, |sum, payoff| sum + payoff)
    }
}

/// The least common multiple of the denominators.
pub fn common_denominator<'a>(numbers: impl IntoIterator<Item = &'a Rational>) -> BigInt {
    numbers.into_iter().fold(BigInt::from(1), |so_far, number| {
        // In lowest terms: what the next denominator has that this one lacks.
        let missing = Rational::new(so_far.clone(), number.denom().clone()).denom().clone();
        so_far * missing
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::rational;

    #[test]
    fn small_and_large_integers_compare_alike() {
        let third = Rational::new(1.into(), 3.into());
        let payoffs = [rational(0.1), rational(-2.5), third.clone()];
        let point = Point::new(&payoffs, &[third, rational(-1e-9)]);
        for mask in 0..8_u64 {
            for worth in [0.1, -2.4, 0.0, 1.0, 3e5, -2e-13, -2.166_666_666_666_666_5] {
                for (weight, level) in [(0, 0), (1, 0), (3, 1)] {
                    let decimal = Decimal::from_f64(worth);
                    let small = point.compare_small(mask, decimal, weight, level);
                    assert_eq!(small, Some(point.compare_large(mask, decimal, weight, level)));
                }
            }
        }
        assert_eq!(point.compare_decimal(0b11, -2.4, 0, 0), Ordering::Equal);
        // Far beyond 128 bits.
        let huge = Point::new(&[rational(1e60), rational(1e-60)], &[rational(0.0)]);
        assert_eq!(huge.compare_decimal(0b01, 1e60, 1, 0), Ordering::Equal);
        assert_eq!(huge.compare_decimal(0b11, 1e60, 1, 0), Ordering::Less);
    }
}
