//! Repeated searches: how they are run, and when they end.

use super::*;

/// Observer of a repeated search; ends it on confirmation, refutation, or an exhausted budget.
pub(super) struct Again<'a> {
    pub(super) sense: Sense,
    pub(super) claim: Claim,
    pub(super) enough: Option<f64>,
    pub(super) budget: u64,
    pub(super) observer: &'a mut dyn Observer,
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
pub(super) fn better_at_all(sense: Sense, one: f64, other: f64) -> bool {
    if sense == Sense::Maximize { one > other } else { one < other }
}

/// Returns whether two objectives are equal within `SLACK`.
pub(super) fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= SLACK * one.abs().max(other.abs()).max(1.0)
}

pub(super) fn claim_of(found: &Outcome) -> Claim {
    Claim { plan: found.objective, bound: found.bound, infeasible: found.stop == Stop::Infeasible }
}

pub(super) fn set_gap(found: &mut Outcome) {
    found.gap = found.objective.zip(found.bound).and_then(|(objective, bound)| relative_gap(objective, bound));
}

/// Replaces the solver's bound by the bound that its duals prove. Returns whether the two agree.
pub(super) fn bound_by_duals(data: &Data, found: &mut Outcome, options: &Options) -> bool {
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
pub(super) fn contradicted(highs: &mut Highs, data: &Data) -> Result<bool, SolveError> {
    if data.has_empty_range() || data.has_row_out_of_reach() {
        return Ok(true);
    }
    Ok(highs.dual_ray()?.is_some_and(|ray| data.contradicts(&ray)))
}

/// Solves the relaxation with at most `budget` iterations.
pub(super) fn relax(
    second: &mut Highs,
    known: &Known<'_>,
    budget: u64,
    started: Instant,
) -> Result<Outcome, SolveError> {
    let options = Options { relax_integers: true, method: Method::Simplex, ..limited(known.options, started) };
    set_options(second, &options, false)?;
    second.set_int(c"simplex_iteration_limit", i32::try_from(budget).unwrap_or(i32::MAX))?;
    run(second, false, started, &mut crate::solve::NoProgress)
}

/// Repeats the search without its start, with another seed, with or without presolve.
pub(super) fn repeat(
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
pub(super) fn limited(options: &Options, started: Instant) -> Options {
    let left = |limit: f64| (limit - started.elapsed().as_secs_f64()).max(0.0);
    Options { time_limit_seconds: options.time_limit_seconds.map(left), ..options.clone() }
}

/// Runs the program. A failure gives no answer, so the claim stays unchecked.
pub(super) fn run(
    second: &mut Highs,
    search: bool,
    started: Instant,
    observer: &mut dyn Observer,
) -> Result<Outcome, SolveError> {
    let mut watch = Watch::new(observer, started);
    let status = match second.run(&mut watch) {
        Ok(()) => second.status(),
        Err(SolveError::Failed(_)) => Status::Unclear("failure of the check"),
        Err(error) => return Err(error),
    };
    outcome(second, status, search, started)
}
