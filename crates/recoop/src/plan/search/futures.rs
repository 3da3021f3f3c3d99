//! The futures of a tree, each searched on its own: they prove a plan, or give a better one.
//!
//! The objectives of the blocks add up to the objective of the whole for any plan (see `blocks`), so the gap of a plan is a sum
//! over blocks. Blocks that the relaxation bounds well enough are not searched at all; the others until their gap is down to the
//! level at which the sum is what was asked for. Only when a block ends before that, because it has found something better than
//! the plan has there, does a new plan come of the blocks.

use std::sync::Arc;

use program::solve::{Options, Outcome, Proof, Solution, Solver, Stop, dual_bound};
use program::{Col, Program};

use super::blocks::Blocks;
use super::side_by_side::{Job, solve_all};
use super::{Best, PlanError, Relaxed, Search, Step, WORK_OF_FUTURE, value};

/// Share of the gap at which the search of one future ends by itself, in the rounds of a search.
const ROUNDS: [f64; 2] = [0.5, 0.15];
/// How much wider a future may stay open once the decisions before the branch are settled: it no longer counts for the bound.
const SETTLED: f64 = 1.5;

/// What is known of one block.
#[derive(Clone)]
struct Future {
    program: Program,
    /// No plan is worth more here.
    bound: f64,
    /// What that rests on.
    proof: Proof,
    /// The best plan for this block alone.
    best: Option<Solution>,
}

impl Search<'_> {
    /// Searches each future on its own: the plan with a better bound, or a better plan.
    pub(super) fn futures(
        &mut self,
        program: &Program,
        blocks: &Blocks,
        solver: &mut Solver,
        relaxed: &Relaxed,
        mut best: Option<Best>,
    ) -> Result<Option<Best>, PlanError> {
        let (relaxation, bound) = (relaxed.solution(), relaxed.bound);
        let duals = Arc::new(relaxation.row_duals.clone());
        let costs = blocks.root_costs(program, relaxation);
        let mut futures: Vec<Future> = (1..=blocks.count)
            .map(|b| {
                let program = blocks.program(program, b, &costs[b - 1]);
                // The duals of the whole are duals of the part: rows elsewhere ask for nothing there.
                let bound = dual_bound(&program, &relaxation.row_duals, &relaxation.cols).unwrap_or(f64::INFINITY);
                Future { program, bound, proof: relaxed.proof, best: best.as_ref().map(|best| best.solution.clone()) }
            })
            .collect();
        // Rounding in the parts adds up; the relaxation's own bound holds as well.
        let whole = |futures: &[Future]| {
            let sum = program.offset() + futures.iter().map(|f| f.bound).sum::<f64>();
            let proof = futures.iter().fold(Proof::Duals, |proof, future| proof.and(future.proof));
            if sum < bound { (sum, proof) } else { (bound, relaxed.proof) }
        };
        for round in ROUNDS {
            self.tighten(blocks, &mut futures, best.as_ref(), &duals, bound, round)?;
            let (bound, proof) = whole(&futures);
            best = best.map(|best| Best { bound, proof, ..best });
            self.observer.step(&Step::Bounded { bound });
            if !self.wants_more(best.as_ref()) {
                break;
            }
            if let Some(found) = self.join((program, blocks), solver, (&mut futures, &duals), (bound, proof), round)?
                && best.as_ref().is_none_or(|best| found.objective > best.objective)
            {
                best = Some(found);
                self.tell(best.as_ref());
            }
            if !self.wants_more(best.as_ref()) {
                break;
            }
        }
        Ok(best)
    }

    /// Searches the futures whose bounds are too far from the plan.
    fn tighten(
        &mut self,
        blocks: &Blocks,
        futures: &mut [Future],
        best: Option<&Best>,
        duals: &Arc<Vec<f64>>,
        bound: f64,
        round: f64,
    ) -> Result<(), PlanError> {
        let targets: Vec<f64> = match best {
            Some(best) => {
                let known: Vec<f64> = futures.iter().map(|f| value(&f.program, &best.solution.cols)).collect();
                let gaps: Vec<f64> = futures.iter().zip(&known).map(|(f, known)| f.bound - known).collect();
                let level = level(&gaps, self.options.gap * best.objective.abs());
                known.iter().map(|known| known + level).collect()
            }
            None => vec![f64::NEG_INFINITY; futures.len()],
        };
        let open: Vec<usize> = (0..futures.len()).filter(|b| futures[*b].bound > targets[*b]).collect();
        self.observer.step(&Step::Branching { futures: open.len(), settled: false });
        let job = |b: &usize| {
            let start = futures[*b].best.as_ref().map(|best| blocks.plan(&best.cols, b + 1));
            Job { program: futures[*b].program.clone(), start, duals: Arc::clone(duals), target: Some(targets[*b]) }
        };
        let outcomes = self.parts(open.iter().map(job).collect(), futures.len(), bound, round)?;
        for (b, outcome) in open.into_iter().zip(outcomes) {
            let future = &mut futures[b];
            if let Some(bound) = outcome.bound.filter(|bound| *bound < future.bound) {
                (future.bound, future.proof) = (bound, outcome.proof);
            }
            future.best = outcome.solution.or(future.best.take());
        }
        Ok(())
    }

    /// A plan of the whole from the plans of the futures: the integers before the branch by vote.
    fn join(
        &mut self,
        (program, blocks): (&Program, &Blocks),
        solver: &mut Solver,
        (futures, duals): (&mut [Future], &Arc<Vec<f64>>),
        (bound, proof): (f64, Proof),
        round: f64,
    ) -> Result<Option<Best>, PlanError> {
        let plans: Option<Vec<&Solution>> = futures.iter().map(|f| f.best.as_ref()).collect();
        let Some(plans) = plans else { return Ok(None) };
        // Each future has its probability as its weight.
        let vote = |col: Col| {
            let votes = plans.iter().zip(&blocks.share).map(|(plan, share)| plan.cols[col.index()].round() * share);
            votes.sum::<f64>().round()
        };
        let root: Vec<(Col, f64)> = blocks.integers(program, 0).map(|col| (col, vote(col))).collect();
        let mut start = plans[0].clone();
        for b in 1..=blocks.count {
            for col in blocks.integers(program, b) {
                start.cols[col.index()] = plans[b - 1].cols[col.index()].round();
            }
        }
        for (col, value) in &root {
            start.cols[col.index()] = *value;
        }
        let differs = |plan: &Solution| root.iter().any(|(col, value)| (plan.cols[col.index()] - value).abs() > 0.5);
        let differ: Vec<usize> = (0..plans.len()).filter(|b| differs(plans[*b])).collect();
        if !differ.is_empty() {
            self.observer.step(&Step::Branching { futures: differ.len(), settled: true });
            let settled = |b: &usize| {
                let mut program = futures[*b].program.clone();
                for (col, value) in &root {
                    program.set_col_bounds(*col, *value, *value);
                }
                Job { program, start: Some(blocks.plan(&start.cols, b + 1)), duals: Arc::clone(duals), target: None }
            };
            let jobs = differ.iter().map(settled).collect();
            let outcomes = self.parts(jobs, futures.len(), bound, round * SETTLED)?;
            for (b, outcome) in differ.iter().zip(outcomes) {
                let (Some(solution), false) = (outcome.solution, self.stopped) else { return Ok(None) };
                for col in blocks.integers(program, b + 1) {
                    start.cols[col.index()] = solution.cols[col.index()].round();
                }
            }
        }
        // The continuous columns follow from the solve with all integers fixed.
        let Some((objective, solution)) = self.fix(solver, &start, Some(bound))? else { return Ok(None) };
        Ok(Some(Best { stop: Stop::Optimal, objective, bound, proof, solution }))
    }

    /// Searches parts of the program side by side, each up to its share of the gap; outcomes in the order of the jobs.
    fn parts(&mut self, jobs: Vec<Job>, count: usize, bound: f64, round: f64) -> Result<Vec<Outcome>, PlanError> {
        let share = self.options.gap * round;
        let options = Options {
            gap: share,
            absolute_gap: share * bound.abs() / count as f64,
            work_limit: Some(WORK_OF_FUTURE),
            ..self.base()
        };
        let mut stopped = false;
        let observer = &mut *self.observer;
        let outcomes = solve_all(&jobs, &options, self.options.threads, &mut |progress| {
            // Bounds of parts say nothing about the whole.
            let flow = observer.progress(progress);
            stopped |= flow == program::solve::Flow::Stop;
            flow
        });
        self.stopped |= stopped;
        let outcomes = outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
        self.seconds += outcomes.iter().map(|o| o.seconds).fold(0.0, f64::max);
        self.iterations += outcomes.iter().map(|o| o.iterations).sum::<u64>();
        self.nodes += outcomes.iter().map(|o| o.nodes).sum::<u64>();
        Ok(outcomes)
    }
}

/// The largest level to which gaps can be cut so that they add up to `allowed` at most.
fn level(gaps: &[f64], allowed: f64) -> f64 {
    let mut sorted = gaps.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut left = allowed;
    for (at, gap) in sorted.iter().enumerate() {
        let even = left / (sorted.len() - at) as f64;
        if *gap > even {
            return even;
        }
        left -= gap;
    }
    f64::INFINITY
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn large_gaps_are_cut_to_one_level_and_small_ones_left_alone() {
        // 1 stays, the rest of 10 is shared by two.
        assert!((level(&[8.0, 1.0, 20.0], 10.0) - 4.5).abs() < 1e-12);
        assert!(level(&[1.0, 2.0], 3.0).is_infinite());
        // A gap below zero, by rounding, leaves the others more.
        assert!((level(&[-1.0, 9.0], 3.0) - 4.0).abs() < 1e-12);
    }
}
