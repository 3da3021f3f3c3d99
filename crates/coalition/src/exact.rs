//! Numbers without rounding: what a user wrote, as a fraction.

use num_bigint::BigInt;
use num_traits::{Pow, ToPrimitive};

/// A fraction of integers of any size.
pub type Rational = num_rational::BigRational;

/// Powers of ten that a float holds exactly, and that a mantissa of 15 digits may be divided by.
const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The shortest decimal that reads back as this float: 0.1 is 1/10. Zero for what is no number or infinite.
#[must_use]
pub fn rational(number: f64) -> Rational {
    let Decimal { mantissa, exponent } = Decimal::of(number);
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 { Rational::new(mantissa.into(), power) } else { Rational::from(BigInt::from(mantissa) * power) }
}

/// The float nearest to a fraction; infinite beyond the range of floats.
#[must_use]
pub fn float(number: &Rational) -> f64 {
    number.to_f64().unwrap_or(f64::NAN)
}

/// Floats nearest to fractions.
pub(crate) fn floats(numbers: &[Rational]) -> Vec<f64> {
    numbers.iter().map(float).collect()
}

/// The shortest decimal of a float: `mantissa * 10^exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub mantissa: i64,
    pub exponent: i32,
}

impl Decimal {
    pub fn of(number: f64) -> Self {
        // Two decimals of up to 15 digits never read as the same float, so the first that fits is the shortest one.
        for (digits, ten) in TENS.iter().enumerate() {
            let scaled = (number * ten).round();
            if scaled.abs() >= 1e15 {
                break;
            }
            if scaled / ten == number {
                return Self { mantissa: scaled as i64, exponent: -(digits as i32) };
            }
        }
        Self::written(number).unwrap_or(Self { mantissa: 0, exponent: 0 })
    }

    /// From the text `-1.25e-7`: at most 17 digits.
    fn written(number: f64) -> Option<Self> {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e')?;
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa = format!("{whole}{part}").parse().ok()?;
        Some(Self { mantissa, exponent: exponent.parse::<i32>().ok()? - part.len() as i32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_is_the_shortest_decimal_that_reads_as_it() {
        let fraction = |above: i64, below: i64| Rational::new(above.into(), below.into());
        assert_eq!(rational(0.1), fraction(1, 10));
        assert_eq!(rational(-1234.5), fraction(-2469, 2));
        assert_eq!(rational(0.1 + 0.2), fraction(30_000_000_000_000_004, 100_000_000_000_000_000));
        assert_eq!(rational(1e22), Rational::from(BigInt::from(10).pow(22_u32)));
        assert_eq!(rational(0.0), fraction(0, 1));
        assert_eq!(rational(f64::NAN), fraction(0, 1));
    }

    #[test]
    fn fractions_come_back_as_the_same_float() {
        for number in [1.0 / 3.0, 5e-324, f64::MAX, -2.5e-17, 123_456_789.123_456_78, 1e15, 999_999_999_999_999.9] {
            assert_eq!(float(&rational(number)), number);
        }
    }
}
