//! All dates of a purse at once: cash, and the tax that is really due.
//!
//! ```text
//!   cash[τ] = Σ_{s ≤ τ} years[s] · (flow before tax)[s] - paid[τ]                   at the end of every state τ
//!   paid[τ] ≥ Σ_{s ≤ σ} years[s] · (tax at its rate)[s],   paid[τ] ≥ 0               for every σ ≤ τ: losses are carried forward, nothing is refunded
//! ```
//!
//! One way of operating has to keep all of them: each date alone may be kept while all together cannot be.

use program::solve::{Solver, Stop};
use program::{Col, ColSpec, List, NoProgress, Row, Solution};
use recoop_case::positions::{AttackAt, PathAt};

use crate::arsenal::Arsenal;
use crate::bilevel::{BilevelError, Depths, by_place, continuous, with_depths};
use crate::flows::{Money, View};
use crate::operations::Operations;
use recoop::formulation::ledger::Kind;

/// Weights of states: of cash before tax, and of tax at its rate, of which losses take away.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    pub cash: List<PathAt, f64>,
    pub due: List<PathAt, f64>,
}

impl Weights {
    /// Those of cash at the end of a state, with the tax on what so many states from the first on earned together.
    pub fn at(operations: &Operations<'_>, at: PathAt, taxed: usize) -> Self {
        let until = |end: usize| operations.states.positions().map(move |s| if s.index() < end { 1.0 } else { 0.0 });
        Self { cash: until(at.index() + 1).collect(), due: until(taxed).collect() }
    }

    /// The money that counts with these weights.
    pub fn money(&self, operations: &Operations<'_>) -> Money {
        let cash = |at: PathAt| self.cash[at] * operations.years(at);
        let due = |at: PathAt| self.due[at] * operations.years(at);
        operations.flows.purse(operations.program.num_cols(), &cash, &due)
    }

    /// The same where users pay the price inside even above its worth to them: never less than they do.
    pub fn money_above(&self, operations: &Operations<'_>) -> Money {
        let mut money = self.money(operations);
        for it in &operations.flows.capped {
            let weight = (self.cash[it.at] - (1.0 - it.kept) * self.due[it.at]) * operations.years(it.at);
            money.costs[it.col.index()] += weight * it.above;
            for (attack, takes, held) in &it.falls {
                let slope = -weight * (takes - held);
                money.effects.push(crate::flows::Effect { attack: *attack, at: it.at, of: it.col, slope });
            }
        }
        money
    }
}

/// Money of a state, MUSD over its years.
#[derive(Clone, Debug, Default)]
pub(super) struct StateMoney {
    /// Before tax.
    pub cash: Vec<(Col, f64)>,
    pub constant: f64,
    /// Tax at its rate; below 0 for a loss.
    pub due: Vec<(Col, f64)>,
    pub due_constant: f64,
}

/// Money by state under an attack.
pub(super) fn by_state(operations: &Operations<'_>, depths: &Depths) -> List<PathAt, StateMoney> {
    let mut states = List::from(vec![StateMoney::default(); operations.states.len()]);
    for it in &operations.flows.gated {
        let change = it.change(&|attack, at| depths.get(&(attack, at)).copied().unwrap_or_default());
        states.iter_mut().zip(change).for_each(|(state, musd)| state.constant += musd);
    }
    operations.visit(View::Cash, &mut |flow| {
        let amount = flow.amount * operations.years(flow.at);
        let state = &mut states[flow.at];
        match (flow.kind == Kind::Tax, flow.col) {
            (true, Some(col)) => state.due.push((col, -amount)),
            (true, None) => state.due_constant -= amount,
            (false, Some(col)) => state.cash.push((col, amount)),
            (false, None) => state.constant += amount,
        }
    });
    let depth = |attack: AttackAt, at: PathAt| depths.get(&(attack, at)).copied().unwrap_or(0.0);
    let flows = &operations.flows;
    for it in flows.effects(View::Cash).chain(&flows.tax) {
        let moved = it.slope * depth(it.attack, it.at) * operations.years(it.at);
        states[it.at].cash.push((it.of, moved));
    }
    for it in &flows.tax {
        let moved = it.slope * depth(it.attack, it.at) * operations.years(it.at);
        states[it.at].due.push((it.of, moved));
    }
    for it in &flows.capped {
        let more = it.more(&|attack| depth(attack, it.at)) * operations.years(it.at);
        states[it.at].cash.push((it.col, more));
        states[it.at].due.push((it.col, (1.0 - it.kept) * more));
    }
    for state in &mut states {
        state.cash = gathered(std::mem::take(&mut state.cash));
        state.due = gathered(std::mem::take(&mut state.due));
    }
    states
}

/// Each column once.
pub(super) fn gathered(mut terms: Vec<(Col, f64)>) -> Vec<(Col, f64)> {
    terms.sort_by_key(|(col, _)| col.index());
    let mut out: Vec<(Col, f64)> = Vec::new();
    for (col, value) in terms {
        match out.last_mut().filter(|(last, _)| *last == col) {
            Some((_, sum)) => *sum += value,
            None => out.push((col, value)),
        }
    }
    out.retain(|(_, value)| *value != 0.0);
    out
}

/// Cash at the end of each state under an attack, when operated as `answer` says, after the tax that is really due, MUSD.
#[must_use]
pub fn cash(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    depths: &[f64],
    answer: &[f64],
    purse_musd: f64,
) -> Vec<f64> {
    let value = |terms: &[(Col, f64)]| terms.iter().map(|(col, amount)| amount * answer[col.index()]).sum::<f64>();
    let (mut purse, mut due, mut paid) = (purse_musd, 0.0, 0.0_f64);
    let states = by_state(operations, &by_place(arsenal, depths));
    let step = |state: &StateMoney| {
        purse += state.constant + value(&state.cash);
        due += state.due_constant + value(&state.due);
        paid = paid.max(due);
        purse - paid
    };
    states.iter().map(step).collect()
}

/// The best that operations can do for the date at which there is least.
#[derive(Clone, Debug)]
pub(super) struct Joint {
    /// The least cash of all dates, beside the purse, MUSD.
    pub least: f64,
    pub answer: Vec<f64>,
    /// Which states decide.
    pub weights: Weights,
}

/// Adds the dates up to one under an attack: the cash of each is at least `least`.
pub(super) fn add_dates(
    solver: &mut Solver,
    states: &[StateMoney],
    has_tax: bool,
    least: Col,
) -> Vec<(Row, Option<Row>)> {
    let minus = |terms: &[(Col, f64)]| terms.iter().map(|(col, value)| (*col, -value)).collect::<Vec<_>>();
    let mut before: Option<(Col, Option<(Col, Col)>)> = None;
    let mut rows = Vec::new();
    for state in states {
        let sum = solver.add_col(ColSpec::free(), &[]);
        let mut terms = minus(&state.cash);
        terms.push((sum, 1.0));
        terms.extend(before.map(|(sum, _)| (sum, -1.0)));
        solver.add_row(state.constant, state.constant, &terms);
        let (mut keeps, mut taxes, mut tax_row) = (vec![(sum, 1.0), (least, -1.0)], None, None);
        if has_tax {
            let (due, paid) = (solver.add_col(ColSpec::free(), &[]), solver.add_col(ColSpec::positive(), &[]));
            let mut terms = minus(&state.due);
            terms.push((due, 1.0));
            let earlier = before.and_then(|(_, taxes)| taxes);
            terms.extend(earlier.map(|(due, _)| (due, -1.0)));
            solver.add_row(state.due_constant, state.due_constant, &terms);
            tax_row = Some(solver.add_row(0.0, f64::INFINITY, &[(paid, 1.0), (due, -1.0)]));
            if let Some((_, earlier)) = earlier {
                solver.add_row(0.0, f64::INFINITY, &[(paid, 1.0), (earlier, -1.0)]);
            }
            keeps.push((paid, -1.0));
            taxes = Some((due, paid));
        }
        rows.push((solver.add_row(0.0, f64::INFINITY, &keeps), tax_row));
        before = Some((sum, taxes));
    }
    rows
}

/// The optimum of a program, its columns and rows.
pub(super) fn solved(solver: &mut Solver) -> Result<(f64, Solution), BilevelError> {
    let outcome = solver.solve(&continuous(), &mut NoProgress)?;
    match (outcome.stop, outcome.objective, outcome.solution) {
        (Stop::Optimal, Some(value), Some(solution)) => Ok((value, solution)),
        (Stop::Infeasible, ..) => Err(BilevelError::Infeasible),
        (Stop::Unbounded, ..) => Err(BilevelError::Unbounded),
        (stop, ..) => Err(BilevelError::Unsolved(stop)),
    }
}

/// Operates under an attack so that the least cash of the dates up to one is as high as can be.
///
/// # Errors
/// When that has no optimum, or the solver fails.
pub(super) fn joint(
    operations: &Operations<'_>,
    arsenal: &Arsenal,
    depths: &[f64],
    until: PathAt,
) -> Result<Joint, BilevelError> {
    let place = by_place(arsenal, depths);
    let program = with_depths(operations, &Money::nothing(operations.program.num_cols()), &place);
    let mut solver = Solver::new(&program)?;
    let least = solver.add_col(ColSpec::free().cost(1.0), &[]);
    let states = by_state(operations, &place);
    let rows = add_dates(&mut solver, &states.as_slice()[..=until.index()], operations.flows.has_tax(), least);
    let (value, solution) = solved(&mut solver).map_err(|error| match error {
        BilevelError::Infeasible if !place.is_empty() => BilevelError::Broken,
        error => error,
    })?;
    let price = |row: Row| solution.row_dual(row).map_or(0.0, |dual| (-dual).max(0.0));
    let mut cash: List<PathAt, f64> = vec![0.0; states.len()].into();
    let mut due = cash.clone();
    let (mut of_cash, mut of_due) = (0.0, 0.0);
    for (at, (keeps, taxes)) in PathAt::all(rows.len()).zip(&rows).rev() {
        of_cash += price(*keeps);
        of_due += taxes.map_or(0.0, price);
        (cash[at], due[at]) = (of_cash, of_due);
    }
    // The dates together weigh 1, whatever rounding says.
    let all = if of_cash > 0.0 { of_cash } else { 1.0 };
    cash.iter_mut().chain(&mut due).for_each(|weight| *weight /= all);
    let answer = solution.cols[..program.num_cols()].to_vec();
    Ok(Joint { least: value, answer, weights: Weights { cash, due } })
}
