//! What a newcomer adds: never less than nothing, never less to a larger group.

use super::{Verdict, difference_of};
use crate::game::GameError;
use crate::group::Group;
use crate::parallel;
use crate::table::Table;
use crate::task::Task;
use crate::units::Units;

/// A newcomer that adds less to a larger group: `to_larger < to_smaller`. Numbers are worths.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// The smaller group.
    pub group: Group,
    /// Who is in the larger group as well.
    pub other: usize,
    /// Who joins.
    pub newcomer: usize,
    /// What the newcomer adds to the smaller group.
    pub to_smaller: f64,
    /// What it adds to the larger group.
    pub to_larger: f64,
    /// By how much less: above zero.
    pub by: f64,
}

/// A group that earns less, or pays less, with a newcomer. Numbers are worths.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// The group.
    pub group: Group,
    /// Who joins.
    pub newcomer: usize,
    /// Worth before.
    pub before: f64,
    /// Worth with the newcomer.
    pub after: f64,
    /// The difference: above zero.
    pub by: f64,
}

/// The first largest of some numbers above zero, with what it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worst<T> {
    pub by: f64,
    pub at: Option<T>,
}

impl<T> Worst<T> {
    pub fn new() -> Self {
        Self { by: 0.0, at: None }
    }

    #[inline]
    pub fn meet(&mut self, by: f64, at: impl FnOnce() -> T) {
        if by > self.by {
            *self = Self { by, at: Some(at()) };
        }
    }

    /// The worst of several, in order.
    pub fn of(parts: impl IntoIterator<Item = Self>) -> Option<T> {
        let worst = parts.into_iter().reduce(|worst, next| if next.by > worst.by { next } else { worst });
        worst.and_then(|worst| worst.at)
    }
}

pub(super) fn convex(table: &Table, units: &Units<'_>, task: &mut Task<'_>) -> Result<Verdict<Crossing>, GameError> {
    let players = table.names().len();
    let pairs: Vec<(usize, usize)> = (0..players).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
    // It is enough to compare groups that differ in one player.
    let parts = parallel::each(pairs.len(), "convexity", task, |at| {
        let (i, j) = (1 << pairs[at].0, 1 << pairs[at].1);
        let mut worst = Worst::new();
        for high in (0..1_usize << players).step_by(2 * j) {
            for middle in (high..high + j).step_by(2 * i) {
                for s in middle..middle + i {
                    worst.meet(units.gap([s | i, s | j], [s, s | i | j]), || (s, pairs[at]));
                }
            }
        }
        Ok(worst)
    })?;
    let Some((s, (other, newcomer))) = Worst::of(parts) else { return Ok(Verdict::Holds) };
    let (i, j) = (1 << other, 1 << newcomer);
    Ok(Verdict::Fails(Crossing {
        group: Group::from_mask(s as u64),
        other,
        newcomer,
        to_smaller: difference_of(table, &[s | j], &[s]),
        to_larger: difference_of(table, &[s | i | j], &[s | i]),
        by: difference_of(table, &[s | i, s | j], &[s, s | i | j]),
    }))
}

pub(super) fn monotone(table: &Table, units: &Units<'_>, task: &mut Task<'_>) -> Result<Verdict<Loss>, GameError> {
    let players = table.names().len();
    // Worths of costs fall where costs rise.
    let sign = table.sense().sign();
    let parts = parallel::each(players, "monotonicity", task, |player| {
        let i = 1 << player;
        let mut worst = Worst::new();
        for high in (0..1_usize << players).step_by(2 * i) {
            for s in high..high + i {
                worst.meet(sign * units.gap([s, 0], [s | i, 0]), || (s, player));
            }
        }
        Ok(worst)
    })?;
    let Some((s, newcomer)) = Worst::of(parts) else { return Ok(Verdict::Holds) };
    let worths = table.worths();
    Ok(Verdict::Fails(Loss {
        group: Group::from_mask(s as u64),
        newcomer,
        before: worths[s],
        after: worths[s | 1 << newcomer],
        by: sign * difference_of(table, &[s], &[s | 1 << newcomer]),
    }))
}
