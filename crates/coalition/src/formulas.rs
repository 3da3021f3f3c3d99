//! Values that follow from the worths by a formula, in fractions.
//!
//! Sums run over whole numbers of one small unit, in 128 bits where they fit; weights come last. Nothing is rounded.

use std::ops::Mul;

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::exact::Rational;
use crate::families::whole::{Whole, subset_sums};
use crate::game::GameError;
use crate::group::Group;
use crate::table::Table;
use crate::units::Units;

/// An integer that is multiplied by small ones.
trait Integer: Whole + Mul<Output = Self> + From<i64> + Into<BigInt> {}

impl Integer for i128 {}
impl Integer for BigInt {}

/// Sums of worths by the size of groups.
struct BySize {
    /// For each player and size: over the groups with the player.
    with: Vec<Vec<BigInt>>,
    /// For each size: over all groups.
    all: Vec<BigInt>,
    /// What one unit of the sums is worth.
    unit: Rational,
}

fn by_size<T: Integer>(players: usize, number: impl Fn(usize) -> T) -> (Vec<Vec<BigInt>>, Vec<BigInt>) {
    let mut with = vec![vec![T::zero(); players + 1]; players];
    let mut all = vec![T::zero(); players + 1];
    for mask in 1..1_usize << players {
        let (number, size) = (number(mask), mask.count_ones() as usize);
        if number.is_zero() {
            continue;
        }
        let mut rest = mask;
        while rest != 0 {
            let sum = &mut with[rest.trailing_zeros() as usize][size];
            *sum = std::mem::replace(sum, T::zero()) + number.clone();
            rest &= rest - 1;
        }
        all[size] = std::mem::replace(&mut all[size], T::zero()) + number;
    }
    let big = |sums: Vec<T>| sums.into_iter().map(Into::into).collect();
    (with.into_iter().map(big).collect(), big(all))
}

/// What a group and its parts one smaller have: `|S| v(S) - Σ v(S - i)`, what its members add to it together.
fn added<T: Integer>(worths: &[T], mask: usize) -> T {
    let members = Group::from_mask(mask as u64).iter();
    let parts = members.fold(T::zero(), |sum, player| sum + worths[mask & !(1 << player)].clone());
    T::from(i64::from(mask.count_ones())) * worths[mask].clone() - parts
}

impl BySize {
    fn of(table: &Table, is_added: bool) -> Self {
        let players = table.names().len();
        let units = Units::of(table);
        // Room for all groups, and for as many players once more.
        let room = 126 - players as u32 - 6;
        let (with, all) = match (units.short(room), is_added) {
            (Some(worths), false) => by_size(players, |mask| worths[mask]),
            (Some(worths), true) => by_size(players, |mask| added(&worths, mask)),
            (None, is_added) => {
                let worths = units.long();
                if is_added {
                    by_size(players, |mask| added(&worths, mask))
                } else {
                    by_size(players, |mask| worths[mask].clone())
                }
            }
        };
        Self { with, all, unit: units.unit }
    }
}

fn factorials(most: usize) -> Vec<BigInt> {
    (0..=most)
        .scan(BigInt::one(), |last, at| {
            if at > 0 {
                *last *= at;
            }
            Some(last.clone())
        })
        .collect()
}

/// The Shapley value of a table.
pub fn shapley(table: &Table) -> Vec<Rational> {
    let players = table.names().len();
    let sums = BySize::of(table, false);
    let f = factorials(players);
    // What a group of this size counts for those outside, times n!.
    let outside = |size: usize| if size < players { &f[size] * &f[players - 1 - size] } else { BigInt::zero() };
    let inside = |size: usize| &f[size - 1] * &f[players - size];
    let without: BigInt = (1..=players).map(|size| &sums.all[size] * outside(size)).sum();
    let of = |with: &Vec<BigInt>| {
        let sum: BigInt = (1..=players).map(|size| &with[size] * (inside(size) + outside(size))).sum();
        &sums.unit * Rational::new(sum - &without, f[players].clone())
    };
    sums.with.iter().map(of).collect()
}

/// The Banzhaf value of a table.
pub fn banzhaf(table: &Table) -> Vec<Rational> {
    let sums = BySize::of(table, false);
    let all: BigInt = sums.all.iter().sum();
    let groups = BigInt::one() << (table.names().len() - 1);
    let of = |with: &Vec<BigInt>| {
        let sum: BigInt = with.iter().sum();
        &sums.unit * Rational::new(sum * 2 - &all, groups.clone())
    };
    sums.with.iter().map(of).collect()
}

/// The solidarity value of a table.
pub fn solidarity(table: &Table) -> Vec<Rational> {
    let players = table.names().len();
    let sums = BySize::of(table, true);
    let f = factorials(players);
    let of = |with: &Vec<BigInt>| {
        let part = |size: usize| Rational::new(&with[size] * &f[size - 1] * &f[players - size], &f[players] * size);
        &sums.unit * (1..=players).map(part).sum::<Rational>()
    };
    sums.with.iter().map(of).collect()
}

/// What each is worth alone.
pub fn alone(table: &Table) -> Vec<Rational> {
    (0..table.names().len()).map(|player| table.exact(1 << player)).collect()
}

/// What each adds to all others.
pub fn hopes(table: &Table) -> Vec<Rational> {
    let players = table.names().len();
    let all = Group::all(players);
    (0..players).map(|player| table.exact_total() - table.exact(all.without(player).mask())).collect()
}

/// What each can insist on: the most that a group with it leaves when all its other members get what they hope for.
pub fn rights(table: &Table) -> Vec<Rational> {
    let players = table.names().len();
    let units = Units::of(table);
    let parts = match units.short(126 - players as u32 - 6) {
        Some(worths) => most_left(&worths, players),
        None => most_left(&units.long(), players),
    };
    parts.into_iter().map(|part| &units.unit * Rational::from(part)).collect()
}

fn most_left<T: Integer>(worths: &[T], players: usize) -> Vec<BigInt> {
    let all = worths.len() - 1;
    let hopes: Vec<T> = (0..players).map(|player| worths[all].clone() - worths[all & !(1 << player)].clone()).collect();
    let hoped = subset_sums(&hopes);
    let mut most: Vec<Option<T>> = vec![None; players];
    for mask in 1..=all {
        let rest = worths[mask].clone() - hoped[mask].clone();
        for player in Group::from_mask(mask as u64).iter() {
            if most[player].as_ref().is_none_or(|most| rest > *most) {
                most[player] = Some(rest.clone());
            }
        }
    }
    let own = |(rest, hope): (Option<T>, T)| (rest.unwrap_or_else(T::zero) + hope).into();
    most.into_iter().zip(hopes).map(own).collect()
}

/// The tau value, where rights do not exceed hopes and what there is lies between their sums.
pub fn tau(table: &Table) -> Option<Vec<Rational>> {
    let (rights, hopes) = (rights(table), hopes(table));
    let total = table.exact_total();
    let (least, most): (Rational, Rational) = (rights.iter().sum(), hopes.iter().sum());
    let ordered = rights.iter().zip(&hopes).all(|(right, hope)| right <= hope);
    if !ordered || total < least || total > most {
        return None;
    }
    let share = if most == least { Rational::zero() } else { (total - &least) / (most - least) };
    Some(rights.iter().zip(&hopes).map(|(right, hope)| right + &share * (hope - right)).collect())
}

/// What single players and all but one are worth: many values need no more.
pub struct Ends {
    pub alone: Vec<Rational>,
    /// What each adds to all others.
    pub hopes: Vec<Rational>,
    pub total: Rational,
}

impl Ends {
    pub fn of(table: &Table) -> Self {
        Self { alone: alone(table), hopes: hopes(table), total: table.exact_total() }
    }
}

/// The Gately point, where something is gained and nobody's leaving harms while somebody else's helps.
pub fn gately(ends: &Ends) -> Option<Vec<Rational>> {
    let alone = &ends.alone;
    let gain = &ends.total - alone.iter().sum::<Rational>();
    let gaps: Vec<Rational> = ends.hopes.iter().zip(alone).map(|(hope, alone)| hope - alone).collect();
    let mixed = gaps.iter().any(Signed::is_positive) && gaps.iter().any(Signed::is_negative);
    let spread: Rational = gaps.iter().sum();
    if !gain.is_positive() || mixed || spread.is_zero() {
        return None;
    }
    let share = gain / spread;
    Some(alone.iter().zip(gaps).map(|(alone, gap)| alone + &share * gap).collect())
}

/// What each adds to all others, and the rest in proportion to what each could still gain: its remaining benefit, the smaller of its benefit and
/// its cost alone, less its separable cost, not below zero. `None` where there is a rest and nothing that it could be in proportion to.
pub fn separable_costs(ends: &Ends, benefits: Option<&[Rational]>) -> Option<Vec<Rational>> {
    let (alone, hopes) = (&ends.alone, &ends.hopes);
    let remaining = |player: usize| {
        // Worths are minus costs: the smaller cost is the larger worth.
        let cap =
            benefits.map_or_else(|| alone[player].clone(), |benefits| alone[player].clone().max(-&benefits[player]));
        (&hopes[player] - cap).max(Rational::zero())
    };
    let remaining: Vec<Rational> = (0..alone.len()).map(remaining).collect();
    let sum: Rational = remaining.iter().sum();
    let rest = &ends.total - hopes.iter().sum::<Rational>();
    if sum.is_zero() {
        return rest.is_zero().then(|| hopes.clone());
    }
    let share = rest / sum;
    Some(hopes.iter().zip(remaining).map(|(hope, remaining)| hope + &share * remaining).collect())
}

/// Some parts, and the same of what they leave for each.
pub fn equal_rest(parts: Vec<Rational>, total: &Rational) -> Vec<Rational> {
    let rest = (total - parts.iter().sum::<Rational>()) / BigInt::from(parts.len());
    parts.into_iter().map(|part| part + &rest).collect()
}

/// How much a group counts that a player joins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// By orders of joining (Shapley).
    Orders,
    /// All groups alike (Banzhaf).
    Groups,
}

impl Counting {
    /// For each number of those who are there before, out of `others`.
    fn weights(self, others: usize) -> Vec<Rational> {
        let f = factorials(others + 1);
        let of = |size: usize| match self {
            Self::Orders => Rational::new(&f[size] * &f[others - size], f[others + 1].clone()),
            Self::Groups => Rational::new(BigInt::one(), BigInt::one() << others),
        };
        (0..=others).map(of).collect()
    }
}

/// The value in which unions join one another, then the members of each: Owen's by orders, Banzhaf's and Owen's by groups.
pub fn by_unions(table: &Table, unions: &[Group], counting: Counting) -> Vec<Rational> {
    let units = Units::of(table);
    let worths = units.long();
    let outer = counting.weights(unions.len() - 1);
    let mut payoffs = vec![Rational::zero(); table.names().len()];
    for (at, union) in unions.iter().enumerate() {
        let members: Vec<usize> = union.iter().collect();
        let others: Vec<u64> =
            (0..unions.len()).filter(|other| *other != at).map(|other| unions[other].mask()).collect();
        let inner = counting.weights(members.len() - 1);
        for joined in 0..1_u64 << others.len() {
            let base = Group::from_mask(joined).iter().fold(0, |mask, other| mask | others[other]);
            let worth = |part: usize| {
                let own = Group::from_mask(part as u64).iter().fold(0, |mask, member| mask | 1_u64 << members[member]);
                worths[(base | own) as usize].clone()
            };
            let (with, all) = by_size(members.len(), worth);
            let weight = &outer[joined.count_ones() as usize];
            // Nobody of the union, with those who joined before, counts for those outside as well.
            let nobody = &worths[base as usize];
            let outside = |size: usize| if size < members.len() { inner[size].clone() } else { Rational::zero() };
            let without: Rational =
                (1..=members.len()).map(|size| outside(size) * &all[size]).sum::<Rational>() + &inner[0] * nobody;
            for (member, with) in members.iter().zip(&with) {
                let sums = (1..=members.len()).map(|size| (&inner[size - 1] + outside(size)) * &with[size]);
                payoffs[*member] += weight * (sums.sum::<Rational>() - &without);
            }
        }
    }
    payoffs.into_iter().map(|payoff| payoff * &units.unit).collect()
}

/// Each union's own Shapley value.
pub fn within_unions(table: &Table, unions: &[Group]) -> Result<Vec<Rational>, GameError> {
    let mut payoffs = vec![Rational::zero(); table.names().len()];
    for union in unions {
        let members: Vec<usize> = union.iter().collect();
        for (member, payoff) in members.iter().zip(shapley(&table.part(&members)?)) {
            payoffs[*member] = payoff;
        }
    }
    Ok(payoffs)
}

/// Each union's own Shapley value, and an equal part of what the union gains beyond its worth as one player among unions.
pub fn two_step(table: &Table, unions: &[Group]) -> Result<Vec<Rational>, GameError> {
    let mut payoffs = within_unions(table, unions)?;
    let names = (1..=unions.len()).map(|union| union.to_string()).collect();
    let joined = |mask: u64| Group::from_mask(mask).iter().fold(Group::EMPTY, |all, union| all.union(unions[union]));
    let worths: Vec<Rational> = (0..1_u64 << unions.len()).map(|mask| table.exact(joined(mask).mask())).collect();
    let (numbers, denominator) = crate::families::whole::over_one(&worths);
    let among = Table::of_fractions(names, crate::game::Sense::Profit, numbers, &denominator)?;
    for (union, payoff) in unions.iter().zip(shapley(&among)) {
        let each = (payoff - table.exact(union.mask())) / BigInt::from(union.len());
        union.iter().for_each(|member| payoffs[member] += &each);
    }
    Ok(payoffs)
}
