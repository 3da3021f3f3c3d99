//! Numbers, weights and lists in sentences.

use num_bigint::BigInt;
use num_traits::One;

use crate::exact::Rational;

pub(super) fn open(what: &str, looked: u64) -> String {
    format!("Nothing shows {what}, but only {} cases were looked at, not all.", digits(looked as f64))
}

pub(super) fn list(mut items: Vec<String>) -> String {
    match items.pop() {
        None => "nobody".to_string(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}

/// A weight: `1/2`, `twice` as `2 times`.
pub(super) fn part(weight: &Rational) -> String {
    if weight.is_one() {
        "once".to_string()
    } else if weight.denom() == &BigInt::from(1) {
        format!("{weight} times")
    } else {
        weight.to_string()
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{}%", digits(share * 100.0))
}

/// Six digits, thousands apart by commas; in powers of ten beyond 1e15 and below 1e-6.
pub(super) fn digits(number: f64) -> String {
    if number == 0.0 {
        return "0".to_string();
    }
    if !number.is_finite() || number.abs() >= 1e15 || number.abs() < 1e-6 {
        let text = format!("{number:.5e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mantissa =
            if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
        return if number.is_finite() { format!("{mantissa}e{exponent}") } else { text };
    }
    let decimals = (5 - number.abs().log10().floor() as i32).clamp(0, 11) as usize;
    let rounded = format!("{:.decimals$}", number.abs());
    let (whole, rest) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let rest = rest.trim_end_matches('0');
    let sign = if number < 0.0 { "-" } else { "" };
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}
