//! Numbers, series over states, parts that may be missing.

use recoop_case::positions::StateAt;
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

/// Significant digits of a number in the document; result tables hold all of them.
const DIGITS: i32 = 6;

/// A number with six significant digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Deserialize, TS)]
#[ts(type = "number")]
pub struct Num(f64);

impl Num {
    /// The number rounded to six significant digits; none where it is no finite number.
    #[must_use]
    pub fn finite(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self(rounded(value)))
    }

    /// The value.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

impl From<f64> for Num {
    /// The number rounded to six significant digits. JSON knows no infinity: a bound that is infinite becomes nearly the largest number there is. Where
    /// there may be no number at all, [`Num::finite`] is asked.
    fn from(value: f64) -> Self {
        Self::finite(value.clamp(f64::MIN, f64::MAX)).unwrap_or_default()
    }
}

fn rounded(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    // Through text: the nearest number that prints with so many digits; near the largest number there is none.
    format!("{value:.*e}", (DIGITS - 1) as usize).parse().ok().filter(|it: &f64| it.is_finite()).unwrap_or(value)
}

impl Serialize for Num {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `12` for 12.0: a third of all numbers is whole.
        if self.0.fract() == 0.0 && self.0.abs() < 1e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// A quantity by state: 0 in every state that is not listed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Series {
    /// States, ascending.
    pub at: Vec<usize>,
    /// The value in each.
    pub value: Vec<Num>,
}

impl Series {
    /// The values above 0, or below it, of all states.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut series = Self::default();
        for (state, value) in values.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            series.at.push(state);
            series.value.push(Num::from(*value));
        }
        series
    }

    /// The value in a state.
    #[must_use]
    pub fn get(&self, state: StateAt) -> f64 {
        self.at.binary_search(&state.index()).map_or(0.0, |at| self.value[at].value())
    }

    /// Whether it is 0 everywhere.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.at.is_empty()
    }
}

/// A part of the report, or why it is not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Part<T> {
    /// What was found.
    Here(T),
    /// Why there is nothing, in words.
    Missing(String),
}

impl<T> Part<T> {
    /// What was found.
    #[must_use]
    pub fn here(&self) -> Option<&T> {
        match self {
            Self::Here(view) => Some(view),
            Self::Missing(_) => None,
        }
    }

    /// Why there is nothing.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Here(_) => None,
            Self::Missing(why) => Some(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Num, Series, StateAt};

    #[test]
    fn numbers_have_six_digits_and_no_more_signs_than_they_need() {
        let json = |value: f64| serde_json::to_string(&Num::from(value)).unwrap();
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (12.0, "12"),
            (1_234_567.0, "1234570"),
            (0.123_456_78, "0.123457"),
            (-2.5e-7, "-2.5e-7"),
            (1e20, "1e+20"),
            (f64::INFINITY, "1.79769e+308"),
        ] {
            assert_eq!(json(value), text);
        }
        assert_eq!(Num::finite(f64::INFINITY), None);
        assert_eq!(Num::finite(f64::NAN), None);
    }

    #[test]
    fn a_series_leaves_out_what_is_nothing() {
        let series = Series::of(&[0.0, 2.0, 0.0, -1.0]);
        assert_eq!(
            (series.at.as_slice(), series.get(StateAt::new(1)), series.get(StateAt::new(2))),
            ([1, 3].as_slice(), 2.0, 0.0)
        );
        assert!(Series::of(&[0.0; 3]).is_zero());
    }
}
