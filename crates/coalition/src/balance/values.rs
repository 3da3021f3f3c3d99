//! The worths of a table in coordinates in which a search in floats can see them.

use std::borrow::Cow;

use num_bigint::BigInt;
use num_traits::{Pow, ToPrimitive};

use super::scan::Scan;
use crate::exact::{Decimal, Rational, float};
use crate::game::GameError;
use crate::table::Table;

/// Worths beyond this would overflow in sums.
pub const LARGEST_WORTH: f64 = 1e280;
/// What is left after the worths alone are subtracted, compared with the worths, below which they are subtracted in fact.
const ADDITIVE: f64 = 1.0 / 256.0;

/// Worths as they are, or less what the members are worth alone where that hides the rest: `v(S)` of a million and
/// something, where only the something matters, would leave the search nothing but rounding.
pub struct Values<'a> {
    pub table: &'a Table,
    pub floats: Cow<'a, [f64]>,
    /// What was subtracted for each player.
    base: Option<Vec<Rational>>,
    /// Largest absolute value among `floats`.
    pub size: f64,
}

impl<'a> Values<'a> {
    /// # Errors
    /// When a worth is beyond [`LARGEST_WORTH`].
    pub fn new(table: &'a Table) -> Result<Self, GameError> {
        let worths = table.worths();
        let size = largest(worths);
        if size > LARGEST_WORTH {
            return Err(GameError::Invalid(format!("a worth of {size:e}: the largest possible is {LARGEST_WORTH:e}")));
        }
        let alone: Vec<f64> = (0..table.names().len()).map(|player| worths[1 << player]).collect();
        let rest = Scan::new(worths, &alone, 0.0).largest();
        if size == 0.0 || rest >= size * ADDITIVE {
            return Ok(Self { table, floats: Cow::Borrowed(worths), base: None, size });
        }
        let floats = without_additive_part(table);
        let size = largest(&floats);
        let base = (0..alone.len()).map(|player| table.exact(1 << player)).collect();
        Ok(Self { table, floats: Cow::Owned(floats), base: Some(base), size })
    }

    /// The exact worth of a group.
    pub fn exact(&self, mask: u64) -> Rational {
        self.table.exact(mask)
    }

    /// In the coordinates of the search, what is `exact` for a group taken `sign` times.
    pub fn searched(&self, mask: u64, sign: i64, exact: &Rational) -> f64 {
        let Some(base) = &self.base else { return float(exact) };
        let members = (0..base.len()).filter(|at| mask >> at & 1 == 1);
        let alone: Rational = members.map(|at| &base[at]).sum();
        float(&(exact - alone * BigInt::from(sign)))
    }
}

fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(0.0, |largest, number| if number.abs() > largest { number.abs() } else { largest })
}

/// `v(S)` less what its members are worth alone, without rounding but of the result.
pub fn without_additive_part(table: &Table) -> Vec<f64> {
    let players = table.names().len();
    let Some(fractions) = table.fractions() else {
        let worths = table.worths();
        let alone: Vec<f64> = (0..players).map(|player| worths[1 << player]).collect();
        return without_alone(worths, &alone);
    };
    let alone: Vec<BigInt> = (0..players).map(|player| fractions.number(1 << player)).collect();
    let rest = |mask: usize| {
        let members = (0..players).filter(|at| mask >> at & 1 == 1);
        members.fold(fractions.number(mask), |rest, at| rest - &alone[at])
    };
    (0..1_usize << players).map(|mask| float(&Rational::new(rest(mask), fractions.denominator.clone()))).collect()
}

/// `v(S)` less the sum of `alone` over the members, reckoned in decimals and rounded once.
fn without_alone(worths: &[f64], alone: &[f64]) -> Vec<f64> {
    let lowest =
        worths.iter().filter(|worth| **worth != 0.0).map(|worth| Decimal::from_f64(*worth).exponent).min().unwrap_or(0);
    let scaled = |worth: f64| -> Option<i128> {
        let Decimal { mantissa, exponent } = Decimal::from_f64(worth);
        let shift = if mantissa == 0 { 0 } else { exponent - lowest };
        // Room for a sum over all players.
        i128::from(mantissa)
            .checked_mul(10_i128.checked_pow(shift.unsigned_abs())?)
            .filter(|m| m.unsigned_abs() < 1 << 120)
    };
    let unit = |number: f64| if lowest < 0 { number / 10_f64.powi(-lowest) } else { number * 10_f64.powi(lowest) };
    let sum = |numbers: &[i128], mask: usize| -> i128 {
        let mut rest = mask;
        let mut sum = 0;
        while rest != 0 {
            sum += numbers[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        sum
    };
    let small = || -> Option<Vec<f64>> {
        let alone = alone.iter().map(|worth| scaled(*worth)).collect::<Option<Vec<_>>>()?;
        let rest = |(mask, worth): (usize, &f64)| Some(unit((scaled(*worth)? - sum(&alone, mask)) as f64));
        worths.iter().enumerate().map(rest).collect()
    };
    // Powers of ten that a float cannot hold would be lost in `unit`.
    if let Some(floats) = (lowest.abs() <= 300).then(small).flatten() {
        return floats;
    }
    let scaled = |worth: f64| {
        let Decimal { mantissa, exponent } = Decimal::from_f64(worth);
        let shift = if mantissa == 0 { 0 } else { exponent - lowest };
        BigInt::from(mantissa) * BigInt::from(10).pow(shift.unsigned_abs())
    };
    let alone: Vec<BigInt> = alone.iter().map(|worth| scaled(*worth)).collect();
    let power = BigInt::from(10).pow(lowest.unsigned_abs());
    let rest = |(mask, worth): (usize, &f64)| {
        let members = (0..alone.len()).filter(|at| mask >> at & 1 == 1);
        let rest = members.fold(scaled(*worth), |rest, at| rest - &alone[at]);
        let rest = if lowest < 0 { Rational::new(rest, power.clone()) } else { Rational::from(rest * &power) };
        rest.to_f64().unwrap_or(0.0)
    };
    worths.iter().enumerate().map(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::rational;
    use crate::game::Sense;
    use crate::group::Group;

    #[test]
    fn an_additive_part_is_taken_out_without_rounding() {
        let alone = [1e9, 3e9 + 0.1, 7e12];
        let table = Table::from_fn(3, Sense::Profit, |group: Group| group.sum(&alone)).unwrap();
        let values = Values::new(&table).unwrap();
        assert!(values.base.is_some());
        let exact = |mask: u64| {
            let members = (0..3).filter(|at| mask >> at & 1 == 1);
            values.exact(mask) - members.map(|at| rational(alone[at])).sum::<Rational>()
        };
        for mask in 0..8 {
            assert_eq!(values.floats[mask as usize], float(&exact(mask)));
        }
        let wide = without_alone(&[0.0, 1e150, 1e-150, 1e150], &[1e150, 1e-150]);
        assert_eq!(wide, [0.0, 0.0, 0.0, -1e-150]);
    }

    #[test]
    fn worths_with_something_to_see_stay_as_they_are() {
        let table = Table::from_fn(2, Sense::Profit, |group| (group.len() * group.len()) as f64).unwrap();
        assert!(matches!(Values::new(&table).unwrap().floats, Cow::Borrowed(_)));
    }
}
