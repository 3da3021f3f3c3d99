//! Numbers of games, without rounding.

use coalition::Rational;
use coalition::exact::decimal;
use recoop_case::cell::Cell;

use crate::finding::{Finding, Place};

/// Digits that spreadsheets show, and that any float keeps.
const SHOWN: usize = 15;
/// Digits of what was perhaps meant.
const MEANT: usize = 12;

/// A number as the fraction that its digits stand for.
pub fn number(text: &str) -> Result<Rational, String> {
    f64::parse(text)?;
    decimal(text).ok_or_else(|| format!("expected 0, or a size from 1e-300 to 1e300, found `{text}`"))
}

/// What to say of a number whose last digits look like the rounding of a program: it is read as it is written.
pub fn noise(text: &str, place: Place) -> Option<Finding> {
    let meant = meant(text)?;
    let message = format!("`{text}` is read as it is written, to the last digit");
    let hint = format!("if a spreadsheet or a program has rounded it, write `{meant}`");
    Some(Finding::new("game::binary_noise", place, message).hint(hint).warning())
}

/// A much shorter number to which this one rounds at 15 digits.
fn meant(text: &str) -> Option<String> {
    let digits = text.split(['e', 'E']).next()?.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits.trim_start_matches('0').len() <= SHOWN {
        return None;
    }
    let number = text.parse::<f64>().ok()?;
    let shown = format!("{number:.*e}", SHOWN - 1);
    let (mantissa, exponent) = shown.split_once('e')?;
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    if mantissa.chars().filter(char::is_ascii_digit).count() > MEANT {
        return None;
    }
    // As Rust writes it: without an exponent unless it has to be.
    let short = format!("{mantissa}e{exponent}").parse::<f64>().ok()?;
    (decimal(text) != decimal(&short.to_string())).then(|| short.to_string())
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn noise_is_told_from_numbers() {
        let cases = [
            ("0.30000000000000004", Some("0.3")),
            ("1.1000000000000001", Some("1.1")),
            ("-2.4999999999999996", Some("-2.5")),
            ("0.1", None),
            ("0.3333333333333333", None),
            ("123456789012345678", None),
            ("1000000000000000000000", None),
            ("3.00000000000000000", None),
        ];
        for (text, short) in cases {
            assert_eq!(meant(text).as_deref(), short, "{text}");
        }
    }
}
