//! From a network to a plan: formulate, search (`plan/search/`), read back. Prices are the duals of the program with its integers
//! fixed.

use program::solve::Solution;
use program::{Counts, Optimum};

use super::audit::Reported;
use super::observer::{ProgressObserver, Step};
use super::search::{self, Found};
use super::status::{PlanError, PlanOptions, Status, stop_word};
use super::unlimited::Unlimited;
use super::values::{PlanValues, PriceValue, ScenarioValue};
use super::{payers, prices, read};
use crate::accounts::Accounts;
use crate::formulation::{Formulation, formulate};
use recoop_case::Network;
use recoop_case::positions::{LeafAt, StateAt};

/// A plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How good it is.
    pub status: Status,
    /// Size of the program by family.
    pub counts: Counts,
    /// What is built, run, shipped, served.
    pub values: PlanValues,
    /// Money by member, kind and state.
    pub cash: Accounts,
    /// Net present value of each scenario.
    pub scenarios: Vec<ScenarioValue>,
    /// Expected net present value, MUSD.
    pub expected_npv_musd: f64,
    /// Mean of the worst outcomes (probability `risk.tail`), MUSD.
    pub cvar_npv_musd: f64,
    /// What materials are worth; empty when the time did not suffice.
    pub prices: Vec<PriceValue>,
    /// Duals of the other constraints; empty when the time did not suffice.
    pub duals: Vec<prices::DualValue>,
}

impl Plan {
    /// What the audit recomputes.
    #[must_use]
    pub fn reported(&self) -> Reported<'_> {
        let (values, cash, scenarios) = (&self.values, self.cash.flows(), &self.scenarios);
        Reported { values, cash, scenarios, objective: self.status.objective }
    }
}

/// A plan with the program that it solves and the values of its columns.
#[derive(Clone, Debug)]
pub struct SolvedPlan {
    /// The plan.
    pub plan: Plan,
    /// The program.
    pub formulation: Formulation,
    /// The value of each column.
    pub columns: Vec<f64>,
    /// The solution of the program with its integers fixed, where there is one: prices are its duals.
    pub fixed: Option<Solution>,
    /// The optimum of its relaxation.
    pub relaxed: Optimum,
}

impl SolvedPlan {
    /// Returns the plan of a network again from its columns, without a search: what [`solve_with_program`] made, perhaps in another process.
    ///
    /// # Errors
    /// In words, where the columns are not those of the network's program.
    pub fn again(
        network: &Network,
        status: Status,
        columns: Vec<f64>,
        fixed: Option<Solution>,
        relaxed: Optimum,
    ) -> Result<Self, String> {
        let formulation = formulate(network);
        let (cols, rows) = (formulation.program.num_cols(), formulation.program.num_rows());
        let fits = |solution: &Solution| {
            solution.cols.len() == cols && (solution.row_duals.is_empty() || solution.row_duals.len() == rows)
        };
        if columns.len() != cols || !fixed.iter().chain([&relaxed.solution]).all(fits) {
            return Err(format!("a plan of {} columns is not one of a program with {cols}", columns.len()));
        }
        let plan = read_plan(network, &formulation, status, &columns, fixed.as_ref());
        Ok(Self { plan, formulation, columns, fixed, relaxed })
    }
}

/// Makes the plan of a network.
///
/// # Errors
/// When there is no plan, or none was found in time.
pub fn solve(network: &Network, options: &PlanOptions, observer: &mut dyn ProgressObserver) -> Result<Plan, PlanError> {
    solve_with_program(network, options, observer).map(|made| made.plan)
}

/// As [`solve`], with the program and its columns.
///
/// # Errors
/// As [`solve`].
pub fn solve_with_program(
    network: &Network,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<SolvedPlan, PlanError> {
    solve_program(network, formulate(network), options, observer)
}

/// As [`solve_with_program`], of a program that is the network's with further bounds, columns and rows.
///
/// # Errors
/// As [`solve`].
pub fn solve_program(
    network: &Network,
    formulation: Formulation,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<SolvedPlan, PlanError> {
    observer.step(&Step::Formulated(formulation.program.counts()));
    let found = search::run(network, &formulation, options, observer)?;
    match found {
        Found::Plan(found) => {
            // The fixed re-solve is the same plan with exact integers: everything is read from it where there is one.
            let mut columns = found.fixed.as_ref().unwrap_or(&found.solution).cols.clone();
            payers::settle(network, &formulation, &mut columns)?;
            let plan = read_plan(network, &formulation, found.status, &columns, found.fixed.as_ref());
            Ok(SolvedPlan { plan, formulation, columns, fixed: found.fixed, relaxed: found.relaxed })
        }
        Found::Infeasible => Err(PlanError::Infeasible(Box::new(formulation))),
        Found::Unbounded => Err(PlanError::Unbounded(Box::new(Unlimited::of(network, &formulation)))),
        Found::Nothing(stop) => Err(PlanError::NothingYet(stop_word(&stop).to_string())),
    }
}

/// Reads a plan from the values of its columns; prices from `fixed`, the solution of the program with its integers fixed.
#[must_use]
pub fn read_plan(
    network: &Network,
    formulation: &Formulation,
    status: Status,
    cols: &[f64],
    fixed: Option<&Solution>,
) -> Plan {
    let values = read::values(network, formulation, cols);
    let cash = Accounts::from_network(network, formulation, cols);
    let scenarios = scenarios(network, &cash);
    let expected = scenarios.iter().map(|s| s.probability * s.npv_musd).sum();
    let cvar = tail_mean(&scenarios, network.settings.risk.tail);
    let (prices, duals) = fixed.map_or_else(Default::default, |fixed| prices::read(network, formulation, fixed));
    Plan {
        status,
        counts: formulation.program.counts(),
        values,
        cash,
        scenarios,
        expected_npv_musd: expected,
        cvar_npv_musd: cvar,
        prices,
        duals,
    }
}

fn scenarios(network: &Network, cash: &Accounts) -> Vec<ScenarioValue> {
    let tree = &network.tree;
    let yearly = cash.by_state(|_| true);
    let present: Vec<f64> = yearly.iter().zip(&tree.states).map(|(yearly, state)| yearly * state.weight).collect();
    let of = |(leaf, state): (LeafAt, &StateAt)| ScenarioValue {
        leaf,
        probability: tree.states[*state].probability,
        npv_musd: tree.path(*state).map(|s| present[s]).sum(),
    };
    tree.leaves.iter().enumerate().map(of).collect()
}

/// Mean of the worst outcomes with total probability `tail` (CVaR); the scenario at the edge counts in part.
#[must_use]
pub fn tail_mean(scenarios: &[ScenarioValue], tail: f64) -> f64 {
    let mut worst: Vec<&ScenarioValue> = scenarios.iter().collect();
    worst.sort_by(|a, b| a.npv_musd.total_cmp(&b.npv_musd));
    let (mut left, mut sum) = (tail, 0.0);
    for scenario in worst {
        let mass = scenario.probability.min(left);
        sum += mass * scenario.npv_musd;
        left -= mass;
    }
    // Rounding of the probabilities may leave a little mass: it has no outcome of its own.
    sum / (tail - left.max(0.0))
}
