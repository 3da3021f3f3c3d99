//! One operation under every attack: what it survives is survived, whatever the attacker does.
//!
//! It needs no bilevel program: the cash that an operation keeps is linear in depths, so that the worst of all attacks on it, and the cheapest, are found
//! one date after the other. What kills it may not kill whoever answers the attack: bounds are on the safe side.
//!
//! ```text
//!   kept = max_y min_{a, σ ≤ τ} cash[τ] under a, with the tax of the states up to σ          depths within their limits and ramps, each for itself
//!   bound = max_y min_{σ ≤ τ} { cost(a) : cash[τ] under a < 0 }                               over operations that survive what is known
//! ```

use program::solve::{Options, Solver, Stop};
use program::{Col, ColSpec, List, NoProgress, Program, Sense};
use recoop_case::positions::{AttackAt, PathAt};

use super::joint::{StateMoney, add_dates, by_state, gathered, solved};
use crate::arsenal::Arsenal;
use crate::bilevel::gates::GateCols;
use crate::bilevel::{BilevelError, Depths, by_place, continuous};
use crate::flows::{Shut, View};
use crate::operations::Operations;

/// What a unit of depth of each move takes from a column, MUSD over the years of its state: before tax, and of tax at its rate.
fn exposed(operations: &Operations<'_>, arsenal: &Arsenal) -> Vec<[Vec<(Col, f64)>; 2]> {
    let mut exposed = vec![[Vec::new(), Vec::new()]; arsenal.moves.len()];
    let flows = &operations.flows;
    let mut add = |attack: AttackAt, at: PathAt, of: usize, col: Col, slope: f64| {
        if let Some(m) = arsenal.position(attack, at) {
            exposed[m][of].push((col, -slope * operations.years(at)));
        }
    };
    flows.effects(View::Cash).chain(&flows.tax).for_each(|it| add(it.attack, it.at, 0, it.of, it.slope));
    flows.tax.iter().for_each(|it| add(it.attack, it.at, 1, it.of, it.slope));
    exposed.into_iter().map(|both| both.map(gathered)).collect()
}

/// The greatest depth that each move can have by its ramp.
fn deepest(arsenal: &Arsenal) -> Vec<f64> {
    let mut deepest: Vec<f64> = arsenal.moves.iter().map(|it| it.max_depth).collect();
    // Moves of one attack come in the order of states.
    for ramp in &arsenal.ramps {
        deepest[ramp.here] = deepest[ramp.here].min(ramp.depth(&deepest));
    }
    deepest
}

/// What attacks of the greatest depths take by shutting gates, by state, MUSD over its years: no attack leaves less at any date.
pub(super) fn worst_gates(operations: &Operations<'_>, arsenal: &Arsenal) -> Vec<f64> {
    let mut lost = vec![0.0; operations.states.len()];
    let deepest = deepest(arsenal);
    let depth = |attack: AttackAt, at: PathAt| arsenal.position(attack, at).map_or(0.0, |m| deepest[m]);
    for it in &operations.flows.gated {
        lost.iter_mut().zip(it.change(&depth)).for_each(|(lost, change)| *lost += change);
    }
    lost
}

/// The least cash of all dates, beside the purse, that one operation keeps under every attack on prices, whatever it costs, MUSD: no attack leaves
/// less.
///
/// # Errors
/// When there is no such operation, or the solver fails.
pub(super) fn kept_whatever_comes(operations: &Operations<'_>, arsenal: &Arsenal) -> Result<f64, BilevelError> {
    let has_tax = operations.flows.has_tax();
    let mut solver = Solver::new(&operations.program)?;
    let least = solver.add_col(ColSpec::free().cost(1.0), &[]);
    // By state what attacks take: before tax, and after tax at its rate.
    let mut taken: List<PathAt, [Vec<Col>; 2]> = vec![[Vec::new(), Vec::new()]; operations.states.len()].into();
    let deepest = deepest(arsenal);
    for ((it, [cash, due]), depth) in arsenal.moves.iter().zip(exposed(operations, arsenal)).zip(deepest) {
        let after = gathered(cash.iter().copied().chain(due.into_iter().map(|(col, value)| (col, -value))).collect());
        for (of, terms) in [cash, after].into_iter().enumerate().take(if has_tax { 2 } else { 1 }) {
            if terms.is_empty() {
                continue;
            }
            let takes = solver.add_col(ColSpec::positive(), &[]);
            let mut terms: Vec<(Col, f64)> = terms.into_iter().map(|(col, value)| (col, -depth * value)).collect();
            terms.push((takes, 1.0));
            solver.add_row(0.0, f64::INFINITY, &terms);
            taken[it.at][of].push(takes);
        }
    }
    let mut before: Option<(Col, Option<Col>)> = None;
    let mut sums: Vec<(Col, Option<Col>)> = Vec::new();
    let mut states = by_state(operations, &Depths::new());
    states.iter_mut().zip(worst_gates(operations, arsenal)).for_each(|(state, lost)| state.constant += lost);
    for (state, [takes, takes_after]) in states.into_iter().zip(taken) {
        let mut roll = |terms: &[(Col, f64)], takes: &[Col], constant: f64, before: Option<Col>| {
            let sum = solver.add_col(ColSpec::free(), &[]);
            let mut terms: Vec<(Col, f64)> = terms.iter().map(|(col, value)| (*col, -value)).collect();
            terms.extend(takes.iter().map(|col| (*col, 1.0)));
            terms.push((sum, 1.0));
            terms.extend(before.map(|before| (before, -1.0)));
            solver.add_row(constant, constant, &terms);
            sum
        };
        let sum = roll(&state.cash, &takes, state.constant, before.map(|(sum, _)| sum));
        let after = has_tax.then(|| {
            let due = state.due.iter().map(|(col, value)| (*col, -value));
            let after = gathered(state.cash.iter().copied().chain(due).collect());
            let constant = state.constant - state.due_constant;
            roll(&after, &takes_after, constant, before.and_then(|(_, after)| after))
        });
        sums.push((sum, after));
        before = Some((sum, after));
    }
    for (at, (sum, _)) in sums.iter().enumerate() {
        solver.add_row(0.0, f64::INFINITY, &[(*sum, 1.0), (least, -1.0)]);
        for (earlier, after) in &sums[..=at] {
            let Some(after) = after else { continue };
            let terms = if earlier == sum {
                vec![(*after, 1.0), (least, -1.0)]
            } else {
                vec![(*after, 1.0), (*sum, 1.0), (*earlier, -1.0), (least, -1.0)]
            };
            solver.add_row(0.0, f64::INFINITY, &terms);
        }
    }
    solved(&mut solver).map(|(value, _)| value)
}

/// Cost and depths of the cheapest attack on prices that takes the purse of one operation below `line` at some date, none where no attack does; costs are at
/// most what attacks cost. What none costs less than is entered into the dates.
fn cheapest_on(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    answer: &[f64],
    line: f64,
    dates: &mut [Date],
) -> Result<Option<(f64, Vec<f64>)>, BilevelError> {
    let value = |terms: &[(Col, f64)]| terms.iter().map(|(col, amount)| amount * answer[col.index()]).sum::<f64>();
    let exposed: Vec<[f64; 2]> =
        exposed(operations, arsenal).iter().map(|[cash, due]| [value(cash), value(due)]).collect();
    let states = by_state(operations, &Depths::new());
    let deepest = deepest(arsenal);
    let mut tell = |at: PathAt, taxed: usize, cost: f64| {
        if let Some(date) = dates.iter_mut().find(|date| (date.at, date.taxed) == (at, taxed)) {
            date.bound_musd = date.bound_musd.max(cost);
        }
    };
    // What is cheapest on a date at the least, with gates shut in part: the date, its knapsack, that cost.
    let mut open = Vec::new();
    let mut cash = 0.0;
    for (at, state) in states.iter().enumerate() {
        cash += state.constant + value(&state.cash);
        let mut due = 0.0;
        // The tax that was paid last: on what states up to one earned, or none.
        for taxed in 0..=at.index() + 1 {
            if taxed > 0 {
                let state = &states[PathAt::new(taxed - 1)];
                due += state.due_constant + value(&state.due);
            }
            if taxed > 0 && !operations.flows.has_tax() {
                break;
            }
            let need = cash - due - line;
            if need <= 0.0 {
                return Ok(Some((0.0, vec![0.0; arsenal.moves.len()])));
            }
            let takes = |m: usize| {
                let it = &arsenal.moves[m];
                let [cash, due] = exposed[m];
                if it.at > at { 0.0 } else { cash - if it.at.index() < taxed { due } else { 0.0 } }
            };
            let takes: Vec<f64> = (0..arsenal.moves.len()).map(takes).collect();
            let shuts = operations.flows.shuts(&|s| if s <= at { operations.years(s) } else { 0.0 });
            let most: f64 = takes.iter().zip(&deepest).map(|(takes, depth)| takes.max(0.0) * depth).sum();
            let can = most - shuts.iter().map(|it| it.musd).sum::<f64>() >= need;
            let least = if can { knapsack(operations, arsenal, (&takes, &deepest, &shuts), need, true)? } else { None };
            tell(at, taxed, least.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost));
            if let Some(least) = least {
                open.push(((at, taxed), (takes, shuts, need), least));
            }
        }
    }
    // Whole gates only where the date may still be the cheapest.
    open.sort_by(|(_, _, (a, _)), (_, _, (b, _))| a.total_cmp(b));
    let mut best: Option<(f64, Vec<f64>)> = None;
    for ((at, taxed), (takes, shuts, need), least) in open {
        if best.as_ref().is_some_and(|(cost, _)| least.0 >= *cost) {
            break;
        }
        let found = match shuts[..] {
            [] => Some(least),
            _ => knapsack(operations, arsenal, (&takes, &deepest, &shuts), need, false)?,
        };
        tell(at, taxed, found.as_ref().map_or(f64::INFINITY, |(cost, _)| *cost));
        if let Some(found) = found.filter(|(cost, _)| best.as_ref().is_none_or(|(least, _)| cost < least)) {
            best = Some(found);
        }
    }
    Ok(best)
}

/// Gap of the cheapest attack on one operation where gates are shut or not: its bound counts.
const GAP: f64 = 1e-6;
/// Tangents of a convex cost, evenly over the depth.
const TANGENTS: usize = 24;

/// The cheapest depths that take so much, with what they shut, with costs by tangents, which lie below them; exclusions are left out. `in_part`: gates may be shut
/// in part.
fn knapsack(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    (takes, deepest, shuts): (&[f64], &[f64], &[Shut]),
    need: f64,
    in_part: bool,
) -> Result<Option<(f64, Vec<f64>)>, BilevelError> {
    let mut solver = Solver::new(&Program::new(Sense::Minimize))?;
    let (mut depths, mut costs) = (Vec::new(), Vec::new());
    for (m, it) in arsenal.moves.iter().enumerate() {
        let depth = solver.add_col(ColSpec::between(0.0, deepest[m]), &[]);
        let spent = solver.add_col(ColSpec::positive().cost(operations.weight(it.at)), &[]);
        let cost = |depth: f64| arsenal.cost_musd(operations.network, &operations.states, m, depth);
        for k in 0..=TANGENTS {
            let step = 1e-4 * it.max_depth;
            let at = it.max_depth * k as f64 / TANGENTS as f64;
            let (a, b) = ((at - step).max(0.0), (at + step).min(it.max_depth));
            // Moved down to touch it.
            let slope = (cost(b) - cost(a)) / (b - a);
            let base = cost(0.5 * (a + b)) - slope * 0.5 * (a + b);
            solver.add_row(base, f64::INFINITY, &[(spent, 1.0), (depth, -slope)]);
        }
        depths.push(depth);
        costs.push(spent);
    }
    for ramp in &arsenal.ramps {
        let mut terms = vec![(depths[ramp.here], 1.0)];
        terms.extend(ramp.before.map(|before| (depths[before], -ramp.kept)));
        solver.add_row(f64::NEG_INFINITY, ramp.most, &terms);
    }
    for row in &arsenal.shared {
        let terms: Vec<(Col, f64)> = row.iter().map(|(m, share)| (depths[*m], *share)).collect();
        solver.add_row(f64::NEG_INFINITY, 1.0, &terms);
    }
    if arsenal.yearly_musd.is_finite() {
        for at in operations.states.positions() {
            let here = (0..costs.len()).filter(|m| arsenal.moves[*m].at == at);
            let terms: Vec<(Col, f64)> = here.map(|m| (costs[m], 1.0)).collect();
            solver.add_row(f64::NEG_INFINITY, arsenal.yearly_musd, &terms);
        }
    }
    let mut terms: Vec<(Col, f64)> = depths.iter().zip(takes).map(|(col, takes)| (*col, *takes)).collect();
    let gates = GateCols::new(operations, shuts, arsenal, &mut solver);
    for (z, needed, falls) in gates.rows() {
        let mut terms: Vec<(Col, f64)> = falls.iter().map(|(m, fall)| (depths[*m], *fall)).collect();
        terms.push((z, -needed));
        solver.add_row(0.0, f64::INFINITY, &terms);
    }
    terms.extend(gates.lost().map(|(col, musd)| (col, -musd)));
    solver.add_row(need, f64::INFINITY, &terms);
    let options = match gates.is_empty() || in_part {
        true => Options { relax_integers: true, ..continuous() },
        false => Options { gap: GAP, ..Options::default() },
    };
    let outcome = solver.solve(&options, &mut NoProgress)?;
    match (outcome.stop, outcome.objective, outcome.solution) {
        (Stop::Optimal, Some(value), Some(solution)) => {
            let cost = outcome.bound.unwrap_or(value).min(value).max(0.0);
            Ok(Some((cost, depths.iter().map(|col| solution.col(*col).max(0.0)).collect())))
        }
        (Stop::Infeasible, ..) => Ok(None),
        (stop, ..) => Err(BilevelError::Unsolved(stop)),
    }
}

/// Rounds of the search for an operation that survives.
const ROUNDS: usize = 40;

/// What no attack on prices costs less than, MUSD of present value; infinite where none does it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LowerBound {
    /// To take the purse below its line at any date.
    pub any: f64,
    /// To take cash at a date below the line.
    pub dates: Vec<Date>,
}

/// Cash at the end of a state, after tax at its rate on what the first states earned together: the tax that is paid is the largest of these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Date {
    pub at: PathAt,
    /// Number of states that are taxed, at most those until then.
    pub taxed: usize,
    /// What no attack that takes it below the line costs less than, MUSD of present value.
    pub bound_musd: f64,
}

impl Date {
    /// Whether all states until then are taxed, or none.
    pub fn is_plain(&self) -> bool {
        self.taxed == 0 || self.taxed == self.at.index() + 1
    }
}

impl LowerBound {
    /// Nothing is known.
    pub fn unknown(operations: &Operations<'_>) -> Self {
        let has_tax = operations.flows.has_tax();
        let taxed = |at: PathAt| 0..=(if has_tax { at.index() + 1 } else { 0 });
        let of = |at: PathAt| taxed(at).map(move |taxed| Date { at, taxed, bound_musd: 0.0 });
        Self { any: 0.0, dates: operations.states.positions().flat_map(of).collect() }
    }
}

/// What no attack on prices that takes the purse below its line costs less than. The search for operations that survive ends with one that survives every
/// attack of less than `enough`.
///
/// # Errors
/// When a program has no optimum, or the solver fails.
pub(super) fn lower_bound(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    (purse_musd, line): (f64, f64),
    enough: f64,
) -> Result<LowerBound, BilevelError> {
    let mut solver = Solver::new(&operations.program)?;
    let least = solver.add_col(ColSpec::free().cost(1.0), &[]);
    let has_tax = operations.flows.has_tax();
    let mut attack = vec![0.0; arsenal.moves.len()];
    let mut bound = LowerBound::unknown(operations);
    for _ in 0..ROUNDS {
        let mut states = by_state(operations, &by_place(arsenal, &attack));
        if !operations.flows.capped.is_empty() {
            states = as_linear(operations, arsenal, &attack);
        }
        add_dates(&mut solver, &states, has_tax, least);
        let (kept, solution) = solved(&mut solver)?;
        let answer = &solution.cols[..operations.program.num_cols()];
        match cheapest_on(operations, arsenal, answer, line - purse_musd, &mut bound.dates)? {
            None => return Ok(LowerBound { any: f64::INFINITY, ..bound }),
            Some((cost, depths)) => {
                bound.any = bound.any.max(cost);
                // Nobody survives all that is known by now, or the attack is known.
                if bound.any >= enough || purse_musd + kept < line || depths == attack {
                    break;
                }
                attack = depths;
            }
        }
    }
    Ok(bound)
}

/// Money by state under an attack with what users pay as the linear money has it.
fn as_linear(operations: &Operations<'_>, arsenal: &Arsenal, depths: &[f64]) -> List<PathAt, StateMoney> {
    let mut linear = operations.clone();
    linear.flows.capped.clear();
    by_state(&linear, &by_place(arsenal, depths))
}
