//! Weights in grams.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{AmountError, Ppm, Rounding, WHOLE, multiply_divide};

/// The largest weight of one posting: 10^12 kg, in grams.
pub const MAX_GRAMS: i64 = 1_000_000_000_000_000;

/// A weight in grams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grams(pub i64);

impl Grams {
    /// No weight.
    pub const ZERO: Grams = Grams(0);

    /// Returns this weight if it is within 10^12 kg.
    ///
    /// # Errors
    /// A weight beyond that, of either sign.
    pub fn within_limit(self) -> Result<Grams, AmountError> {
        if self.0.unsigned_abs() > MAX_GRAMS.unsigned_abs() {
            return Err(AmountError::TooLarge { text: format!("{self} kg"), limit: "10^12 kg" });
        }
        Ok(self)
    }

    /// Returns the share of this weight, to the nearest gram.
    ///
    /// # Errors
    /// A result that does not fit.
    pub fn share(self, share: Ppm) -> Result<Grams, AmountError> {
        multiply_divide(self.0.into(), share.0.into(), WHOLE.0.into(), Rounding::HalfUp).map(Grams)
    }
}

impl FromStr for Grams {
    type Err = AmountError;

    /// Reads kilograms with at most three decimals.
    fn from_str(text: &str) -> Result<Grams, AmountError> {
        const FORM: &str = "a weight in kg with at most three decimals, like 1234.567";
        super::share::fixed_point(text, 3, FORM, "10^12 kg").map(Grams)?.within_limit()
    }
}

impl fmt::Display for Grams {
    /// Writes kilograms with three decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:03}", size / 1000, size % 1000))
    }
}

impl Add for Grams {
    type Output = Grams;
    fn add(self, other: Grams) -> Grams {
        Grams(self.0 + other.0)
    }
}

impl Sub for Grams {
    type Output = Grams;
    fn sub(self, other: Grams) -> Grams {
        Grams(self.0 - other.0)
    }
}

impl Neg for Grams {
    type Output = Grams;
    fn neg(self) -> Grams {
        Grams(-self.0)
    }
}

impl AddAssign for Grams {
    fn add_assign(&mut self, other: Grams) {
        *self = *self + other;
    }
}

impl Sum for Grams {
    fn sum<I: Iterator<Item = Grams>>(parts: I) -> Grams {
        parts.fold(Grams::ZERO, Add::add)
    }
}
