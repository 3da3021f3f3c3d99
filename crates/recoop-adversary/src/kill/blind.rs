//! The reading without foresight: a firm that keeps the stock movements of its operations without an attack.
//!
//! The operator of `kill` knows the whole attack, and may sell in a year what a cut of the next would take. Here it stores what it stores without an attack, and
//! mines no more of what is scarce; in each state it answers what is done in that state. Its operations are some of those with foresight, so that whatever
//! empties the purse there does so here.

use super::{KillCost, KillOutcome, kill_costs};
use crate::arsenal::Arsenal;
use crate::bilevel::{BilevelError, SearchOptions, replay};
use crate::operations::{Operations, View};
use recoop::plan::SolvedPlan;

/// The kill costs without foresight beside those with it, `seen`; none where nothing can be foreseen.
///
/// # Errors
/// As [`kill_costs`].
pub fn without_foresight(
    operations: &Operations<'_>,
    made: &SolvedPlan,
    arsenals: &[Arsenal],
    seen: &[KillCost],
    effort: &mut SearchOptions<'_>,
) -> Result<Option<Vec<KillCost>>, BilevelError> {
    let Some((first, known)) = arsenals.first().zip(seen.first()) else { return Ok(None) };
    let present = operations.money(View::Worth, &|at| operations.weight(at));
    let (_, usual) = replay(operations, &present, first, &[])?;
    let Some(blind) = operations.without_foresight(made, &usual.cols) else { return Ok(None) };
    let mut costs = kill_costs(&blind, arsenals, known.purse_musd, effort)?;
    costs.iter_mut().zip(seen).for_each(|(blind, seen)| at_most(blind, seen));
    Ok(Some(costs))
}

/// What empties the purse of who sees it coming empties this one.
fn at_most(blind: &mut KillCost, seen: &KillCost) {
    let KillOutcome::Kill { cost_musd, at, found, cash_musd, .. } = &seen.verdict else { return };
    let bound = match &blind.verdict {
        KillOutcome::FailsUnattacked { .. } => return,
        KillOutcome::Kill { cost_musd: own, .. } if own <= cost_musd => return,
        KillOutcome::Kill { lower_bound_musd, .. } => lower_bound_musd.min(*cost_musd),
        // The other search found what this one did not: what it claims is not known.
        KillOutcome::NotExhaustible | KillOutcome::NotProven => 0.0,
    };
    let (cost_musd, found, cash_musd) = (*cost_musd, found.clone(), cash_musd.clone());
    blind.verdict = KillOutcome::Kill { cost_musd, lower_bound_musd: bound, at: *at, found, cash_musd };
}
