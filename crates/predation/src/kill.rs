//! The kill cost: the cheapest attack that ends one firm, several, or a purse that they share.
//!
//! One victim with a continuous price is a knapsack, or a linear program, for each death year. Several are a search over their death
//! years with a linear program at every node, or one program with a 0-1 column for each victim and year. What comes out is replayed
//! in the simulator; an answer that does not kill there is an error.

use program::solve::{Method, Options, Outcome, Solver, Stop};
use program::{Cols, NoProgress, Program};

use super::attack::Attack;
use super::bylaw::Bylaw;
use super::campaign::Campaign;
use super::check::PredationError;
use super::greedy::Knapsack;
use super::industry::Contest;
use super::ledger::{Arrangement, MARGIN};
use super::replay::Replay;

/// How hard an answer is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KillOptions {
    /// Relative gap between the attack that is found and the bound at which a search ends.
    pub gap: f64,
    /// Most nodes of a search over death years.
    pub nodes: usize,
    /// Work (LP iterations and nodes) of the program with 0-1 columns for all death years, which goes on where the search ends without a proof; without it
    /// the answer is the bracket that the search leaves.
    pub work: Option<u64>,
}

impl Default for KillOptions {
    fn default() -> Self {
        Self { gap: 1e-4, nodes: 2000, work: None }
    }
}

/// An attack that kills, and the proof that little less does.
#[derive(Clone, Debug, PartialEq)]
pub struct KillCost {
    /// The attack.
    pub campaign: Campaign,
    /// What it costs the adversary, discounted: the replay's cost.
    pub cost: f64,
    /// No attack that does it costs less.
    pub lower: f64,
    /// The attack in the simulator: cash by period, and who dies when.
    pub replay: Replay,
}

/// Why nothing kills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Harm saturates: idle cost and debt service over the whole contest do not empty the purse (docs/adversary.md, P5).
    Saturation,
    /// More cash would be burnt if ramps, menus or budgets allowed it.
    Limits,
}

/// Purses that cannot be emptied.
#[derive(Clone, Debug, PartialEq)]
pub struct Unkillable {
    /// Why.
    pub reason: Reason,
    /// The firms, those of one purse together.
    pub firms: Vec<usize>,
    /// The cash with which they cannot be killed at any budget and speed.
    pub needed: f64,
    /// The cash that they hold.
    pub held: f64,
}

/// The answer to what a kill costs.
#[derive(Clone, Debug, PartialEq)]
pub enum Kill {
    /// An attack that does it.
    Killed(Box<KillCost>),
    /// Nothing does it.
    Unkillable(Unkillable),
    /// Nothing was found, and nothing cheaper than this does it.
    Open {
        /// The bound, discounted.
        lower: f64,
    },
}

impl KillCost {
    /// Distance between the attack and the bound, as a share of its cost.
    #[must_use]
    pub fn gap(&self) -> f64 {
        if self.cost > 0.0 { (self.cost - self.lower) / self.cost } else { 0.0 }
    }
}

impl Kill {
    /// The attack, if there is one.
    #[must_use]
    pub fn killed(&self) -> Option<&KillCost> {
        match self {
            Self::Killed(killed) => Some(killed),
            _ => None,
        }
    }

    /// What it costs; infinite when nothing does it, none when it is not known.
    #[must_use]
    pub fn cost(&self) -> Option<f64> {
        match self {
            Self::Killed(killed) => Some(killed.cost),
            Self::Unkillable(_) => Some(f64::INFINITY),
            Self::Open { .. } => None,
        }
    }

    /// No attack that does it costs less.
    #[must_use]
    pub fn lower(&self) -> f64 {
        match self {
            Self::Killed(killed) => killed.lower,
            Self::Unkillable(_) => f64::INFINITY,
            Self::Open { lower } => *lower,
        }
    }
}

/// What a search found: an attack, if any, and a bound on all.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub campaign: Option<Campaign>,
    pub lower: f64,
}

/// Least cost of a death in each period; `None` where there is no such attack. Parts of strikes and of menus count as possible.
pub(super) type Costs = Vec<Option<f64>>;

/// An [`Attack`] inside the solver, asked for one set of death years after the other.
pub(super) struct Years<'a> {
    arrangement: &'a Arrangement,
    pub attack: Attack,
    solver: Solver,
    fixed: Vec<(usize, usize)>,
}

/// The cheapest attack of given death years: its discounted cost, and its columns.
#[derive(Clone, Debug)]
pub(super) struct Cheapest {
    pub cost: f64,
    pub cols: Vec<f64>,
}

/// Feasibility of programs, well inside the margin of a kill.
const FEASIBLE: f64 = 1e-9;
/// The same for a search over 0-1 columns, whose rows are held to this too: a tenth of the margin.
const WHOLE: f64 = 0.1 * MARGIN;

impl<'a> Years<'a> {
    pub fn new(contest: &Contest, arrangement: &'a Arrangement) -> Result<Self, PredationError> {
        let attack = Attack::new(contest, arrangement);
        let solver = Solver::new(&attack.program)?;
        Ok(Self { arrangement, attack, solver, fixed: Vec::new() })
    }

    /// The cheapest attack with the given deaths (victim, period): `None` where there is none. With `relaxed`,
    /// parts of strikes and menus are allowed.
    pub fn solve(&mut self, deaths: &[(usize, usize)], relaxed: bool) -> Result<Option<Cheapest>, PredationError> {
        for death in self.fixed.drain(..) {
            self.attack.ask(&mut self.solver, self.arrangement, death, false);
        }
        for death in deaths {
            self.attack.ask(&mut self.solver, self.arrangement, *death, true);
        }
        self.fixed = deaths.to_vec();
        let outcome = if relaxed || !self.attack.program.has_integers() {
            exact(&mut self.solver)?
        } else {
            // A search at the tolerances that it likes, then what is continuous to the last digit.
            let settings = Options { gap: 1e-7, integrality_tolerance: WHOLE, ..Options::default() };
            let found = self.solver.solve(&settings, &mut NoProgress)?;
            match &found.solution {
                Some(solution) => {
                    let exact = self.solver.fix_integers(solution, &continuous(true), &mut NoProgress)?;
                    if exact.is_optimal() { exact } else { found }
                }
                None => found,
            }
        };
        match (&outcome.stop, outcome.objective, outcome.solution) {
            (Stop::Optimal, Some(cost), Some(solution)) => {
                Ok(Some(Cheapest { cost: cost * self.attack.cost_unit, cols: solution.cols }))
            }
            (Stop::Infeasible, ..) => Ok(None),
            (stop, ..) => Err(PredationError::Solver(format!("the cheapest attack of given death years: {stop:?}"))),
        }
    }
}

/// Solves without integrality. Where the last digits cannot be had from where the solver stands (losses of very different size in one program), it begins
/// again, then asks for what a search over 0-1 columns is held to as well: a tenth of the margin of a kill.
pub(super) fn exact(solver: &mut Solver) -> Result<Outcome, PredationError> {
    let anew = Options { presolve: true, ..continuous(true) };
    let attempts = [
        continuous(true),
        anew.clone(),
        Options { method: Method::InteriorPoint { crossover: true }, ..anew.clone() },
        Options { feasibility_tolerance: WHOLE, optimality_tolerance: WHOLE, ..anew },
    ];
    let mut last = None;
    for (k, options) in attempts.iter().enumerate() {
        if k > 0 {
            solver.forget()?;
        }
        let outcome = solver.solve(options, &mut NoProgress)?;
        if matches!(outcome.stop, Stop::Optimal | Stop::Infeasible) {
            return Ok(outcome);
        }
        last = Some(outcome);
    }
    last.ok_or_else(|| PredationError::Solver("no program was solved".to_string()))
}

/// Settings for a program whose answer is to be exact.
pub(super) fn continuous(relaxed: bool) -> Options {
    Options {
        method: Method::Simplex,
        presolve: false,
        gap: 0.0,
        relax_integers: relaxed,
        feasibility_tolerance: FEASIBLE,
        optimality_tolerance: FEASIBLE,
        ..Options::default()
    }
}

/// Least cost of killing one victim in each period.
pub(super) fn costs(contest: &Contest, arrangement: &Arrangement, victim: usize) -> Result<Costs, PredationError> {
    if let Some(knapsack) = Knapsack::new(contest, arrangement, victim) {
        return Ok(knapsack.costs());
    }
    let alone = arrangement.only(&[victim]);
    let mut years = Years::new(contest, &alone)?;
    let solve = |period| Ok(years.solve(&[(0, period)], true)?.map(|cheapest| cheapest.cost));
    (0..contest.num_periods()).map(solve).collect()
}

/// The cheapest period of a table.
pub(super) fn cheapest(costs: &Costs) -> Option<(usize, f64)> {
    let there = costs.iter().enumerate().filter_map(|(period, cost)| cost.map(|cost| (period, cost)));
    there.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The cheapest attack that kills one victim.
pub(super) fn kill_victim(
    contest: &Contest,
    arrangement: &Arrangement,
    victim: usize,
    options: &KillOptions,
) -> Result<Found, PredationError> {
    if let Some(knapsack) = Knapsack::new(contest, arrangement, victim) {
        let best = cheapest(&knapsack.costs());
        let campaign = best.and_then(|(period, _)| knapsack.campaign(contest, period));
        return Ok(Found { campaign, lower: best.map_or(f64::INFINITY, |(_, cost)| cost) });
    }
    kill_victims(contest, &arrangement.only(&[victim]), options)
}

/// The cheapest attack that kills every victim.
pub(super) fn kill_victims(
    contest: &Contest,
    arrangement: &Arrangement,
    options: &KillOptions,
) -> Result<Found, PredationError> {
    let victims = 0..arrangement.victims.len();
    let table = victims.map(|victim| costs(contest, arrangement, victim)).collect::<Result<Vec<Costs>, _>>()?;
    if table.iter().any(|costs| cheapest(costs).is_none()) {
        return Ok(Found { campaign: None, lower: f64::INFINITY });
    }
    super::search::by_years(contest, arrangement, &table, options)
}

/// The cheapest attack that does harm of at least `at_least`, the sum of the weights of the victims that it kills, as one program.
/// `known` is an attack that does it.
pub(super) fn by_program(
    contest: &Contest,
    arrangement: &Arrangement,
    table: &[Costs],
    (weights, at_least): (&[f64], f64),
    known: Option<&Campaign>,
    options: &KillOptions,
) -> Result<Found, PredationError> {
    let ceiling = known.map_or(f64::INFINITY, |campaign| contest.cost(campaign));
    // A death that alone costs more than what is known is in no better attack.
    let worth = |cost: &Option<f64>| cost.filter(|cost| *cost <= ceiling * (1.0 + 1e-9));
    let table: Vec<Costs> = table.iter().map(|costs| costs.iter().map(worth).collect()).collect();
    let mut attack = Attack::new(contest, arrangement);
    let dead = attack.add_deaths(contest, arrangement, &table);
    add_harm(&mut attack.program, &dead, weights, at_least);
    let mut solver = Solver::new(&attack.program)?;
    let settings = Options {
        gap: options.gap,
        absolute_gap: 1e-9,
        work_limit: options.work,
        integrality_tolerance: WHOLE,
        ..Options::default()
    };
    let outcome = solver.solve(&settings, &mut NoProgress)?;
    match (&outcome.stop, outcome.bound) {
        (Stop::Infeasible, _) if known.is_none() => Ok(Found { campaign: None, lower: f64::INFINITY }),
        (Stop::Optimal | Stop::IterationLimit, Some(bound)) => {
            let lower = (bound * attack.cost_unit).min(ceiling).max(0.0);
            let Some(solution) = outcome.solution else { return Ok(Found { campaign: known.cloned(), lower }) };
            let mut campaign = attack.campaign(contest, &solution.cols);
            // With moves and death years as they are, what is left is continuous: to the last digit.
            let exact = solver.fix_integers(&solution, &continuous(true), &mut NoProgress)?;
            if let (Stop::Optimal, Some(solution)) = (exact.stop, exact.solution) {
                let polished = attack.campaign(contest, &solution.cols);
                if arrangement.harm(contest, &polished, weights) >= at_least
                    && contest.cost(&polished) <= contest.cost(&campaign)
                {
                    campaign = polished;
                }
            }
            let better = known.filter(|known| contest.cost(known) <= contest.cost(&campaign));
            Ok(Found { campaign: Some(better.cloned().unwrap_or(campaign)), lower })
        }
        (stop, _) => Err(PredationError::Solver(format!("the cheapest attack: {stop:?}"))),
    }
}

/// The harm that is asked for.
fn add_harm(program: &mut Program, dead: &Cols<2>, weights: &[f64], at_least: f64) {
    let all: f64 = weights.iter().sum();
    program.rows("harm", "weight", [], |[], row| {
        for ([victim, _], col) in dead.iter() {
            row.add(col, weights[victim] / all);
        }
        row.at_least(at_least / all);
    });
}

impl Arrangement {
    /// The period in which each victim first falls below its line under a campaign; ledgers go on whatever happens.
    pub fn deaths(&self, contest: &Contest, campaign: &Campaign) -> Vec<Option<usize>> {
        let ledgers: Vec<Vec<f64>> = self.ledgers.iter().map(|ledger| ledger.cash(contest, campaign)).collect();
        let died = |victim: &super::ledger::Victim| {
            let sum = |period: usize| victim.ledgers.iter().map(|ledger| ledgers[*ledger][period]).sum::<f64>();
            (0..contest.num_periods()).find(|period| sum(*period) < victim.least[*period])
        };
        self.victims.iter().map(died).collect()
    }

    /// The sum of the weights of the victims that a campaign kills.
    pub fn harm(&self, contest: &Contest, campaign: &Campaign, weights: &[f64]) -> f64 {
        let deaths = self.deaths(contest, campaign);
        deaths.iter().zip(weights).filter(|(died, _)| died.is_some()).map(|(_, weight)| weight).sum()
    }
}

/// An answer, if the simulator confirms it.
pub(super) fn confirm(
    contest: &Contest,
    bylaw: Bylaw,
    found: Found,
    kills: &dyn Fn(&Replay) -> bool,
) -> Result<Option<KillCost>, PredationError> {
    let Some(campaign) = found.campaign else { return Ok(None) };
    let replay = contest.replay(&campaign, bylaw)?;
    if !kills(&replay) {
        let words = format!("the attack costs {} and does not kill: {:?}", replay.cost, replay.died);
        return Err(PredationError::Unconfirmed(words));
    }
    // Bounds are for kills by the margin; a search may end within it.
    let close = 10.0 * MARGIN * (replay.cost + contest.deepest_cost());
    if found.lower > replay.cost + close {
        let words = format!("the attack costs {}, which is less than the bound {}", replay.cost, found.lower);
        return Err(PredationError::Unconfirmed(words));
    }
    Ok(Some(KillCost { cost: replay.cost, lower: found.lower.min(replay.cost), replay, campaign }))
}
