//! Checks of every answer of the solver, before a caller sees it (docs/proof.md).
//!
//! A continuous program is checked by arithmetic: duals give its bound, a ray its contradiction (`bound`). A search
//! over integers has no certificate. Its claim is compared with the start and with the relaxation (`guard`). Doubtful
//! searches run a second time, in another instance and another way: those that returned their start, closed without
//! branching, or found no plan, and one in ten of the others. Work limits this, never time: the checks depend on the
//! program alone.

use std::sync::Arc;
use std::time::Instant;

use super::bound::{Data, LENIENCE};
use super::guard::{Claim, Doubt, SLACK, better, compare, examine, larger, smaller};
use super::highs::{Highs, Status, Watch};
use super::solver::{outcome, relative_gap, set_options};
use super::tally;
use super::{Flow, Method, Observer, Options, Outcome, Progress, Proof, Solution, SolveError, Solver, Stop};
use crate::build::Sense;

/// Iterations of checks that a solver may add to `SHARE`.
const FREE_WORK: u64 = 2_000;
/// A repetition is not begun if the search took more than this multiple of the budget.
const HOPE: u64 = 2;
/// One iteration of checks is allowed for this many iterations of searches.
const SHARE: u64 = 20;
/// One of this many searches without a special doubt is repeated.
const SAMPLE: u64 = 10;
/// Relative difference up to which a bound from duals and an objective count as equal.
const SAME: f64 = 1e-9;

/// State that a solver keeps for its checks.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// Duals of the first and of the last continuous solve: good multipliers for the relaxation.
    duals: [Option<Arc<Vec<f64>>>; 2],
    /// Iterations spent on searches, and on checking them.
    worked: u64,
    checked: u64,
}

impl Ledger {
    /// Returns the iterations of checks that are allowed now.
    fn budget(&self) -> u64 {
        (FREE_WORK + self.worked / SHARE).saturating_sub(self.checked)
    }
}

/// The program of a search, with its start and the bound of its relaxation.
struct Known<'a> {
    data: Data,
    options: &'a Options,
    /// Objective and values of the plan that the search started from.
    start: Option<(f64, Vec<f64>)>,
    /// The bound of the relaxation.
    relaxation: Option<f64>,
}

impl Solver {
    /// Sets row multipliers that are good for the relaxation, for instance duals of a larger program that contains this
    /// one. A search is compared with the bound that they prove.
    ///
    /// # Errors
    /// If the number of multipliers is not that of the rows.
    pub fn set_duals(&mut self, duals: &[f64]) -> Result<(), SolveError> {
        if duals.len() != self.num_rows() {
            return Err(SolveError::Start { found: duals.len(), expected: self.num_rows() });
        }
        self.ledger.duals[0] = Some(Arc::new(duals.to_vec()));
        Ok(())
    }

    /// Returns the current program as numbers.
    fn data(&mut self) -> Result<Data, SolveError> {
        let matrix = match &self.matrix {
            Some(matrix) => Arc::clone(matrix),
            None => Arc::clone(self.matrix.insert(Arc::new(self.highs.matrix()?))),
        };
        let [cost, col_lower, col_upper] = self.highs.cols()?;
        let [row_lower, row_upper] = self.highs.rows()?;
        let (sense, offset) = (self.highs.sense()?, self.highs.offset()?);
        let integer = self.integer.clone();
        Ok(Data { sense, offset, cost, col_lower, col_upper, row_lower, row_upper, matrix, integer })
    }

    /// Checks an answer of the solver, and corrects it if a check fails.
    pub(super) fn check(
        &mut self,
        found: &mut Outcome,
        options: &Options,
        start: Option<Vec<f64>>,
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<(), SolveError> {
        let search = !options.relax_integers && self.integer.contains(&true);
        match (&found.stop, search) {
            // Known without the solver.
            _ if found.proof != Proof::Nothing => Ok(()),
            (Stop::Optimal, false) => self.check_optimum(found, options, started, observer),
            (Stop::Infeasible, false) => self.check_infeasible(found, options, started, observer),
            (_, false) | (Stop::Unbounded | Stop::InfeasibleOrUnbounded, _) => Ok(()),
            (_, true) => {
                let work = found.iterations;
                self.check_search(found, options, start.clone(), started, observer)?;
                let is_refuted = |found: &Outcome| matches!(found.proof, Proof::Refuted(_));
                if is_refuted(found) && observer.checking() == Flow::Continue {
                    self.search_without_presolve(found, options, start.as_deref(), started, observer)?;
                }
                if is_refuted(found) && observer.checking() == Flow::Continue {
                    self.settle(found, work, (options, start), started, observer)?;
                }
                tally::count(found.proof);
                Ok(())
            }
        }
    }

    /// Checks the optimum of a continuous program: its duals prove its bound.
    fn check_optimum(
        &mut self,
        found: &mut Outcome,
        options: &Options,
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<(), SolveError> {
        let data = self.data()?;
        if !bound_by_duals(&data, found, options) {
            // Again from scratch: a warm start or an interior point may leave inexact duals.
            let mut watch = Watch::new(observer, started);
            let status = self.run_again(options, started, &mut watch)?;
            let again = outcome(&self.highs, status, false, started)?;
            if again.stop == Stop::Optimal {
                let iterations = found.iterations + again.iterations;
                *found = Outcome { iterations, ..again };
                bound_by_duals(&data, found, options);
            }
        }
        if let Some(solution) = &found.solution {
            let duals = Some(Arc::new(solution.row_duals.clone()));
            let [first, last] = &mut self.ledger.duals;
            if first.is_none() {
                first.clone_from(&duals);
            }
            *last = duals;
        }
        Ok(())
    }

    /// Checks that a continuous program has no solution: a ray must prove it.
    fn check_infeasible(
        &mut self,
        found: &mut Outcome,
        options: &Options,
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<(), SolveError> {
        let data = self.data()?;
        self.applied = None;
        if contradicted(&mut self.highs, &data)? {
            found.proof = Proof::Duals;
            return Ok(());
        }
        // Again from scratch, without presolve.
        self.highs.set_string(c"presolve", c"off")?;
        let mut watch = Watch::new(observer, started);
        let status = self.run_again(options, started, &mut watch)?;
        let again = outcome(&self.highs, status, false, started)?;
        if again.stop != Stop::Infeasible {
            *found = again;
            return if found.stop == Stop::Optimal {
                self.check_optimum(found, options, started, observer)
            } else {
                Ok(())
            };
        }
        if contradicted(&mut self.highs, &data)? {
            found.proof = Proof::Duals;
        } else {
            (found.stop, found.proof) = (Stop::Unproven, Proof::Refuted(Doubt::NoContradiction));
        }
        Ok(())
    }

    /// Checks a search over integers.
    fn check_search(
        &mut self,
        found: &mut Outcome,
        options: &Options,
        start: Option<Vec<f64>>,
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<(), SolveError> {
        self.ledger.worked += found.iterations;
        let data = self.data()?;
        let start = start.filter(|cols| data.is_plan(cols)).map(|cols| (data.value(&cols), cols));
        let mut known = Known { data, options, start, relaxation: None };
        for duals in self.ledger.duals.iter().flatten() {
            known.learn(duals, found);
        }
        let infeasible = found.stop == Stop::Infeasible;
        if found.solution.as_ref().is_some_and(|solution| !known.data.is_plan(&solution.cols)) {
            known.refute(found, Doubt::NotAPlan, None);
            return Ok(());
        }
        let value = found.solution.as_ref().map(|solution| known.data.value(&solution.cols));
        if value.zip(found.objective).is_some_and(|(value, said)| !is_same(value, said)) {
            known.refute(found, Doubt::OtherObjective, None);
            return Ok(());
        }
        if found.stop != Stop::Optimal && !infeasible {
            // A search may stop before it adopts its start; this is not an error.
            known.fall_back(found);
        }
        if known.hold(found) {
            return Ok(());
        }
        if infeasible && known.data.has_empty_range() {
            found.proof = Proof::Duals;
            return Ok(());
        }
        if !infeasible && found.bound.is_none() {
            return Ok(());
        }
        found.proof = Proof::NotRepeated;
        let ended = matches!(found.stop, Stop::Optimal | Stop::Interrupted | Stop::Infeasible);
        let in_doubt = infeasible || found.nodes <= 1 || known.is_unmoved(found) || known.is_drawn(found);
        if ended && in_doubt && observer.checking() == Flow::Continue {
            self.search_again(known, found, started, observer)?;
        }
        if found.stop == Stop::Infeasible && found.proof == Proof::NotRepeated {
            // One search alone does not prove infeasibility.
            (found.stop, found.proof) = (Stop::Unproven, Proof::Refuted(Doubt::NoContradiction));
        }
        Ok(())
    }

    /// Repeats a refuted search from the same start without presolve, and checks its answer like any other.
    ///
    /// Presolve of HiGHS 1.16.0 may turn a start into a point that is not a plan of the program, with another
    /// objective; the search then ends at once.
    fn search_without_presolve(
        &mut self,
        found: &mut Outcome,
        options: &Options,
        start: Option<&[f64]>,
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<(), SolveError> {
        let Some(start) = start.filter(|_| options.presolve) else { return Ok(()) };
        self.forget()?;
        self.set_start(start)?;
        let start = self.take_start();
        let options = Options { presolve: false, ..limited(options, started) };
        let mut again = self.claim(&options, true, started, observer)?;
        self.check_search(&mut again, &options, start, started, observer)?;
        if again.bound.is_some() && again.solution.is_some() && !matches!(again.proof, Proof::Refuted(_)) {
            again.iterations += found.iterations;
            *found = again;
        }
        Ok(())
    }

    /// Runs two more searches from scratch, with presolve and without. If they agree with each other and with every
    /// known plan, their answer counts. Each may take four times the work of the refuted search.
    fn settle(
        &mut self,
        found: &mut Outcome,
        work: u64,
        (options, start): (&Options, Option<Vec<f64>>),
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<(), SolveError> {
        let data = self.data()?;
        let plans = start.into_iter().chain(found.solution.as_ref().map(|solution| solution.cols.clone()));
        let start = plans
            .filter(|cols| data.is_plan(cols))
            .map(|cols| (data.value(&cols), cols))
            .reduce(|one, other| if better_at_all(data.sense, other.0, one.0) { other } else { one });
        let known = Known { data, options, start, relaxation: found.bound };
        let mut second = Self::empty()?;
        second.pass_data(&known.data)?;
        let mut answers = Vec::new();
        for presolve in [true, false] {
            // With an empty claim, no search ends early.
            let claim = Claim { plan: None, bound: None, infeasible: false };
            let budget = FREE_WORK + 4 * work;
            let mut again = Again { sense: known.data.sense, claim, enough: None, budget, observer };
            let answer = repeat(&mut second, &known, presolve, started, &mut again)?;
            let holds = |solution: &Solution| {
                known.data.is_plan(&solution.cols)
                    && answer.objective.is_some_and(|value| is_same(value, known.data.value(&solution.cols)))
            };
            if answer.stop != Stop::Optimal || !answer.solution.as_ref().is_some_and(holds) {
                return Ok(());
            }
            answers.push(answer);
        }
        let sense = known.data.sense;
        let (Some(last), Some(mut first)) = (answers.pop(), answers.pop()) else { return Ok(()) };
        let start = known.start.as_ref().map(|(value, _)| *value);
        let agree = compare(sense, &claim_of(&first), &claim_of(&last)).is_ok()
            && examine(sense, &claim_of(&first), start, known.relaxation).is_ok();
        if agree {
            first.bound = first.bound.zip(last.bound).map(|(one, other)| larger(sense, one, other));
            first.iterations += found.iterations + last.iterations;
            first.proof = Proof::Repeated;
            *found = first;
            set_gap(found);
        }
        Ok(())
    }

    /// Solves the relaxation if it is unknown, then repeats the search, within the budget.
    fn search_again(
        &mut self,
        mut known: Known<'_>,
        found: &mut Outcome,
        started: Instant,
        observer: &mut dyn Observer,
    ) -> Result<(), SolveError> {
        let infeasible = found.stop == Stop::Infeasible;
        // A claim of infeasibility depends on the check alone, which therefore gets more work.
        let more = if infeasible { FREE_WORK + 4 * found.iterations } else { 0 };
        // A repetition takes about the work of the search: one that cannot finish is not begun.
        let hopeless = (self.ledger.budget() + more) * HOPE < found.iterations;
        if hopeless || self.ledger.budget() + more == 0 {
            return Ok(());
        }
        let mut second = Self::empty()?;
        second.pass_data(&known.data)?;
        if known.relaxation.is_none() {
            let relaxed = relax(&mut second, &known, self.ledger.budget() + more, started)?;
            self.ledger.checked += relaxed.iterations;
            if relaxed.stop == Stop::Infeasible && contradicted(&mut second, &known.data)? {
                if found.stop == Stop::Infeasible {
                    found.proof = Proof::Duals;
                } else {
                    known.refute(found, Doubt::PlanBeyondRelaxation, None);
                }
                return Ok(());
            }
            if let Some(solution) = relaxed.solution.filter(|_| relaxed.stop == Stop::Optimal) {
                known.learn(&solution.row_duals, found);
                self.ledger.duals[0] = Some(Arc::new(solution.row_duals));
                if known.hold(found) {
                    return Ok(());
                }
                found.proof = Proof::NotRepeated;
            }
        }
        let budget = self.ledger.budget() + more;
        if budget == 0 {
            return Ok(());
        }
        let claim = claim_of(found);
        let enough = known.enough(found);
        // Without presolve, a search for a nonexistent plan may not end; then only the seed differs.
        let first = if known.start.is_some() { known.options.presolve } else { !known.options.presolve };
        let mut other = None;
        for presolve in [first, !first] {
            let mut again = Again { sense: known.data.sense, claim, enough, budget, observer };
            let found = repeat(&mut second, &known, presolve, started, &mut again)?;
            self.ledger.checked += found.iterations;
            let is_answer = found.stop == Stop::Infeasible || found.solution.is_some();
            other = Some(found);
            if !infeasible || is_answer {
                break;
            }
        }
        let Some(other) = other else { return Ok(()) };
        let is_plan = other.solution.as_ref().is_some_and(|solution| known.data.is_plan(&solution.cols));
        let second = Claim { plan: other.objective.filter(|_| is_plan), ..claim_of(&other) };
        if let Err(doubt) = compare(known.data.sense, &claim, &second) {
            known.refute(found, doubt, other.solution);
            return Ok(());
        }
        let confirmed = match second.bound.zip(enough) {
            _ if claim.infeasible => second.infeasible,
            Some((bound, enough)) => !better(known.data.sense, bound, enough),
            None => false,
        };
        if confirmed {
            // The weaker bound is the one that both searches prove.
            found.bound = found.bound.zip(second.bound).map(|(one, other)| larger(known.data.sense, one, other));
            set_gap(found);
            found.proof = Proof::Repeated;
        }
        Ok(())
    }
}

impl Known<'_> {
    /// Adds the bound that these duals prove to the bound of the relaxation.
    fn learn(&mut self, duals: &[f64], found: &Outcome) {
        let cols = found.solution.as_ref().map_or(&[][..], |solution| &solution.cols);
        let bound = self.data.bound(duals, cols, LENIENCE * self.options.optimality_tolerance);
        let sense = self.data.sense;
        // A plan may exceed the relaxation by its gain from row violations within the tolerance.
        let gained = if cols.is_empty() { 0.0 } else { self.data.gained_by_violation(duals, cols) };
        let bound = bound.map(|bound| if sense == Sense::Maximise { bound + gained } else { bound - gained });
        self.relaxation = bound.into_iter().chain(self.relaxation).reduce(|one, other| smaller(sense, one, other));
    }

    /// Compares the claim with the known values. Returns whether this refutes or proves the claim.
    fn hold(&self, found: &mut Outcome) -> bool {
        let start = self.start.as_ref().map(|(value, _)| *value);
        match examine(self.data.sense, &claim_of(found), start, self.relaxation) {
            Ok(bound) => found.bound = bound,
            Err(doubt) => {
                self.refute(found, doubt, None);
                return true;
            }
        }
        set_gap(found);
        let proven = self.relaxation.zip(self.enough(found)).is_some_and(|(relaxation, enough)| {
            found.stop != Stop::Infeasible && !better_at_all(self.data.sense, relaxation, enough)
        });
        if proven {
            found.proof = Proof::Duals;
        }
        proven
    }

    /// Returns the weakest bound that proves the claim: within the requested gap, or the search's own.
    fn enough(&self, found: &Outcome) -> Option<f64> {
        let bound = found.bound?;
        let Some(plan) = found.objective else { return Some(bound) };
        let gap = (self.options.gap * plan.abs()).max(self.options.absolute_gap);
        let sense = self.data.sense;
        Some(larger(sense, bound, if sense == Sense::Maximise { plan + gap } else { plan - gap }))
    }

    /// Returns whether the search returned its start.
    fn is_unmoved(&self, found: &Outcome) -> bool {
        let start = self.start.as_ref().map(|(value, _)| *value);
        found.objective.zip(start).is_some_and(|(plan, start)| (plan - start).abs() <= SAME * plan.abs().max(1.0))
    }

    /// Returns whether the search is in the sample; the same search always gives the same result.
    fn is_drawn(&self, found: &Outcome) -> bool {
        let parts = [
            self.data.cost.len() as u64,
            self.data.row_lower.len() as u64,
            found.nodes,
            found.iterations,
            self.options.seed,
        ];
        // The mixing of SplitMix64, part by part.
        let hash = parts.iter().fold(0_u64, |hash, part| {
            let mut z = (hash ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        hash.is_multiple_of(SAMPLE)
    }

    /// Replaces a worse plan, or a missing one, by the start.
    fn fall_back(&self, found: &mut Outcome) {
        if let Some((value, cols)) = &self.start
            && found.objective.is_none_or(|plan| better(self.data.sense, *value, plan))
        {
            self.put(found, *value, cols.clone());
        }
    }

    fn put(&self, found: &mut Outcome, value: f64, cols: Vec<f64>) {
        let rows = self.data.rows(&cols);
        found.objective = Some(value);
        found.solution = Some(Solution { cols, rows, ..Solution::default() });
    }

    /// Withdraws the claim: the best valid plan remains, with the bound of the relaxation.
    fn refute(&self, found: &mut Outcome, doubt: Doubt, other: Option<Solution>) {
        let plans = found.solution.take().into_iter().chain(other).map(|solution| solution.cols);
        let plans = plans.filter(|cols| self.data.is_plan(cols)).map(|cols| (self.data.value(&cols), cols));
        let best = plans
            .chain(self.start.clone())
            .reduce(|one, other| if better_at_all(self.data.sense, other.0, one.0) { other } else { one });
        (found.objective, found.bound) = (None, self.relaxation);
        if let Some((value, cols)) = best {
            self.put(found, value, cols);
            found.bound = self.relaxation.map(|bound| larger(self.data.sense, bound, value));
        }
        (found.stop, found.proof) = (Stop::Unproven, Proof::Refuted(doubt));
        set_gap(found);
    }
}

/// Observer of a repeated search; ends it on confirmation, refutation, or an exhausted budget.
struct Again<'a> {
    sense: Sense,
    claim: Claim,
    enough: Option<f64>,
    budget: u64,
    observer: &'a mut dyn Observer,
}

impl Observer for Again<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        let (sense, claim) = (self.sense, &self.claim);
        let confirmed = progress.bound.zip(self.enough).is_some_and(|(bound, enough)| !better(sense, bound, enough));
        let refuted = match (progress.objective, claim.bound) {
            (Some(_), _) if claim.infeasible => true,
            (Some(plan), Some(bound)) => better(sense, plan, bound),
            _ => false,
        };
        if confirmed || refuted || progress.iterations > self.budget { Flow::Stop } else { self.observer.checking() }
    }
}

/// Returns whether one objective is better than another, without tolerance.
fn better_at_all(sense: Sense, one: f64, other: f64) -> bool {
    if sense == Sense::Maximise { one > other } else { one < other }
}

/// Returns whether two objectives are equal within `SLACK`.
fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= SLACK * one.abs().max(other.abs()).max(1.0)
}

fn claim_of(found: &Outcome) -> Claim {
    Claim { plan: found.objective, bound: found.bound, infeasible: found.stop == Stop::Infeasible }
}

fn set_gap(found: &mut Outcome) {
    found.gap = found.objective.zip(found.bound).and_then(|(objective, bound)| relative_gap(objective, bound));
}

/// Replaces the solver's bound by the bound that its duals prove. Returns whether the two agree.
fn bound_by_duals(data: &Data, found: &mut Outcome, options: &Options) -> bool {
    let (Some(objective), Some(solution)) = (found.objective, &found.solution) else { return false };
    let proven = data.bound(&solution.row_duals, &solution.cols, LENIENCE * options.optimality_tolerance);
    let far = |bound: f64| better(data.sense, bound, objective) || better(data.sense, objective, bound);
    let holds = proven.is_some_and(|bound| !far(bound));
    let same = |bound: f64| (bound - objective).abs() <= SAME * objective.abs().max(1.0);
    found.bound = proven.map(|bound| if same(bound) { objective } else { larger(data.sense, bound, objective) });
    found.proof = if holds { Proof::Duals } else { Proof::Refuted(Doubt::Duals) };
    set_gap(found);
    holds
}

/// Returns whether the claimed infeasibility of a continuous program has a proof.
fn contradicted(highs: &mut Highs, data: &Data) -> Result<bool, SolveError> {
    if data.has_empty_range() || data.has_row_out_of_reach() {
        return Ok(true);
    }
    Ok(highs.dual_ray()?.is_some_and(|ray| data.contradicts(&ray)))
}

/// Solves the relaxation with at most `budget` iterations.
fn relax(second: &mut Highs, known: &Known<'_>, budget: u64, started: Instant) -> Result<Outcome, SolveError> {
    let options = Options { relax_integers: true, method: Method::Simplex, ..limited(known.options, started) };
    set_options(second, &options, false)?;
    second.set_int(c"simplex_iteration_limit", i32::try_from(budget).unwrap_or(i32::MAX))?;
    run(second, false, started, &mut super::Silent)
}

/// Repeats the search without its start, with another seed, with or without presolve.
fn repeat(
    second: &mut Highs,
    known: &Known<'_>,
    presolve: bool,
    started: Instant,
    again: &mut Again<'_>,
) -> Result<Outcome, SolveError> {
    let options = limited(known.options, started);
    second.forget()?;
    set_options(second, &Options { presolve, seed: options.seed.wrapping_add(1), ..options }, true)?;
    run(second, true, started, again)
}

/// Returns the same options with the remaining time.
fn limited(options: &Options, started: Instant) -> Options {
    let left = |limit: f64| (limit - started.elapsed().as_secs_f64()).max(0.0);
    Options { time_limit_seconds: options.time_limit_seconds.map(left), ..options.clone() }
}

/// Runs the program. A failure gives no answer, so the claim stays unchecked.
fn run(second: &mut Highs, search: bool, started: Instant, observer: &mut dyn Observer) -> Result<Outcome, SolveError> {
    let mut watch = Watch::new(observer, started);
    let status = match second.run(&mut watch) {
        Ok(()) => second.status(),
        Err(SolveError::Failed(_)) => Status::Unclear("failure of the check"),
        Err(error) => return Err(error),
    };
    outcome(second, status, search, started)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::Axis;
    use crate::build::{ColSpec, Program};
    use crate::solve::Silent;

    /// Packs items of a weight and a worth into a sack: whole, `max Σ worth`, `Σ weight ≤ sack`.
    fn knapsack(items: &[(f64, f64)], sack: f64) -> Program {
        let mut program = Program::new(Sense::Maximise);
        let axis = Axis::new("item", (0..items.len()).map(|i| i.to_string()));
        let take = program.cols("take", "1", [&axis], |[i]| Some(ColSpec::binary().cost(items[i].1)));
        program.rows("sack", "t", [], |[], row| {
            take.iter().for_each(|([i], col)| row.add(col, items[i].0));
            row.at_most(sack);
        });
        program
    }

    /// Three items, of which the first two fit: 11 is the best, 12 the bound of the relaxation.
    fn three() -> Program {
        knapsack(&[(5.0, 6.0), (4.0, 5.0), (3.0, 3.0)], 10.0)
    }

    fn options() -> Options {
        Options { gap: 0.0, ..Options::default() }
    }

    fn claimed(plan: Option<&[f64]>, objective: f64, bound: f64) -> Outcome {
        let solution = plan.map(|cols| Solution { cols: cols.to_vec(), ..Solution::default() });
        let objective = solution.as_ref().map(|_| objective);
        Outcome {
            stop: Stop::Optimal,
            objective,
            bound: Some(bound),
            gap: Some(0.0),
            solution,
            iterations: 10,
            nodes: 0,
            proof: Proof::Nothing,
            seconds: 0.0,
        }
    }

    /// What the check makes of a claim.
    fn checked(program: &Program, mut claim: Outcome, start: Option<&[f64]>, options: &Options) -> Outcome {
        let mut solver = Solver::new(program).unwrap();
        solver.apply(options).unwrap();
        let start = start.map(<[f64]>::to_vec);
        if program.has_integers() && !options.relax_integers {
            solver.check_search(&mut claim, options, start, Instant::now(), &mut Silent).unwrap();
        } else {
            solver.check(&mut claim, options, start, Instant::now(), &mut Silent).unwrap();
        }
        claim
    }

    #[test]
    fn a_refuted_search_is_settled_by_others_that_agree() {
        let nothing = vec![0.0; 3];
        // With presolve the search is made again from its start without it; without presolve two are made from nothing.
        for presolve in [true, false] {
            let options = Options { presolve, ..options() };
            let mut solver = Solver::new(&three()).unwrap();
            solver.apply(&options).unwrap();
            let mut claim = claimed(Some(&nothing), 0.0, 0.0);
            solver.check(&mut claim, &options, Some(nothing.clone()), Instant::now(), &mut Silent).unwrap();
            assert_eq!((&claim.stop, claim.proof), (&Stop::Optimal, Proof::Repeated));
            assert_eq!((claim.objective, claim.bound), (Some(11.0), Some(11.0)));
        }
        // An objective that is not that of the plan.
        let found = checked(&three(), claimed(Some(&nothing), 11.0, 11.0), None, &options());
        assert_eq!(found.proof, Proof::Refuted(Doubt::OtherObjective));
    }

    #[test]
    fn the_start_as_the_optimum_is_refuted_by_a_second_search() {
        let nothing = [0.0, 0.0, 0.0];
        for start in [Some(&nothing[..]), None] {
            let found = checked(&three(), claimed(Some(&nothing), 0.0, 0.0), start, &options());
            assert_eq!((&found.stop, found.proof), (&Stop::Unproven, Proof::Refuted(Doubt::Disagreement)));
            // The best plan of both, with a bound that holds.
            let (plan, bound) = (found.objective.unwrap(), found.bound.unwrap());
            assert!(plan > 0.0 && plan <= 11.0 + 1e-9 && (11.0 - 1e-9..=12.0 + 1e-6).contains(&bound), "{found:?}");
            assert_eq!(found.solution.unwrap().rows.len(), 1);
        }
    }

    #[test]
    fn a_claim_that_contradicts_what_is_known_is_refuted_without_a_search() {
        let best = [1.0, 1.0, 0.0];
        let refuted = |claim, start: Option<&[f64]>| {
            let found = checked(&three(), claim, start, &options());
            assert_eq!(found.stop, Stop::Unproven);
            (found.proof, found.objective)
        };
        let worse = claimed(Some(&[0.0, 1.0, 0.0]), 5.0, 11.0);
        assert_eq!(refuted(worse, Some(&best)), (Proof::Refuted(Doubt::WorseThanStart), Some(11.0)));
        let below = claimed(Some(&best), 11.0, 9.0);
        assert_eq!(refuted(below, None), (Proof::Refuted(Doubt::BoundBelowPlan), Some(11.0)));
        let broken = claimed(Some(&[1.0, 1.0, 1.0]), 14.0, 14.0);
        assert_eq!(refuted(broken, Some(&best)), (Proof::Refuted(Doubt::NotAPlan), Some(11.0)));
        let half = claimed(Some(&[1.0, 1.0, 1.0 / 3.0]), 12.0, 12.0);
        assert_eq!(refuted(half, None), (Proof::Refuted(Doubt::NotAPlan), None));
        let infeasible = Outcome { stop: Stop::Infeasible, ..claimed(None, 0.0, 0.0) };
        let (proof, plan) = refuted(Outcome { bound: None, ..infeasible.clone() }, None);
        assert_eq!(proof, Proof::Refuted(Doubt::NotInfeasible));
        assert!(plan.unwrap() >= 0.0, "the plan that was found stays");
        assert_eq!(refuted(infeasible, Some(&best)), (Proof::Refuted(Doubt::NotInfeasible), Some(11.0)));
    }

    #[test]
    fn a_true_claim_is_proven_by_duals_or_by_a_second_search() {
        let best = [1.0, 1.0, 0.0];
        let found = checked(&three(), claimed(Some(&best), 11.0, 11.0), None, &options());
        assert_eq!((&found.stop, found.proof, found.bound), (&Stop::Optimal, Proof::Repeated, Some(11.0)));
        // All fit: the relaxation is whole.
        let all =
            checked(&knapsack(&[(1.0, 2.0), (1.0, 3.0)], 5.0), claimed(Some(&[1.0, 1.0]), 5.0, 5.0), None, &options());
        assert_eq!((all.proof, all.bound), (Proof::Duals, Some(5.0)));
        // Within a wide gap the relaxation is good enough, and is the stronger bound.
        let wide = Options { gap: 0.2, ..options() };
        let found = checked(&three(), claimed(Some(&best), 11.0, 13.0), None, &wide);
        assert_eq!(found.proof, Proof::Duals);
        assert!(found.bound.unwrap() <= 12.0 + 1e-6, "{found:?}");
    }

    #[test]
    fn what_is_not_repeated_is_called_so() {
        let best = [1.0, 1.0, 0.0];
        let branched = Outcome { nodes: 50, ..claimed(Some(&best), 11.0, 11.0) };
        // One in ten is drawn, by its numbers.
        let proofs: Vec<Proof> = (0..100)
            .map(|iterations| checked(&three(), Outcome { iterations, ..branched.clone() }, None, &options()).proof)
            .collect();
        let count = |proof| proofs.iter().filter(|it| **it == proof).count();
        assert_eq!(count(Proof::NotRepeated) + count(Proof::Repeated), 100);
        assert!((3..=20).contains(&count(Proof::Repeated)), "{}", count(Proof::Repeated));
        // Without a budget nothing is.
        let mut solver = Solver::new(&three()).unwrap();
        solver.ledger.checked = FREE_WORK + 1;
        let mut claim = claimed(Some(&best), 11.0, 11.0);
        solver.check(&mut claim, &options(), None, Instant::now(), &mut Silent).unwrap();
        assert_eq!((claim.proof, claim.stop), (Proof::NotRepeated, Stop::Optimal));
        // Whoever watches may have no time for it.
        struct Impatient;
        impl Observer for Impatient {
            fn progress(&mut self, _progress: &Progress) -> Flow {
                Flow::Continue
            }
            fn checking(&mut self) -> Flow {
                Flow::Stop
            }
        }
        let mut solver = Solver::new(&three()).unwrap();
        let mut claim = claimed(Some(&best), 11.0, 11.0);
        solver.check(&mut claim, &options(), None, Instant::now(), &mut Impatient).unwrap();
        assert_eq!((claim.proof, claim.stop), (Proof::NotRepeated, Stop::Optimal));
    }

    #[test]
    fn a_search_that_was_stopped_before_its_start_gives_the_start() {
        let best = [1.0, 1.0, 0.0];
        let stopped = Outcome { stop: Stop::TimeLimit, bound: None, gap: None, ..claimed(None, 0.0, 0.0) };
        let found = checked(&three(), stopped, Some(&best), &options());
        assert_eq!((found.stop, found.objective, found.bound), (Stop::TimeLimit, Some(11.0), None));
    }

    #[test]
    fn no_plan_is_proven_by_arithmetic_or_by_two_searches() {
        let none = || Outcome { stop: Stop::Infeasible, bound: None, gap: None, ..claimed(None, 0.0, 0.0) };
        // Two of three are to be taken and none fits.
        let mut program = knapsack(&[(5.0, 6.0), (4.0, 5.0), (3.0, 3.0)], 1.0);
        let cols: Vec<_> = program.all_cols().collect();
        program.rows("two", "1", [], |[], row| {
            cols.iter().for_each(|col| row.add(*col, 1.0));
            row.at_least(2.0);
        });
        assert_eq!(checked(&program, none(), None, &options()).proof, Proof::Duals);
        // Twice as much of whole things is never odd; in the relaxation it is.
        let mut odd = Program::new(Sense::Maximise);
        let axis = Axis::new("item", ["a", "b", "c"]);
        let take = odd.cols("take", "1", [&axis], |_| Some(ColSpec::binary()));
        odd.rows("odd", "1", [], |[], row| {
            take.iter().for_each(|(_, col)| row.add(col, 2.0));
            row.equals(3.0);
        });
        let found = checked(&odd, none(), None, &options());
        assert_eq!((found.stop, found.proof), (Stop::Infeasible, Proof::Repeated));
        // No ranges at all.
        let mut crossed = three();
        crossed.set_col_bounds(crossed.all_cols().next().unwrap(), 0.4, 0.6);
        assert_eq!(checked(&crossed, none(), None, &options()).proof, Proof::Duals);
    }

    #[test]
    fn a_continuous_answer_that_is_wrong_is_solved_again() {
        let relaxed = Options { relax_integers: true, ..options() };
        let right = |found: &Outcome| {
            assert_eq!((&found.stop, found.proof), (&Stop::Optimal, Proof::Duals), "{found:?}");
            assert!((found.objective.unwrap() - 12.0).abs() < 1e-9 && (found.bound.unwrap() - 12.0).abs() < 1e-9);
        };
        let wrong = claimed(Some(&[1.0, 0.0, 0.0]), 6.0, 6.0);
        let solution = wrong.solution.clone().map(|solution| Solution { row_duals: vec![0.0], ..solution });
        right(&checked(&three(), Outcome { solution, ..wrong }, None, &relaxed));
        let none = Outcome { stop: Stop::Infeasible, bound: None, gap: None, ..claimed(None, 0.0, 0.0) };
        right(&checked(&three(), none, None, &relaxed));
    }
}
