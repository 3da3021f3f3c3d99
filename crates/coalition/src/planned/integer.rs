//! Programs with integers as games: worths by search, and the most tempted group by one search in which membership is a variable.
//!
//! The integers of a solution are a *plan*: what is built, what runs. Plans that were good at other payoffs are tried first, with
//! only membership left to find. Where no group is tempted enough under any of them everything is searched, from the best that is
//! known; only that says how much a group can be tempted at most.

use std::sync::{Mutex, PoisonError};

use program::solve::{Flow, NoProgress, Options, Outcome, Progress as SolverProgress, Solver, Stop};
use program::{Col, Membership, Program};

use super::generation::{Oracle, Separation};
use super::linear::Listen;
use super::settle::{level_out, sizes};
use crate::game::{Game, GameError, Worth};
use crate::group::Group;
use crate::task::{Progress, Task};

/// A program, with its integers, as a game.
pub struct IntegerGame<'a> {
    program: &'a Program,
    membership: Membership,
    total: Worth,
    /// Behind a lock only because a game is shared between threads and a solver cannot be.
    search: Mutex<Option<Search>>,
    /// Groups met so far, with worths that they have for certain.
    met: Vec<(Group, f64)>,
    /// Most work of one search, LP iterations and nodes.
    pub work: Option<u64>,
}

/// Gap at which a search for one worth ends, as a share of the worth.
const WORTH_GAP: f64 = 1e-9;
/// Most plans that are tried before everything is searched.
const PLANS: usize = 8;
/// Nodes after which a plan is given up: groups that are tempted clearly are found before.
const NODES: u64 = 5;

impl<'a> IntegerGame<'a> {
    /// The game of a program among the members of `membership`. Solves the program of all.
    ///
    /// # Errors
    /// When the program of all has no optimum, or the solver fails.
    pub fn new(program: &'a Program, membership: Membership) -> Result<Self, GameError> {
        let total = Worth::exact(0.0);
        let mut game = Self { program, membership, total, search: Mutex::new(None), met: Vec::new(), work: None };
        let all = Group::all(game.membership.num_members());
        game.total = game.stand_alone(all)?.ok_or_else(|| {
            let why = "the program of all has no solution";
            GameError::Invalid(why.to_string())
        })?;
        Ok(game)
    }

    /// The worth of a group; `None` when no plan satisfies its rules.
    ///
    /// # Errors
    /// When the solver fails or finds no plan in time.
    pub fn stand_alone(&self, group: Group) -> Result<Option<Worth>, GameError> {
        let program = self.membership.program(self.program, &|i| group.contains(i));
        let options = Options { gap: WORTH_GAP, work_limit: self.work, ..Options::default() };
        let outcome = Solver::new(&program)?.solve(&options, &mut NoProgress)?;
        match (&outcome.stop, outcome.objective, outcome.bound) {
            (Stop::Infeasible, ..) => Ok(None),
            (_, Some(value), Some(bound)) => Ok(Some(Worth { value, bound: bound.max(value) })),
            (stop, ..) => Err(GameError::Solver(format!("the program of {group:?}: {stop:?}"))),
        }
    }

    /// The shares of Owen in the relaxation of the program of all: no group has more than they pay, where everything that is
    /// scarce is brought by members, and they exceed the worth of all by the gap of integrality alone.
    fn relaxed_shares(&self) -> Result<Option<Vec<f64>>, GameError> {
        let options = Options { relax_integers: true, ..Options::default() };
        let outcome = Solver::new(self.program)?.solve(&options, &mut NoProgress)?;
        let solution = outcome.solution.filter(|_| outcome.stop == Stop::Optimal);
        Ok(solution.map(|solution| self.membership.slopes(self.program, &solution)))
    }

    fn search(&mut self) -> Result<&mut Search, GameError> {
        let kept = self.search.get_mut().unwrap_or_else(PoisonError::into_inner);
        match kept {
            Some(search) => Ok(search),
            None => Ok(kept.insert(Search::new(self.program, &self.membership)?)),
        }
    }
}

impl Game for IntegerGame<'_> {
    fn num_players(&self) -> usize {
        self.membership.num_members()
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        if group.is_empty() {
            return Ok(Worth::exact(0.0));
        }
        let worth = self.stand_alone(group)?;
        worth.ok_or_else(|| GameError::Invalid(format!("the coalition {group:?} cannot stand alone")))
    }
}

impl Oracle for IntegerGame<'_> {
    fn num_players(&self) -> usize {
        self.membership.num_members()
    }

    fn total(&self) -> f64 {
        self.total.value
    }

    fn known(&mut self) -> Result<Vec<(Group, f64)>, GameError> {
        if self.met.is_empty() {
            for player in 0..self.membership.num_members() {
                let alone = Group::single(player);
                self.met.extend(self.stand_alone(alone)?.map(|worth| (alone, worth.value)));
            }
        }
        Ok(self.met.clone())
    }

    fn guess(&mut self) -> Result<Vec<f64>, GameError> {
        let n = self.membership.num_members();
        let shares = self.relaxed_shares()?.unwrap_or_else(|| vec![0.0; n]);
        Ok(level_out(&shares, &sizes(&shares), self.total.value))
    }

    fn quick(&mut self, pay: &[f64], least: f64, task: &mut Task<'_>) -> Result<Option<Vec<(Group, f64)>>, GameError> {
        let options = Options { gap: 0.0, work_limit: self.work, ..Options::default() };
        let groups = self.search()?.try_plans(pay, least, &options, task)?;
        self.met.extend(groups.iter().flatten());
        Ok(groups)
    }

    fn separate(
        &mut self,
        pay: &[f64],
        enough: f64,
        tolerance: f64,
        task: &mut Task<'_>,
    ) -> Result<Separation, GameError> {
        let options =
            Options { gap: 0.0, absolute_gap: tolerance.max(1e-9), work_limit: self.work, ..Options::default() };
        let separation = self.search()?.separate(pay, enough, &options, task)?;
        self.met.extend(&separation.groups);
        Ok(separation)
    }
}

/// The program in which membership is a variable, inside a solver that keeps what it found.
struct Search {
    solver: Solver,
    members: Vec<Col>,
    /// Integer columns of the program, with their bounds.
    integers: Vec<(Col, f64, f64)>,
    /// Values of the integer columns, the last useful first.
    plans: Vec<Vec<f64>>,
    /// The best solution at the payoffs that were searched last.
    best: Option<(f64, Vec<f64>)>,
}

/// When a search may end before its gap is closed.
#[derive(Clone, Copy)]
struct Until {
    /// A group is tempted so much.
    enough: f64,
    /// No group is tempted as much as this.
    least: f64,
    /// So many nodes.
    nodes: u64,
}

impl Search {
    fn new(program: &Program, membership: &Membership) -> Result<Self, GameError> {
        let (search, members) = membership.search(program, &vec![0.0; membership.num_members()]);
        let integers = program.all_cols().filter(|col| program.is_integer(*col));
        let integers = integers.map(|col| (col, search.col_bounds(col).0, search.col_bounds(col).1)).collect();
        let members = members.iter().map(|(_, col)| col).collect();
        Ok(Self { solver: Solver::new(&search)?, members, integers, plans: Vec::new(), best: None })
    }

    /// Groups that are tempted by more than `least` under one of the last plans; `None` while there is no plan.
    fn try_plans(
        &mut self,
        pay: &[f64],
        least: f64,
        options: &Options,
        task: &mut Task<'_>,
    ) -> Result<Option<Vec<(Group, f64)>>, GameError> {
        if self.plans.is_empty() {
            return Ok(None);
        }
        self.pay(pay);
        let mut groups = Vec::new();
        for at in 0..self.plans.len().min(PLANS) {
            let plan = &self.plans[at];
            let bounds: Vec<_> =
                self.integers.iter().zip(plan).map(|((col, ..), value)| (*col, *value, *value)).collect();
            self.solver.set_bounds(&bounds, &[]);
            let until = Until { enough: f64::INFINITY, least, nodes: NODES };
            let before = self.best.as_ref().map_or(f64::NEG_INFINITY, |(excess, _)| *excess);
            let outcome = self.solve(until, options, task)?;
            let Some((group, worth, excess)) = self.tempted(outcome, pay) else { continue };
            if excess > least {
                groups.push((group, worth));
            }
            if excess > before {
                self.plans[..=at].rotate_right(1);
            }
        }
        self.solver.set_bounds(&self.integers, &[]);
        Ok(Some(groups))
    }

    fn separate(
        &mut self,
        pay: &[f64],
        enough: f64,
        options: &Options,
        task: &mut Task<'_>,
    ) -> Result<Separation, GameError> {
        // What `try_plans` found at these payoffs, else what was best at others.
        if let Some((_, cols)) = &self.best {
            self.solver.set_start(cols)?;
        }
        self.pay(pay);
        let outcome = self.solve(Until { enough, least: f64::NEG_INFINITY, nodes: u64::MAX }, options, task)?;
        let bound = match &outcome.stop {
            Stop::Infeasible => return Ok(Separation { groups: Vec::new(), bound: f64::NEG_INFINITY }),
            stop @ (Stop::Unbounded | Stop::InfeasibleOrUnbounded | Stop::Other(_)) => {
                return Err(GameError::Solver(format!("the search for a coalition: {stop:?}")));
            }
            _ => outcome.bound.unwrap_or(f64::INFINITY),
        };
        let mut groups = Vec::new();
        if let Some(solution) = &outcome.solution {
            let plan: Vec<f64> = self.integers.iter().map(|(col, ..)| solution.col(*col).round()).collect();
            self.plans.retain(|other| *other != plan);
            self.plans.insert(0, plan);
        }
        if let Some((group, worth, _)) = self.tempted(outcome, pay) {
            groups.push((group, worth));
        }
        Ok(Separation { groups, bound })
    }

    fn pay(&mut self, pay: &[f64]) {
        for (col, pay) in self.members.iter().zip(pay) {
            self.solver.set_cost(*col, -pay);
        }
        self.best = None;
    }

    fn solve(&mut self, until: Until, options: &Options, task: &mut Task<'_>) -> Result<Outcome, GameError> {
        let mut stopped = false;
        let mut cut_short = false;
        let mut observer = |progress: &SolverProgress| {
            let told = Progress {
                doing: "coalition with the largest excess",
                done: usize::try_from(progress.nodes).unwrap_or(usize::MAX),
                lower: progress.objective,
                upper: progress.bound,
                ..Progress::default()
            };
            stopped |= task.observer.progress(&told) == Flow::Stop;
            cut_short |= progress.objective.is_some_and(|objective| objective >= until.enough)
                || progress.bound.is_some_and(|bound| bound < until.least)
                || progress.nodes >= until.nodes;
            if stopped || cut_short { Flow::Stop } else { Flow::Continue }
        };
        let outcome = self.solver.solve(options, &mut Listen(&mut observer))?;
        if stopped { Err(GameError::Stopped) } else { Ok(outcome) }
    }

    /// The group of a solution with its worth and its excess.
    fn tempted(&mut self, outcome: Outcome, pay: &[f64]) -> Option<(Group, f64, f64)> {
        let (solution, excess) = outcome.solution.zip(outcome.objective)?;
        let part = |at: usize| solution.col(self.members[at]);
        let group: Group = (0..self.members.len()).filter(|at| part(*at) > 0.5).collect();
        // Payments of the solution, whose binaries are not binary to the last digit.
        let worth = excess + pay.iter().enumerate().map(|(at, pay)| pay * part(at)).sum::<f64>();
        if self.best.as_ref().is_none_or(|(best, _)| excess > *best) {
            self.best = Some((excess, solution.cols));
        }
        Some((group, worth, excess))
    }
}
