//! Well-known families of games, made from their data.
//!
//! | module                | worth of a group                                                          |
//! |-----------------------|---------------------------------------------------------------------------|
//! | [`bankruptcy`]        | what is left of an estate when all others have their claims               |
//! | [`airport`]           | (a cost) the longest runway that one of them needs                        |
//! | [`voting`]            | 1 if their weights reach the quota                                        |
//! | [`glove`]             | pairs of gloves                                                           |
//! | [`assignment`]        | the best matching of buyers with sellers                                  |
//! | [`linear_production`] | what can be earned with the resources that they bring                     |
//! | [`listed`]            | the number that a list has for them                                       |
//!
//! The data of each is a plain struct of fractions, and worths are reckoned in them, without rounding. Its `check` tells all faults, and its `table` refuses data with faults; players
//! are called `1`, `2` and so on ([`Table::renamed`](crate::Table::renamed) calls them otherwise). [`Family`] is any one of them.

pub mod airport;
pub mod assignment;
pub mod bankruptcy;
pub mod family;
pub mod glove;
pub mod linear_production;
pub mod listed;
pub(crate) mod simplex;
pub mod voting;
pub(crate) mod whole;

pub use airport::Airport;
pub use assignment::Assignment;
pub use bankruptcy::Bankruptcy;
pub use family::Family;
pub use glove::Glove;
pub use linear_production::LinearProduction;
pub use listed::{Listed, Others};
pub use voting::WeightedVoting;

use num_traits::Signed;

use crate::exact::{Rational, float, rational};
use crate::game::GameError;
use crate::table::MAX_IN_TABLE;

/// One error out of all faults.
pub(crate) fn refuse(mut faults: Vec<GameError>) -> Result<(), GameError> {
    match faults.len() {
        0 => Ok(()),
        1 => Err(faults.remove(0)),
        _ => Err(GameError::Invalid(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))),
    }
}

/// The fault of a number that should be at least zero.
fn check_amount(faults: &mut Vec<GameError>, value: &Rational, place: impl Fn() -> String) {
    if value.is_negative() {
        faults.push(GameError::Invalid(format!("{} is `{}`, expected at least 0", place(), float(value))));
    }
}

/// The shortest decimal of a float.
///
/// # Panics
/// When it is not finite: a bug of the caller.
fn finite(number: f64) -> Rational {
    assert!(number.is_finite(), "a number of a game is {number}");
    rational(number)
}

fn finites(numbers: &[f64]) -> Vec<Rational> {
    numbers.iter().map(|number| finite(*number)).collect()
}

fn rows(numbers: &[Vec<f64>]) -> Vec<Vec<Rational>> {
    numbers.iter().map(|row| finites(row)).collect()
}

/// The fault of a number of players.
fn check_players(faults: &mut Vec<GameError>, found: usize, most: usize) {
    if found == 0 || found > most {
        faults.push(GameError::Players { found, expected: format!("this game has 1 to {most}") });
    }
}

/// The fault of a number of players that a table cannot hold.
fn check_table(found: usize) -> Result<(), GameError> {
    let mut faults = Vec::new();
    check_players(&mut faults, found, MAX_IN_TABLE);
    refuse(faults)
}
