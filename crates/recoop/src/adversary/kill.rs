//! The cheapest attack that empties a purse.
//!
//! ```text
//!   cash[τ] = purse + max_y Σ_{s ≤ τ} years[s] · flow[s] · y        the best that operations can do to have cash at the end of τ
//!   kill[τ] = min { cost(a) : cash[τ] under a ≤ 0 }                   the kill cost is the least over τ
//! ```
//!
//! For each year of death this is a duel (`adversary/duel.rs`), a linear program for attacks on prices: however the plants are run, the purse is
//! empty by then. The certificate is the attack, replayed in the operator's own program, and the solver's bound. What an attack can do at
//! most is known, too: a purse that holds it cannot be killed.

use super::arsenal::Arsenal;
use super::duel::{Duel, DuelError, Effort, Found, Goal, Outcome, refuse_broken, replay};
use super::operations::{Operations, View};
use super::worst::most_prices;

/// What it takes to empty a purse.
#[derive(Clone, Debug, PartialEq)]
pub struct KillCost {
    /// The purse at the beginning, MUSD.
    pub purse_musd: f64,
    /// Cash in the purse at the end of each state without an attack, as operations for present value leave it, MUSD.
    pub cash_musd: Vec<f64>,
    /// Whether and how it can be emptied.
    pub verdict: Verdict,
    /// Largest purse that can be emptied at all, whatever the cost, MUSD: more than this is safe. The unkillable reserve.
    pub safe_purse_musd: f64,
}

/// Whether a purse can be emptied.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It is empty without an attack, in this state at the latest.
    Dead {
        /// Position in the states of the future.
        at: usize,
    },
    /// For so much.
    Kill {
        /// Cost of the attack, MUSD of the adversary's present value: what the replayed attack costs.
        cost_musd: f64,
        /// No attack of less than this does it.
        at_least_musd: f64,
        /// State by whose end the purse is empty.
        at: usize,
        /// The attack.
        found: Found,
        /// Cash at the end of each state under it, operated to live as long as can be, MUSD.
        cash_musd: Vec<f64>,
    },
    /// By no attack in the arsenal.
    Safe,
    /// Stopped before it was known.
    Open,
}

impl Verdict {
    /// What it costs, where it can be done.
    #[must_use]
    pub fn cost_musd(&self) -> Option<f64> {
        match self {
            Self::Kill { cost_musd, .. } => Some(*cost_musd),
            Self::Dead { .. } => Some(0.0),
            Self::Safe | Self::Open => None,
        }
    }
}

/// The kill costs of operations with a purse, one for each arsenal: the same moves at different levels of cost.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub fn kill_costs(
    operations: &Operations<'_>,
    arsenals: &[Arsenal],
    purse_musd: f64,
    effort: &mut Effort<'_>,
) -> Result<Vec<KillCost>, DuelError> {
    let Some(first) = arsenals.first() else { return Ok(Vec::new()) };
    let present = operations.money(View::Worth, &|at| operations.weight(at));
    let (_, usual) = replay(operations, &present, first, &[])?;
    arsenals.iter().try_for_each(|arsenal| refuse_broken(operations, &present, arsenal))?;
    let cash_musd = cash(operations, first, &[], &usual.cols, purse_musd);
    let mut tallies: Vec<Tally> = arsenals.iter().map(|_| Tally::default()).collect();
    let mut dead = None;
    let idle = idle_cash(operations, arsenals);
    for at in 0..operations.states.len() {
        // Whoever does nothing has this much, whatever prices are: where that is enough nothing has to be solved. What it would take to hold the
        // purse then is no more than what is known, or nothing.
        if let Some(idle) = idle.as_ref().map(|idle| idle[at]) {
            let known = tallies.iter().map(|tally| tally.safe).fold(f64::INFINITY, f64::min);
            if purse_musd + idle > 0.0 && -idle <= known.max(0.0) {
                tallies.iter_mut().for_each(|tally| tally.safe = tally.safe.max(-idle));
                continue;
            }
        }
        let until = |s: usize| if s <= at { operations.years(s) } else { 0.0 };
        let money = operations.money(View::Cash, &until);
        let most = most_prices(operations, &money);
        let (free, _) = replay(operations, &money, first, &[])?;
        if purse_musd + free < 0.0 {
            dead = dead.or(Some(at));
        }
        // What the attacker could do with any money is the same at every level, unless an attack has no cost there or a year has a budget.
        let mut known: Option<(usize, Result<f64, ()>)> = None;
        for (which, arsenal) in arsenals.iter().enumerate() {
            let tally = &mut tallies[which];
            if arsenal.moves.iter().all(|it| it.at > at) {
                tally.safe = tally.safe.max(-free);
                continue;
            }
            let worst = match known {
                Some((of, worst)) if arsenals[of].moves == arsenal.moves && arsenal.yearly_musd.is_infinite() => worst,
                _ => {
                    let unlimited = Goal::Worst { budget_musd: f64::INFINITY };
                    let duel = Duel::new(operations, &money, arsenal, free, &|place| most.of(place))?;
                    match duel.solve(unlimited, effort)? {
                        Outcome::Found(worst) => Ok(worst.bound_musd),
                        Outcome::Impossible | Outcome::Stopped => Err(()),
                    }
                }
            };
            known = Some((which, worst));
            let Ok(worst) = worst else {
                tally.open = true;
                continue;
            };
            tally.safe = tally.safe.max(-worst);
            // Of the dead only what would have been enough is of interest.
            if purse_musd + worst > 0.0 || dead.is_some() {
                continue;
            }
            let duel = Duel::new(operations, &money, arsenal, free, &|place| most.of(place))?;
            match duel.solve(Goal::Kill { at_most: -purse_musd }, effort)? {
                Outcome::Found(found) => {
                    tally.least = tally.least.min(found.bound_musd);
                    if tally.best.as_ref().is_none_or(|(_, known)| found.spent_musd < known.spent_musd) {
                        tally.best = Some((at, found));
                    }
                }
                Outcome::Impossible => {}
                Outcome::Stopped => tally.open = true,
            }
        }
    }
    let costs = tallies.into_iter().zip(arsenals).map(|(tally, arsenal)| {
        let (safe_purse_musd, open) = (tally.safe, tally.open);
        let verdict = match (dead, tally.best) {
            (Some(at), _) => Verdict::Dead { at },
            (None, Some((at, found))) => Verdict::Kill {
                cost_musd: found.spent_musd,
                at_least_musd: if open { 0.0 } else { tally.least },
                at,
                cash_musd: cash(operations, arsenal, &found.depths, &found.answer, purse_musd),
                found,
            },
            (None, None) if open => Verdict::Open,
            (None, None) => Verdict::Safe,
        };
        KillCost { purse_musd, cash_musd: cash_musd.clone(), verdict, safe_purse_musd }
    });
    Ok(costs.collect())
}

/// Cash at the end of each state, beside the purse, of those who do nothing at all, MUSD; none where that is against the rules, or where an attack could change it.
fn idle_cash(operations: &Operations<'_>, arsenals: &[Arsenal]) -> Option<Vec<f64>> {
    let program = &operations.program;
    let steps = arsenals.iter().flat_map(|arsenal| &arsenal.moves).any(|it| !it.steps.is_empty());
    let nothing: Vec<f64> = program
        .all_cols()
        .map(|col| {
            let (lower, upper) = program.col_bounds(col);
            0.0_f64.max(lower).min(upper)
        })
        .collect();
    let exposed = operations.flows.effects(View::Cash).any(|effect| nothing[effect.of.index()] != 0.0);
    let holds = program.all_rows().all(|row| {
        let (lower, upper) = program.row_bounds(row);
        let sum: f64 = program.row_terms(row).map(|(col, value)| value * nothing[col.index()]).sum();
        lower <= sum && sum <= upper
    });
    let first = arsenals.first().filter(|_| holds && !exposed && !steps)?;
    Some(cash(operations, first, &[], &nothing, 0.0))
}

/// What is known of an arsenal so far.
struct Tally {
    best: Option<(usize, Found)>,
    least: f64,
    safe: f64,
    open: bool,
}

impl Default for Tally {
    fn default() -> Self {
        Self { best: None, least: f64::INFINITY, safe: f64::NEG_INFINITY, open: false }
    }
}

/// Cash at the end of each state under an attack, when operated as `answer` says, MUSD.
#[must_use]
pub fn cash(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    depths: &[f64],
    answer: &[f64],
    purse_musd: f64,
) -> Vec<f64> {
    let mut flow = vec![0.0; operations.states.len()];
    operations.visit(View::Cash, &mut |entry| {
        flow[entry.at] += entry.amount * entry.col.map_or(1.0, |col| answer[col.index()]);
    });
    let depth: std::collections::HashMap<(usize, usize), f64> =
        arsenal.moves.iter().zip(depths).map(|(it, depth)| ((it.attack, it.at), *depth)).collect();
    for effect in operations.flows.effects(View::Cash) {
        let depth = depth.get(&(effect.attack, effect.at)).copied().unwrap_or(0.0);
        flow[effect.at] += effect.slope * depth * answer[effect.of.index()];
    }
    let mut purse = purse_musd;
    flow.iter()
        .enumerate()
        .map(|(at, yearly)| {
            purse += yearly * operations.years(at);
            purse
        })
        .collect()
}
