//! From a network to a plan: formulate, search (`plan/search/`), read back. Prices are the duals of the program with its integers
//! fixed.

use program::solve::{Flow, Progress, Proof, Solution, Stop};
use program::{Counts, Optimum};

use super::audit::Reported;
use super::search::{self, Found};
use super::unlimited::Unlimited;
use super::values::{CashValue, PlanValues, PriceValue, ScenarioValue};
use super::{prices, read};
use crate::formulation::ledger::{self, Kind};
use crate::formulation::{Formulation, formulate};
use recoop_case::Network;

/// Options of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanOptions {
    /// Relative optimality gap.
    pub gap: f64,
    /// Wall clock, seconds.
    pub time_limit_seconds: f64,
    /// Threads; 0 lets the solver choose.
    pub threads: usize,
    /// Seed of the solver.
    pub seed: u64,
}

impl PlanOptions {
    /// The options that `case.toml` asks for.
    #[must_use]
    pub fn of(network: &Network) -> Self {
        let solve = network.settings.solve;
        Self {
            gap: solve.gap,
            time_limit_seconds: solve.time_limit_seconds,
            threads: usize::try_from(solve.threads).unwrap_or(0),
            seed: 0,
        }
    }
}

/// What is going on.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The program is written.
    Formulated(Counts),
    /// The relaxation is being solved.
    Relaxing,
    /// The relaxation gave this bound.
    Bounded {
        /// MUSD.
        bound: f64,
    },
    /// Integers are settled one after the other, from the relaxation down to a plan.
    Diving {
        /// Integer columns.
        integers: usize,
    },
    /// Futures are being searched, each on its own.
    Branching {
        /// How many.
        futures: usize,
        /// Whether the decisions before the branch are settled.
        settled: bool,
    },
    /// A plan is known.
    Found {
        /// MUSD.
        objective: f64,
        /// Relative gap to the bound.
        gap: f64,
    },
    /// The whole program is being searched.
    Searching,
    /// Prices are being worked out.
    Pricing,
    /// What is known so far in a search over groups or attacks.
    Searched(coalition::Progress),
    /// Ends of swings are being solved, each on its own.
    Swinging {
        /// How many are done.
        done: usize,
        /// How many there are.
        of: usize,
    },
}

/// Watches a plan in the making, and may stop it.
pub trait Watch {
    /// A step begins or ends.
    fn step(&mut self, step: &Step);
    /// The solver reports; the answer [`Flow::Stop`] ends the search with the best plan so far.
    fn progress(&mut self, progress: &Progress) -> Flow;
    /// Whether to go on: asked between programs that may be too small for the solver to report.
    fn flow(&mut self) -> Flow {
        Flow::Continue
    }
}

/// Neither speaks nor stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Watch for Quiet {
    fn step(&mut self, _step: &Step) {}
    fn progress(&mut self, _progress: &Progress) -> Flow {
        Flow::Continue
    }
}

/// How good a plan is known to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// Why the solver stopped.
    pub stop: Stop,
    /// Objective, MUSD.
    pub objective: f64,
    /// No plan is better than this, MUSD.
    pub bound: f64,
    /// Relative gap between the two.
    pub gap: f64,
    /// Gap that was asked for.
    pub gap_wanted: f64,
    /// What the bound rests on.
    pub proof: Proof,
    /// Solver iterations.
    pub iterations: u64,
    /// Search nodes.
    pub nodes: u64,
    /// Seconds in the solver.
    pub solver_seconds: f64,
}

impl Status {
    /// How the search ended, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self.proof {
            _ if !self.proven() => stop_word(&self.stop).to_string(),
            Proof::NotRepeated => format!("solved within the gap, {}", self.proof.as_str()),
            _ => "solved within the gap".to_string(),
        }
    }

    /// Whether the plan is proven to be within the gap that was asked for.
    #[must_use]
    pub fn proven(&self) -> bool {
        // Bounds are known to about this share.
        self.gap <= self.gap_wanted + 1e-9 && self.proof > Proof::Nothing
    }
}

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
    pub cash: Vec<CashValue>,
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

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The rules contradict each other.
    #[error("no plan satisfies all rules")]
    Infeasible(Box<Formulation>),
    /// The objective has no limit: something can be bought and sold for ever.
    #[error("{0}")]
    Unbounded(Box<Unlimited>),
    /// The search was stopped before a first plan was found.
    #[error("stopped before a first plan was found ({0})")]
    NothingYet(String),
    /// The solver failed.
    #[error(transparent)]
    Solve(#[from] program::solve::SolveError),
}

impl PlanError {
    /// Somebody stopped it before there was anything.
    #[must_use]
    pub fn interrupted() -> Self {
        Self::NothingYet(stop_word(&Stop::Interrupted).to_string())
    }
}

impl Plan {
    /// What the audit recomputes.
    #[must_use]
    pub fn reported(&self) -> Reported<'_> {
        let (values, cash, scenarios) = (&self.values, &self.cash, &self.scenarios);
        Reported { values, cash, scenarios, objective: self.status.objective }
    }
}

/// A plan with the program that it solves and the values of its columns.
#[derive(Clone, Debug)]
pub struct Made {
    /// The plan.
    pub plan: Plan,
    /// The program.
    pub formulation: Formulation,
    /// The value of each column.
    pub columns: Vec<f64>,
    /// The optimum of its relaxation.
    pub relaxed: Optimum,
}

/// Makes the plan of a network.
///
/// # Errors
/// When there is no plan, or none was found in time.
pub fn make(network: &Network, options: &PlanOptions, watch: &mut dyn Watch) -> Result<Plan, PlanError> {
    make_whole(network, options, watch).map(|made| made.plan)
}

/// As [`make`], with the program and its columns.
///
/// # Errors
/// As [`make`].
pub fn make_whole(network: &Network, options: &PlanOptions, watch: &mut dyn Watch) -> Result<Made, PlanError> {
    make_of(network, formulate(network), options, watch)
}

/// As [`make_whole`], of a program that is the network's with further bounds, columns and rows.
///
/// # Errors
/// As [`make`].
pub fn make_of(
    network: &Network,
    formulation: Formulation,
    options: &PlanOptions,
    watch: &mut dyn Watch,
) -> Result<Made, PlanError> {
    watch.step(&Step::Formulated(formulation.program.counts()));
    let found = search::run(network, &formulation, options, watch)?;
    match found {
        Found::Plan(found) => {
            let plan = read_plan(network, &formulation, found.status, &found.solution, found.fixed.as_ref());
            let columns = found.fixed.unwrap_or(found.solution).cols;
            Ok(Made { plan, formulation, columns, relaxed: found.relaxed })
        }
        Found::Infeasible => Err(PlanError::Infeasible(Box::new(formulation))),
        Found::Unbounded => Err(PlanError::Unbounded(Box::new(Unlimited::of(network, &formulation)))),
        Found::Nothing(stop) => Err(PlanError::NothingYet(stop_word(&stop).to_string())),
    }
}

/// A word for why the solver stopped.
#[must_use]
pub fn stop_word(stop: &Stop) -> &str {
    match stop {
        Stop::Optimal => "solved",
        Stop::TimeLimit => "time limit",
        Stop::Interrupted => "interrupted",
        Stop::Infeasible => "infeasible",
        Stop::Unbounded => "unbounded",
        Stop::InfeasibleOrUnbounded => "infeasible or unbounded",
        Stop::IterationLimit => "iteration limit",
        Stop::Unproven => "the solver's answer fails its check",
        Stop::Other(words) => words,
    }
}

/// Reads a plan from a solution; prices from `fixed`, the solution of the program with its integers fixed.
#[must_use]
pub fn read_plan(
    network: &Network,
    formulation: &Formulation,
    status: Status,
    solution: &Solution,
    fixed: Option<&Solution>,
) -> Plan {
    // The fixed re-solve is the same plan with exact integers: read everything from it where there is one.
    let cols = &fixed.unwrap_or(solution).cols;
    let values = read::values(network, formulation, cols);
    let cash = cash(network, formulation, cols);
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

fn cash(network: &Network, formulation: &Formulation, cols: &[f64]) -> Vec<CashValue> {
    let states = network.tree.states.len();
    let kinds = Kind::ALL.len();
    let mut sums = vec![0.0; network.members.len() * kinds * states];
    ledger::visit(network, &formulation.sets, &formulation.variables, &mut |entry| {
        let value = entry.col.map_or(1.0, |col| cols[col.index()]);
        sums[(entry.owner * kinds + entry.kind as usize) * states + entry.state] += entry.amount * value;
    });
    let mut cash = Vec::new();
    for (at, amount) in sums.into_iter().enumerate().filter(|(_, amount)| *amount != 0.0) {
        let (member, rest) = (at / (kinds * states), at % (kinds * states));
        cash.push(CashValue { member, kind: Kind::ALL[rest / states], state: rest % states, amount_musd: amount });
    }
    cash
}

fn scenarios(network: &Network, cash: &[CashValue]) -> Vec<ScenarioValue> {
    let tree = &network.tree;
    let mut present = vec![0.0; tree.states.len()];
    for flow in cash {
        present[flow.state] += flow.amount_musd * tree.states[flow.state].weight;
    }
    let of = |(leaf, state): (usize, &usize)| ScenarioValue {
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
