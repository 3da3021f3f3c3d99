//! Programs with integers as games: worths by search, and the most tempted group by one search in which membership is a variable.

use program::solve::{Flow, Options, Progress as SolverProgress, Solver, Stop};
use program::{Membership, Program};

use super::generation::{Oracle, Separation};
use super::linear::Listen;
use crate::game::{Game, GameError, Worth};
use crate::group::Group;
use crate::task::{Progress, Task};

/// A program, with its integers, as a game.
pub struct IntegerGame<'a> {
    program: &'a Program,
    membership: Membership,
    total: Worth,
    /// Most seconds of one search.
    pub seconds: Option<f64>,
}

/// Gap at which a search for one worth ends, as a share of the worth.
const WORTH_GAP: f64 = 1e-9;

impl<'a> IntegerGame<'a> {
    /// The game of a program among the members of `membership`. Solves the program of all.
    ///
    /// # Errors
    /// When the program of all has no optimum, or the solver fails.
    pub fn new(program: &'a Program, membership: Membership) -> Result<Self, GameError> {
        let mut game = Self { program, membership, total: Worth::exact(0.0), seconds: None };
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
        let options = Options { gap: WORTH_GAP, threads: 1, time_limit_seconds: self.seconds, ..Options::default() };
        let outcome = Solver::new(&program)?.solve(&options, &mut program::Silent)?;
        match (&outcome.stop, outcome.objective, outcome.bound) {
            (Stop::Infeasible, ..) => Ok(None),
            (_, Some(value), Some(bound)) => Ok(Some(Worth { value, bound: bound.max(value) })),
            (stop, ..) => Err(GameError::Solver(format!("the program of {group:?}: {stop:?}"))),
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
        worth.ok_or_else(|| GameError::Invalid(format!("the group {group:?} cannot stand alone")))
    }
}

impl Oracle for IntegerGame<'_> {
    fn num_players(&self) -> usize {
        self.membership.num_members()
    }

    fn total(&self) -> f64 {
        self.total.value
    }

    fn separate(
        &mut self,
        pay: &[f64],
        enough: f64,
        tolerance: f64,
        task: &mut Task<'_>,
    ) -> Result<Separation, GameError> {
        let (search, members) = self.membership.search(self.program, pay);
        let mut solver = Solver::new(&search)?;
        let options = Options {
            gap: 0.0,
            absolute_gap: tolerance.max(1e-9),
            threads: 1,
            time_limit_seconds: self.seconds,
            ..Options::default()
        };
        let mut stopped = false;
        let mut cut_short = false;
        let mut watch = |progress: &SolverProgress| {
            let told = Progress {
                doing: "most tempted group",
                done: usize::try_from(progress.nodes).unwrap_or(usize::MAX),
                lower: progress.objective,
                upper: progress.bound,
                ..Progress::default()
            };
            stopped |= task.watch.progress(&told) == Flow::Stop;
            cut_short |= progress.objective.is_some_and(|objective| objective >= enough);
            if stopped || cut_short { Flow::Stop } else { Flow::Continue }
        };
        let outcome = solver.solve(&options, &mut Listen(&mut watch))?;
        if stopped {
            return Err(GameError::Stopped);
        }
        let bound = match (&outcome.stop, outcome.bound) {
            (Stop::Infeasible, _) => return Ok(Separation { groups: Vec::new(), bound: f64::NEG_INFINITY }),
            (Stop::Unbounded | Stop::InfeasibleOrUnbounded | Stop::Other(_), _) => {
                return Err(GameError::Solver(format!("the search for a group: {:?}", outcome.stop)));
            }
            (_, bound) => bound.unwrap_or(f64::INFINITY),
        };
        let mut groups = Vec::new();
        if let (Some(solution), Some(objective)) = (&outcome.solution, outcome.objective) {
            let group: Group = members.iter().filter(|(_, col)| solution.col(*col) > 0.5).map(|([i], _)| i).collect();
            groups.push((group, objective + group.sum(pay)));
        }
        Ok(Separation { groups, bound })
    }
}
