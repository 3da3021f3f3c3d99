//! What defense goes without once members are broken: their plants stand still from then on, everybody else operates as well as can be, and reserves are
//! drawn.

use program::Solution;

use super::industry::Attacks;
use crate::bilevel::{BilevelError, Depths, optimum, with_depths};
use crate::flows::positions;
use crate::operations::{Money, Operations};
use predation::{Kill, KillCost};
use recoop::plan::SolvedPlan;
use recoop_case::positions::PathAt;
use recoop_case::tables::Priority;

/// The plan that is left when members close.
pub(super) struct Closed<'a> {
    pub operations: &'a Operations<'a>,
    pub made: &'a SolvedPlan,
    /// What it is worth.
    pub money: &'a Money,
    /// Operations without an attack.
    pub usual: &'a Solution,
    pub attacks: &'a Attacks,
    /// By strike of the contest its attack and position in the states.
    pub struck: &'a [(usize, PathAt)],
    /// By firm its member.
    pub members: &'a [usize],
}

impl Closed<'_> {
    /// Defense demand that goes unserved under an attack and because of those whom it breaks, more than without it, t over the whole future; none where nobody
    /// is broken, or defense needs nothing.
    pub fn unserved_t(&self, kill: &Kill) -> Result<Option<f64>, BilevelError> {
        let (operations, sets) = (self.operations, &self.made.formulation.sets);
        let defense = |demand: usize| operations.network.demands[demand].priority == Priority::Defense;
        let Some(killed) = kill.killed().filter(|_| (0..operations.network.demands.len()).any(defense)) else {
            return Ok(None);
        };
        let mut program = with_depths(operations, self.money, &self.depths(killed));
        let position = positions(operations.network, &operations.states);
        let died = |member: usize| {
            let firm = self.members.iter().position(|it| *it == member)?;
            killed.replay.died[firm].map(PathAt::new)
        };
        for ((r, s), col) in self.made.formulation.variables.run.iter() {
            let owner = operations.network.facilities[sets.runs[r].facility].member;
            // A firm is dead at the end of a period: it runs in that one.
            let is_shut = died(owner).zip(position[s]).is_some_and(|(died, at)| at > died);
            if let Some(col) = operations.col(col).filter(|_| is_shut) {
                program.set_col_bounds(col, 0.0, 0.0);
            }
        }
        // A loss of members is what reserves are for; where they had to stay there might be no way out.
        for (_, col) in self.made.formulation.variables.hold.iter() {
            if let Some(col) = operations.col(col) {
                let (lower, upper) = program.col_bounds(col);
                program.set_col_bounds(col, lower.min(0.0), upper);
            }
        }
        let (_, left) = optimum(&program)?;
        let short = |cols: &[f64]| -> f64 {
            let of = operations.shortages.iter().filter(|(demand, ..)| defense(*demand));
            of.map(|(_, col, at)| cols[col.index()] * operations.years(*at)).sum()
        };
        Ok(Some((short(&left.cols) - short(&self.usual.cols)).max(0.0)))
    }

    /// The attack by attack of the case and position in the states.
    fn depths(&self, killed: &KillCost) -> Depths {
        let campaign = &killed.campaign;
        let cuts = self.attacks.prices.iter().zip(&campaign.cuts);
        let cuts = cuts.flat_map(|(k, cuts)| PathAt::all(cuts.len()).zip(cuts).map(|(at, cut)| ((*k, at), *cut)));
        let struck = campaign.strikes.iter().map(|(strike, _)| {
            let (attack, at) = self.struck[*strike];
            ((attack, at), self.operations.network.attacks[attack].max_depth)
        });
        cuts.filter(|(_, depth)| *depth > 0.0).chain(struck).collect()
    }
}
