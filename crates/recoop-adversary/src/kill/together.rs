//! Purses whose dates depend on each other, by stocks, by ore, or by the tax on what earlier years earned.
//!
//! Attacks come from bilevel programs with weights of dates: first of one date at a time, with and without tax, then with the weights that decide in
//! the replay of the best attack on all dates at once. Every attack counts only if that replay, with the tax and the pay that are really due, is
//! dead. What no attack can do is known from operations that survive every attack (`operation.rs`); where neither is known the answer is that it
//! cannot be told.

use super::joint::{Joint, Weights, cash, joint};
use super::operation::{kept_whatever_comes, lower_bound};
use super::{KillCost, KillOutcome, Purse, first_dead};
use crate::arsenal::{Arsenal, Move};
use crate::bilevel::{BilevelError, BilevelOutcome, FoundAttack, Goal, SearchOptions, attack, replay};
use crate::dual_bounds::most_prices;
use crate::operations::Money;

/// Rounds in which the weights of the best attack look for a cheaper one.
const ROUNDS: usize = 8;
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
    let taxes: &[bool] = if operations.flows.has_tax() { &[true, false] } else { &[false] };
    for at in operations.states.positions().rev().filter(|at| arsenal.moves.iter().any(|it| it.at <= *at)) {
        for taxed in taxes {
            search.by(&Weights::at(operations, at, *taxed), effort)?;
        }
    }
    for _ in 0..ROUNDS {
        let Some(best) = &search.best else { break };
        let (before, weights) = (best.found.spent_musd, best.joint.weights.clone());
        search.by(&weights, effort)?;
        let after = search.best.as_ref().map_or(before, |best| best.found.spent_musd);
        if after >= before * (1.0 - CHEAPER) {
            break;
        }
    }
    let enough = search.best.as_ref().map_or(f64::INFINITY, |best| best.found.spent_musd * (1.0 - effort.gap));
    let bound = match on_prices(arsenal) {
        true => match lower_bound(operations, arsenal, (purse.musd, purse.aims[0]), enough) {
            Err(BilevelError::Unsolved(_)) => 0.0,
            bound => bound?,
        },
        false => 0.0,
    };
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
    /// The cheapest attack by weights of dates.
    fn by(&mut self, weights: &Weights, effort: &mut SearchOptions<'_>) -> Result<(), BilevelError> {
        let operations = self.purse.operations;
        self.attack(&weights.money(operations), effort)?;
        if !operations.flows.capped.is_empty() {
            self.attack(&weights.money_above(operations), effort)?;
        }
        Ok(())
    }

    fn attack(&mut self, money: &Money, effort: &mut SearchOptions<'_>) -> Result<(), BilevelError> {
        let Purse { operations, musd, aims, .. } = *self.purse;
        let (free, _) = replay(operations, money, self.arsenal, &[])?;
        let mut most = most_prices(operations, money);
        for aim in aims {
            let goal = Goal::Kill { at_most: aim - musd };
            let found = match attack(operations, money, self.arsenal, free, &mut most, goal, effort) {
                Ok(BilevelOutcome::Found(found)) => found,
                Ok(_) => return Ok(()),
                // An attack that the solver cannot settle is none that was found: what is reported follows from the others, and from the bound.
                Err(BilevelError::Unsolved(_)) => continue,
                Err(error) => return Err(error),
            };
            if self.best.as_ref().is_some_and(|best| best.found.spent_musd <= found.spent_musd) {
                return Ok(());
            }
            let joint = joint(operations, self.arsenal, &found.depths, operations.last())?;
            if musd + joint.least < 0.0 {
                let found = FoundAttack { left_musd: joint.least, answer: joint.answer.clone(), ..found };
                self.best = Some(Best { found, joint });
                break;
            }
        }
        Ok(())
    }
}
