//! Worths of families in whole numbers: the data over one denominator, then nothing but sums and comparisons.

use std::ops::Sub;

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::check_table;
use crate::balance::common_denominator;
use crate::exact::Rational;
use crate::game::{GameError, Sense};
use crate::table::Table;
use crate::task::Task;
use crate::units::{Fractions, WIDEST};

/// An integer: of 128 bits where sums of all data fit, else of any length.
pub(crate) trait Whole: Clone + Ord + Zero + One + Sub<Output = Self> {}

impl Whole for i128 {}
impl Whole for BigInt {}

/// What groups are worth, by the data of a family.
pub(crate) trait Formula {
    /// The numbers of all groups by their bits, in the unit of the data: profits or costs, none beyond the sum of the sizes of all data.
    fn numbers<T: Whole>(&self, data: &[T], task: &mut Task<'_>) -> Result<Vec<T>, GameError>;
}

/// Numbers over their least common denominator.
pub(crate) fn over_one(numbers: &[Rational]) -> (Vec<BigInt>, BigInt) {
    let denominator = common_denominator(numbers);
    (numbers.iter().map(|number| number.numer() * (&denominator / number.denom())).collect(), denominator)
}

/// The table of a family. `is_count` for numbers that count something, in place of being made of the data.
pub(crate) fn tabulate(
    formula: &impl Formula,
    players: usize,
    sense: Sense,
    data: &[Rational],
    is_count: bool,
    task: &mut Task<'_>,
) -> Result<Table, GameError> {
    check_table(players)?;
    let (numbers, denominator) = over_one(data);
    let denominator = if is_count { BigInt::one() } else { denominator };
    let sizes: BigInt = numbers.iter().map(Signed::abs).sum();
    let wide = sizes.to_u128().filter(|sizes| *sizes < WIDEST);
    let names = (1..=players).map(|player| player.to_string()).collect();
    let worths = match wide.and_then(|_| numbers.iter().map(ToPrimitive::to_i128).collect::<Option<Vec<_>>>()) {
        Some(numbers) => Fractions::wide(formula.numbers(&numbers, task)?, denominator),
        None => Fractions::new(formula.numbers(&numbers, task)?, denominator),
    };
    Table::of_units(names, sense, worths)
}

/// Sums over all groups, by their bits.
pub(crate) fn subset_sums<T: Whole>(numbers: &[T]) -> Vec<T> {
    let mut sums = Vec::with_capacity(1 << numbers.len());
    sums.push(T::zero());
    for number in numbers {
        for at in 0..sums.len() {
            let sum: T = sums[at].clone() + number.clone();
            sums.push(sum);
        }
    }
    sums
}
