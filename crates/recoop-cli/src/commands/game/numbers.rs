//! Numbers as they are shown.

/// Decimals with which numbers read as they are, else about seven digits of the largest and three of the smallest.
pub fn decimals(numbers: &[f64]) -> usize {
    const MOST: i32 = 9;
    let sizes = || numbers.iter().map(|number| number.abs()).filter(|size| *size > 1e-12);
    let digits = |size: f64| size.log10().floor() as i32;
    let largest = digits(sizes().fold(0.0, f64::max).max(1e-12));
    let smallest = digits(sizes().fold(f64::INFINITY, f64::min).min(1e12));
    let enough = (6 - largest).min(4).max(2 - smallest).clamp(0, MOST);
    let reads = |decimals: &i32| {
        let ten = 10_f64.powi(*decimals);
        sizes().all(|size| ((size * ten).round() / ten - size).abs() <= 1e-12 * size)
    };
    (0..enough).find(reads).unwrap_or(enough) as usize
}

/// A number with so many decimals, thousands apart by commas.
pub fn fixed(number: f64, decimals: usize) -> String {
    if number.abs() >= 1e15 {
        return format!("{number:.6e}");
    }
    let text = format!("{:.decimals$}", number.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if number < 0.0 && text.chars().any(|digit| matches!(digit, '1'..='9')) { "-" } else { "" };
    match rest {
        Some(rest) => format!("{sign}{grouped}.{rest}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{decimals, fixed};

    fn shown(numbers: &[f64]) -> Vec<String> {
        let decimals = decimals(numbers);
        numbers.iter().map(|number| fixed(*number, decimals)).collect()
    }

    #[test]
    fn numbers_read_as_they_are() {
        assert_eq!(shown(&[116_234.0, 93_540.0]), ["116,234", "93,540"]);
        assert_eq!(shown(&[117_829.0, 100_756.5]), ["117,829.0", "100,756.5"]);
        assert_eq!(shown(&[100.0 / 3.0, 0.0]), ["33.3333", "0.0000"]);
        assert_eq!(shown(&[0.196_270, 0.001_864_8]), ["0.19627", "0.00186"]);
        assert_eq!(shown(&[-0.000_000_000_000_1, 2.0]), ["0", "2"]);
        assert_eq!(shown(&[-1_234_567.25]), ["-1,234,567"]);
    }
}
