//! The Shapley value of a table without rounding.

use crate::exact::Rational;
use crate::formulas;
use crate::table::Table;

/// Most players of a game whose Shapley value a [survey](mod@crate::survey) finds without rounding: `n 2^n / 2` additions of 128 bits.
pub const MAX_EXACT: usize = 22;

/// The Shapley value in fractions, in the unit of the worths: payoffs that add up to the worth of everybody.
#[must_use]
pub fn exact_shapley(table: &Table) -> Vec<Rational> {
    formulas::shapley(table)
}
