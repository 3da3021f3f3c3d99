//! Optimal operations in every scenario, however improbable.
//!
//! The objective weights a scenario by its probability. If that is small, every gain there is below the solver's
//! tolerances, and the solver's operations are not optimal for that scenario. So each node of the tree is solved as if
//! certain: decisions elsewhere and all integers are fixed, and the objective is divided by the node's probability.
//!
//! ```text
//!   max  Σ_{columns of the node and below} cost / probability · x      A x ≤ b - (activity of fixed columns)
//! ```
//!
//! The duals of the plan, divided likewise, bound this program. It is solved only if the bound does not prove the
//! plan's operations. The new operations replace the old if they are better beyond rounding; the new duals always
//! replace the old. No threshold defines a small probability. Parents come first, so a scenario within an improbable
//! one is also solved.
//!
//! Capacity that costs nothing to keep is kept: the objective does not see it, and capacity given up is lost.

use program::solve::{Options, Solution, Solver, Stop, dual_bound};
use program::{Program, Reduced, Row, reduce};

use super::{PlanError, ROUNDING, Search, value};
use crate::formulation::Formulation;
use crate::formulation::variables::column_states;
use recoop_case::Network;
use recoop_case::positions::{NodeAt, StateAt};

/// The program of a node and the nodes below it, on its own scale.
struct Conditional {
    reduced: Reduced,
    probability: f64,
    /// Money that moves in the whole plan, in absolute terms: the scale of rounding if no money moves here.
    moves_in_all: f64,
}

impl Search<'_> {
    /// Optimizes the operations of every scenario of a plan with duals. Returns whether the plan changed.
    pub(super) fn operate(
        &mut self,
        network: &Network,
        formulation: &Formulation,
        plan: &mut Solution,
    ) -> Result<bool, PlanError> {
        let tree = &network.tree;
        let mut changed = false;
        if tree.nodes.len() > 1 && !plan.row_duals.is_empty() {
            let states = column_states(network, formulation);
            for node in tree.nodes.positions().filter(|node| tree.nodes[*node].parent.is_some()) {
                let inside = |state: &Option<StateAt>| state.is_some_and(|s| tree.is_below(tree.states[s].node, node));
                let free: Vec<bool> = states.iter().map(inside).collect();
                let probability = tree.nodes[node].probability;
                changed |= self.operate_at(&Conditional::new(&formulation.program, plan, &free, probability), plan)?;
                if network.settings.risk.weight == 1.0 && tree.nodes[node].leaf && formulation.added.is_empty() {
                    changed |= self.operate_beyond_the_tail(network, formulation, node, &free, plan)?;
                }
            }
        }
        Ok(changed)
    }

    fn operate_at(&mut self, node: &Conditional, plan: &mut Solution) -> Result<bool, PlanError> {
        if node.is_proven(plan) {
            return Ok(false);
        }
        let Some(found) = self.best_of(&node.reduced.program)? else { return Ok(false) };
        let better = node.takes_over(&found, plan);
        node.take_duals(&found, plan);
        Ok(better)
    }

    /// Optimizes a scenario outside the tail if risk has weight 1. The objective does not include it, so the scenario's
    /// own value counts; a higher value does not harm the tail.
    fn operate_beyond_the_tail(
        &mut self,
        network: &Network,
        formulation: &Formulation,
        node: NodeAt,
        free: &[bool],
        plan: &mut Solution,
    ) -> Result<bool, PlanError> {
        let tree = &network.tree;
        let mut conditional = Conditional::new(&formulation.program, plan, free, tree.nodes[node].probability);
        for (s, earn) in formulation.variables.earn.iter() {
            if let Some(col) = conditional.reduced.cols[earn.index()] {
                conditional.reduced.program.add_cost(col, tree.states[s].weight);
            }
        }
        let Some(found) = self.best_of(&conditional.reduced.program)? else { return Ok(false) };
        Ok(conditional.takes_over(&found, plan))
    }

    /// Returns the optimum of a continuous program; `None` if the search was stopped. It ends a search, as the pricing
    /// of a plan does, so it has no time limit.
    fn best_of(&mut self, program: &Program) -> Result<Option<Solution>, PlanError> {
        if self.stopped || program.num_cols() == 0 {
            return Ok(None);
        }
        let mut solver = Solver::new(program)?;
        let options = Options { time_limit_seconds: None, ..self.vertex() };
        let outcome = self.solve(&mut solver, options, None)?;
        Ok(outcome.solution.filter(|found| outcome.stop == Stop::Optimal && !found.row_duals.is_empty()))
    }
}

impl Conditional {
    /// Returns the program of the `free` columns, with the plan's values for all others and for integers.
    fn new(program: &Program, plan: &Solution, free: &[bool], probability: f64) -> Self {
        let settled: Vec<Option<f64>> = program
            .all_cols()
            .map(|col| (!free[col.index()] || program.is_integer(col)).then(|| plan.cols[col.index()]))
            .collect();
        let mut reduced = reduce(program, &settled, |_| false);
        let part = &mut reduced.program;
        part.all_cols().for_each(|col| part.add_cost(col, part.cost(col) / probability - part.cost(col)));
        part.add_offset(-part.offset());
        let moves_in_all = turnover(program, &plan.cols);
        let mut node = Self { reduced, probability, moves_in_all };
        node.admit(&node.part(&plan.cols));
        node
    }

    /// Returns the values of the columns decided here.
    fn part(&self, cols: &[f64]) -> Vec<f64> {
        restricted(&self.reduced.cols, cols)
    }

    /// Widens bounds by the plan's violations within the solver's tolerance, so that a solution exists.
    fn admit(&mut self, cols: &[f64]) {
        let program = &mut self.reduced.program;
        for col in program.all_cols() {
            let ((lower, upper), value) = (program.col_bounds(col), cols[col.index()]);
            program.set_col_bounds(col, lower.min(value), upper.max(value));
        }
        let activity = |program: &Program, row: Row| {
            program.row_terms(row).map(|(col, coefficient)| coefficient * cols[col.index()]).sum::<f64>()
        };
        for row in program.all_rows() {
            let ((lower, upper), value) = (program.row_bounds(row), activity(program, row));
            program.set_row_bounds(row, lower.min(value), upper.max(value));
        }
    }

    /// Returns whether the plan's own duals prove its operations here, up to rounding.
    fn is_proven(&self, plan: &Solution) -> bool {
        let (program, cols) = (&self.reduced.program, self.part(&plan.cols));
        let duals: Vec<f64> =
            restricted(&self.reduced.rows, &plan.row_duals).into_iter().map(|dual| dual / self.probability).collect();
        let bound = dual_bound(program, &duals, &cols);
        bound.is_some_and(|bound| bound - value(program, &cols) <= ROUNDING * self.moves(&cols))
    }

    /// Replaces the plan's operations by the found ones if those are better beyond rounding.
    fn takes_over(&self, found: &Solution, plan: &mut Solution) -> bool {
        let (program, cols) = (&self.reduced.program, self.part(&plan.cols));
        let gain = value(program, &found.cols) - value(program, &cols);
        if gain <= ROUNDING * self.moves(&cols).max(self.moves(&found.cols)) {
            return false;
        }
        put_back(&self.reduced.cols, &mut plan.cols, |col| found.cols[col.index()]);
        true
    }

    /// Replaces the plan's duals by the found ones, on the scale of the whole program.
    fn take_duals(&self, found: &Solution, plan: &mut Solution) {
        let scale = self.probability;
        put_back(&self.reduced.rows, &mut plan.row_duals, |row| found.row_duals[row.index()] * scale);
        put_back(&self.reduced.cols, &mut plan.col_duals, |col| found.col_duals[col.index()] * scale);
    }

    /// Returns the money that moves here, on the node's scale, or in the whole plan if that is more.
    fn moves(&self, cols: &[f64]) -> f64 {
        turnover(&self.reduced.program, cols).max(self.moves_in_all)
    }
}

/// Returns the values of what a reduced program keeps.
fn restricted<H>(kept: &[Option<H>], all: &[f64]) -> Vec<f64> {
    kept.iter().zip(all).filter(|(kept, _)| kept.is_some()).map(|(_, value)| *value).collect()
}

/// Replaces the values of what a reduced program keeps.
fn put_back<H: Copy>(kept: &[Option<H>], all: &mut [f64], found: impl Fn(H) -> f64) {
    for (kept, value) in kept.iter().zip(all) {
        if let Some(kept) = kept {
            *value = found(*kept);
        }
    }
}

/// Returns the sum of absolute money flows.
fn turnover(program: &Program, cols: &[f64]) -> f64 {
    program.all_cols().map(|col| (program.cost(col) * cols[col.index()]).abs()).sum()
}

/// Raises capacity that costs nothing to keep to the standing capacity.
pub(super) fn keep_idle_capacity(network: &Network, formulation: &Formulation, cols: &mut [f64]) {
    let (program, installed) = (&formulation.program, &formulation.variables.installed);
    let free = |facility: usize| network.facilities[facility].fixed_cost_usd_per_kg == 0.0;
    let mut rows_of = vec![Vec::new(); program.num_cols()];
    let mut wanted = vec![false; program.num_cols()];
    installed.iter().filter(|((f, _), _)| free(*f)).for_each(|(_, col)| wanted[col.index()] = true);
    for row in program.all_rows() {
        for (col, coefficient) in program.row_terms(row).filter(|(col, _)| wanted[col.index()]) {
            rows_of[col.index()].push((row, coefficient));
        }
    }
    // The states of a facility in order: parents before children.
    for (_, col) in installed.iter().filter(|((f, _), _)| free(*f)) {
        let room = |(row, coefficient): &(Row, f64)| {
            let activity: f64 = program.row_terms(*row).map(|(c, value)| value * cols[c.index()]).sum();
            let (lower, upper) = program.row_bounds(*row);
            (if *coefficient > 0.0 { upper - activity } else { activity - lower }) / coefficient.abs()
        };
        let most = rows_of[col.index()].iter().map(room).fold(f64::INFINITY, f64::min);
        let now = cols[col.index()];
        if most.is_finite() && most > ROUNDING * now.max(1.0) {
            cols[col.index()] = now + most;
        }
    }
}
