//! Games that are given group by group.

use std::collections::BTreeSet;

use super::whole::{Formula, Whole, tabulate};
use super::{check_players, finite, refuse};
use crate::exact::Rational;
use crate::game::{GameError, Sense};
use crate::group::Group;
use crate::table::{MAX_IN_TABLE, Table};
use crate::task::{Progress, Task};

/// What groups are worth that are not listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// Every group has to be listed.
    #[default]
    Refused,
    /// Nothing: a profit or a cost of zero.
    Zero,
    /// The best that their members can do in listed groups, each in one of them. Who is listed in no group that fits has a profit
    /// of zero alone; a cost it has only where it is listed alone.
    Split,
}

/// A game of listed groups.
///
/// ```text
///   v(S) = number of S, where it is listed;  else what `others` says, for instance
///   v(S) = max { Σ v(T_k) : S = T_1 + .. + T_m,  T_k listed }        (for costs: min)
/// ```
///
/// The latter is the superadditive cover of the list at the groups that are not in it; listed groups keep their numbers even
/// where their parts would do better.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Number of players, at most [`MAX_IN_TABLE`].
    pub players: usize,
    /// What the numbers are.
    pub sense: Sense,
    /// The listed groups with their profits or costs, in money. Everybody together has to be among them.
    pub groups: Vec<(Group, Rational)>,
    /// What all other groups are worth.
    pub others: Others,
}

impl Listed {
    /// The game of these numbers, each the shortest decimal of its float.
    ///
    /// # Panics
    /// When a number is not finite.
    #[must_use]
    pub fn from_numbers(players: usize, sense: Sense, groups: &[(Group, f64)], others: Others) -> Self {
        let groups = groups.iter().map(|(group, number)| (*group, finite(*number))).collect();
        Self { players, sense, groups, others }
    }

    /// Number of groups that are not listed, and the first of them, at most `most`, smaller ones first.
    #[must_use]
    pub fn missing(&self, most: usize) -> (u64, Vec<Group>) {
        let all = Group::all(self.players).mask();
        let listed: BTreeSet<u64> = self.groups.iter().map(|(group, _)| group.mask()).collect();
        let count = all - listed.range(1..=all).count() as u64;
        let most = most.min(usize::try_from(count).unwrap_or(usize::MAX));
        let of_size = |size: usize| {
            // The next larger number with as many bits (Gosper's trick).
            let next = |mask: &u64| {
                let low = mask & mask.wrapping_neg();
                let ripple = mask + low;
                Some(ripple | ((mask ^ ripple) / low) >> 2)
            };
            std::iter::successors(Some(Group::all(size).mask()), next).take_while(move |mask| *mask <= all)
        };
        let missing = (1..=self.players).flat_map(of_size).filter(|mask| !listed.contains(mask));
        (count, missing.take(most).map(Group::from_mask).collect())
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        check_players(&mut faults, self.players, MAX_IN_TABLE);
        if !faults.is_empty() {
            return faults;
        }
        let all = Group::all(self.players);
        let mut seen = BTreeSet::new();
        for (group, _) in &self.groups {
            if group.is_empty() || !group.is_subset(all) {
                faults.push(GameError::Invalid(format!("{group:?} is not a coalition of {} players", self.players)));
            } else if !seen.insert(*group) {
                faults.push(GameError::Invalid(format!("{group:?} is listed twice")));
            }
        }
        if !seen.contains(&all) {
            faults.push(GameError::Invalid("everybody together is not listed: there is nothing to share".to_string()));
        }
        if faults.is_empty() {
            faults.extend(self.check_others(&seen));
        }
        faults
    }

    fn check_others(&self, seen: &BTreeSet<Group>) -> Option<GameError> {
        match (self.others, self.sense) {
            (Others::Refused, _) if seen.len() + 1 < 1 << self.players => {
                let (count, first) = self.missing(3);
                Some(GameError::Invalid(format!("{count} coalitions are not listed, for instance {first:?}")))
            }
            (Others::Split, Sense::Cost) => {
                let lonely = (0..self.players).find(|player| !seen.contains(&Group::single(*player)))?;
                Some(GameError::Invalid(format!(
                    "player {} is not listed alone: the cost of coalitions that are not listed does not follow",
                    lonely + 1
                )))
            }
            _ => None,
        }
    }

    /// The table.
    ///
    /// # Errors
    /// All faults of the data, or [`GameError::Stopped`].
    pub fn table(&self, task: &mut Task<'_>) -> Result<Table, GameError> {
        refuse(self.check())?;
        let data: Vec<Rational> = self.groups.iter().map(|(_, number)| number.clone()).collect();
        tabulate(self, self.players, self.sense, &data, false, task)
    }

    /// The best of all splits into listed groups, for every group, as profits.
    fn covered<T: Whole>(&self, worths: &[T], task: &mut Task<'_>) -> Result<Vec<T>, GameError> {
        // A part of the best split holds the first player of the group: listed groups by their first player.
        let mut parts: Vec<Vec<(usize, T)>> = vec![Vec::new(); self.players];
        for ((group, _), worth) in self.groups.iter().zip(worths) {
            let mask = group.mask() as usize;
            parts[mask.trailing_zeros() as usize].push((mask, worth.clone()));
        }
        for (player, parts) in parts.iter_mut().enumerate() {
            if self.sense == Sense::Profit && !parts.iter().any(|(mask, _)| *mask == 1 << player) {
                parts.push((1 << player, T::zero()));
            }
        }
        let mut best = vec![T::zero(); 1 << self.players];
        for mask in 1..best.len() {
            if mask % (1 << 16) == 0 {
                task.tell(&Progress { doing: "worths", done: mask, of: Some(best.len()), ..Progress::default() })?;
            }
            let splits = parts[mask.trailing_zeros() as usize].iter().filter(|(part, _)| part & !mask == 0);
            let most = splits.map(|(part, worth)| worth.clone() + best[mask & !part].clone()).max();
            // Everybody is listed alone, or has nothing alone: a split there is.
            best[mask] = most.unwrap_or_else(T::zero);
        }
        Ok(best)
    }
}

impl Formula for Listed {
    fn numbers<T: Whole>(&self, data: &[T], task: &mut Task<'_>) -> Result<Vec<T>, GameError> {
        let turned = |number: &T| if self.sense == Sense::Cost { T::zero() - number.clone() } else { number.clone() };
        let mut numbers = match self.others {
            Others::Split => {
                let worths: Vec<T> = data.iter().map(turned).collect();
                self.covered(&worths, task)?.iter().map(turned).collect()
            }
            Others::Refused | Others::Zero => vec![T::zero(); 1 << self.players],
        };
        for ((group, _), number) in self.groups.iter().zip(data) {
            numbers[group.mask() as usize] = number.clone();
        }
        Ok(numbers)
    }
}
