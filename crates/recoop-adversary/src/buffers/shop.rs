//! Where buffers of a plan are bought: the kill cost with parts of them, and the cheapest mix.

use program::solve::{Method, Options, Solver};
use program::{Axis, Col, ColSpec, Flow, NoProgress, Program, Sense, Stop};

use super::answer::{BufferError, BufferOptions, Mix};
use super::write::{Places, write};
use crate::arsenal::Arsenal;
use crate::bilevel::{FoundAttack, SearchOptions, WORK};
use crate::kill::{KillCost, KillOutcome, kill_costs};
use crate::operations::{Effect, Flow as Money, FlowKind, Operations};
use crate::robust::Pattern;
use crate::robust::solve::{KEPT, POINTS, holds, is_enough, taxes};
use crate::robust::worst_prices::{Points, Prices, exposed};
use recoop::formulation::ledger::Kind;
use recoop::plan::status::stop_word;
use recoop::plan::{PlanError, ProgressObserver, SolvedPlan};
use recoop_case::Network;
use recoop_case::positions::{BufferAt, PathAt};

/// Halvings of the way to all of every buffer, where a mix is found by buying more.
const HALVINGS: usize = 10;

/// Where buffers are bought.
pub(super) struct Shop<'a> {
    pub network: &'a Network,
    pub operations: &'a Operations<'a>,
    pub made: &'a SolvedPlan,
    pub arsenal: &'a Arsenal,
    pub purse: f64,
}

pub(super) fn interrupted() -> BufferError {
    BufferError::Plan(PlanError::interrupted())
}

impl<'a> Shop<'a> {
    /// The operations with parts of buffers, and the purse with them.
    fn with(&self, parts: &[f64]) -> (Operations<'a>, f64) {
        let (operations, purse, _) = self.written(parts);
        (operations, purse)
    }

    /// Buffers that do nothing here, however much of them is bought.
    pub fn idle(&self) -> Vec<usize> {
        let buffers = self.network.buffers.len();
        let (.., does) = self.written(&vec![1.0; buffers]);
        (0..buffers).filter(|b| !does[*b]).collect()
    }

    /// With parts of buffers: the operations, the purse, and whether each does anything.
    fn written(&self, parts: &[f64]) -> (Operations<'a>, f64, Vec<bool>) {
        let mut operations = self.operations.clone();
        let buffer = Axis::new("buffer", self.network.buffers.iter().map(|buffer| buffer.id.to_string()));
        let bought =
            operations.program.cols("bought", "1", [&buffer], |[b]| Some(ColSpec::between(parts[b], parts[b])));
        let bought: Vec<Col> = bought.iter().map(|(_, col)| col).collect();
        let places = Places { col: &|col| col, row: &|row| row, bought: &bought, name: "buffer" };
        let written = write(&mut operations.program, self.operations, self.made, &places);
        let owner = self.network.cooperative();
        for (col, at, amount) in written.flows {
            let kind = FlowKind::Plan(Kind::PolicyTransfer);
            operations.flows.flows.push(Money { col: Some(col), at, kind, owner, amount });
        }
        operations.flows.money.extend(written.effects);
        let more: f64 = written.purse.iter().map(|(b, amount)| amount * parts[*b]).sum();
        (operations, self.purse + more, written.does)
    }

    /// What it takes to empty the purse with parts of buffers.
    pub fn kill(&self, parts: &[f64], observer: &mut dyn ProgressObserver) -> Result<KillCost, BufferError> {
        let (operations, purse) = self.with(parts);
        let mut stopped = false;
        let mut ask = |progress: &program::Progress| {
            let flow = observer.progress(progress);
            stopped |= flow == Flow::Stop;
            flow
        };
        let mut effort = SearchOptions { gap: 1e-6, work: 3 * WORK, seconds: None, struck: false, observer: &mut ask };
        let kills = kill_costs(&operations, std::slice::from_ref(self.arsenal), purse, &mut effort);
        if stopped {
            return Err(interrupted());
        }
        kills?.pop().ok_or_else(interrupted)
    }

    /// The cheapest mix with which no attack within the budget empties the purse.
    pub fn cheapest(
        &self,
        budget: f64,
        options: &BufferOptions,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Option<Mix>, BufferError> {
        let mut points = Points::even(self.arsenal, POINTS);
        let mut worlds: Vec<(PathAt, bool, Pattern)> = Vec::new();
        let fails = |why: String| BufferError::Mix { budget, why };
        for round in 1..=options.rounds {
            let Some((parts, lower_bound_musd)) = self.master(&worlds, &points, budget).map_err(fails)? else {
                return Ok(None);
            };
            let kill = self.kill(&parts, observer)?;
            let (until, found): (PathAt, Option<&FoundAttack>) = match &kill.verdict {
                KillOutcome::FailsUnattacked { at } => (*at, None),
                KillOutcome::Kill { lower_bound_musd, at, found, .. } if !is_enough(*lower_bound_musd, budget) => {
                    (*at, Some(found))
                }
                KillOutcome::NotProven => return Err(fails("an attack could not be worked out in time".to_string())),
                KillOutcome::Kill { .. } | KillOutcome::NotExhaustible => {
                    let cost_musd = self.cost_musd(&parts);
                    return Ok(Some(Mix { parts, cost_musd, lower_bound_musd, kill, rounds: round }));
                }
            };
            let nothing = vec![0.0; self.arsenal.moves.len()];
            let depths = found.map_or(&nothing, |found| &found.depths);
            let mut new = false;
            for taxed in taxes(self.network) {
                let world = (until, taxed, Pattern::of(self.arsenal, depths));
                if !worlds.contains(&world) {
                    new = true;
                    worlds.push(world);
                }
            }
            new |= points.refine(self.arsenal, depths);
            if !new {
                // Tax that depends on several dates at once is in no world: the mix is found by buying more, and is not proven to be the cheapest.
                let more = self.more_of(&parts, budget, observer)?;
                return more
                    .map(|(parts, kill)| {
                        let cost_musd = self.cost_musd(&parts);
                        Some(Mix { parts, cost_musd, lower_bound_musd, kill, rounds: round })
                    })
                    .ok_or_else(|| {
                        fails("no mix was found that holds, and that there is none is not proven".to_string())
                    });
            }
        }
        Err(fails(format!("no mix held within {} rounds", options.rounds)))
    }

    fn cost_musd(&self, parts: &[f64]) -> f64 {
        parts.iter().zip(&self.network.buffers).map(|(part, buffer)| part * buffer.cost_musd).sum()
    }

    /// The least step from parts towards all of every buffer with which no attack within the budget empties the purse; none where not even all hold.
    fn more_of(
        &self,
        parts: &[f64],
        budget: f64,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Option<(Vec<f64>, KillCost)>, BufferError> {
        let at = |step: f64| -> Vec<f64> {
            let part = |(part, buffer): (&f64, &recoop_case::buffers::Buffer)| match buffer.whole {
                true if *part < 1.0 => 1.0,
                true => *part,
                false => part + (1.0 - part) * step,
            };
            parts.iter().zip(&self.network.buffers).map(part).collect()
        };
        let kill = self.kill(&at(1.0), observer)?;
        if !holds(&kill, budget) {
            return Ok(None);
        }
        let (mut best, mut low, mut high) = ((at(1.0), kill), 0.0, 1.0);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            let kill = self.kill(&at(middle), observer)?;
            if holds(&kill, budget) {
                (best, high) = ((at(middle), kill), middle);
            } else {
                low = middle;
            }
        }
        Ok(Some(best))
    }

    /// The cheapest mix that holds in the worlds known, and what no such mix costs less than; none where there is none.
    fn master(
        &self,
        worlds: &[(PathAt, bool, Pattern)],
        points: &Points,
        budget: f64,
    ) -> Result<Option<(Vec<f64>, f64)>, String> {
        let operations = self.operations;
        let mut program = Program::new(Sense::Minimize);
        let buffers = &self.network.buffers;
        let buffer = Axis::new("buffer", buffers.iter().map(|buffer| buffer.id.to_string()));
        let bought = program.keyed().cols("bought", "1", [&buffer], |b: BufferAt| {
            let spec = if buffers[b].whole { ColSpec::binary() } else { ColSpec::between(0.0, 1.0) };
            Some(spec.cost(buffers[b].cost_musd))
        });
        let bought: Vec<Col> = bought.iter().map(|(_, col)| col).collect();
        for (k, (until, taxed, pattern)) in worlds.iter().enumerate() {
            let name = format!("world{k}");
            let copied = program.add_copy(&operations.program, &|_| true, &|_| false, &name);
            let here = |row: program::Row| copied.rows[row.index()].unwrap_or(row);
            let places = Places { col: &|col| copied.col(col), row: &here, bought: &bought, name: &name };
            let written = write(&mut program, operations, self.made, &places);
            let weight = |at: PathAt| if at <= *until { operations.years(at) } else { 0.0 };
            let due = |at: PathAt| if *taxed { weight(at) } else { 0.0 };
            let money = operations.flows.purse(operations.program.num_cols(), &weight, &due);
            let mut terms: Vec<(Col, f64)> =
                operations.program.all_cols().map(|col| (copied.col(col), money.costs[col.index()])).collect();
            terms.extend(written.flows.iter().map(|(col, at, amount)| (*col, amount * weight(*at))));
            // What a reserve or a line adds counts like the purse, a part of which has to be left.
            terms.extend(written.purse.iter().map(|(b, amount)| (bought[*b], amount * (1.0 - KEPT))));
            let of_operations = money.effects.iter().map(|effect| Effect { of: copied.col(effect.of), ..*effect });
            let of_buffers = written.effects.iter().map(|it| Effect { slope: it.slope * weight(it.at), ..*it });
            let exposed = exposed(self.arsenal, of_operations.chain(of_buffers));
            let prices = Prices {
                arsenal: self.arsenal,
                steps: &pattern.steps,
                forbidden: &pattern.forbidden,
                points,
                cost: &|m, depth| self.arsenal.cost_musd(self.network, &operations.states, m, depth),
                weight: &|at| operations.weight(at),
                budget_musd: budget,
                yearly_musd: self.arsenal.yearly_musd,
                states: operations.states.len(),
            };
            let added = prices.add_to(&mut program, &name, &exposed);
            terms.extend(added.most.into_iter().map(|(col, amount)| (col, -amount)));
            let one = Axis::new("world", [name.as_str()]);
            let purse = self.purse * (1.0 - KEPT);
            program.rows(&format!("{name}.left"), "MUSD", [&one], |_, row| {
                terms.iter().for_each(|(col, amount)| row.add(*col, *amount));
                row.add_constant(money.constant + purse);
                row.at_least(0.0);
            });
        }
        let options = if program.has_integers() {
            Options { gap: 1e-6, ..Options::default() }
        } else {
            Options { method: Method::InteriorPoint { crossover: true }, ..Options::default() }
        };
        let mut solver = Solver::new(&program).map_err(|error| error.to_string())?;
        let outcome = solver.solve(&options, &mut NoProgress).map_err(|error| error.to_string())?;
        match (outcome.stop, outcome.objective, outcome.solution) {
            (Stop::Optimal, Some(objective), Some(solution)) => {
                let parts = bought.iter().zip(buffers).map(|(col, buffer)| {
                    let part = solution.col(*col).clamp(0.0, 1.0);
                    if buffer.whole { part.round() } else { part }
                });
                Ok(Some((parts.collect(), outcome.bound.unwrap_or(objective).min(objective))))
            }
            (Stop::Infeasible, ..) => Ok(None),
            (stop, ..) => Err(format!("the solver says `{}`", stop_word(&stop))),
        }
    }
}
