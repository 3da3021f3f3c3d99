//! Time to survive: how long a demand is served in full once a supply stops.
//!
//! What the year of the stop offers and asks for stays as it is, stocks stand as the plan left them before it, and all supply from
//! those who stop is closed. With all rates multiplied by the time `τ`, the longest time is one linear program:
//!
//! ```text
//! max τ    opening stock + Σ in = Σ out + closing stock  (t in τ),   activity ≤ usable capacity · τ,   served = demand · τ
//! ```
//!
//! Where running plants and other suppliers suffice there is no end. Source: Simchi-Levi and others 2015, *Identifying risks and
//! mitigating disruptions in the automotive supply chain* (time to survive).

use coalition::parallel::tasks;
use coalition::{GameError, Progress, Task};
use program::solve::{Method, NoProgress, Options, Stop, solve};
use program::{Axis, Col, ColSpec, Program, Sense};

use super::abroad::Abroad;
use super::operations::Operations;
use super::outage::{Outage, rank};
use recoop::plan::status::stop_word;
use recoop::plan::values::PlanValues;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::Priority;

/// Who is to be served in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Served {
    /// One demand, before all others.
    Demand(usize),
    /// All demands of a priority together.
    All(Priority),
}

/// How long somebody is served after a supply stopped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Survival {
    /// Whose supply stops.
    pub abroad: Abroad,
    /// Who is served.
    pub served: Served,
    /// Demanded, t/yr.
    pub demanded_t: f64,
    /// For so many months; none when there is no end.
    pub months: Option<f64>,
}

/// Beyond this there is no end, years.
const LONGEST_YEARS: f64 = 100.0;

/// How long every demand, and all defense and all critical demands together, are served when each of `abroad` stops supplying in
/// `state`.
///
/// # Errors
/// When a solver fails or the watcher stops it.
pub fn survival(
    network: &Network,
    values: &PlanValues,
    state: StateAt,
    abroad: &[Abroad],
    task: &mut Task<'_>,
) -> Result<Vec<Survival>, GameError> {
    let outage = Outage { states: vec![state].into(), lost: 1 };
    let operations = Operations::new(network, values, &outage, network.facilities.len());
    let quantity = |d: usize| network.demands[d].quantity_t_per_year.at(state);
    let demands: Vec<usize> = (0..network.demands.len()).filter(|d| quantity(*d) > 0.0).collect();
    let mut groups: Vec<(Served, Vec<usize>)> = demands.iter().map(|d| (Served::Demand(*d), vec![*d])).collect();
    for priority in [Priority::Defense, Priority::Critical] {
        let of: Vec<usize> = demands.iter().copied().filter(|d| network.demands[*d].priority == priority).collect();
        if of.len() > 1 {
            groups.push((Served::All(priority), of));
        }
    }
    groups.sort_by_key(|(_, of)| rank(network.demands[of[0]].priority));
    let questions: Vec<(Abroad, usize)> =
        abroad.iter().flat_map(|abroad| (0..groups.len()).map(move |at| (*abroad, at))).collect();
    let told = Progress { doing: "time to survive", of: Some(questions.len()), ..Progress::default() };
    tasks(questions.len(), told, task, |at, task| {
        task.tell(&Progress { doing: "time to survive", ..Progress::default() })?;
        let (abroad, group) = questions[at];
        let (served, of) = &groups[group];
        let closed = abroad.supplies(network, &operations);
        let short: Vec<Col> = of
            .iter()
            .filter_map(|d| operations.formulation.variables.short.get((*d, state)))
            .filter_map(|col| operations.col(col))
            .collect();
        let years = longest(&operations, &closed, &short, f64::from(network.tree.period(state).length))?;
        let months = (years < LONGEST_YEARS).then_some(12.0 * years);
        Ok(Survival { abroad, served: *served, demanded_t: of.iter().map(|d| quantity(*d)).sum(), months })
    })
}

/// The longest time without the columns `closed` and without shortage in `short`, years. `length` is that of the period.
fn longest(operations: &Operations, closed: &[Col], short: &[Col], length: f64) -> Result<f64, GameError> {
    let rates = &operations.program;
    let is_stock = |col: Col| operations.is_stock[col.index()];
    let mut program = Program::new(Sense::Maximize);
    let columns: Vec<Col> = rates.all_cols().collect();
    let axis = Axis::new("column", columns.iter().map(|col| rates.col_name(*col)));
    let amounts = program.cols("amount", "t", [&axis], |[at]| {
        let col = columns[at];
        let (lower, upper) = rates.col_bounds(col);
        let none = closed.binary_search_by_key(&col.index(), |c| c.index()).is_ok() || short.contains(&col);
        Some(match (none, is_stock(col)) {
            (true, _) => ColSpec::between(0.0, 0.0),
            (false, true) => ColSpec::between(lower, upper),
            (false, false) => ColSpec::positive(),
        })
    });
    let amounts: Vec<Col> = amounts.iter().map(|(_, col)| col).collect();
    let time = program.cols("time", "yr", [], |_| Some(ColSpec::between(0.0, LONGEST_YEARS).cost(1.0)));
    let Some(time) = time.get([]) else { return Ok(0.0) };
    let rows: Vec<program::Row> = rates.all_rows().collect();
    let axis = Axis::new("row", rows.iter().map(|row| rates.row_name(*row)));
    program.rows("in_time", "t", [&axis], |[at], out| {
        let row = rows[at];
        for (col, value) in rates.row_terms(row) {
            // A balance has the yearly part of what a stock changes; here the change itself counts.
            out.add(amounts[col.index()], if is_stock(col) { value * length } else { value });
        }
        let (lower, upper) = rates.row_bounds(row);
        if operations.is_balance[row.index()] {
            out.between(lower * length, upper * length);
        } else if lower == upper {
            out.add(time, -upper);
            out.equals(0.0);
        } else if upper.is_finite() {
            out.add(time, -upper);
            out.at_most(0.0);
        } else {
            out.at_most(f64::INFINITY);
        }
    });
    let limited: Vec<Col> =
        columns.iter().copied().filter(|col| !is_stock(*col) && rates.col_bounds(*col).1.is_finite()).collect();
    let axis = Axis::new("limit", limited.iter().map(|col| rates.col_name(*col)));
    program.rows("limit", "t", [&axis], |[at], out| {
        out.add(amounts[limited[at].index()], 1.0);
        out.add(time, -rates.col_bounds(limited[at]).1);
        out.at_most(0.0);
    });
    let options = Options { method: Method::Simplex, ..Options::default() };
    let outcome = solve(&program, &options, &mut NoProgress)?;
    match (outcome.stop, outcome.objective) {
        (Stop::Optimal, Some(years)) => Ok(years),
        (stop, _) => Err(GameError::Solver(format!("time to survive: {}", stop_word(&stop)))),
    }
}
