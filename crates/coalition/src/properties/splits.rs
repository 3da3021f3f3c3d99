//! Whether groups earn more apart than together.

use std::ops::Add;

use rand::Rng;

use super::convexity::Worst;
use super::{Verdict, difference_of};
use crate::exact::{Rational, float};
use crate::game::GameError;
use crate::group::Group;
use crate::parallel;
use crate::random;
use crate::table::Table;
use crate::task::{Progress, Task};
use crate::units::{Numbers, Units};

/// Most players of a game in which all pairs of groups without a common member are compared: 3^18 / 2 are 194 million.
pub const MAX_SPLIT: usize = 18;
/// Pairs drawn for more players, in so many pieces.
const DRAWN: u64 = 1 << 20;
const PIECES: usize = 64;
/// Unions of one piece of work.
const UNIONS: usize = 1 << 10;

/// Two groups without a common member that are worth more apart than together. Numbers are worths.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// One group.
    pub first: Group,
    /// The other.
    pub second: Group,
    /// What they are worth apart, in sum.
    pub apart: f64,
    /// What they are worth together.
    pub together: f64,
    /// By how much less: above zero.
    pub by: f64,
}

/// Groups into which all players split, and that are worth more than everybody together. Numbers are worths.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The groups, by their first players.
    pub groups: Vec<Group>,
    /// What they are worth in sum.
    pub apart: f64,
    /// What everybody is worth.
    pub together: f64,
    /// By how much less: above zero.
    pub by: f64,
}

pub(super) fn superadditive(
    table: &Table,
    units: &Units<'_>,
    convex: bool,
    task: &mut Task<'_>,
) -> Result<Verdict<Split>, GameError> {
    let players = table.names().len();
    if convex {
        return Ok(Verdict::Holds);
    }
    let (worst, looked) = if players <= MAX_SPLIT {
        (all(players, units, task)?, None)
    } else {
        let (worst, looked) = some(players, units, task)?;
        (worst, Some(looked))
    };
    let Some((first, second)) = worst else {
        return Ok(looked.map_or(Verdict::Holds, |looked| Verdict::Open { looked }));
    };
    let worths = table.worths();
    Ok(Verdict::Fails(Split {
        first: Group::from_mask(first as u64),
        second: Group::from_mask(second as u64),
        apart: difference_of(table, &[first, second], &[]),
        together: worths[first | second],
        by: difference_of(table, &[first, second], &[first | second]),
    }))
}

type Pair = (usize, usize);

/// All ways to split each group in two.
fn all(players: usize, units: &Units<'_>, task: &mut Task<'_>) -> Result<Option<Pair>, GameError> {
    let groups = 1_usize << players;
    let parts = parallel::each(groups.div_ceil(UNIONS), "superadditivity", task, |piece| {
        let mut worst = Worst::new();
        for union in (piece * UNIONS..((piece + 1) * UNIONS).min(groups)).skip(usize::from(piece == 0)) {
            let first = union & union.wrapping_neg();
            let others = union ^ first;
            // The part with the first player; never all.
            let mut part = others;
            while part != 0 {
                part = (part - 1) & others;
                let (with, without) = (part | first, others ^ part);
                worst.meet(units.gap([with, without], [union, 0]), || (with, without));
            }
        }
        Ok(worst)
    })?;
    Ok(Worst::of(parts))
}

/// Each player who joins a group, and some other pairs.
fn some(players: usize, units: &Units<'_>, task: &mut Task<'_>) -> Result<(Option<Pair>, u64), GameError> {
    let groups = 1_usize << players;
    let singles = parallel::each(players, "superadditivity", task, |player| {
        let i = 1 << player;
        let mut worst = Worst::new();
        for high in (0..groups).step_by(2 * i) {
            for s in high..high + i {
                worst.meet(units.gap([s, i], [s | i, 0]), || (s, i));
            }
        }
        Ok(worst)
    })?;
    let drawn = parallel::each(PIECES, "superadditivity", task, |piece| {
        let mut random = random::stream(0, "superadditivity", piece as u64);
        let mut worst = Worst::new();
        for _ in 0..DRAWN / PIECES as u64 {
            let first = random.next_u64() as usize & (groups - 1);
            let second = random.next_u64() as usize & (groups - 1) & !first;
            worst.meet(units.gap([first, second], [first | second, 0]), || (first, second));
        }
        Ok(worst)
    })?;
    Ok((Worst::of(singles.into_iter().chain(drawn)), players as u64 * (groups as u64 / 2) + DRAWN))
}

pub(super) fn cohesive(table: &Table, units: &Units<'_>, task: &mut Task<'_>) -> Result<Verdict<Partition>, GameError> {
    let players = table.names().len();
    let all = (1_usize << players) - 1;
    let looked = all as u64 / 2;
    let groups = if players > MAX_SPLIT {
        // In two: the part with the first player is odd.
        let mut worst = Worst::new();
        (1..all).step_by(2).for_each(|part| worst.meet(units.gap([part, all ^ part], [all, 0]), || part));
        match worst.at {
            Some(part) => vec![part, all ^ part],
            None => return Ok(Verdict::Open { looked }),
        }
    } else {
        match &units.numbers {
            Numbers::Floats(numbers) => {
                best::<i64>(&numbers.iter().map(|number| *number as i64).collect::<Vec<_>>(), players, task)?
            }
            Numbers::Wide(numbers) => best::<i128>(numbers, players, task)?,
            Numbers::Long(numbers) => best::<num_bigint::BigInt>(numbers, players, task)?,
        }
    };
    if groups.len() == 1 {
        return Ok(Verdict::Holds);
    }
    let groups: Vec<Group> = groups.into_iter().map(|mask| Group::from_mask(mask as u64)).collect();
    let apart: Rational = groups.iter().map(|group| table.exact(group.mask())).sum();
    let by = float(&(&apart - table.exact_total()));
    Ok(Verdict::Fails(Partition { groups, apart: float(&apart), together: table.total(), by }))
}

/// The best way to split, by the best ways to split all smaller groups (Yeh 1986; Rothkopf, Pekec & Harstad 1998): `3^n / 2` steps. A group
/// stays together unless a split is better.
fn best<T>(worths: &[T], players: usize, task: &mut Task<'_>) -> Result<Vec<usize>, GameError>
where
    T: Clone + Ord,
    for<'a> &'a T: Add<&'a T, Output = T>,
{
    let mut most: Vec<T> = worths.to_vec();
    // The part with the first player; the rest is split further.
    let mut head: Vec<u32> = (0..worths.len() as u32).collect();
    for player in 0..players {
        let told = Progress { doing: "ways to split", done: player, of: Some(players), ..Progress::default() };
        task.tell(&told)?;
        for union in 1_usize << player..1 << (player + 1) {
            let first = union & union.wrapping_neg();
            let others = union ^ first;
            let mut part = others;
            while part != 0 {
                part = (part - 1) & others;
                let apart = &worths[part | first] + &most[others ^ part];
                if apart > most[union] {
                    most[union] = apart;
                    head[union] = (part | first) as u32;
                }
            }
        }
    }
    let mut rest = worths.len() - 1;
    let mut groups = Vec::new();
    while rest != 0 {
        groups.push(head[rest] as usize);
        rest ^= head[rest] as usize;
    }
    Ok(groups)
}
