//! Shares in parts per million, and the one reader of decimal numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::AmountError;

/// One million parts per million: the whole.
pub const WHOLE: Ppm = Ppm(1_000_000);

/// A share, a rate or an assay in parts per million of the whole: 20% is 200,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ppm(pub i64);

impl Ppm {
    /// Returns what is left of the whole.
    pub fn rest(self) -> Ppm {
        Ppm(WHOLE.0 - self.0)
    }
}

impl FromStr for Ppm {
    type Err = AmountError;

    /// Reads a share of one with at most six decimals: `0.2` is 20%.
    fn from_str(text: &str) -> Result<Ppm, AmountError> {
        fixed_point(text, 6, "a share of one with at most six decimals, like 0.2", "10^12").map(Ppm)
    }
}

impl fmt::Display for Ppm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        let decimals = format!("{:06}", size % 1_000_000);
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        f.pad(&format!("{sign}{}{point}{decimals}", size / 1_000_000))
    }
}

/// Reads a decimal number as an integer of its smallest unit. Nothing is rounded: more decimals than `places` are an error.
pub(super) fn fixed_point(
    text: &str,
    places: usize,
    form: &'static str,
    limit: &'static str,
) -> Result<i64, AmountError> {
    let wrong = || AmountError::Form { text: text.to_string(), form };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return Err(wrong()),
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || decimals.len() > places || !all_digits(whole) || !all_digits(decimals) {
        return Err(wrong());
    }
    let joined = format!("{whole}{decimals:0<places$}");
    let size: i64 = joined.parse().map_err(|_| AmountError::TooLarge { text: text.to_string(), limit })?;
    Ok(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_and_written() {
        for (text, ppm) in [("0.2", 200_000), ("1", 1_000_000), ("0.000001", 1), ("-0.032", -32_000)] {
            assert_eq!(text.parse(), Ok(Ppm(ppm)));
            assert_eq!(Ppm(ppm).to_string(), text);
        }
        assert!("20%".parse::<Ppm>().is_err());
        assert!("0.0000001".parse::<Ppm>().is_err());
    }
}
