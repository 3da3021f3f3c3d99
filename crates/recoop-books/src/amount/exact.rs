//! Ratios of integers, rounded once, by a named rule.

use serde::{Deserialize, Serialize};

use super::AmountError;

/// How a ratio becomes an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest, halves away from zero.
    HalfUp,
    /// To the nearest, halves to the even neighbor.
    HalfEven,
    /// Toward zero.
    Down,
    /// Away from zero.
    Up,
}

/// Returns `numerator / denominator`, rounded.
///
/// # Errors
/// A denominator of zero.
pub fn divide(numerator: i128, denominator: i128, rounding: Rounding) -> Result<i128, AmountError> {
    if denominator == 0 {
        return Err(AmountError::ZeroDenominator);
    }
    let negative = (numerator < 0) != (denominator < 0);
    let (n, d) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let (floor, rest) = (n / d, n % d);
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        // `rest >= d - rest` is `2 rest >= d` without overflow.
        Rounding::HalfUp => rest > 0 && rest >= d - rest,
        Rounding::HalfEven => rest > d - rest || (rest > 0 && rest == d - rest && floor % 2 == 1),
    };
    let size = i128::try_from(floor + u128::from(up)).map_err(|_| too_large())?;
    Ok(if negative { -size } else { size })
}

/// Returns `a * b / denominator`, rounded once, as an `i64`.
///
/// # Errors
/// A product or a result that does not fit, a denominator of zero.
pub fn multiply_divide(a: i128, b: i128, denominator: i128, rounding: Rounding) -> Result<i64, AmountError> {
    let product = a.checked_mul(b).ok_or_else(too_large)?;
    i64::try_from(divide(product, denominator, rounding)?).map_err(|_| too_large())
}

fn too_large() -> AmountError {
    AmountError::TooLarge { text: "a product".to_string(), limit: "2^63" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_where_the_rule_says() {
        let all = |n: i128| {
            [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up].map(|r| divide(n, 10, r).unwrap())
        };
        assert_eq!(all(25), [3, 2, 2, 3]);
        assert_eq!(all(35), [4, 4, 3, 4]);
        assert_eq!(all(-25), [-3, -2, -2, -3]);
        assert_eq!(all(24), [2, 2, 2, 3]);
        assert_eq!(all(20), [2, 2, 2, 2]);
        assert_eq!(divide(1, 0, Rounding::Down), Err(AmountError::ZeroDenominator));
        assert!(multiply_divide(i128::MAX, 2, 1, Rounding::Down).is_err());
    }
}
