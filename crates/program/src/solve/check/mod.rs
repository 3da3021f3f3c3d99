//! Checks of every answer of the solver, before a caller sees it (docs/proof.md).
//!
//! A continuous program is checked by arithmetic: duals give its bound, a ray its contradiction (`bound`). A search
//! over integers has no certificate. Its claim is compared with the start and with the relaxation (`guard`). Doubtful
//! searches run a second time, in another instance and another way: those that returned their start, closed without
//! branching, or found no plan, and one in ten of the others. Work limits this, never time: the checks depend on the
//! program alone.

mod known;
mod repeat;

use std::sync::Arc;
use std::time::Instant;

use super::bound::{Data, LENIENCE};
use super::guard::{Claim, Doubt, SLACK, better, compare, examine, larger, smaller};
use super::highs::{Highs, Status, Watch};
use super::ledger::FREE_WORK;
use super::solver::{outcome, relative_gap, set_options};
use super::tally;
use super::{Flow, Method, Observer, Options, Outcome, Progress, Proof, Solution, SolveError, Solver, Stop};
use crate::build::Sense;
use known::Known;
use repeat::{Again, better_at_all, bound_by_duals, claim_of, contradicted, is_same, limited, relax, repeat, set_gap};

/// A repetition is not begun if the search took more than this multiple of the budget.
const HOPE: u64 = 2;
/// One of this many searches without a special doubt is repeated.
const SAMPLE: u64 = 10;
/// Relative difference up to which a bound from duals and an objective count as equal.
const SAME: f64 = 1e-9;

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

#[cfg(test)]
mod tests;
