//! Purses whose dates depend on each other, by stocks, by ore, or by the tax on what earlier years earned.
//!
//! Attacks come from bilevel programs with weights of dates: first with those that decide under the deepest attack, then of one date at a time, with and without
//! tax, and each time with the weights that decide in the replay of the best attack on all dates at once. Every attack counts only if that replay, with the tax
//! and the pay that are really due, is dead. What no attack can do is known from operations that survive every attack (`operation.rs`): dates at which none is
//! cheaper than the best that is known are left out. Where neither is known the answer is that it cannot be told.

use super::joint::{Joint, Weights, cash, joint};
use super::operation::{Date, LowerBound, kept_whatever_comes, lower_bound};
use super::{KillCost, KillOutcome, MARGIN, Purse, first_dead};
use crate::arsenal::{Arsenal, Move};
use crate::bilevel::{BilevelError, BilevelOutcome, FoundAttack, Goal, SearchOptions, attack, replay};
use crate::dual_bounds::most_prices;
use crate::operations::Money;

/// Rounds in which the weights of the best attack look for a cheaper one.
const ROUNDS: usize = 8;
/// Dates in a row, the most promising first, that give no cheaper attack than the best: then the others are left out.
const PATIENCE: usize = 4;
/// Part of its cost by which an attack has to be cheaper.
const CHEAPER: f64 = 1e-6;

/// The kill costs, one for each arsenal.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub(super) fn kill_costs(
    purse: &Purse<'_>,
    arsenals: &[Arsenal],
    effort: &mut SearchOptions<'_>,
) -> Result<Vec<KillCost>, BilevelError> {
    // The same moves keep the same, whatever they cost.
    let mut known: Vec<(&[Move], Option<f64>)> = Vec::new();
    let mut costs = Vec::new();
    for arsenal in arsenals {
        let kept = match known.iter().find(|(moves, _)| *moves == &arsenal.moves[..]) {
            Some((_, kept)) => *kept,
            None => {
                let kept = match on_prices(arsenal) {
                    true => Some(kept_whatever_comes(purse.operations, arsenal)?),
                    // Operations that survive steps are not looked for.
                    false => None,
                };
                known.push((&arsenal.moves, kept));
                kept
            }
        };
        let verdict = match (purse.dead, kept) {
            (Some(at), _) => KillOutcome::FailsUnattacked { at },
            (None, Some(kept)) if purse.musd + kept >= purse.line => KillOutcome::NotExhaustible,
            (None, _) => cheapest(purse, arsenal, effort)?,
        };
        costs.push(KillCost {
            purse_musd: purse.musd,
            cash_musd: purse.cash_musd.clone(),
            verdict,
            sufficient_purse_musd: kept.map_or(f64::INFINITY, |kept| -kept),
        });
    }
    Ok(costs)
}

/// Whether all moves are on prices, of any depth.
fn on_prices(arsenal: &Arsenal) -> bool {
    arsenal.moves.iter().all(|it| it.steps.is_empty())
}

/// The cheapest attack that was found.
struct Best {
    found: FoundAttack,
    joint: Joint,
}

struct Search<'a, 'b> {
    purse: &'a Purse<'b>,
    arsenal: &'a Arsenal,
    best: Option<Best>,
}

fn cheapest(purse: &Purse<'_>, arsenal: &Arsenal, effort: &mut SearchOptions<'_>) -> Result<KillOutcome, BilevelError> {
    let operations = purse.operations;
    let mut search = Search { purse, arsenal, best: None };
    if on_prices(arsenal) {
        let mut deepest: Vec<f64> = arsenal.moves.iter().map(|it| it.max_depth).collect();
        // Together they take at most all of a price: below 0 whoever buys would earn without limit.
        for row in &arsenal.shared {
            let sum: f64 = row.iter().map(|(which, share)| share * deepest[*which]).sum();
            if sum > 1.0 {
                row.iter().for_each(|(which, _)| deepest[*which] /= sum);
            }
        }
        match joint(operations, arsenal, &deepest, operations.last()) {
            Ok(joint) => search.by(&joint.weights, effort)?,
            Err(BilevelError::Unsolved(_)) => {}
            Err(error) => return Err(error),
        }
        search.improve(effort)?;
    }
    let bound = match on_prices(arsenal) {
        true => match lower_bound(operations, arsenal, (purse.musd, purse.aims[0]), search.enough(effort)) {
            Err(BilevelError::Unsolved(_)) => LowerBound::unknown(operations),
            bound => bound?,
        },
        false => LowerBound::unknown(operations),
    };
    let mut dates = bound.dates;
    let is_attacked = |date: &Date| arsenal.moves.iter().any(|it| it.at <= date.at);
    dates.retain(|date| is_attacked(date) && (bound.any > 0.0 || date.is_plain()));
    // The most promising first; of the same, the last.
    dates.sort_by(|a, b| a.bound_musd.total_cmp(&b.bound_musd).then(b.at.cmp(&a.at)).then(b.taxed.cmp(&a.taxed)));
    let mut in_vain = 0;
    for date in dates.iter().take(2 * operations.states.len()) {
        let enough = search.enough(effort);
        if bound.any.max(date.bound_musd) < enough && in_vain < PATIENCE {
            search.by(&Weights::at(operations, date.at, date.taxed), effort)?;
            in_vain = if search.enough(effort) < enough || search.best.is_none() { 0 } else { in_vain + 1 };
        }
    }
    if bound.any < search.enough(effort) {
        search.improve(effort)?;
    }
    let bound = bound.any;
    let Some(Best { mut found, joint }) = search.best else {
        return Ok(if bound == f64::INFINITY { KillOutcome::NotExhaustible } else { KillOutcome::NotProven });
    };
    let last = operations.last();
    let at = first_dead(operations, arsenal, &found.depths, (purse.musd, 0.0), last)?.unwrap_or(last);
    found.bound_musd = bound.min(found.spent_musd);
    Ok(KillOutcome::Kill {
        cost_musd: found.spent_musd,
        lower_bound_musd: found.bound_musd,
        at,
        cash_musd: cash(operations, arsenal, &found.depths, &joint.answer, purse.musd),
        found,
    })
}

impl Search<'_, '_> {
    /// A lower bound of so much, MUSD, makes the best attack the cheapest.
    fn enough(&self, effort: &SearchOptions<'_>) -> f64 {
        // What costs less than a millionth of the purse costs nothing.
        let nothing = MARGIN * self.purse.musd.clamp(1.0, 1e6);
        self.best.as_ref().map_or(f64::INFINITY, |best| best.found.spent_musd * (1.0 - effort.gap) - nothing)
    }

    /// Attacks by the weights of dates that decide under the best attack, as long as there are cheaper ones.
    fn improve(&mut self, effort: &mut SearchOptions<'_>) -> Result<(), BilevelError> {
        for _ in 0..ROUNDS {
            let Some(best) = &self.best else { break };
            let (before, weights) = (best.found.spent_musd, best.joint.weights.clone());
            self.by(&weights, effort)?;
            if self.best.as_ref().is_none_or(|best| best.found.spent_musd >= before * (1.0 - CHEAPER)) {
                break;
            }
        }
        Ok(())
    }

    /// The cheapest attack by weights of dates.
    fn by(&mut self, weights: &Weights, effort: &mut SearchOptions<'_>) -> Result<(), BilevelError> {
        let operations = self.purse.operations;
        let is_settled = self.attack(&weights.money(operations), effort)?;
        // Users pay no less: what an attack leaves there is what it leaves, but no attack is cheaper.
        if !is_settled && !operations.flows.capped.is_empty() {
            self.attack(&weights.money_above(operations), effort)?;
        }
        Ok(())
    }

    /// The cheapest attack by a measure of money, if it is cheaper than the best and its replay is dead. Whether one that never counts more would find none cheaper.
    fn attack(&mut self, money: &Money, effort: &mut SearchOptions<'_>) -> Result<bool, BilevelError> {
        let Purse { operations, musd, aims, .. } = *self.purse;
        let (free, _) = replay(operations, money, self.arsenal, &[])?;
        let mut most = most_prices(operations, money);
        for aim in aims {
            let goal = Goal::Kill { at_most: aim - musd, up_to_musd: self.enough(effort) };
            let found = match attack(operations, money, self.arsenal, free, &mut most, goal, effort) {
                Ok(BilevelOutcome::Found(found)) => found,
                Ok(_) => return Ok(true),
                // An attack that the solver cannot settle is none that was found: what is reported follows from the others, and from the bound.
                Err(BilevelError::Unsolved(_)) => continue,
                Err(error) => return Err(error),
            };
            if self.best.as_ref().is_some_and(|best| best.found.spent_musd <= found.spent_musd) {
                return Ok(true);
            }
            let joint = joint(operations, self.arsenal, &found.depths, operations.last())?;
            if musd + joint.least < 0.0 {
                let found = FoundAttack { left_musd: joint.least, answer: joint.answer.clone(), ..found };
                self.best = Some(Best { found, joint });
                return Ok(true);
            }
        }
        Ok(false)
    }
}
