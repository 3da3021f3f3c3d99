//! Bounds on the worths of all groups, from the cuts of a few.
//!
//! ```text
//!   v(S) ≤ min_k constant_k + Σ_{i in S} slope_ki        equality for every group that was solved
//! ```

use std::collections::HashMap;

use program::solve::{NoProgress, Options, Solver};
use program::{Axis, ColSpec, Program, Sense};

use super::linear::Cut;
use crate::game::GameError;
use crate::group::Group;

/// Up to so many players all bounds are kept in a table.
pub const MAX_TABLED: usize = 22;

/// Bounds on the worths of all groups.
#[derive(Clone, Debug)]
pub struct Pool {
    players: usize,
    cuts: Vec<Cut>,
    known: HashMap<Group, Option<f64>>,
    /// Bound by mask; minus infinity for a group that cannot stand alone. Empty for more than [`MAX_TABLED`] players.
    bounds: Vec<f64>,
}

impl Pool {
    /// A pool without a cut: nothing is known.
    #[must_use]
    pub fn new(players: usize) -> Self {
        let bounds = if players <= MAX_TABLED { vec![f64::INFINITY; 1 << players] } else { Vec::new() };
        Self { players, cuts: Vec::new(), known: HashMap::new(), bounds }
    }

    /// Number of players.
    #[must_use]
    pub fn num_players(&self) -> usize {
        self.players
    }

    /// Adds what a solve said.
    pub fn add(&mut self, cut: Cut) {
        if self.known.insert(cut.group, cut.worth).is_some() {
            return;
        }
        if !self.bounds.is_empty() {
            self.lower_bounds(&cut);
            let at = &mut self.bounds[cut.group.mask() as usize];
            *at = cut.worth.unwrap_or(f64::NEG_INFINITY);
        }
        self.cuts.push(cut);
    }

    /// Adds the worths of all groups by the bits of their members ([`all_worths`](super::all_worths)): from then on nothing is
    /// open. Where there is no table this does nothing.
    ///
    /// # Panics
    /// When there is not one worth for each group: a bug of the caller.
    pub fn know_all(&mut self, worths: &[Option<f64>]) {
        if self.bounds.is_empty() {
            return;
        }
        assert_eq!(worths.len(), self.bounds.len(), "a worth for each coalition");
        for (mask, worth) in worths.iter().enumerate().skip(1) {
            let worth = *self.known.entry(Group::from_mask(mask as u64)).or_insert(*worth);
            self.bounds[mask] = worth.unwrap_or(f64::NEG_INFINITY);
        }
    }

    /// Whether the worth of every group is known.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.bounds.is_empty() && self.known.len() + 1 >= self.bounds.len()
    }

    fn lower_bounds(&mut self, cut: &Cut) {
        // Sums of slopes of the lower and the upper half of the players, once each.
        let low = self.players / 2;
        let sums = |slopes: &[f64], start: f64| {
            let mut sums = vec![start; 1 << slopes.len()];
            for mask in 1..sums.len() {
                let first = mask.trailing_zeros() as usize;
                sums[mask] = sums[mask & (mask - 1)] + slopes[first];
            }
            sums
        };
        let low_sums = sums(&cut.slopes[..low], 0.0);
        let high_sums = sums(&cut.slopes[low..], cut.constant);
        let scale = cut.slopes.iter().fold(cut.constant.abs(), |most, slope| most.max(slope.abs()));
        for (block, high) in self.bounds.chunks_mut(low_sums.len()).zip(&high_sums) {
            for (bound, low) in block.iter_mut().zip(&low_sums) {
                let at = high + low;
                if cut.worth.is_some() {
                    *bound = bound.min(at);
                } else if at < -1e-9 * scale {
                    *bound = f64::NEG_INFINITY;
                }
            }
        }
        // A solved group keeps its own worth, whatever rounding makes of later cuts.
        for (group, worth) in &self.known {
            self.bounds[group.mask() as usize] = worth.unwrap_or(f64::NEG_INFINITY);
        }
    }

    /// What a group's worth cannot exceed; minus infinity when it cannot stand alone.
    #[must_use]
    pub fn bound(&self, group: Group) -> f64 {
        if let Some(worth) = self.known.get(&group) {
            return worth.unwrap_or(f64::NEG_INFINITY);
        }
        if let Some(bound) = self.bounds.get(group.mask() as usize).filter(|_| self.players <= MAX_TABLED) {
            return *bound;
        }
        let impossible = self.cuts.iter().any(|cut| cut.worth.is_none() && cut.at(group) < 0.0);
        if impossible {
            return f64::NEG_INFINITY;
        }
        self.cuts.iter().filter(|cut| cut.worth.is_some()).map(|cut| cut.at(group)).fold(f64::INFINITY, f64::min)
    }

    /// The worth of a group that was solved; the inner `None` when it cannot stand alone.
    #[must_use]
    pub fn known(&self, group: Group) -> Option<Option<f64>> {
        self.known.get(&group).copied()
    }

    /// Groups that were solved and can stand alone, with their worths, in order.
    #[must_use]
    pub fn solved(&self) -> Vec<(Group, f64)> {
        let mut solved: Vec<_> = self.known.iter().filter_map(|(group, worth)| Some((*group, (*worth)?))).collect();
        solved.sort_unstable_by_key(|(group, _)| *group);
        solved
    }

    /// All bounds by mask, where there is a table.
    #[must_use]
    pub fn table(&self) -> Option<&[f64]> {
        (!self.bounds.is_empty()).then_some(&self.bounds)
    }

    /// The groups, neither empty nor all, whose bounds exceed what they are paid by most, the first one the most; at most `most`.
    ///
    /// # Errors
    /// When a solver is needed (many players) and fails.
    pub fn largest_excess(&self, pay: &[f64], most: usize) -> Result<Vec<(Group, f64)>, GameError> {
        if self.bounds.is_empty() {
            return Ok(self.search(pay)?.into_iter().collect());
        }
        let low = self.players / 2;
        let paid = |pay: &[f64]| {
            let mut sums = vec![0.0; 1 << pay.len()];
            for mask in 1..sums.len() {
                sums[mask] = sums[mask & (mask - 1)] + pay[mask.trailing_zeros() as usize];
            }
            sums
        };
        let (low_paid, high_paid) = (paid(&pay[..low]), paid(&pay[low..]));
        let mut best: Vec<(Group, f64)> = Vec::with_capacity(most + 1);
        let mut floor = f64::NEG_INFINITY;
        for (h, (block, high)) in self.bounds.chunks(low_paid.len()).zip(&high_paid).enumerate() {
            for (l, (bound, low_sum)) in block.iter().zip(&low_paid).enumerate() {
                let excess = bound - high - low_sum;
                let mask = (h << low) + l;
                if excess <= floor || mask == 0 || mask + 1 == self.bounds.len() {
                    continue;
                }
                let at = best.partition_point(|(_, other)| *other >= excess);
                best.insert(at, (Group::from_mask(mask as u64), excess));
                if best.len() > most {
                    best.pop();
                    floor = best.last().map_or(floor, |(_, excess)| *excess);
                }
            }
        }
        Ok(best)
    }

    /// The same by a search over groups, for many players: `max θ - pay z` over `θ ≤ constant_k + slopes_k z`.
    fn search(&self, pay: &[f64]) -> Result<Option<(Group, f64)>, GameError> {
        let mut search = Program::new(Sense::Maximize);
        let players = Axis::new("player", (0..self.players).map(|i| i.to_string()));
        let z = search.cols("member", "1", [&players], |[i]| Some(ColSpec::binary().cost(-pay[i])));
        let theta = search.cols("worth", "1", [], |_| Some(ColSpec::free().cost(1.0)));
        let (Some(theta), cuts) = (theta.get([]), Axis::new("cut", (0..self.cuts.len()).map(|k| k.to_string()))) else {
            return Ok(None);
        };
        search.rows("bound", "1", [&cuts], |[k], row| {
            let cut = &self.cuts[k];
            if cut.worth.is_some() {
                row.add(theta, 1.0);
            }
            for (i, slope) in cut.slopes.iter().enumerate() {
                if let Some(z) = z.get([i]) {
                    row.add(z, if cut.worth.is_some() { -slope } else { *slope });
                }
            }
            if cut.worth.is_some() { row.at_most(cut.constant) } else { row.at_least(-cut.constant) }
        });
        let proper = Axis::new("group", ["proper"]);
        search.rows("proper", "1", [&proper], |_, row| {
            z.iter().for_each(|(_, col)| row.add(col, 1.0));
            row.between(1.0, self.players as f64 - 1.0);
        });
        let options = Options { gap: 0.0, ..Options::default() };
        let outcome = Solver::new(&search)?.solve(&options, &mut NoProgress)?;
        if !outcome.is_optimal() {
            return Err(GameError::Solver(format!("the search for a coalition: {:?}", outcome.stop)));
        }
        let Some((solution, bound)) = outcome.solution.zip(outcome.bound) else { return Ok(None) };
        let group: Group = z.iter().filter(|(_, col)| solution.col(*col) > 0.5).map(|([i], _)| i).collect();
        Ok(Some((group, bound)))
    }
}
