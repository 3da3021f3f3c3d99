//! From a network to a plan: formulate, solve, read back.
//!
//! A program with integers is solved in steps, each of which may already be good enough:
//!
//! 1. the relaxation gives a bound;
//! 2. where the tree branches at its root, each future is searched on its own (`plan/decompose.rs`): a tighter bound and
//!    a plan; else plants that the relaxation does not touch are left out and the small rest is searched;
//! 3. the whole program is searched from that plan on.
//!
//! Prices are the duals of the program with its integers fixed.

use program::solve::{Flow, Method, Observer, Options, Outcome, Progress, Solution, Solver, Stop};
use program::{Col, Counts, Program};

use super::decompose::Blocks;
use super::values::{CashValue, PlanValues, PriceValue, ScenarioValue};
use super::{prices, read, side_by_side};
use crate::formulation::ledger::{self, Kind};
use crate::formulation::{Formulation, formulate};
use crate::network::Network;

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
    /// Futures are being searched, each on its own.
    Branching {
        /// How many.
        futures: usize,
        /// Whether the decisions before the branch are settled.
        settled: bool,
    },
    /// The plants that the relaxation uses are being searched.
    Narrowing {
        /// Integer columns left.
        integers: usize,
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
}

/// Watches a plan in the making, and may stop it.
pub trait Watch {
    /// A step begins or ends.
    fn step(&mut self, step: &Step);
    /// The solver reports; the answer [`Flow::Stop`] ends the search with the best plan so far.
    fn progress(&mut self, progress: &Progress) -> Flow;
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
    /// Solver iterations.
    pub iterations: u64,
    /// Search nodes.
    pub nodes: u64,
    /// Seconds in the solver.
    pub solver_seconds: f64,
}

impl Status {
    /// Whether the plan is proven to be within the gap that was asked for.
    #[must_use]
    pub fn proven(&self) -> bool {
        // Bounds are known to about this share.
        self.gap <= self.gap_wanted + 1e-9
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
    #[error("the plan can earn without limit")]
    Unbounded(Box<Formulation>),
    /// The search was stopped before a first plan was found.
    #[error("stopped before a first plan was found ({0})")]
    NothingYet(String),
    /// The solver failed.
    #[error(transparent)]
    Solve(#[from] program::solve::SolveError),
}

/// Makes the plan of a network.
///
/// # Errors
/// When there is no plan, or none was found in time.
pub fn make(network: &Network, options: &PlanOptions, watch: &mut dyn Watch) -> Result<Plan, PlanError> {
    let formulation = formulate(network);
    watch.step(&Step::Formulated(formulation.program.counts()));
    let mut search = Search { options, watch, seconds: 0.0, iterations: 0, nodes: 0, stopped: false };
    let found = search.run(network, &formulation)?;
    let (best, fixed) = match found {
        Found::Plan { best, fixed } => (best, fixed),
        Found::Infeasible => return Err(PlanError::Infeasible(Box::new(formulation))),
        Found::Unbounded => return Err(PlanError::Unbounded(Box::new(formulation))),
        Found::Nothing(stop) => return Err(PlanError::NothingYet(stop_word(&stop).to_string())),
    };
    let status = search.status(&best);
    Ok(read_plan(network, &formulation, status, &best.solution, fixed.as_ref()))
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

struct Best {
    stop: Stop,
    objective: f64,
    bound: f64,
    solution: Solution,
}

enum Found {
    Plan { best: Box<Best>, fixed: Option<Solution> },
    Infeasible,
    Unbounded,
    Nothing(Stop),
}

struct Search<'a> {
    options: &'a PlanOptions,
    watch: &'a mut dyn Watch,
    seconds: f64,
    iterations: u64,
    nodes: u64,
    stopped: bool,
}

struct Listen<'a> {
    watch: &'a mut dyn Watch,
    /// A bound that holds for what is being solved, when it is better than the solver's own.
    bound: Option<f64>,
    stopped: bool,
}

impl Observer for Listen<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        let mut progress = *progress;
        if let Some(known) = self.bound {
            let bound = progress.bound.map_or(known, |b| b.min(known));
            progress.bound = Some(bound);
            progress.gap = progress.objective.map(|objective| relative_gap(objective, bound));
        }
        let flow = self.watch.progress(&progress);
        self.stopped |= flow == Flow::Stop;
        flow
    }
}

fn relative_gap(objective: f64, bound: f64) -> f64 {
    (bound - objective).max(0.0) / objective.abs().max(1e-9)
}

/// Share of the time that the narrowed search may take.
const NARROW_SHARE: f64 = 0.5;
/// Share of the gap at which the search of one future ends; the rest is for what the plan loses when the decisions before the
/// branch are settled. Where that is not enough, a second round is stricter. Each future ends on its own account, whatever the
/// others do: the same plan on any number of threads.
const ROUNDS: [f64; 2] = [0.5, 0.15];
/// How much wider a future may stay open once the decisions before the branch are settled: it no longer counts for the bound.
const SETTLED: f64 = 1.5;
/// Share of the time that is left that the futures may take.
const PART_OF_TIME: f64 = 0.4;
/// Below this a relaxed integer counts as untouched.
const UNTOUCHED: f64 = 1e-6;

impl Search<'_> {
    fn solve(&mut self, solver: &mut Solver, options: Options, bound: Option<f64>) -> Result<Outcome, PlanError> {
        let mut listen = Listen { watch: self.watch, bound, stopped: false };
        let outcome = solver.solve(&options, &mut listen)?;
        self.stopped |= listen.stopped;
        self.seconds += outcome.seconds;
        self.iterations += outcome.iterations;
        self.nodes += outcome.nodes;
        Ok(outcome)
    }

    fn base(&self) -> Options {
        Options {
            time_limit_seconds: Some((self.options.time_limit_seconds - self.seconds).max(1.0)),
            threads: self.options.threads,
            seed: self.options.seed,
            gap: self.options.gap,
            ..Options::default()
        }
    }

    fn run(&mut self, network: &Network, formulation: &Formulation) -> Result<Found, PlanError> {
        let program = &formulation.program;
        let mut solver = Solver::new(program)?;
        self.watch.step(&Step::Relaxing);
        let method = Method::InteriorPoint { crossover: true };
        let relaxed = self.solve(&mut solver, Options { relax_integers: true, method, ..self.base() }, None)?;
        let bound = match (&relaxed.stop, relaxed.objective, &relaxed.solution) {
            (Stop::Optimal, Some(bound), Some(_)) => bound,
            (Stop::Infeasible, ..) => return Ok(Found::Infeasible),
            (Stop::Unbounded, ..) => return Ok(Found::Unbounded),
            (stop, ..) => return Ok(Found::Nothing(stop.clone())),
        };
        let relaxation = relaxed.solution.unwrap_or_default();
        self.watch.step(&Step::Bounded { bound });
        if !program.has_integers() {
            let best = Best { stop: Stop::Optimal, objective: bound, bound, solution: relaxation.clone() };
            return Ok(Found::Plan { best: Box::new(best), fixed: Some(relaxation) });
        }
        let (mut bound, mut best) = (bound, None);
        if let Some(blocks) = Blocks::new(network, formulation) {
            for round in ROUNDS {
                let (tighter, found) = self.branch(program, &blocks, &mut solver, &relaxation, bound, round)?;
                bound = tighter;
                best = better(best, found).map(|b| Best { bound, ..b });
                let open = best.as_ref().is_some_and(|b| relative_gap(b.objective, bound) > self.options.gap + 1e-9);
                if self.stopped || !open || self.seconds > self.options.time_limit_seconds * PART_OF_TIME {
                    break;
                }
            }
        }
        if best.is_none() && !self.stopped {
            best = self.narrow(program, &mut solver, &relaxation, bound)?;
        }
        if !self.stopped && best.as_ref().is_none_or(|b| relative_gap(b.objective, b.bound) > self.options.gap + 1e-9) {
            best = match self.search(&mut solver, best, bound)? {
                Ok(best) => best,
                Err(nothing) => return Ok(nothing),
            };
        }
        let Some(mut best) = best else { return Ok(Found::Nothing(Stop::Interrupted)) };
        if self.stopped {
            best.stop = Stop::Interrupted;
        }
        // A plan that comes of a solve with fixed integers brings its prices along.
        if !best.solution.row_duals.is_empty() {
            let fixed = Some(best.solution.clone());
            return Ok(Found::Plan { best: Box::new(best), fixed });
        }
        self.watch.step(&Step::Pricing);
        let mut listen = Listen { watch: self.watch, bound: None, stopped: false };
        let method = Method::InteriorPoint { crossover: true };
        let options = Options { method, time_limit_seconds: None, threads: self.options.threads, ..Options::default() };
        let fixed = solver.fix_integers(&best.solution, &options, &mut listen)?;
        self.seconds += fixed.seconds;
        let fixed = fixed.solution.filter(|s| !s.row_duals.is_empty());
        if let (Some(objective), Some(_)) = (fixed.as_ref().map(|f| objective_of(program, &f.cols)), &fixed) {
            best.objective = objective;
            best.bound = best.bound.max(objective);
        }
        Ok(Found::Plan { best: Box::new(best), fixed })
    }

    /// Searches each future on its own: a bound, and a plan where one comes of it.
    fn branch(
        &mut self,
        program: &Program,
        blocks: &Blocks,
        solver: &mut Solver,
        relaxation: &Solution,
        bound: f64,
        round: f64,
    ) -> Result<(f64, Option<Best>), PlanError> {
        let costs = blocks.root_costs(program, relaxation);
        self.watch.step(&Step::Branching { futures: blocks.count, settled: false });
        let parts = (1..=blocks.count).map(|b| blocks.program(program, b, &costs[b - 1])).collect();
        let outcomes = self.parts(parts, bound, round)?;
        let mut sum = program.offset();
        let mut found: Vec<Solution> = Vec::new();
        for outcome in outcomes {
            let (Some(bound_b), Some(solution)) = (outcome.bound, outcome.solution) else { return Ok((bound, None)) };
            sum += bound_b;
            found.push(solution);
        }
        if !sum.is_finite() || self.stopped {
            return Ok((bound, None));
        }
        let bound = bound.min(sum);
        self.watch.step(&Step::Bounded { bound });
        // The root's integers by vote, each future with its probability.
        let root: Vec<(Col, f64)> = blocks
            .integers(program, 0)
            .map(|col| {
                (col, found.iter().zip(&blocks.share).map(|(s, share)| s.cols[col.index()].round() * share).sum())
            })
            .map(|(col, mean): (Col, f64)| (col, mean.round()))
            .collect();
        let differ: Vec<usize> = (1..=blocks.count)
            .filter(|b| root.iter().any(|(col, value)| (found[b - 1].cols[col.index()] - value).abs() > 0.5))
            .collect();
        if !differ.is_empty() {
            self.watch.step(&Step::Branching { futures: differ.len(), settled: true });
            let settled = |b: &usize| {
                let mut part = blocks.program(program, *b, &costs[b - 1]);
                for (col, value) in &root {
                    part.set_col_bounds(*col, *value, *value);
                }
                part
            };
            let outcomes = self.parts(differ.iter().map(settled).collect(), bound, round * SETTLED)?;
            for (b, outcome) in differ.iter().zip(outcomes) {
                let (Some(solution), false) = (outcome.solution, self.stopped) else { return Ok((bound, None)) };
                found[b - 1] = solution;
            }
        }
        // One starting point of all integers; the continuous columns follow from the solve with them fixed.
        let mut start = relaxation.clone();
        for (col, value) in &root {
            start.cols[col.index()] = *value;
        }
        for b in 1..=blocks.count {
            for col in blocks.integers(program, b) {
                start.cols[col.index()] = found[b - 1].cols[col.index()].round();
            }
        }
        let method = Method::InteriorPoint { crossover: true };
        let mut listen = Listen { watch: self.watch, bound: Some(bound), stopped: false };
        let outcome = solver.fix_integers(&start, &Options { method, ..Options::default() }, &mut listen)?;
        self.seconds += outcome.seconds;
        let (Some(objective), Some(solution), true) =
            (outcome.objective, outcome.solution, outcome.stop == Stop::Optimal)
        else {
            return Ok((bound, None));
        };
        self.watch.step(&Step::Found { objective, gap: relative_gap(objective, bound) });
        Ok((bound, Some(Best { stop: Stop::Optimal, objective, bound, solution })))
    }

    /// Searches parts of the program side by side, each with its share of the gap; outcomes in the order of the parts.
    fn parts(&mut self, parts: Vec<Program>, bound: f64, round: f64) -> Result<Vec<Outcome>, PlanError> {
        let share = self.options.gap * round;
        let options = Options {
            // One thread each: the same plan on any machine.
            threads: 1,
            gap: share,
            absolute_gap: share * bound.abs() / parts.len() as f64,
            time_limit_seconds: Some((self.options.time_limit_seconds - self.seconds).max(1.0) * PART_OF_TIME),
            ..self.base()
        };
        let mut stopped = false;
        let watch = &mut *self.watch;
        let outcomes = side_by_side::solve_all(parts, &options, self.options.threads, &mut |progress| {
            let flow = watch.progress(progress);
            stopped |= flow == Flow::Stop;
            flow
        });
        self.stopped |= stopped;
        let outcomes = outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
        self.seconds += outcomes.iter().map(|o| o.seconds).fold(0.0, f64::max);
        self.iterations += outcomes.iter().map(|o| o.iterations).sum::<u64>();
        self.nodes += outcomes.iter().map(|o| o.nodes).sum::<u64>();
        Ok(outcomes)
    }

    /// Searches the plants that the relaxation touches.
    fn narrow(
        &mut self,
        program: &Program,
        solver: &mut Solver,
        relaxation: &Solution,
        bound: f64,
    ) -> Result<Option<Best>, PlanError> {
        let integers: Vec<_> = program.all_cols().filter(|c| program.is_integer(*c)).collect();
        // A slot's pieces belong together: the relaxation prefers the largest, the plan may not.
        let slot = |col: program::Col| {
            let name = program.col_name(col);
            name.rsplit_once(',').map_or_else(|| name.clone(), |(slot, _)| slot.to_string())
        };
        let touched: std::collections::HashSet<String> =
            integers.iter().filter(|c| relaxation.cols[c.index()] > UNTOUCHED).map(|c| slot(*c)).collect();
        let frozen: Vec<_> = integers
            .iter()
            .copied()
            .filter(|c| program.col_family(*c) == "build" && !touched.contains(&slot(*c)))
            .collect();
        self.watch.step(&Step::Narrowing { integers: integers.len() - frozen.len() });
        for col in &frozen {
            let (lower, _) = program.col_bounds(*col);
            solver.set_col_bounds(*col, lower, lower.max(0.0));
        }
        let left = self.options.time_limit_seconds - self.seconds;
        let options = Options { time_limit_seconds: Some((left * NARROW_SHARE).max(1.0)), ..self.base() };
        // The gap that matters is the one to the relaxation's bound; half of it is left for what was frozen.
        let options = Options { gap: options.gap * 0.5, ..options };
        let outcome = self.solve(solver, options, Some(bound))?;
        for col in &frozen {
            let (lower, upper) = program.col_bounds(*col);
            solver.set_col_bounds(*col, lower, upper);
        }
        let (Some(objective), Some(solution)) = (outcome.objective, outcome.solution) else { return Ok(None) };
        // With nothing frozen the search's own bound holds for the whole program.
        let bound = if frozen.is_empty() { outcome.bound.map_or(bound, |b| b.min(bound)) } else { bound };
        self.watch.step(&Step::Found { objective, gap: relative_gap(objective, bound) });
        Ok(Some(Best { stop: Stop::Optimal, objective, bound, solution }))
    }

    /// Searches the whole program from the best plan on.
    fn search(
        &mut self,
        solver: &mut Solver,
        best: Option<Best>,
        bound: f64,
    ) -> Result<Result<Option<Best>, Found>, PlanError> {
        self.watch.step(&Step::Searching);
        if let Some(best) = &best {
            solver.set_start(&best.solution.cols)?;
        }
        let outcome = self.solve(solver, self.base(), Some(bound))?;
        let bound = outcome.bound.map_or(bound, |b| b.min(bound));
        let better = match (outcome.objective, outcome.solution) {
            (Some(objective), Some(solution)) if best.as_ref().is_none_or(|b| objective >= b.objective) => {
                Some(Best { stop: outcome.stop.clone(), objective, bound, solution })
            }
            _ => best.map(|b| Best { bound, stop: outcome.stop.clone(), ..b }),
        };
        if better.is_none() {
            return Ok(Err(match outcome.stop {
                Stop::Infeasible => Found::Infeasible,
                Stop::Unbounded => Found::Unbounded,
                stop => Found::Nothing(stop),
            }));
        }
        if let Some(best) = &better {
            self.watch.step(&Step::Found { objective: best.objective, gap: relative_gap(best.objective, best.bound) });
        }
        Ok(Ok(better))
    }

    fn status(&self, best: &Best) -> Status {
        Status {
            stop: best.stop.clone(),
            objective: best.objective,
            bound: best.bound,
            gap: relative_gap(best.objective, best.bound),
            gap_wanted: self.options.gap,
            iterations: self.iterations,
            nodes: self.nodes,
            solver_seconds: self.seconds,
        }
    }
}

/// The better of two plans.
fn better(one: Option<Best>, other: Option<Best>) -> Option<Best> {
    match (one, other) {
        (Some(a), Some(b)) => Some(if a.objective >= b.objective { a } else { b }),
        (a, b) => a.or(b),
    }
}

fn objective_of(program: &Program, cols: &[f64]) -> f64 {
    program.offset() + program.all_cols().map(|c| program.cost(c) * cols[c.index()]).sum::<f64>()
}
