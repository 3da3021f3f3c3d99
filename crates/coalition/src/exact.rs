//! Numbers without rounding: what a user wrote, as a fraction.

use num_bigint::BigInt;
use num_traits::{Pow, ToPrimitive, Zero};

/// A fraction of integers of any size.
pub type Rational = num_rational::BigRational;

/// Powers of ten that a float holds exactly, and that a mantissa of 15 digits may be divided by.
const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The shortest decimal that reads back as this float: 0.1 is 1/10. Zero for what is no number or infinite.
#[must_use]
pub fn rational(number: f64) -> Rational {
    let Decimal { mantissa, exponent } = Decimal::from_f64(number);
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 { Rational::new(mantissa.into(), power) } else { Rational::from(BigInt::from(mantissa) * power) }
}

/// The fraction that a decimal stands for, from its text and not from a float: `0.1` is 1/10, `2.5e-3` is 1/400.
///
/// Signs, a point and an exponent may be there, as Rust's own floats are written. `None` for what is no such number, and for numbers beyond
/// 1e300 or, but for 0, closer to 0 than 1e-300: sums of them could not be searched in floats.
#[must_use]
pub fn decimal(text: &str) -> Option<Rational> {
    let float = text.parse::<f64>().ok().filter(|float| float.is_finite())?;
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: BigInt = format!("{whole}{part}").parse().ok()?;
    if mantissa.is_zero() {
        return Some(Rational::zero());
    }
    // With a float in this range, and this many digits, the exponent is no larger than both together.
    if !(1e-300..=1e300).contains(&float.abs()) {
        return None;
    }
    let exponent = exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(part.len()).ok()?)?;
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    Some(if exponent < 0 { Rational::new(mantissa, power) } else { Rational::from(mantissa * power) })
}

/// The fractions of floats, each its shortest decimal.
#[must_use]
pub fn rationals(numbers: &[f64]) -> Vec<Rational> {
    numbers.iter().map(|number| rational(*number)).collect()
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
    pub fn from_f64(number: f64) -> Self {
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
    fn a_decimal_is_read_from_its_text() {
        let fraction = |above: i64, below: i64| Some(Rational::new(above.into(), below.into()));
        assert_eq!(decimal("0.1"), fraction(1, 10));
        assert_eq!(decimal("-2.50e-3"), fraction(-1, 400));
        assert_eq!(decimal("+12.5E+2"), fraction(1250, 1));
        assert_eq!(decimal("0e999999999999"), fraction(0, 1));
        // Beyond what a float tells apart.
        assert_eq!(
            decimal("1000000000000000000.1"),
            Some(Rational::new(10_000_000_000_000_000_001_i128.into(), 10.into()))
        );
        assert_eq!(decimal("0.30000000000000004"), fraction(30_000_000_000_000_004, 100_000_000_000_000_000));
        for none in ["", "x", "1e400", "1e-400", "1e-999999999999", "inf", "nan", "1e", "0x1"] {
            assert_eq!(decimal(none), None, "{none}");
        }
    }

    #[test]
    fn fractions_come_back_as_the_same_float() {
        for number in [1.0 / 3.0, 5e-324, f64::MAX, -2.5e-17, 123_456_789.123_456_78, 1e15, 999_999_999_999_999.9] {
            assert_eq!(float(&rational(number)), number);
        }
    }
}
