//! From a case to what is worth buying.

use coalition::{Group, Progress};
use program::solve::{Method, Options, Solver};
use program::{Axis, Col, ColSpec, Flow, NoProgress, Program, Sense, Stop};

use super::write::{Places, write};
use crate::arsenal::Arsenal;
use crate::bilevel::{BilevelError, FoundAttack, SearchOptions, WORK};
use crate::kill::{KillCost, KillOutcome, kill_costs, refute};
use crate::operations::{Effect, Flow as Money, Operations};
use crate::robust::Pattern;
use crate::robust::answer::budget_word;
use crate::robust::solve::{FREE_MUSD, KEPT, POINTS, is_enough, taxes};
use crate::robust::worst_prices::{Points, Prices, exposed};
use crate::stress::{PurseHolder, arsenal, purse, without_limit};
use recoop::formulation::ledger::Kind;
use recoop::plan::status::stop_word;
use recoop::plan::{PlanError, PlanOptions, ProgressObserver, SolvedPlan, Step, solve_with_program};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::tables::BufferKind;

/// Options of buffers.
#[derive(Clone, Debug, PartialEq)]
pub struct BufferOptions {
    /// How the plan is made.
    pub plan: PlanOptions,
    /// The future that is attacked: a position in the leaves of the tree.
    pub leaf: usize,
    /// Whose loss counts as the cost of an attack.
    pub level: CostLevel,
    /// Budgets against which the purse has to hold, MUSD; empty for multiples of the kill cost without buffers.
    pub required_musd: Vec<f64>,
    /// Most rounds for a mix.
    pub rounds: usize,
}

impl BufferOptions {
    /// What is asked for when nothing is said.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        Self {
            plan: PlanOptions::from_network(network),
            leaf: network.tree.likeliest(|_| true),
            level: CostLevel::Treasury,
            required_musd: Vec::new(),
            rounds: 60,
        }
    }
}

/// What a part of one buffer does alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Bought {
    /// Position in [`Network::buffers`].
    pub buffer: usize,
    /// Part that is bought.
    pub part: f64,
    /// What it costs, MUSD.
    pub cost_musd: f64,
    /// The kill cost with it.
    pub kill: KillCost,
}

/// The cheapest mix against a budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    /// Part of each buffer.
    pub parts: Vec<f64>,
    /// What they cost together, MUSD.
    pub cost_musd: f64,
    /// No mix that holds costs less, MUSD.
    pub lower_bound_musd: f64,
    /// The kill cost with them.
    pub kill: KillCost,
    /// Rounds.
    pub rounds: usize,
}

/// What can be bought against the adversary, and what it is worth.
#[derive(Debug)]
pub struct Buffered {
    /// What was asked for.
    pub options: BufferOptions,
    /// The plan.
    pub made: SolvedPlan,
    /// States of the future.
    pub states: Vec<usize>,
    /// The kill cost without buffers.
    pub plain: KillCost,
    /// Each buffer alone, in parts.
    pub alone: Vec<Bought>,
    /// By required budget the cheapest mix; none where not even all buffers hold.
    pub mixes: Vec<(f64, Option<Mix>)>,
    /// Buffers that do nothing with this plan: a plant that does not stand, a material that is nowhere in the region.
    pub idle: Vec<usize>,
}

impl Buffered {
    /// Money of the adversary for a dollar of a buffer; not finite where with it nothing kills any more, or where it costs nothing.
    #[must_use]
    pub fn per_dollar(&self, bought: &Bought) -> f64 {
        if bought.cost_musd > 0.0 {
            (value(&bought.kill) - value(&self.plain)) / bought.cost_musd
        } else {
            f64::INFINITY
        }
    }
}

/// A kill cost as a number: 0 where it is dead already, infinite where it is safe.
fn value(kill: &KillCost) -> f64 {
    kill.verdict.cost_musd().unwrap_or(f64::INFINITY)
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BufferError {
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A case without buffers.
    #[error("the case has no buffers: the table `buffers` says what can be bought")]
    NoBuffers,
    /// A case without attacks.
    #[error("the case has no attacks: the table `attacks` says what the adversary can do")]
    NoAttacks,
    /// No attack whose cost is known at a level.
    #[error("no attack on prices has a known cost at the level `{0}`")]
    NoCosts(&'static str),
    /// A purse without a limit cannot be emptied.
    #[error("`{0}` has no limit of capital: a purse without limit cannot run dry, so that there is nothing to buy")]
    NoPurse(String),
    /// A bilevel program failed.
    #[error("the cheapest attack on the purse: {0}")]
    Bilevel(#[from] BilevelError),
    /// The cheapest mix is not known.
    #[error("the cheapest mix against {}: {why}", budget_word(*.budget))]
    Mix {
        /// MUSD; infinite for any.
        budget: f64,
        /// In words.
        why: String,
    },
}

/// Parts of each buffer that are tried alone.
const PARTS: [f64; 3] = [0.1, 0.5, 1.0];
/// Multiples of the kill cost against which mixes are sought when nothing is said.
const MULTIPLES: [f64; 3] = [1.25, 1.5, 2.0];
/// Plans a case, and says what buffers are worth.
///
/// # Errors
/// When there is no plan, no buffer, no attack, no limit to the purse, or when the solver fails.
pub fn buffers(
    network: &Network,
    options: &BufferOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Buffered, BufferError> {
    if network.buffers.is_empty() {
        return Err(BufferError::NoBuffers);
    }
    if network.attacks.is_empty() {
        return Err(BufferError::NoAttacks);
    }
    let purse = purse(network, PurseHolder::All);
    if purse.is_infinite() {
        return Err(BufferError::NoPurse(without_limit(network)));
    }
    let states = network.tree.states_to(options.leaf);
    let arsenal = arsenal(network, &states, PurseHolder::All, options.level, false);
    if arsenal.moves.is_empty() {
        return Err(BufferError::NoCosts(options.level.as_str()));
    }
    let made = solve_with_program(network, &options.plan, observer)?;
    if made.plan.status.stop == Stop::Interrupted {
        return Err(interrupted());
    }
    let all = Group::all(network.cooperative());
    let (plain, alone, mixes, idle) = {
        let operations = Operations::of_purse(network, &made, options.leaf, all);
        let shop = Shop { network, operations: &operations, made: &made, arsenal: &arsenal, purse };
        let nothing = vec![0.0; network.buffers.len()];
        let mut plain = shop.kill(&nothing, observer)?;
        let mut alone: Vec<Bought> = Vec::new();
        for (b, buffer) in network.buffers.iter().enumerate() {
            let told = Progress { doing: "buffers", done: b, of: Some(network.buffers.len()), ..Progress::default() };
            observer.step(&Step::Searched(told));
            for part in PARTS.into_iter().filter(|part| !buffer.whole || *part == 1.0) {
                let mut parts = nothing.clone();
                parts[b] = part;
                let kill = shop.kill(&parts, observer)?;
                alone.push(Bought { buffer: b, part, cost_musd: part * buffer.cost_musd, kill });
            }
        }
        for (b, buffer) in network.buffers.iter().enumerate() {
            // More cash makes a purse no easier to empty.
            if matches!(buffer.kind, BufferKind::Reserve | BufferKind::Credit) {
                let parts = alone.iter_mut().filter(|bought| bought.buffer == b).map(|bought| &mut bought.kill);
                let mut costs: Vec<&mut KillCost> = std::iter::once(&mut plain).chain(parts).collect();
                let purses: Vec<f64> = costs.iter().map(|cost| cost.purse_musd).collect();
                refute(&mut costs, &|a, b| purses[a] <= purses[b]);
            }
        }
        let required = match (&options.required_musd[..], &plain.verdict) {
            // What costs nothing has no multiples.
            ([], KillOutcome::Kill { cost_musd, .. }) if *cost_musd <= FREE_MUSD => vec![0.0],
            ([], KillOutcome::Kill { cost_musd, .. }) => MULTIPLES.iter().map(|times| times * cost_musd).collect(),
            // Dead without an attack: what it takes to live.
            ([], KillOutcome::FailsUnattacked { .. }) => vec![0.0],
            ([], _) => Vec::new(),
            (given, _) => given.to_vec(),
        };
        let mut mixes = Vec::new();
        for budget in required {
            let told = Progress { doing: "cheapest mixes", done: mixes.len(), ..Progress::default() };
            observer.step(&Step::Searched(told));
            mixes.push((budget, shop.cheapest(budget, options, observer)?));
        }
        (plain, alone, mixes, shop.idle())
    };
    Ok(Buffered { options: options.clone(), made, states, plain, alone, mixes, idle })
}

fn interrupted() -> BufferError {
    BufferError::Plan(PlanError::interrupted())
}

/// Where buffers are bought.
struct Shop<'a> {
    network: &'a Network,
    operations: &'a Operations<'a>,
    made: &'a SolvedPlan,
    arsenal: &'a Arsenal,
    purse: f64,
}

impl<'a> Shop<'a> {
    /// The operations with parts of buffers, and the purse with them.
    fn with(&self, parts: &[f64]) -> (Operations<'a>, f64) {
        let (operations, purse, _) = self.written(parts);
        (operations, purse)
    }

    /// Buffers that do nothing here, however much of them is bought.
    fn idle(&self) -> Vec<usize> {
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
            operations.flows.flows.push(Money { col: Some(col), at, kind: Kind::PolicyTransfer, owner, amount });
        }
        operations.flows.money.extend(written.effects);
        let more: f64 = written.purse.iter().map(|(b, amount)| amount * parts[*b]).sum();
        (operations, self.purse + more, written.does)
    }

    /// What it takes to empty the purse with parts of buffers.
    fn kill(&self, parts: &[f64], observer: &mut dyn ProgressObserver) -> Result<KillCost, BufferError> {
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
    fn cheapest(
        &self,
        budget: f64,
        options: &BufferOptions,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Option<Mix>, BufferError> {
        let mut points = Points::even(self.arsenal, POINTS);
        let mut worlds: Vec<(usize, bool, Pattern)> = Vec::new();
        let fails = |why: String| BufferError::Mix { budget, why };
        for round in 1..=options.rounds {
            let Some((parts, lower_bound_musd)) = self.master(&worlds, &points, budget).map_err(fails)? else {
                return Ok(None);
            };
            let kill = self.kill(&parts, observer)?;
            let (until, found): (usize, Option<&FoundAttack>) = match &kill.verdict {
                KillOutcome::FailsUnattacked { at } => (*at, None),
                KillOutcome::Kill { lower_bound_musd, at, found, .. } if !is_enough(*lower_bound_musd, budget) => {
                    (*at, Some(found))
                }
                KillOutcome::NotProven => return Err(fails("an attack could not be worked out in time".to_string())),
                KillOutcome::Kill { .. } | KillOutcome::NotExhaustible => {
                    let costs = parts.iter().zip(&self.network.buffers).map(|(part, buffer)| part * buffer.cost_musd);
                    let cost_musd = costs.sum();
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
                let why = match &kill.verdict {
                    KillOutcome::Kill { cost_musd, .. } if is_enough(*cost_musd, budget) => {
                        "no attack within it was found, and that there is none is not proven"
                    }
                    _ => "the program and the bilevel program do not agree",
                };
                return Err(fails(why.to_string()));
            }
        }
        Err(fails(format!("no mix held within {} rounds", options.rounds)))
    }

    /// The cheapest mix that holds in the worlds known, and what no such mix costs less than; none where there is none.
    fn master(
        &self,
        worlds: &[(usize, bool, Pattern)],
        points: &Points,
        budget: f64,
    ) -> Result<Option<(Vec<f64>, f64)>, String> {
        let operations = self.operations;
        let mut program = Program::new(Sense::Minimize);
        let buffers = &self.network.buffers;
        let buffer = Axis::new("buffer", buffers.iter().map(|buffer| buffer.id.to_string()));
        let bought = program.cols("bought", "1", [&buffer], |[b]| {
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
            let weight = |at: usize| if at <= *until { operations.years(at) } else { 0.0 };
            let due = |at: usize| if *taxed { weight(at) } else { 0.0 };
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
