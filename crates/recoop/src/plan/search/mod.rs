//! The search for a plan.
//!
//! A program with integers is solved in steps, each of which may already be good enough:
//!
//! 1. the relaxation gives a bound;
//! 2. a *dive* settles the integers one after the other on the relaxation (`dive`): a good plan within seconds;
//! 3. where the tree branches at its root, each future is searched on its own (`futures`, `blocks`), only until the bounds of all
//!    of them together prove the plan, or until they give a better one;
//! 4. the whole program is searched from that plan on;
//! 5. each future of the plan that comes out is held against what it could be if it were certain (`conditional`).
//!
//! What comes out does not depend on the number of threads, as long as no time limit strikes. What the bound rests on goes along
//! with it (docs/proof.md): the duals of the relaxation, or the weakest of the searches that it is put together from.

pub(super) mod blocks;
mod conditional;
mod dive;
mod futures;
pub(super) mod side_by_side;

use program::solve::{Doubt, Flow, Method, Observer, Options, Outcome, Progress, Proof, Solution, Solver, Stop};
use program::{Optimum, Program};

use self::blocks::Blocks;
use super::observer::{ProgressObserver, Step};
use super::status::{PlanError, PlanOptions, Status};
use crate::formulation::Formulation;
use recoop_case::Network;

/// How a search ended.
pub(super) enum Found {
    /// With a plan.
    Plan(Box<FoundPlan>),
    /// No plan satisfies all rules.
    Infeasible,
    /// The objective has no limit.
    Unbounded,
    /// Stopped before there was one.
    Nothing(Stop),
}

/// A plan as the search leaves it.
pub(super) struct FoundPlan {
    /// How good it is.
    pub status: Status,
    /// Its columns.
    pub solution: Solution,
    /// The solution of the program with its integers fixed, with duals; none when the time did not suffice.
    pub fixed: Option<Solution>,
    /// The relaxation.
    pub relaxed: Optimum,
}

/// Searches a plan.
pub(super) fn run(
    network: &Network,
    formulation: &Formulation,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Found, PlanError> {
    let mut search = Search { options, observer, seconds: 0.0, iterations: 0, nodes: 0, stopped: false };
    let mut found = search.run(network, formulation)?;
    if let Found::Plan(plan) = &mut found {
        search.finish(network, formulation, plan)?;
    }
    Ok(found)
}

/// The best plan so far, with the bound that is known by then.
struct Best {
    stop: Stop,
    objective: f64,
    bound: f64,
    /// What the bound rests on.
    proof: Proof,
    solution: Solution,
}

impl Best {
    fn gap(&self) -> f64 {
        relative_gap(self.objective, self.bound)
    }

    /// Holds the bound against the plan in the end: a bound that excludes one's own plan is none, however it was found. Within
    /// rounding the plan itself is the bound.
    fn hold(&mut self, relaxed: &Relaxed) {
        let beyond = self.objective - self.bound;
        if beyond > ROUNDING * self.objective.abs().max(1.0) {
            (self.stop, self.proof) = (Stop::Unproven, Proof::Refuted(Doubt::BoundBelowPlan));
            self.bound = relaxed.bound;
        }
        self.bound = self.bound.max(self.objective);
    }
}

/// The relaxation: its optimum, the bound that its duals prove, and whether they do.
struct Relaxed {
    optimum: Optimum,
    bound: f64,
    proof: Proof,
}

impl Relaxed {
    fn solution(&self) -> &Solution {
        &self.optimum.solution
    }
}

/// Gap below which nobody asks for less: bounds are known to about this share.
const NO_GAP: f64 = 1e-9;
/// By how much a plan may exceed its bound, as a share: what fixing integers that are whole within their tolerance may move.
const ROUNDING: f64 = 1e-6;
/// Work that the search of one future may take in one round, LP iterations and nodes: counted, not timed, so that the plan is the same on a busy machine.
const WORK_OF_FUTURE: u64 = 2_000_000;

fn relative_gap(objective: f64, bound: f64) -> f64 {
    (bound - objective).max(0.0) / objective.abs().max(1e-9)
}

struct Search<'a> {
    options: &'a PlanOptions,
    observer: &'a mut dyn ProgressObserver,
    seconds: f64,
    iterations: u64,
    nodes: u64,
    stopped: bool,
}

struct Listen<'a> {
    observer: &'a mut dyn ProgressObserver,
    /// A bound that holds for what is being solved, when it is better than the solver's own.
    bound: Option<f64>,
    /// What was last heard.
    last: Option<Progress>,
    stopped: bool,
}

impl<'a> Listen<'a> {
    fn new(observer: &'a mut dyn ProgressObserver, bound: Option<f64>) -> Self {
        Self { observer, bound, last: None, stopped: false }
    }
}

impl Observer for Listen<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        let mut progress = *progress;
        if let Some(known) = self.bound {
            let bound = progress.bound.map_or(known, |b| b.min(known));
            progress.bound = Some(bound);
            progress.gap = progress.objective.map(|objective| relative_gap(objective, bound));
        }
        self.last = Some(progress);
        let flow = self.observer.progress(&progress);
        self.stopped |= flow == Flow::Stop;
        flow
    }

    fn checking(&mut self) -> Flow {
        // Nothing new is known, but the search may be stopped.
        let flow = self.last.map_or(Flow::Continue, |last| self.observer.progress(&last));
        self.stopped |= flow == Flow::Stop;
        flow
    }
}

impl Search<'_> {
    fn run(&mut self, network: &Network, formulation: &Formulation) -> Result<Found, PlanError> {
        let program = &formulation.program;
        let mut solver = Solver::new(program)?;
        self.observer.step(&Step::Relaxing);
        let relaxed = self.solve(&mut solver, Options { relax_integers: true, ..self.vertex() }, None)?;
        // The bound is what the duals prove; without one nothing is known from above.
        let (bound, proof) = (relaxed.bound.unwrap_or(f64::INFINITY), relaxed.proof);
        let (optimum, relaxation) = match (relaxed.stop, relaxed.objective, relaxed.solution) {
            (Stop::Optimal, Some(optimum), Some(relaxation)) => (optimum, relaxation),
            (Stop::Infeasible, ..) => return Ok(Found::Infeasible),
            (Stop::Unbounded, ..) => return Ok(Found::Unbounded),
            (stop, ..) => return Ok(Found::Nothing(stop)),
        };
        self.observer.step(&Step::Bounded { bound });
        let relaxed = Optimum { objective: optimum, solution: relaxation.clone(), basis: solver.basis()? };
        let relaxed = Relaxed { optimum: relaxed, bound, proof };
        if !program.has_integers() {
            let fixed = Some(relaxation.clone());
            return Ok(self.found(
                Best { stop: Stop::Optimal, objective: optimum, bound, proof, solution: relaxation },
                fixed,
                relaxed,
            ));
        }
        let mut best = self.dive(program, &mut solver, &relaxed)?;
        if self.wants_more(best.as_ref())
            && let Some(blocks) = Blocks::new(network, formulation)
        {
            best = self.futures(program, &blocks, &mut solver, &relaxed, best)?;
        }
        if self.wants_more(best.as_ref()) {
            let known = best.as_ref().map_or((bound, proof), |b| (b.bound, b.proof));
            best = match self.search(&mut solver, best, known)? {
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
            return Ok(self.found(best, fixed, relaxed));
        }
        self.observer.step(&Step::Pricing);
        let fixed = self.fix(&mut solver, &best.solution, None)?;
        if let Some((objective, _)) = &fixed {
            best.objective = *objective;
        }
        Ok(self.found(best, fixed.map(|(_, solution)| solution), relaxed))
    }

    /// Looks after what the objective hardly sees: futures of small probability, and capacity that costs nothing.
    fn finish(&mut self, network: &Network, formulation: &Formulation, plan: &mut FoundPlan) -> Result<(), PlanError> {
        let solution = plan.fixed.as_mut().unwrap_or(&mut plan.solution);
        if self.operate(network, formulation, solution)? {
            let status = &mut plan.status;
            // What is better in one future is better in the whole, but for rounding; the bound holds for all plans.
            status.objective = value(&formulation.program, &solution.cols).max(status.objective);
            status.bound = status.bound.max(status.objective);
            status.gap = relative_gap(status.objective, status.bound);
            (status.iterations, status.nodes, status.solver_seconds) = (self.iterations, self.nodes, self.seconds);
        }
        conditional::keep_idle_capacity(network, formulation, &mut solution.cols);
        Ok(())
    }

    /// Whether the plan is not good enough yet and the search may go on.
    fn wants_more(&self, best: Option<&Best>) -> bool {
        !self.stopped && best.is_none_or(|b| b.gap() > self.options.gap + NO_GAP)
    }

    fn solve(&mut self, solver: &mut Solver, options: Options, bound: Option<f64>) -> Result<Outcome, PlanError> {
        let mut listen = Listen::new(self.observer, bound);
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
            seed: self.options.seed,
            gap: self.options.gap,
            ..Options::default()
        }
    }

    /// Options for a continuous program from nothing: interior point is the fastest, a vertex is needed.
    fn vertex(&self) -> Options {
        Options { method: Method::InteriorPoint { crossover: true }, ..self.base() }
    }

    /// Solves with the integers of `start` fixed: objective and solution, with duals. It is short and ends a search, so no time
    /// limit holds.
    fn fix(
        &mut self,
        solver: &mut Solver,
        start: &Solution,
        bound: Option<f64>,
    ) -> Result<Option<(f64, Solution)>, PlanError> {
        let options = Options { time_limit_seconds: None, ..self.vertex() };
        let mut listen = Listen::new(self.observer, bound);
        let outcome = solver.fix_integers(start, &options, &mut listen)?;
        self.stopped |= listen.stopped;
        self.seconds += outcome.seconds;
        let (Stop::Optimal, Some(objective), Some(solution)) = (outcome.stop, outcome.objective, outcome.solution)
        else {
            return Ok(None);
        };
        Ok((!solution.row_duals.is_empty()).then_some((objective, solution)))
    }

    /// Searches the whole program from the best plan on.
    fn search(
        &mut self,
        solver: &mut Solver,
        best: Option<Best>,
        (known, known_proof): (f64, Proof),
    ) -> Result<Result<Option<Best>, Found>, PlanError> {
        self.observer.step(&Step::Searching);
        if let Some(best) = &best {
            solver.set_start(&best.solution.cols)?;
        }
        let outcome = self.solve(solver, self.base(), Some(known))?;
        let found = outcome.bound.filter(|bound| *bound < known);
        let (bound, proof) = found.map_or((known, known_proof), |bound| (bound, outcome.proof));
        let mut better = match (outcome.objective, outcome.solution) {
            (Some(objective), Some(solution)) if best.as_ref().is_none_or(|b| objective >= b.objective) => {
                Some(Best { stop: outcome.stop.clone(), objective, bound, proof, solution })
            }
            _ => best.map(|b| Best { bound, proof, stop: outcome.stop.clone(), ..b }),
        };
        if let Some(better) = &mut better {
            better.proof = self.settled(better, (known, known_proof), outcome.proof);
        }
        if better.is_none() {
            return Ok(Err(match outcome.stop {
                Stop::Infeasible => Found::Infeasible,
                Stop::Unbounded => Found::Unbounded,
                stop => Found::Nothing(stop),
            }));
        }
        self.tell(better.as_ref());
        Ok(Ok(better))
    }

    /// What the proof of a plan rests on after the search of the whole program: what was known before is a proof of its own where
    /// it is good enough for the plan that came out.
    fn settled(&self, best: &Best, (known, known_proof): (f64, Proof), search: Proof) -> Proof {
        let enough = |bound: f64| relative_gap(best.objective, bound) <= self.options.gap + NO_GAP;
        match search {
            Proof::Refuted(_) if !enough(best.bound) => search,
            Proof::NotRepeated if enough(known) && known_proof > Proof::Nothing => known_proof.max(Proof::Second),
            _ => best.proof,
        }
    }

    /// Tells of a plan.
    fn tell(&mut self, best: Option<&Best>) {
        if let Some(best) = best {
            self.observer.step(&Step::Found { objective: best.objective, gap: best.gap() });
        }
    }

    fn found(&self, mut best: Best, fixed: Option<Solution>, relaxed: Relaxed) -> Found {
        best.hold(&relaxed);
        let status = Status {
            objective: best.objective,
            bound: best.bound,
            gap: best.gap(),
            gap_wanted: self.options.gap,
            proof: best.proof,
            iterations: self.iterations,
            nodes: self.nodes,
            solver_seconds: self.seconds,
            stop: best.stop,
        };
        Found::Plan(Box::new(FoundPlan { status, solution: best.solution, fixed, relaxed: relaxed.optimum }))
    }
}

/// The value of a point under the costs of a program.
fn value(program: &Program, cols: &[f64]) -> f64 {
    program.offset() + program.all_cols().map(|c| program.cost(c) * cols[c.index()]).sum::<f64>()
}
