//! Power indices of weighted voting for any number of players, by generating functions (Mann & Shapley 1962; Brams & Affuso 1976).
//!
//! ```text
//!   Π_i (1 + t x^{w_i}) = Σ a(s, w) t^s x^w        a(s, w): groups of s players with w votes
//! ```
//!
//! Division by the factor of a player leaves the groups without it; it sensitivities those that lack no more votes than it has. Counts are whole
//! numbers, so that indices are fractions without rounding. The work grows with the votes in whole numbers, not with the groups.

use std::ops::{Add, Sub};

use num_bigint::{BigInt, BigUint};
use num_traits::{One, ToPrimitive, Zero};

use crate::exact::Rational;
use crate::families::WeightedVoting;
use crate::families::whole::over_one;
use crate::game::GameError;

/// Players up to whom counts fit into 128 bits.
const MAX_SHORT: u64 = 127;
/// Entries of the table of counts, and additions, with counts of 128 bits; of longer ones a hundredth.
const MAX_ENTRIES: u64 = 10_000_000;
const MAX_STEPS: u64 = 3_000_000_000;

/// Power indices, without rounding: for each class of players with the same weight that of one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// The Shapley-Shubik index (1954): the part of all orders in which the player turns a losing group into a winning one.
    pub shapley: Vec<Rational>,
    /// The Banzhaf value (1965): the part of all groups of others that lose without the player and win with it.
    pub banzhaf: Vec<Rational>,
}

impl Power {
    /// Banzhaf values in proportion, so that those of all players add up to 1 (Coleman's and Banzhaf's index).
    #[must_use]
    pub fn normalized_banzhaf(&self, counts: &[u64]) -> Vec<Rational> {
        let sum: Rational = self.banzhaf.iter().zip(counts).map(|(of, count)| of * BigInt::from(*count)).sum();
        self.banzhaf.iter().map(|of| of / &sum).collect()
    }
}

/// The power indices where each weight is that of as many players as `counts` says.
///
/// # Errors
/// When there are so many different sums of weights that they cannot be counted.
///
/// # Examples
///
/// ```
/// use coalition::families::WeightedVoting;
/// use coalition::power;
///
/// // Three of 2 votes and one of 1, with a quota of 4: the small one decides nothing.
/// let found = power(&WeightedVoting::from_numbers(4.0, &[2.0, 1.0]), &[3, 1])?;
/// assert_eq!(found.shapley.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1/3", "0"]);
/// # Ok::<(), coalition::GameError>(())
/// ```
pub fn power(game: &WeightedVoting, counts: &[u64]) -> Result<Power, GameError> {
    let votes = Votes::new(game, counts)?;
    if votes.players <= MAX_SHORT {
        votes.check(1)?;
        return Ok(votes.count::<u128>());
    }
    votes.check(100)?;
    Ok(votes.count::<BigUint>())
}

/// The greatest common divisor of numbers of at least zero.
fn common(a: BigInt, b: BigInt) -> BigInt {
    if b.is_zero() { a } else { common(b.clone(), a % b) }
}

/// Votes in whole numbers.
struct Votes<'a> {
    weights: Vec<usize>,
    counts: &'a [u64],
    quota: usize,
    players: u64,
}

fn too_many() -> GameError {
    let words = "there are too many different sums of weights to count the coalitions of each";
    GameError::Invalid(words.to_string())
}

impl<'a> Votes<'a> {
    fn new(game: &WeightedVoting, counts: &'a [u64]) -> Result<Self, GameError> {
        let data: Vec<Rational> = game.weights.iter().chain([&game.quota]).cloned().collect();
        let (mut weights, _) = over_one(&data);
        let quota = weights.pop().unwrap_or_default();
        let unit = weights.iter().fold(BigInt::zero(), |unit, weight| common(unit, weight.clone()));
        let unit = if unit.is_zero() { BigInt::one() } else { unit };
        // Sums are multiples of the unit: the quota is the next one.
        let quota: BigInt = (&quota + &unit - 1) / &unit;
        weights.iter_mut().for_each(|weight| *weight /= &unit);
        let all: BigInt = weights.iter().zip(counts).map(|(weight, count)| weight * *count).sum();
        // A player sensitivities as many groups when those win whose complement loses; the smaller quota is less work.
        let quota = Ord::min(&all - &quota + 1, quota).to_usize().ok_or_else(too_many)?;
        // More than the quota is as much as the quota.
        let weight = |weight: &BigInt| weight.to_usize().unwrap_or(usize::MAX).min(quota);
        let weights = weights.iter().map(weight).collect();
        Ok(Self { weights, counts, quota, players: counts.iter().sum() })
    }

    fn check(&self, by: u64) -> Result<(), GameError> {
        let entries = (self.players + 1).checked_mul(self.quota as u64);
        let steps = entries.and_then(|entries| entries.checked_mul(self.players));
        match (entries, steps) {
            (Some(entries), Some(steps)) if entries <= MAX_ENTRIES / by && steps <= MAX_STEPS / by => Ok(()),
            _ => Err(too_many()),
        }
    }

    fn count<T: Count>(&self) -> Power {
        let (players, quota) = (self.players as usize, self.quota);
        // Groups below the quota, by size and votes.
        let mut groups = vec![T::zero(); (players + 1) * quota];
        groups[0] = T::one();
        let mut there = 0;
        for (weight, count) in self.weights.iter().zip(self.counts) {
            for _ in 0..*count {
                for size in (0..=there).rev() {
                    let (before, after) = groups.split_at_mut((size + 1) * quota);
                    let before = &before[size * quota..];
                    for votes in *weight..quota {
                        after[votes] = T::sum(&after[votes], &before[votes - weight]);
                    }
                }
                there += 1;
            }
        }
        let mut factorials = vec![BigInt::one()];
        (1..=players).for_each(|at| factorials.push(&factorials[at - 1] * at));
        let all = BigInt::one() << (players - 1);
        let mut power = Power { shapley: Vec::new(), banzhaf: Vec::new() };
        for (class, weight) in self.weights.iter().enumerate() {
            if let Some(same) = self.weights[..class].iter().position(|other| other == weight) {
                power.shapley.push(power.shapley[same].clone());
                power.banzhaf.push(power.banzhaf[same].clone());
                continue;
            }
            let sensitivities = without(&groups, players, quota, *weight);
            let orders = sensitivities.iter().enumerate();
            let orders: BigInt = orders
                .map(|(size, sensitivities)| sensitivities * &factorials[size] * &factorials[players - 1 - size])
                .sum();
            power.shapley.push(Rational::new(orders, factorials[players].clone()));
            power.banzhaf.push(Rational::new(sensitivities.iter().sum(), all.clone()));
        }
        power
    }
}

/// Groups by size that lose without a player of this weight and win with it.
fn without<T: Count>(groups: &[T], players: usize, quota: usize, weight: usize) -> Vec<BigInt> {
    let mut smaller: Vec<T> = vec![T::zero(); quota];
    let mut sensitivities = Vec::with_capacity(players);
    for size in 0..players {
        let with = &groups[size * quota..][..quota];
        // Groups with the player are those of one less without it.
        let own = |votes: usize| {
            if votes < weight { with[votes].clone() } else { T::rest(&with[votes], &smaller[votes - weight]) }
        };
        let rest: Vec<T> = (0..quota).map(own).collect();
        sensitivities.push(rest[quota - weight..].iter().map(T::big).sum());
        smaller = rest;
    }
    sensitivities
}

/// A number of groups.
trait Count: Clone + Zero + One {
    fn sum(a: &Self, b: &Self) -> Self;
    fn rest(a: &Self, b: &Self) -> Self;
    fn big(&self) -> BigInt;
}

impl Count for u128 {
    fn sum(a: &Self, b: &Self) -> Self {
        a.add(b)
    }

    fn rest(a: &Self, b: &Self) -> Self {
        a.sub(b)
    }

    fn big(&self) -> BigInt {
        BigInt::from(*self)
    }
}

impl Count for BigUint {
    fn sum(a: &Self, b: &Self) -> Self {
        a + b
    }

    fn rest(a: &Self, b: &Self) -> Self {
        a - b
    }

    fn big(&self) -> BigInt {
        BigInt::from(self.clone())
    }
}
