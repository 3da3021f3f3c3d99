//! Every future is operated as well as can be, however improbable it is.
//!
//! The objective weighs a future by its probability. Where that is small, all that can be gained there is below the solver's
//! tolerances, and what the solver leaves is no plan for that future. So each node of the tree is looked at as if it were certain:
//! what is decided elsewhere is settled, integers too, and the objective is divided by the node's probability.
//!
//! ```text
//!   max  Σ_{columns of the node and below} cost / probability · x      A x ≤ b - (what is settled makes of each row)
//! ```
//!
//! The duals of the plan, divided likewise, bound what can be had there. Only where that bound does not prove the plan's operations is the
//! node's program solved; what comes out replaces the operations where it is better beyond rounding, and the duals of its rows. No number says
//! which probability is small. Parents come first, so that a future within an improbable future is looked at as well.
//!
//! Capacity that costs nothing to keep is kept: the objective is blind to it, and what is given up does not come back.

use program::solve::{Options, Solution, Solver, Stop, dual_bound};
use program::{Program, Reduced, Row, reduce};

use super::{PlanError, ROUNDING, Search, value};
use crate::formulation::Formulation;
use crate::formulation::variables::column_states;
use recoop_case::Network;

/// What is decided at a node and below, on its own scale.
struct Conditional {
    reduced: Reduced,
    probability: f64,
    /// Money that moves in the whole plan, regardless of its sign: beside it a gain may be rounding where nothing moves here.
    moves_in_all: f64,
}

impl Search<'_> {
    /// Operates every future of a plan with duals as well as can be: whether something changed.
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
            for node in (0..tree.nodes.len()).filter(|node| tree.nodes[*node].parent.is_some()) {
                let inside = |state: &Option<usize>| state.is_some_and(|s| tree.is_below(tree.states[s].node, node));
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

    /// With risk as the only weight the objective does not see a future beyond the tail at all: there the value of the future itself counts. More of it is no
    /// loss to the tail.
    fn operate_beyond_the_tail(
        &mut self,
        network: &Network,
        formulation: &Formulation,
        node: usize,
        free: &[bool],
        plan: &mut Solution,
    ) -> Result<bool, PlanError> {
        let tree = &network.tree;
        let mut conditional = Conditional::new(&formulation.program, plan, free, tree.nodes[node].probability);
        for ([s], earn) in formulation.variables.earn.iter() {
            if let Some(col) = conditional.reduced.cols[earn.index()] {
                conditional.reduced.program.add_cost(col, tree.states[s].weight);
            }
        }
        let Some(found) = self.best_of(&conditional.reduced.program)? else { return Ok(false) };
        Ok(conditional.takes_over(&found, plan))
    }

    /// The optimum of a continuous program; none when the search is stopped. As the pricing of a plan it ends a search, so no time limit holds.
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
    /// The program of what is `free`, with the plan's values for the rest and for integers.
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

    /// Of all columns those that are decided here.
    fn part(&self, cols: &[f64]) -> Vec<f64> {
        let kept = self.reduced.cols.iter().zip(cols).filter(|(kept, _)| kept.is_some());
        kept.map(|(_, value)| *value).collect()
    }

    /// Of all rows those that are left.
    fn part_of_rows(&self, rows: &[f64]) -> Vec<f64> {
        let kept = self.reduced.rows.iter().zip(rows).filter(|(kept, _)| kept.is_some());
        kept.map(|(_, value)| *value).collect()
    }

    /// Widens bounds by what the plan violates them within the solver's tolerance, so that there is a solution for sure.
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

    /// Whether the plan's own duals prove that nothing better can be had here, beyond rounding.
    fn is_proven(&self, plan: &Solution) -> bool {
        let (program, cols) = (&self.reduced.program, self.part(&plan.cols));
        let duals: Vec<f64> =
            self.part_of_rows(&plan.row_duals).into_iter().map(|dual| dual / self.probability).collect();
        let bound = dual_bound(program, &duals, &cols);
        bound.is_some_and(|bound| bound - value(program, &cols) <= ROUNDING * self.moves(&cols))
    }

    /// Puts what was found in place of the plan's operations if it is better beyond rounding.
    fn takes_over(&self, found: &Solution, plan: &mut Solution) -> bool {
        let (program, cols) = (&self.reduced.program, self.part(&plan.cols));
        let gain = value(program, &found.cols) - value(program, &cols);
        if gain <= ROUNDING * self.moves(&cols).max(self.moves(&found.cols)) {
            return false;
        }
        for (kept, value) in self.reduced.cols.iter().zip(&mut plan.cols) {
            if let Some(kept) = kept {
                *value = found.cols[kept.index()];
            }
        }
        true
    }

    /// Puts duals on the scale of the whole.
    fn take_duals(&self, found: &Solution, plan: &mut Solution) {
        for (kept, dual) in self.reduced.rows.iter().zip(&mut plan.row_duals) {
            if let Some(kept) = kept {
                *dual = found.row_duals[kept.index()] * self.probability;
            }
        }
        for (kept, dual) in self.reduced.cols.iter().zip(&mut plan.col_duals) {
            if let Some(kept) = kept {
                *dual = found.col_duals[kept.index()] * self.probability;
            }
        }
    }

    /// Money that moves here, on its own scale, or in the whole plan where that is more.
    fn moves(&self, cols: &[f64]) -> f64 {
        turnover(&self.reduced.program, cols).max(self.moves_in_all)
    }
}

/// All money that moves, regardless of its sign.
fn turnover(program: &Program, cols: &[f64]) -> f64 {
    program.all_cols().map(|col| (program.cost(col) * cols[col.index()]).abs()).sum()
}

/// Raises capacity that costs nothing to keep to what stands.
pub(super) fn keep_idle_capacity(network: &Network, formulation: &Formulation, cols: &mut [f64]) {
    let (program, installed) = (&formulation.program, &formulation.variables.installed);
    let free = |facility: usize| network.facilities[facility].fixed_cost_usd_per_kg == 0.0;
    let mut rows_of = vec![Vec::new(); program.num_cols()];
    let mut wanted = vec![false; program.num_cols()];
    installed.iter().filter(|([f, _], _)| free(*f)).for_each(|(_, col)| wanted[col.index()] = true);
    for row in program.all_rows() {
        for (col, coefficient) in program.row_terms(row).filter(|(col, _)| wanted[col.index()]) {
            rows_of[col.index()].push((row, coefficient));
        }
    }
    // The states of a facility in order: parents before children.
    for (_, col) in installed.iter().filter(|([f, _], _)| free(*f)) {
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
