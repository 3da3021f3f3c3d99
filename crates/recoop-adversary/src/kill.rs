//! The cheapest attack that empties a purse.
//!
//! ```text
//!   cash[τ] = purse + max_y Σ_{s ≤ τ} years[s] · flow[s] · y        the best that operations can do to have cash at the end of τ
//!   kill[τ] = min { cost(a) : cash[τ] under a ≤ 0 }                   the kill cost is the least over τ
//! ```
//!
//! For each year of death this is a bilevel program (`bilevel/`), a linear program for attacks on prices: however the plants are run, the purse is
//! empty by then. The certificate is the attack, replayed in the operator's own program, and the solver's bound. What an attack can do at
//! most is known, too: a purse that holds it cannot be killed.

use std::collections::BTreeMap;

use super::arsenal::{Arsenal, Move};
use super::bilevel::{BilevelError, BilevelOutcome, FoundAttack, Goal, SearchOptions, attack, refuse_broken, replay};
use super::dual_bounds::most_prices;
use super::operations::{Operations, View};
use recoop_case::Network;

/// What it takes to empty a purse.
#[derive(Clone, Debug, PartialEq)]
pub struct KillCost {
    /// The purse at the beginning, MUSD.
    pub purse_musd: f64,
    /// Cash in the purse at the end of each state without an attack, as operations for present value leave it, MUSD.
    pub cash_musd: Vec<f64>,
    /// Whether and how it can be emptied.
    pub verdict: KillOutcome,
    /// Largest purse that can be emptied at all, whatever the cost, MUSD: more than this is safe. The unkillable reserve.
    pub sufficient_purse_musd: f64,
}

/// Whether a purse can be emptied.
#[derive(Clone, Debug, PartialEq)]
pub enum KillOutcome {
    /// It is empty without an attack, in this state at the latest.
    FailsUnattacked {
        /// Position in the states of the future.
        at: usize,
    },
    /// For so much.
    Kill {
        /// Cost of the attack, MUSD of the adversary's present value: what the replayed attack costs.
        cost_musd: f64,
        /// No attack of less than this does it.
        lower_bound_musd: f64,
        /// State by whose end the purse is empty.
        at: usize,
        /// The attack.
        found: FoundAttack,
        /// Cash at the end of each state under it, operated to live as long as can be, MUSD.
        cash_musd: Vec<f64>,
    },
    /// By no attack in the arsenal.
    NotExhaustible,
    /// Stopped before it was known.
    NotProven,
}

/// Returns the year by whose end a purse is exhausted: the last of the period of a position on a path of states.
#[must_use]
pub fn year_of_kill(network: &Network, states: &[usize], at: usize) -> i32 {
    network.tree.period(states[at]).last_year()
}

impl KillOutcome {
    /// What it costs, where it can be done.
    #[must_use]
    pub fn cost_musd(&self) -> Option<f64> {
        match self {
            Self::Kill { cost_musd, .. } => Some(*cost_musd),
            Self::FailsUnattacked { .. } => Some(0.0),
            Self::NotExhaustible | Self::NotProven => None,
        }
    }

    /// Returns the lower bound of a kill cost that the attack found does not reach, MUSD: `None` where the cost is a proven minimum.
    #[must_use]
    pub fn unproven_above_musd(&self) -> Option<f64> {
        match self {
            Self::Kill { cost_musd, lower_bound_musd, .. } => {
                (*lower_bound_musd < PROVEN * cost_musd - 1e-6).then_some(*lower_bound_musd)
            }
            Self::FailsUnattacked { .. } | Self::NotExhaustible | Self::NotProven => None,
        }
    }
}

/// A kill cost is a proven minimum where no attack costs less than this share of it.
const PROVEN: f64 = 0.99;

/// The kill costs of operations with a purse, one for each arsenal: the same moves at different levels of cost.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub fn kill_costs(
    operations: &Operations<'_>,
    arsenals: &[Arsenal],
    purse_musd: f64,
    effort: &mut SearchOptions<'_>,
) -> Result<Vec<KillCost>, BilevelError> {
    let Some(first) = arsenals.first() else { return Ok(Vec::new()) };
    let present = operations.money(View::Worth, &|at| operations.weight(at));
    let (_, usual) = replay(operations, &present, first, &[])?;
    arsenals.iter().try_for_each(|arsenal| refuse_broken(operations, &present, arsenal))?;
    let cash_musd = cash(operations, first, &[], &usual.cols, purse_musd);
    let mut tallies: Vec<Tally> = arsenals.iter().map(|_| Tally::default()).collect();
    let mut held = Held::new(operations, arsenals);
    held.enter(&usual.cols);
    let money = |at: usize| operations.money(View::Cash, &|s| if s <= at { operations.years(s) } else { 0.0 });
    let mut dead = None;
    let mut free = vec![None; operations.states.len()];
    for (at, free) in free.iter_mut().enumerate() {
        if held.is_enough(at, purse_musd) {
            continue;
        }
        let (most, answer) = replay(operations, &money(at), first, &[])?;
        if purse_musd + most < 0.0 {
            dead = dead.or(Some(at));
        }
        *free = Some(most);
        held.enter(&answer.cols);
    }
    // The last states first: whoever gets through all years knows how to get through the first ones.
    let open = free.iter().enumerate().rev().filter_map(|(at, free)| free.map(|free| (at, free)));
    for (at, free) in open {
        let money = money(at);
        let mut most = None;
        // What the attacker could do with any money.
        let mut known: Vec<(usize, FoundAttack)> = Vec::new();
        for (which, arsenal) in arsenals.iter().enumerate() {
            let tally = &mut tallies[which];
            if held.holds(which, at, purse_musd, tally.safe) {
                continue;
            }
            if arsenal.moves.iter().all(|it| it.at > at) {
                tally.safe = tally.safe.max(-free);
                continue;
            }
            let most = most.get_or_insert_with(|| most_prices(operations, &money));
            let worst = match known.iter().find(|(of, found)| is_worst_of(&arsenals[*of], found, arsenal)) {
                Some((_, found)) => found.bound_musd,
                None => {
                    let unlimited = Goal::Worst { budget_musd: f64::INFINITY };
                    match attack(operations, &money, arsenal, free, most, unlimited, effort)? {
                        BilevelOutcome::Found(found) => {
                            held.enter(&found.answer);
                            let bound = found.bound_musd;
                            known.push((which, found));
                            bound
                        }
                        BilevelOutcome::Impossible | BilevelOutcome::Stopped => {
                            tally.open = true;
                            continue;
                        }
                    }
                }
            };
            tally.safe = tally.safe.max(-worst);
            // Of the dead only what would have been enough is of interest.
            if dead.is_some() || purse_musd + worst > 0.0 {
                continue;
            }
            match attack(operations, &money, arsenal, free, most, Goal::Kill { at_most: -purse_musd }, effort)? {
                BilevelOutcome::Found(found) => {
                    tally.least = tally.least.min(found.bound_musd);
                    // Of the same cost, the first year.
                    let is_best =
                        |(_, known): &(usize, FoundAttack)| found.spent_musd <= known.spent_musd * (1.0 + 1e-9);
                    if tally.best.as_ref().is_none_or(is_best) {
                        tally.best = Some((at, found));
                    }
                }
                BilevelOutcome::Impossible => {}
                BilevelOutcome::Stopped => tally.open = true,
            }
        }
    }
    let costs = tallies.into_iter().zip(arsenals).enumerate().map(|(which, (tally, arsenal))| {
        let (sufficient_purse_musd, open) = (tally.safe.max(held.spared(which)), tally.open);
        let verdict = match (dead, tally.best) {
            (Some(at), _) => KillOutcome::FailsUnattacked { at },
            (None, Some((at, found))) => KillOutcome::Kill {
                cost_musd: found.spent_musd,
                lower_bound_musd: if open { 0.0 } else { tally.least },
                at,
                cash_musd: cash(operations, arsenal, &found.depths, &found.answer, purse_musd),
                found,
            },
            (None, None) if open => KillOutcome::NotProven,
            (None, None) => KillOutcome::NotExhaustible,
        };
        KillCost { purse_musd, cash_musd: cash_musd.clone(), verdict, sufficient_purse_musd }
    });
    Ok(costs.collect())
}

/// Whether the worst attack of one arsenal is the worst of another, too: it is one of the other's, which has no others. Within a yearly budget it is a
/// matter of cost.
fn is_worst_of(of: &Arsenal, found: &FoundAttack, other: &Arsenal) -> bool {
    if of.yearly_musd.is_finite() || other.yearly_musd.is_finite() {
        return false;
    }
    let has = |arsenal: &Arsenal, it: &Move| arsenal.moves.contains(it);
    let used = of.moves.iter().zip(&found.depths).filter(|(_, depth)| **depth > 0.0);
    other.moves.iter().all(|it| has(of, it)) && used.into_iter().all(|(it, _)| has(other, it))
}

/// What answers that are known keep in the purse, whatever is done to prices:
///
/// ```text
///   min_a cash[τ](a) ≥ Σ_{s ≤ τ} years[s] ( flow[s] y + Σ_k min(0, slope[k,s] y) · max_depth[k] )        for any answer y that no attack makes impossible
/// ```
///
/// Where that is enough nothing has to be solved.
struct Held<'a> {
    operations: &'a Operations<'a>,
    arsenals: &'a [Arsenal],
    /// By arsenal and state, MUSD; nothing is known where attacks on quantities are among the moves.
    least: Vec<Vec<f64>>,
}

impl<'a> Held<'a> {
    /// With what those who do nothing at all keep, where that is within the rules.
    fn new(operations: &'a Operations<'a>, arsenals: &'a [Arsenal]) -> Self {
        let least = vec![vec![f64::NEG_INFINITY; operations.states.len()]; arsenals.len()];
        let mut held = Self { operations, arsenals, least };
        let program = &operations.program;
        let nothing: Vec<f64> = program
            .all_cols()
            .map(|col| {
                let (lower, upper) = program.col_bounds(col);
                0.0_f64.max(lower).min(upper)
            })
            .collect();
        let holds = program.all_rows().all(|row| {
            let (lower, upper) = program.row_bounds(row);
            let sum: f64 = program.row_terms(row).map(|(col, value)| value * nothing[col.index()]).sum();
            lower <= sum && sum <= upper
        });
        if holds {
            held.enter(&nothing);
        }
        held
    }

    /// Learns what an answer keeps.
    fn enter(&mut self, answer: &[f64]) {
        let operations = self.operations;
        let mut slope: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for effect in operations.flows.effects(View::Cash) {
            *slope.entry((effect.attack, effect.at)).or_default() += effect.slope * answer[effect.of.index()];
        }
        for (arsenal, least) in self.arsenals.iter().zip(&mut self.least) {
            if arsenal.moves.iter().any(|it| !it.steps.is_empty()) {
                continue;
            }
            let mut kept = cash(operations, arsenal, &[], answer, 0.0);
            for it in &arsenal.moves {
                let lost = slope.get(&(it.attack, it.at)).map_or(0.0, |slope| (slope * it.max_depth).min(0.0));
                kept[it.at..].iter_mut().for_each(|kept| *kept += lost * operations.years(it.at));
            }
            least.iter_mut().zip(kept).for_each(|(least, kept)| *least = least.max(kept));
        }
    }

    /// Whether an arsenal cannot empty the purse by the end of a state, nor ask for more in it than `safe`, or than nothing.
    fn holds(&self, which: usize, at: usize, purse_musd: f64, safe: f64) -> bool {
        let least = self.least[which][at];
        purse_musd + least > 0.0 && -least <= safe.max(0.0)
    }

    /// Whether no arsenal can empty the purse by the end of a state, nor ask for anything in it.
    fn is_enough(&self, at: usize, purse_musd: f64) -> bool {
        (0..self.arsenals.len()).all(|which| self.holds(which, at, purse_musd, 0.0))
    }

    /// What a purse has to hold where nothing is needed, at most.
    fn spared(&self, which: usize) -> f64 {
        let needed = self.least[which].iter().map(|least| -least).filter(|needed| *needed <= 0.0);
        needed.fold(f64::NEG_INFINITY, f64::max)
    }
}

/// What is known of an arsenal so far.
struct Tally {
    best: Option<(usize, FoundAttack)>,
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
