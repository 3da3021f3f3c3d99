//! Gloves: worth something in pairs only.

use num_traits::One;

use super::linear_production::LinearProduction;
use super::whole::{Formula, Whole, subset_sums, tabulate};
use super::{check_amount, check_players, finites, refuse};
use crate::exact::{Rational, rational};
use crate::game::{GameError, Sense};
use crate::group::{Group, MAX_PLAYERS};
use crate::table::Table;
use crate::task::{NoProgress, Task};

/// The glove market (Shapley & Shubik 1969, *On market games*).
///
/// ```text
///   v(S) = min { left gloves of S, right gloves of S }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Glove {
    /// Left gloves of each player, at least 0.
    pub left: Vec<Rational>,
    /// Right gloves of each player, at least 0.
    pub right: Vec<Rational>,
}

impl Glove {
    /// The game of these numbers, each the shortest decimal of its float.
    ///
    /// # Panics
    /// When a number is not finite.
    #[must_use]
    pub fn from_numbers(left: &[f64], right: &[f64]) -> Self {
        Self { left: finites(left), right: finites(right) }
    }

    /// Players with one left glove each, then players with one right glove each.
    #[must_use]
    pub fn hands(left: usize, right: usize) -> Self {
        let which = |first: usize, count: usize| {
            let is = |player: usize| f64::from(u8::from((first..first + count).contains(&player)));
            (0..left + right).map(|player| rational(is(player))).collect()
        };
        Self { left: which(0, left), right: which(left, right) }
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.left.len(), MAX_PLAYERS);
        if self.left.len() != self.right.len() {
            let words = format!("left gloves of {} players, right gloves of {}", self.left.len(), self.right.len());
            faults.push(GameError::Invalid(words));
        }
        for (hand, gloves) in [("left", &self.left), ("right", &self.right)] {
            for (player, count) in gloves.iter().enumerate() {
                check_amount(&mut faults, count, || format!("the number of {hand} gloves of player {}", player + 1));
            }
        }
        faults
    }

    /// The same as a game of linear production, with shadow prices: a pair earns 1 and needs a glove of each hand.
    #[must_use]
    pub fn linear(&self) -> LinearProduction {
        let brings = self.left.iter().zip(&self.right).map(|(left, right)| vec![left.clone(), right.clone()]);
        let one = Rational::one;
        LinearProduction { needs: vec![vec![one()], vec![one()]], earns: vec![one()], brings: brings.collect() }
    }

    /// Pairs that a group has.
    #[must_use]
    pub fn pairs(&self, group: Group) -> Rational {
        let sum = |hand: &[Rational]| group.iter().map(|player| &hand[player]).sum::<Rational>();
        sum(&self.left).min(sum(&self.right))
    }

    /// The table, in pairs.
    ///
    /// # Errors
    /// All faults of the data, or more players than a table holds.
    pub fn table(&self) -> Result<Table, GameError> {
        refuse(self.check())?;
        let data = [self.left.as_slice(), &self.right].concat();
        let quiet = &mut Task { threads: 1, observer: &mut NoProgress };
        tabulate(&Pairs, self.left.len(), Sense::Profit, &data, false, quiet)
    }
}

struct Pairs;

impl Formula for Pairs {
    fn numbers<T: Whole>(&self, data: &[T], _: &mut Task<'_>) -> Result<Vec<T>, GameError> {
        let (left, right) = data.split_at(data.len() / 2);
        Ok(subset_sums(left).into_iter().zip(subset_sums(right)).map(|(left, right)| left.min(right)).collect())
    }
}
