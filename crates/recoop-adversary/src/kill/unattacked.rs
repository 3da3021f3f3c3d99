//! What becomes of a purse that nobody attacks: how long it lasts, and the least money with which it lasts.

use super::joint::{cash, joint};
use super::{MARGIN, first_dead};
use crate::arsenal::Arsenal;
use crate::bilevel::BilevelError;
use crate::operations::Operations;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::PathAt;

/// A purse without an attack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unattacked {
    /// Months from the beginning until it is exhausted, however it is operated; none where it lasts to the end of the horizon. Cash changes evenly
    /// inside a period.
    pub runway_months: Option<f64>,
    /// Least purse that lasts to the end, MUSD, at least 0.
    pub least_musd: f64,
}

/// What becomes of a purse without an attack.
///
/// # Errors
/// When operations have no optimum, or the solver fails.
pub fn unattacked(operations: &Operations<'_>, purse_musd: f64) -> Result<Unattacked, BilevelError> {
    let nothing = Arsenal::empty(CostLevel::Producers);
    let last = operations.last();
    let least_musd = (-joint(operations, &nothing, &[], last)?.least).max(0.0);
    if purse_musd >= least_musd {
        return Ok(Unattacked { runway_months: None, least_musd });
    }
    let line = -MARGIN * least_musd.max(1.0);
    let Some(dead) = first_dead(operations, &nothing, &[], (purse_musd, line), last)? else {
        return Ok(Unattacked { runway_months: None, least_musd });
    };
    // Operated so that there is most at the date at which there is least, the end of that period.
    let answer = joint(operations, &nothing, &[], dead)?.answer;
    let path = cash(operations, &nothing, &[], &answer, purse_musd);
    let before = dead.index().checked_sub(1).map_or(purse_musd, |at| path[at]);
    let years: f64 = PathAt::all(dead.index()).map(|at| operations.years(at)).sum();
    // Who begins with less than has to stay has no month.
    let part = if before > 0.0 { before / (before - path[dead]) } else { 0.0 };
    Ok(Unattacked { runway_months: Some(12.0 * (years + part * operations.years(dead))), least_musd })
}
