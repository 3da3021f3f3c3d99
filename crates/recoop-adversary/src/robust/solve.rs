//! From a case to a plan that holds.

use std::cell::Cell;

use coalition::{Group, Progress};
use program::{Flow, Program, Stop};

use super::answer::{KNOWN, PlanPerformance, Robust, RobustError, RobustOptions, Round, gap};
use super::world::{Asks, Pattern, Stage, World};
use super::worst_prices::Points;
use crate::arsenal::Arsenal;
use crate::bilevel::{BilevelError, SearchOptions};
use crate::flows::Flows;
use crate::internal::InternalPrices;
use crate::kill::{KillCost, KillOutcome, kill_costs};
use crate::operations::Operations;
use crate::own_trade;
use crate::standing::{Ask, Standing, is_plant};
use crate::stress::{PurseHolder, arsenal, purse, without_limit};
use crate::worst::{Harm, worst_attacks};
use recoop::formulation::variables::Variables;
use recoop::formulation::{Formulation, formulate};
use recoop::plan::{PlanError, ProgressObserver, SolvedPlan, Step, solve_program};
use recoop_case::Network;
use recoop_case::positions::StatePath;

/// A plan of a round: its worst attack, and what empties the purse where that counts.
struct Tried {
    made: SolvedPlan,
    harm: Harm,
    free_musd: f64,
    kill: Option<KillCost>,
}

/// Whether it is proven that no attack within a budget empties a purse.
pub(crate) fn holds(kill: &KillCost, budget_musd: f64) -> bool {
    match &kill.verdict {
        KillOutcome::FailsUnattacked { .. } | KillOutcome::NotProven => false,
        KillOutcome::Kill { lower_bound_musd, .. } => is_enough(*lower_bound_musd, budget_musd),
        KillOutcome::NotExhaustible => true,
    }
}

/// Points of each move between which its cost is taken as linear, at the beginning.
pub(crate) const POINTS: usize = 8;
/// Part of a required budget that a kill cost may fall short by: to what costs are known in a bilevel program.
const SHORT: f64 = 1e-4;
/// Kill costs of no more are nothing, MUSD: a dollar.
pub(crate) const FREE_MUSD: f64 = 1e-6;
/// Whether a kill cost is as much as is required. A kill that costs nothing is within every budget, that of nothing too.
pub(crate) fn is_enough(kill_musd: f64, required_musd: f64) -> bool {
    kill_musd > FREE_MUSD && kill_musd >= required_musd * (1.0 - SHORT) - FREE_MUSD
}

/// Part of a purse that has to be left where it must not be empty.
pub(crate) const KEPT: f64 = 1e-5;

/// Whether what is asked for can be asked of the case.
pub(super) fn refuse(network: &Network, options: &RobustOptions) -> Result<(), RobustError> {
    Search::new(network, options).map(|_| ())
}

/// Makes a robust plan.
///
/// # Errors
/// When there is none, when the case has no attacks, or when the solver fails.
pub fn robust(
    network: &Network,
    options: &RobustOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Robust, RobustError> {
    Search::new(network, options)?.run(observer)
}

/// Passes on progress and stops, not the steps of plans on the way.
pub(super) struct Muted<'a>(pub &'a mut dyn ProgressObserver);

impl ProgressObserver for Muted<'_> {
    fn step(&mut self, _step: &Step) {}
    fn progress(&mut self, progress: &program::Progress) -> Flow {
        self.0.progress(progress)
    }
}

/// A plan with what the worst attack leaves of it.
struct Candidate {
    columns: Vec<f64>,
    value: f64,
}

struct Search<'a> {
    network: &'a Network,
    options: &'a RobustOptions,
    formulation: Formulation,
    states: StatePath,
    /// Moves of the worst attack, and those that may empty a purse.
    arsenals: [Arsenal; 2],
    purse: f64,
    /// Whether the limit on the time of a search struck.
    struck: Cell<bool>,
}

impl<'a> Search<'a> {
    fn new(network: &'a Network, options: &'a RobustOptions) -> Result<Self, RobustError> {
        if network.attacks.is_empty() {
            return Err(RobustError::NoAttacks);
        }
        let states = network.tree.states_to(options.leaf);
        let all = Arsenal::new(network, &states, options.level, &|_| true).within(options.yearly_musd);
        if all.moves.is_empty() {
            return Err(RobustError::NoCosts(options.level.as_str()));
        }
        let purse = purse(network, PurseHolder::All);
        if options.survive_musd.is_some() && purse.is_infinite() {
            return Err(RobustError::NoPurse(without_limit(network)));
        }
        let kills =
            arsenal(network, &states, PurseHolder::All, options.level, options.bans).within(options.yearly_musd);
        Ok(Self {
            network,
            options,
            formulation: formulate(network),
            states,
            arsenals: [all, kills],
            purse,
            struck: Cell::new(false),
        })
    }

    fn run(&self, observer: &mut dyn ProgressObserver) -> Result<Robust, RobustError> {
        let options = self.options;
        let internal = InternalPrices::indexed(self.network, &self.states);
        let flows = Flows::along(self.network, &self.formulation, &self.states, &internal).with_shut();
        let standing = Standing::new(self.network, &self.formulation, &Ask::along(&self.states));
        let own_trade = own_trade::limits(self.network, &self.formulation, &self.states, (&|_| true, &|_, _| 1.0));
        let stage = Stage {
            network: self.network,
            formulation: &self.formulation,
            states: &self.states,
            flows: &flows,
            standing: &standing,
            own_trade: &own_trade,
            yearly_musd: options.yearly_musd,
        };
        let mut points = self.arsenals.each_ref().map(|arsenal| Points::even(arsenal, POINTS));
        let mut worlds: Vec<World> = Vec::new();
        if options.weight > 0.0 {
            worlds.push(self.world(Asks::Worth, &vec![0.0; self.arsenals[0].moves.len()]));
        }
        let (mut rounds, mut best): (Vec<Round>, Option<Candidate>) = (Vec::new(), None);
        let (mut bound, mut last) = (f64::INFINITY, None);
        for _ in 0..options.rounds {
            let of = |world: &World| usize::from(world.asks != Asks::Worth);
            let pairs: Vec<(World, &Arsenal)> =
                worlds.iter().map(|world| (world.clone(), &self.arsenals[of(world)])).collect();
            let their: Vec<&Points> = worlds.iter().map(|world| &points[of(world)]).collect();
            let master = stage.master(&pairs, &their, options.weight);
            let told = Progress {
                doing: "robust plan",
                done: rounds.len(),
                lower: best.as_ref().map(|best| best.value),
                upper: bound.is_finite().then_some(bound),
                ..Progress::default()
            };
            observer.step(&Step::Searched(told));
            let solved = match solve_program(self.network, master, &options.plan, &mut Muted(observer)) {
                Err(PlanError::Infeasible(_)) if worlds.iter().any(|world| world.asks != Asks::Worth) => {
                    return Err(RobustError::NothingSurvives(options.survive_musd.unwrap_or_default()));
                }
                solved => solved?,
            };
            whole(&solved)?;
            bound = bound.min(solved.plan.status.bound);
            let base: Vec<f64> = solved.columns[..self.formulation.program.num_cols()].to_vec();
            let tried = self.attack(base, options.survive_musd.is_some(), &mut Muted(observer))?;
            let survives = self.survives(tried.kill.as_ref());
            let left = tried.harm.found.bound_musd;
            let value = (1.0 - options.weight) * self.expected(&tried.made.columns) + options.weight * left;
            rounds.push(Round { bound_musd: bound, value_musd: survives.then_some(value), worlds: worlds.len() });
            if survives && best.as_ref().is_none_or(|best| value > best.value) {
                best = Some(Candidate { columns: tried.made.columns.clone(), value });
            }
            let close = best.as_ref().is_some_and(|best| gap(best.value, bound) <= options.plan.gap + KNOWN);
            if close || !self.learn(&tried, &mut worlds, &mut points) {
                last = tried.kill.filter(|kill| !self.survives(Some(kill)));
                break;
            }
        }
        let Some(best) = best else { return Err(self.unproven(rounds.len(), last.as_ref())) };
        let Tried { made, harm, free_musd, kill } = self.attack(best.columns, true, &mut Muted(observer))?;
        let (kill, time_struck) = (kill.ok_or(RobustError::NoTime)?, self.struck.get());
        let held = PlanPerformance { made, harm, free_musd, kill, time_struck };
        Ok(Robust { options: options.clone(), held, value_musd: best.value, bound_musd: bound.max(best.value), rounds })
    }

    /// Why no plan held: rounds were over, or the last plan's attack taught nothing new, and its bounds leave open whether it holds.
    fn unproven(&self, rounds: usize, last: Option<&KillCost>) -> RobustError {
        let Some(kill) = last else { return RobustError::Rounds(rounds) };
        let bounds_musd = (kill.verdict.lower_bound_musd(), kill.verdict.cost_musd());
        RobustError::NotProven { required_musd: self.options.survive_musd.unwrap_or_default(), rounds, bounds_musd }
    }

    fn expected(&self, columns: &[f64]) -> f64 {
        let program = &self.formulation.program;
        program.offset() + program.all_cols().map(|col| program.cost(col) * columns[col.index()]).sum::<f64>()
    }

    fn world(&self, asks: Asks, depths: &[f64]) -> World {
        let (arsenal, budget_musd) = match asks {
            Asks::Worth => (&self.arsenals[0], self.options.budget_musd),
            Asks::Cash { .. } => (&self.arsenals[1], self.options.survive_musd.unwrap_or_default()),
        };
        let whole = self.options.whole_attacks && asks == Asks::Worth;
        let prices = |m: usize| if arsenal.moves[m].steps.is_empty() { depths[m] } else { 0.0 };
        let depths_of_prices = whole.then(|| (0..depths.len()).map(prices).collect());
        World { pattern: Pattern::of(arsenal, depths), asks, budget_musd, depths: depths_of_prices }
    }

    fn survives(&self, kill: Option<&KillCost>) -> bool {
        let (Some(required), Some(kill)) = (self.options.survive_musd, kill) else { return true };
        holds(kill, required)
    }

    /// The plants of a plan with operations for what is expected, and the worst attacks on them.
    fn attack(
        &self,
        columns: Vec<f64>,
        purse: bool,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Tried, RobustError> {
        let made = self.settled(&columns, observer)?;
        let purse = purse.then_some(self.purse);
        attack(self, made, purse, observer)
    }

    /// The plan with the plants of `columns`, everything else decided again.
    fn settled(&self, columns: &[f64], observer: &mut dyn ProgressObserver) -> Result<SolvedPlan, RobustError> {
        let mut formulation = self.formulation.clone();
        fix_plants(&mut formulation.program, columns);
        let made = solve_program(self.network, formulation, &self.options.plan, observer)?;
        whole(&made)?;
        Ok(made)
    }

    /// What the worst attacks on a plan teach: worlds and points. Whether there was anything new.
    fn learn(&self, tried: &Tried, worlds: &mut Vec<World>, points: &mut [Points; 2]) -> bool {
        let mut new = false;
        let mut add = |world: World| {
            let known = worlds.contains(&world);
            if !known {
                worlds.push(world);
            }
            !known
        };
        if self.options.weight > 0.0 {
            new |= add(self.world(Asks::Worth, &tried.harm.found.depths));
            new |= points[0].refine(&self.arsenals[0], &tried.harm.found.depths);
        }
        if let Some(kill) = tried.kill.as_ref().filter(|kill| !self.survives(Some(kill))) {
            let purse_musd = self.purse * (1.0 - KEPT);
            match &kill.verdict {
                KillOutcome::FailsUnattacked { at } => {
                    let nothing = vec![0.0; self.arsenals[1].moves.len()];
                    for taxed in taxes(self.network) {
                        new |= add(self.world(Asks::Cash { until: *at, taxed, purse_musd }, &nothing));
                    }
                }
                KillOutcome::Kill { at, found, .. } => {
                    for taxed in taxes(self.network) {
                        new |= add(self.world(Asks::Cash { until: *at, taxed, purse_musd }, &found.depths));
                    }
                    new |= points[1].refine(&self.arsenals[1], &found.depths);
                }
                KillOutcome::NotExhaustible | KillOutcome::NotProven => {}
            }
        }
        new
    }
}

/// How a purse may be taxed by a state: on what was earned by then as a whole, or not at all, as losses are refunded to nobody. Where nobody is taxed
/// it is the same.
pub(crate) fn taxes(network: &Network) -> Vec<bool> {
    if network.tax_rate() != 0.0 { vec![true, false] } else { vec![false] }
}

/// Settles what stands as columns say, everything else being open.
pub(super) fn fix_plants(program: &mut Program, columns: &[f64]) {
    for col in program.all_cols() {
        if !Variables::family(program.col_family(col)).is_some_and(is_plant) {
            continue;
        }
        let (lower, upper) = program.col_bounds(col);
        let value = columns[col.index()];
        if program.is_integer(col) {
            program.set_col_bounds(col, value.round(), value.round());
        } else {
            // Settled up to the solver's tolerance.
            let room = 1e-7 * (1.0 + value.abs());
            program.set_col_bounds(col, lower.max(value - room), upper.min(value + room).max(lower));
        }
    }
}

/// The worst attack on a plan within the budget, and the cheapest on a purse where there is one.
fn attack(
    search: &Search<'_>,
    made: SolvedPlan,
    purse: Option<f64>,
    observer: &mut dyn ProgressObserver,
) -> Result<Tried, RobustError> {
    let Search { network, options, arsenals, .. } = search;
    let mut stopped = false;
    let answer = {
        let operations = Operations::new(network, &made, options.leaf, Group::all(network.cooperative()));
        let mut ask = |progress: &program::Progress| {
            let flow = observer.progress(progress);
            stopped |= flow == Flow::Stop;
            flow
        };
        let (gap, work, seconds) = (options.gap, options.work, options.seconds);
        let mut effort = SearchOptions { gap, work, seconds, struck: false, observer: &mut ask };
        let of_purse =
            || Operations::of_purse(network, &made, options.leaf, Group::all(network.cooperative())).with_shut();
        let purse = purse.map(|musd| (of_purse(), musd));
        let answers = answers(&operations, options, arsenals, purse, &mut effort);
        search.struck.set(search.struck.get() | effort.struck);
        answers
    };
    match answer {
        _ if stopped => Err(interrupted()),
        Err(error) => Err(error.into()),
        Ok(None) => Err(RobustError::NoTime),
        Ok(Some((harm, free_musd, kill))) => Ok(Tried { made, harm, free_musd, kill }),
    }
}

/// The worst attack with what there is without one, and what empties the purse; none when time did not suffice.
#[allow(clippy::type_complexity, reason = "three answers, taken apart at once")]
fn answers(
    operations: &Operations<'_>,
    options: &RobustOptions,
    arsenals: &[Arsenal; 2],
    purse: Option<(Operations<'_>, f64)>,
    effort: &mut SearchOptions<'_>,
) -> Result<Option<(Harm, f64, Option<KillCost>)>, BilevelError> {
    let worst = worst_attacks(operations, &arsenals[0], &[options.budget_musd], effort)?;
    let Some((harm, free)) = worst.and_then(|mut worst| Some((worst.harms.pop()?, worst.free_musd))) else {
        return Ok(None);
    };
    let kill = match purse {
        Some((operations, musd)) => kill_costs(&operations, std::slice::from_ref(&arsenals[1]), musd, effort)?.pop(),
        None => None,
    };
    Ok(Some((harm, free, kill)))
}

fn interrupted() -> RobustError {
    RobustError::Plan(PlanError::interrupted())
}

/// A plan that was broken off is none to go on from.
pub(super) fn whole(made: &SolvedPlan) -> Result<(), RobustError> {
    if made.plan.status.stop == Stop::Interrupted { Err(interrupted()) } else { Ok(()) }
}

/// Evaluates a baseline plan under the attacks used for robust plans.
///
/// # Errors
/// As [`robust`].
pub fn hold(
    network: &Network,
    made: SolvedPlan,
    options: &RobustOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<PlanPerformance, RobustError> {
    let search = Search::new(network, options)?;
    let tried = attack(&search, made, Some(search.purse), observer)?;
    let Tried { made, harm, free_musd, kill } = tried;
    Ok(PlanPerformance {
        made,
        harm,
        free_musd,
        kill: kill.ok_or(RobustError::NoTime)?,
        time_struck: search.struck.get(),
    })
}
