//! How a bilevel program is solved: continuous programs with tangents of costs, added until they fit; searches over steps.
//!
//! The relaxation tells most of the tangents, and which steps are worth what they cost: with those whole a search begins. Its bound stands whatever tangents miss;
//! what they miss of the attack is made good with its steps as they are.

use program::Solution;
use program::solve::{Method, Options, Stop};

use super::{BilevelError, BilevelOutcome, BilevelProgram, Goal, Listen, SearchOptions, continuous};

/// Where a solve ended.
#[derive(Clone)]
pub(super) struct Point {
    pub solution: Solution,
    pub value: f64,
    pub bound: f64,
}

enum Step {
    Solved(Point),
    Ended(BilevelOutcome),
}

/// What a continuous solve does with steps.
#[derive(Clone, Copy)]
enum Steps<'a> {
    /// There are none.
    Decided,
    Relaxed,
    /// They stay as they are in a solution.
    Fixed(&'a Solution),
}

/// Rounds of tangents.
const ROUNDS: usize = 12;
/// Parts of steps that count as none where what is aimed at is a millionth of what a step takes.
const FINE: f64 = 1e-9;
/// By so much a step of a relaxation that is whole may be off, by rounding.
const WHOLE: f64 = 1e-9;
/// Part of a cost that tangents may miss.
const FITS: f64 = 1e-5;

impl BilevelProgram<'_> {
    /// A cheaper attack than the one with these depths that leaves at most so much: with steps of that one alone, those of them whole that a relaxation takes
    /// in part. Nothing says that it is the cheapest.
    ///
    /// # Errors
    /// As [`Self::solve`].
    pub fn cheaper(
        mut self,
        at_most: f64,
        depths: &[f64],
        effort: &mut SearchOptions<'_>,
    ) -> Result<BilevelOutcome, BilevelError> {
        let goal = Goal::Kill { at_most, up_to_musd: f64::INFINITY };
        self.aim(goal);
        if !self.attacker.any_steps {
            return self.rounds(goal, effort);
        }
        for (which, it) in self.arsenal.moves.iter().enumerate() {
            let mut left = depths[which];
            for (z, step) in self.attacker.steps[which].iter().zip(&it.steps) {
                left -= step;
                if left < -0.5 * step {
                    self.solver.set_col_bounds(*z, 0.0, 0.0);
                }
            }
            if let (Some(used), true) = (self.attacker.used.get(&which), depths[which] == 0.0) {
                self.solver.set_col_bounds(*used, 0.0, 0.0);
            }
        }
        let relaxed = match self.fitted(goal, ROUNDS, effort, Steps::Relaxed)? {
            Step::Solved(point) => point.solution,
            Step::Ended(outcome) => return Ok(outcome),
        };
        let solution = self.whole(&relaxed, 0.0);
        match self.fitted(goal, ROUNDS, effort, Steps::Fixed(&solution))? {
            Step::Solved(point) => self.confirm(goal, &point, f64::NEG_INFINITY),
            Step::Ended(outcome) => Ok(outcome),
        }
    }

    /// A solution of the relaxation with whole steps: those that take more than `price` for each MUSD that they cost. Of two moves that exclude each other
    /// a step comes before a cut, the deeper cut before the other.
    fn whole(&self, relaxed: &Solution, price: f64) -> Solution {
        let mut cols = relaxed.cols.clone();
        for (which, steps) in self.attacker.steps.iter().enumerate() {
            let (mut depth, mut is_before) = (0.0, true);
            for (k, (z, step)) in steps.iter().zip(&self.arsenal.moves[which].steps).enumerate() {
                let cost = self.cost(which, depth + step) - self.cost(which, depth);
                depth += step;
                let taken: f64 = self.attacker.takes[which][k].iter().map(|(w, per)| per * relaxed.col(*w)).sum();
                is_before &= taken > (price * self.weight(which) * cost).max(1e-9);
                cols[z.index()] = if is_before { 1.0 } else { 0.0 };
            }
        }
        for used in self.attacker.used.values() {
            cols[used.index()] = if relaxed.col(*used) > 1e-9 { 1.0 } else { 0.0 };
        }
        self.gates.round(&mut cols, if price > 0.0 { 0.5 } else { 1e-6 });
        for (a, b) in &self.arsenal.exclusive {
            // Of a step the relaxation needs a small part only, whose size says nothing: steps that are worth their cost come first.
            let cols_of = |which: &usize| match self.attacker.used.get(which) {
                Some(used) => (std::slice::from_ref(used), relaxed.col(*used)),
                None => (&self.attacker.steps[*which][..], 1.0),
            };
            let ((a, made_a), (b, made_b)) = (cols_of(a), cols_of(b));
            if cols[a[0].index()] + cols[b[0].index()] > 1.0 {
                let less = if made_a < made_b { a } else { b };
                less.iter().for_each(|col| cols[col.index()] = 0.0);
            }
        }
        Solution { cols, ..Solution::default() }
    }

    /// A solution of the relaxation in which every step and gate is whole and no moves exclude each other, with its steps as whole numbers: the optimum.
    fn is_whole(&self, relaxed: &Solution) -> Option<Solution> {
        let mut cols = relaxed.cols.clone();
        for z in self.attacker.steps.iter().flatten().copied().chain(self.gates.cols()) {
            let whole = relaxed.col(z).round();
            if (relaxed.col(z) - whole).abs() > WHOLE {
                return None;
            }
            cols[z.index()] = whole;
        }
        // Whether a move is made costs nothing, so that the relaxation may say it in part.
        for (which, used) in &self.attacker.used {
            let depth = self.attacker.depth[*which].map_or(0.0, |col| relaxed.col(col));
            cols[used.index()] = if self.within(*which, depth) > 0.0 { 1.0 } else { 0.0 };
        }
        let is_made = |which: &usize| {
            let col = self.attacker.used.get(which).unwrap_or_else(|| &self.attacker.steps[*which][0]);
            cols[col.index()] > 0.5
        };
        let allowed = self.arsenal.exclusive.iter().all(|(a, b)| !(is_made(a) && is_made(b)));
        allowed.then(|| Solution { cols: cols.clone(), ..relaxed.clone() })
    }

    /// An attack to begin with, if there is one, which the search starts from: that of the relaxation, with whole steps where they are worth what they cost,
    /// or all that take anything.
    fn start(
        &mut self,
        goal: Goal,
        relaxed: &Solution,
        effort: &mut SearchOptions<'_>,
    ) -> Result<Option<Point>, BilevelError> {
        // What a MUSD of the budget takes, at the margin; for a kill, what is taken for one more.
        let margin = self.limit.and_then(|row| relaxed.row_dual(row)).map_or(0.0, f64::abs);
        let price = match goal {
            Goal::Worst { .. } => margin,
            Goal::Kill { .. } if margin > 0.0 => 1.0 / margin,
            Goal::Kill { .. } => 0.0,
        };
        let mut best: Option<Point> = None;
        for price in [price, 0.0] {
            let whole = self.whole(relaxed, price);
            let point = match self.fitted(goal, ROUNDS, effort, Steps::Fixed(&whole)) {
                Ok(Step::Solved(point)) => point,
                // These steps cannot be paid.
                Ok(Step::Ended(_)) | Err(BilevelError::Unbounded) => continue,
                Err(error) => return Err(error),
            };
            if best.as_ref().is_none_or(|best| point.value < best.value) {
                best = Some(point);
            }
        }
        if let Some(best) = &best {
            self.solver.set_start(&best.solution.cols)?;
        }
        Ok(best)
    }

    pub(super) fn rounds(
        &mut self,
        goal: Goal,
        effort: &mut SearchOptions<'_>,
    ) -> Result<BilevelOutcome, BilevelError> {
        // Where nothing limits the cost nothing has to fit.
        let rounds = match goal {
            Goal::Worst { budget_musd } if budget_musd.min(self.arsenal.yearly_musd) == f64::INFINITY => 1,
            _ => ROUNDS,
        };
        if !self.attacker.any_steps {
            return match self.fitted(goal, rounds, effort, Steps::Decided)? {
                Step::Solved(point) => self.confirm(goal, &point, point.bound),
                Step::Ended(outcome) => Ok(outcome),
            };
        }
        let (mut bound, mut has_start) = (f64::NEG_INFINITY, false);
        if rounds > 1 {
            // The relaxation tells most of the tangents that the search will need, each of which may cost a search of its own.
            let relaxed = match self.fitted(goal, rounds, effort, Steps::Relaxed)? {
                Step::Solved(point) => point,
                Step::Ended(outcome) => return Ok(outcome),
            };
            bound = relaxed.bound;
            if matches!(goal, Goal::Kill { up_to_musd, .. } if bound >= up_to_musd) {
                return Ok(BilevelOutcome::Impossible);
            }
            if let Some(solution) = self.is_whole(&relaxed.solution) {
                return self.confirm(goal, &Point { solution, ..relaxed }, bound);
            }
            let start = self.start(goal, &relaxed.solution, effort)?;
            if let Some(start) = start.as_ref().filter(|start| start.value - bound <= effort.gap * start.value.abs()) {
                return self.confirm(goal, start, bound);
            }
            has_start = start.is_some();
        }
        // A little of the gap is left for what tangents miss of what a search finds.
        let gap = if rounds > 1 { 0.95 * effort.gap } else { effort.gap };
        let mut best: Option<Point> = None;
        let mut integrality_tolerance = Options::default().integrality_tolerance;
        for round in 1..=rounds {
            let (work_limit, time_limit_seconds) = (Some(effort.work), effort.seconds);
            // Prices of any size make presolve carry the start over wrongly (a false optimum, which fails its check); and with a start that is nearly the
            // best, searches around it took four fifths of the time.
            let (presolve, sub_searches) = (!has_start, !has_start);
            let options = Options {
                gap,
                work_limit,
                time_limit_seconds,
                presolve,
                sub_searches,
                integrality_tolerance,
                ..Options::default()
            };
            let outcome = self.solver.solve(&options, &mut Listen(effort))?;
            effort.struck |= outcome.stop == Stop::TimeLimit;
            let is_proven = outcome.stop == Stop::Optimal;
            let found = match (self.step(goal, outcome)?, &best) {
                (Step::Solved(found), _) => found,
                (Step::Ended(outcome), None) => return Ok(outcome),
                (Step::Ended(_), Some(_)) => break,
            };
            // Tangents lie below the costs: this bound stands whatever they miss. What they miss of the attack is found with its steps as they are.
            bound = bound.max(found.bound);
            let (claimed, start) = (found.value, found.solution.cols.clone());
            let point = match self.fitted(goal, rounds, effort, Steps::Fixed(&found.solution))? {
                Step::Solved(point) => point,
                // Parts of steps, within the tolerance, do what no whole step does.
                Step::Ended(_) if integrality_tolerance > FINE => {
                    (integrality_tolerance, has_start) = (FINE, false);
                    continue;
                }
                Step::Ended(_) => found,
            };
            let value = point.value;
            if best.as_ref().is_none_or(|best| value < best.value) {
                best = Some(point);
            }
            let fits = value <= claimed + FITS * claimed.abs() || value - bound <= effort.gap * value.abs();
            if fits || !is_proven || round == rounds {
                break;
            }
            self.solver.set_start(&start)?;
            has_start = true;
        }
        match best {
            // Stopped before anything was known of what no attack can do: half an answer is none.
            Some(best) if bound.is_finite() => self.confirm(goal, &best, bound),
            _ => Ok(BilevelOutcome::Stopped),
        }
    }

    /// Solves a continuous program, adds tangents where they miss something of a cost, and solves again until they fit.
    fn fitted(
        &mut self,
        goal: Goal,
        rounds: usize,
        effort: &mut SearchOptions<'_>,
        steps: Steps<'_>,
    ) -> Result<Step, BilevelError> {
        let mut round = 1;
        loop {
            // After the first time only tangents came: few pivots away.
            let method = if round > 1 { Method::Simplex } else { continuous().method };
            let options = Options { method, relax_integers: matches!(steps, Steps::Relaxed), ..continuous() };
            let outcome = match steps {
                Steps::Fixed(solution) => self.solver.fix_integers(solution, &options, &mut Listen(effort))?,
                Steps::Decided | Steps::Relaxed => self.solver.solve(&options, &mut Listen(effort))?,
            };
            let point = match self.step(goal, outcome)? {
                Step::Solved(point) => point,
                ended => return Ok(ended),
            };
            let (mut spent, mut short, mut open) = (0.0, 0.0, Vec::new());
            for (which, col) in self.attacker.depth.iter().enumerate() {
                // Steps have their costs, of which a part costs its part.
                let Some(depth) = col.map(|col| self.within(which, point.solution.col(col))) else {
                    spent += self.weight(which) * point.solution.col(self.attacker.cost[which]);
                    continue;
                };
                let (cost, held) = (self.cost(which, depth), point.solution.col(self.attacker.cost[which]));
                spent += self.weight(which) * cost;
                if cost > held + 1e-12 {
                    short += self.weight(which) * (cost - held);
                    open.push((which, depth));
                }
            }
            if short <= FITS * spent.max(1e-6) || round >= rounds {
                return Ok(Step::Solved(point));
            }
            open.into_iter().for_each(|(which, depth)| self.tangent(which, depth));
            round += 1;
        }
    }

    /// What a solve says of the attack.
    fn step(&self, goal: Goal, outcome: program::solve::Outcome) -> Result<Step, BilevelError> {
        // The constant of the operator's program is in the objective; it is no cost of an attack.
        let constant = if matches!(goal, Goal::Kill { .. }) { self.left.1 } else { 0.0 };
        match (outcome.stop, outcome.solution, outcome.objective) {
            (Stop::Infeasible, ..) if matches!(goal, Goal::Kill { .. }) => Ok(Step::Ended(BilevelOutcome::Impossible)),
            // No prices at all: the operator earns without limit. Prices without limit: it has no solution.
            (Stop::Infeasible, ..) => Err(BilevelError::Unbounded),
            (Stop::Unbounded, ..) => Err(BilevelError::Broken),
            (_, Some(solution), Some(value)) => {
                let bound = outcome.bound.unwrap_or(f64::NEG_INFINITY) - constant;
                Ok(Step::Solved(Point { solution, value: value - constant, bound }))
            }
            (Stop::Interrupted | Stop::TimeLimit | Stop::IterationLimit, ..) => {
                Ok(Step::Ended(BilevelOutcome::Stopped))
            }
            (stop, ..) => Err(BilevelError::Unsolved(stop)),
        }
    }
}
