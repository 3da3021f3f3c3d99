//! Purses of which each date stands for itself: no stock, no ore and no tax carries from one state to another, so that whoever keeps each date keeps
//! all of them. Then the cheapest attack is that on one date, and what no attack on a date can do no attack can do.

use std::collections::BTreeMap;

use program::List;
use recoop_case::positions::{AttackAt, PathAt};

use super::joint::cash;
use super::operation::worst_gates;
use super::{KillCost, KillOutcome, Purse};
use crate::arsenal::{Arsenal, Move};
use crate::bilevel::{BilevelError, BilevelOutcome, FoundAttack, Goal, SearchOptions, attack, replay};
use crate::dual_bounds::most_prices;
use crate::operations::{Operations, View};

/// The kill costs, one for each arsenal.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub(super) fn kill_costs(
    purse: &Purse<'_>,
    arsenals: &[Arsenal],
    effort: &mut SearchOptions<'_>,
) -> Result<Vec<KillCost>, BilevelError> {
    let Purse { operations, musd: purse_musd, line, aims, dead, .. } = *purse;
    let Some(first) = arsenals.first() else { return Ok(Vec::new()) };
    let mut tallies: Vec<Tally> = arsenals.iter().map(|_| Tally::default()).collect();
    let mut held = Held::new(operations, arsenals);
    held.enter(purse.usual);
    let money = |at: PathAt| operations.money(View::Cash, &|s| if s <= at { operations.years(s) } else { 0.0 });
    let mut free: List<PathAt, Option<f64>> = vec![None; operations.states.len()].into();
    for (at, free) in free.each_mut() {
        if held.is_enough(at, purse_musd) {
            continue;
        }
        let (most, answer) = replay(operations, &money(at), first, &[])?;
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
            let same = known.iter().find(|(of, found)| is_worst_of(&arsenals[*of], found, arsenal));
            let worst = match same {
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
            if dead.is_some() || purse_musd + worst > line {
                continue;
            }
            let mut kill = BilevelOutcome::Impossible;
            let mut bound = f64::INFINITY;
            for aim in aims {
                let goal = Goal::Kill { at_most: aim - purse_musd, up_to_musd: f64::INFINITY };
                kill = attack(operations, &money, arsenal, free, most, goal, effort)?;
                if let BilevelOutcome::Found(found) = &mut kill {
                    // What goes further below may cost more.
                    bound = bound.min(found.bound_musd);
                    found.bound_musd = bound;
                }
                // Its replay leaves less than nothing, or it is none.
                if !matches!(&kill, BilevelOutcome::Found(found) if purse_musd + found.left_musd >= 0.0) {
                    break;
                }
            }
            match kill {
                BilevelOutcome::Found(found) if purse_musd + found.left_musd < 0.0 => {
                    tally.least = tally.least.min(found.bound_musd);
                    // Of the same cost, the first year.
                    let is_best =
                        |(_, known): &(PathAt, FoundAttack)| found.spent_musd <= known.spent_musd * (1.0 + 1e-9);
                    if tally.best.as_ref().is_none_or(is_best) {
                        tally.best = Some((at, found));
                    }
                }
                BilevelOutcome::Found(_) | BilevelOutcome::Stopped => tally.open = true,
                // The worst attack empties the purse in its replay: then that none does is not so.
                BilevelOutcome::Impossible => {
                    let worst = known.iter().find(|(of, found)| *of == which && purse_musd + found.left_musd <= line);
                    if let Some((_, worst)) = worst {
                        tally.open = true;
                        if tally.best.as_ref().is_none_or(|(_, known)| worst.spent_musd < known.spent_musd) {
                            tally.best = Some((at, worst.clone()));
                        }
                    }
                }
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
        KillCost { purse_musd, cash_musd: purse.cash_musd.clone(), verdict, sufficient_purse_musd }
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
        let mut slope: BTreeMap<(AttackAt, PathAt), f64> = BTreeMap::new();
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
                kept[it.at.index()..].iter_mut().for_each(|kept| *kept += lost * operations.years(it.at));
            }
            for (at, lost) in worst_gates(operations, arsenal).into_iter().enumerate() {
                kept[at..].iter_mut().for_each(|kept| *kept += lost);
            }
            least.iter_mut().zip(kept).for_each(|(least, kept)| *least = least.max(kept));
        }
    }

    /// Whether an arsenal cannot empty the purse by the end of a state, nor ask for more in it than `safe`, or than nothing.
    fn holds(&self, which: usize, at: PathAt, purse_musd: f64, safe: f64) -> bool {
        let least = self.least[which][at];
        purse_musd + least >= 0.0 && -least <= safe.max(0.0)
    }

    /// Whether no arsenal can empty the purse by the end of a state, nor ask for anything in it.
    fn is_enough(&self, at: PathAt, purse_musd: f64) -> bool {
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
    best: Option<(PathAt, FoundAttack)>,
    least: f64,
    safe: f64,
    open: bool,
}

impl Default for Tally {
    fn default() -> Self {
        Self { best: None, least: f64::INFINITY, safe: f64::NEG_INFINITY, open: false }
    }
}
