//! US dollars in cents.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{AmountError, Rounding, multiply_divide};

/// The largest amount of one posting: 10^12 USD, in cents. Balances may be larger; they are checked when they are posted.
pub const MAX_CENTS: i64 = 100_000_000_000_000;

/// An amount of US dollars, in cents. A debit is positive, a credit is negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// No money.
    pub const ZERO: Cents = Cents(0);

    /// Returns this amount if it is within 10^12 USD.
    ///
    /// # Errors
    /// An amount beyond that, of either sign.
    pub fn within_limit(self) -> Result<Cents, AmountError> {
        if self.0.unsigned_abs() > MAX_CENTS.unsigned_abs() {
            return Err(AmountError::TooLarge { text: self.to_string(), limit: "10^12 USD" });
        }
        Ok(self)
    }

    /// Returns `self * numerator / denominator`, rounded once.
    ///
    /// # Errors
    /// A denominator of zero, or a result beyond the limit.
    pub fn times(self, numerator: i64, denominator: i64, rounding: Rounding) -> Result<Cents, AmountError> {
        multiply_divide(self.0.into(), numerator.into(), denominator.into(), rounding).map(Cents)?.within_limit()
    }

    /// Returns the amount without its sign.
    pub fn abs(self) -> Cents {
        Cents(self.0.abs())
    }
}

impl FromStr for Cents {
    type Err = AmountError;

    /// Reads US dollars with at most two decimals, `-1234.56`. Separators of thousands and currency signs are refused.
    fn from_str(text: &str) -> Result<Cents, AmountError> {
        const FORM: &str = "an amount in US dollars with at most two decimals, like 1234.56";
        super::share::fixed_point(text, 2, FORM, "10^12 USD").map(Cents)?.within_limit()
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", size / 100, size % 100))
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(-self.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        *self = *self + other;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Cents) {
        *self = *self - other;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(parts: I) -> Cents {
        parts.fold(Cents::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_refused() {
        assert_eq!("1234.56".parse(), Ok(Cents(123_456)));
        assert_eq!("-0.5".parse(), Ok(Cents(-50)));
        assert_eq!("7".parse(), Ok(Cents(700)));
        assert_eq!(Cents(-5).to_string(), "-0.05");
        for wrong in ["", "1,234.56", "1.234", "$5", "1e3", "EUR 5", "-", ".", "1.", "--1", "0.1.2"] {
            assert!(matches!(wrong.parse::<Cents>(), Err(AmountError::Form { .. })), "{wrong}");
        }
        assert!("1000000000000".parse::<Cents>().is_ok());
        for large in ["1000000000000.01", "-1000000000001", "99999999999999999999999999"] {
            assert!(matches!(large.parse::<Cents>(), Err(AmountError::TooLarge { .. })), "{large}");
        }
    }
}
