//! Continuous programs as games: linear production (Owen 1975, *On the core of linear production games*).
//!
//! The worth `v(z) = max { c x : A x ≤ b(z) }` is concave in membership `z`, and the duals of one group's program stay feasible for
//! every other. So each solve gives a [`Cut`], a linear function of membership that no group's worth exceeds, equal to the worth
//! of the group that was solved; a group that has no solution gives one in which it lies below zero (Benders' cuts).

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use program::solve::{Flow, Method, Options, Progress as SolverProgress, Proof, Solution, Solver, Stop};
use program::{Membership, Optimum, Place, Program};

use crate::game::{Game, GameError, Worth};
use crate::group::Group;
use crate::parallel;
use crate::task::{Progress, Task};

/// What one solve says about all groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// The group that was solved.
    pub group: Group,
    /// Its worth; `None` when it cannot stand alone: no plan satisfies its rules.
    pub worth: Option<f64>,
    /// Constant of the linear function.
    pub constant: f64,
    /// What each player adds to it. Together with `constant`: a bound on the worth of every group or, when `worth` is `None`, a
    /// number that is below zero for groups that cannot stand alone.
    pub slopes: Vec<f64>,
}

impl Cut {
    /// The linear function at a group.
    #[must_use]
    pub fn at(&self, group: Group) -> f64 {
        self.constant + group.sum(&self.slopes)
    }
}

/// A continuous program (or the relaxation of one with integers) as a game.
pub struct LinearGame<'a> {
    program: &'a Program,
    membership: Membership,
    grand: Optimum,
    idle: Mutex<Vec<Solver>>,
    solved: AtomicUsize,
}

/// A group that lacks at most this part of the players is solved from the basis of all.
const NEAR_ALL: f64 = 0.25;

/// A group of at most this part of the players is solved by simplex: presolve leaves less of its program. On the US case groups of one take
/// 0.2 s in place of 0.7 s by interior point and crossover, groups of two thirds 1.8 s in place of 4.1 s.
const NOT_NEAR_ALL: f64 = 0.7;

impl<'a> LinearGame<'a> {
    /// The game of a program among the members of `membership`. Solves the program of all.
    ///
    /// # Errors
    /// When the program of all has no optimum, or the solver fails.
    ///
    /// # Examples
    ///
    /// A game whose worth is a program: two members bring ore and a mill.
    ///
    /// ```
    /// use coalition::planned::{IntegerGame, LinearGame, Tolerance, all_worths, least_core};
    /// use coalition::{NoProgress, Task};
    /// use program::{Axis, ColSpec, Common, Endow, Membership, Place, Program, Sense};
    ///
    /// let mut program = Program::new(Sense::Maximize);
    /// let run = program.cols("run", "t", [], |[]| Some(ColSpec::positive().cost(2.0)));
    /// let things = Axis::new("thing", ["ore", "mill"]);
    /// let limits = program.rows("limit", "t", [&things], |_, row| {
    ///     row.add(run.get([]).unwrap(), 1.0);
    ///     row.at_most(10.0);
    /// });
    /// program.attributions.members = vec!["mine".into(), "plant".into()];
    /// for ([thing], row) in limits.iter() {
    ///     program.attributions.endow.push(Endow { place: Place::RowUpper(row), member: thing as u32, amount: 10.0 });
    /// }
    /// let membership = Membership::new(&program, 2, Common::Split);
    /// let task = &mut Task { threads: 1, observer: &mut NoProgress };
    /// let game = LinearGame::new(&program, membership.clone(), task)?;
    /// assert_eq!((game.total(), game.owen().iter().sum::<f64>()), (20.0, 20.0));
    /// assert_eq!(all_worths(&game, task)?[1..], [Some(0.0), Some(0.0), Some(20.0)]);
    ///
    /// // With whole plants the coalition that is tempted most is found by one search.
    /// let mut whole = IntegerGame::new(&program, membership)?;
    /// let least = least_core(&mut whole, Tolerance::of(20.0, 2), task)?;
    /// assert!((least.value.upper + 10.0).abs() < 1e-4, "both gain 10 by staying");
    /// # Ok::<(), coalition::GameError>(())
    /// ```
    pub fn new(program: &'a Program, membership: Membership, task: &mut Task<'_>) -> Result<Self, GameError> {
        Self::check(&membership)?;
        let mut solver = Solver::new(program)?;
        let mut observer = |progress: &SolverProgress| {
            let told = Progress { doing: "worth of all", done: progress.iterations as usize, ..Progress::default() };
            task.observer.progress(&told)
        };
        let outcome = solver.solve(&cold(), &mut Listen(&mut observer))?;
        let (Stop::Optimal, Some(total), Some(solution)) = (&outcome.stop, outcome.objective, outcome.solution) else {
            return Err(unsolved("all", &outcome.stop));
        };
        let grand = Optimum { objective: total, solution, basis: solver.basis()? };
        let idle = Mutex::new(vec![solver]);
        Ok(Self { program, membership, grand, idle, solved: AtomicUsize::new(1) })
    }

    /// The same where the program of all was solved before.
    ///
    /// # Errors
    /// When there are no members, or too many.
    pub fn resume(program: &'a Program, membership: Membership, grand: Optimum) -> Result<Self, GameError> {
        Self::check(&membership)?;
        Ok(Self { program, membership, grand, idle: Mutex::new(Vec::new()), solved: AtomicUsize::new(1) })
    }

    fn check(membership: &Membership) -> Result<(), GameError> {
        if membership.num_members() == 0 || membership.num_members() > crate::group::MAX_PLAYERS {
            let expected = format!("a program has 1 to {} members", crate::group::MAX_PLAYERS);
            return Err(GameError::Players { found: membership.num_members(), expected });
        }
        Ok(())
    }

    /// Worth of all.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.grand.objective
    }

    /// The optimum of the program of all, with its duals.
    #[must_use]
    pub fn grand(&self) -> &Solution {
        &self.grand.solution
    }

    /// The bounds that members bring.
    #[must_use]
    pub fn membership(&self) -> &Membership {
        &self.membership
    }

    /// Programs solved so far.
    #[must_use]
    pub fn solved(&self) -> usize {
        self.solved.load(Ordering::Relaxed)
    }

    /// The shares of Owen (1975): each member is paid what it brings at the duals of the program of all. They add up to
    /// the worth of all, and lie in the core, when everything that is scarce is brought by members ([`Membership::is_homogeneous`]).
    #[must_use]
    pub fn owen(&self) -> Vec<f64> {
        self.membership.slopes(self.program, &self.grand.solution)
    }

    /// The cut of all.
    #[must_use]
    pub fn grand_cut(&self) -> Cut {
        let all = Group::all(self.membership.num_members());
        self.cut_of(all, self.grand.objective, self.owen())
    }

    /// Solves one group. What comes out depends on the group alone.
    ///
    /// # Errors
    /// When the solver fails or `stop` says so.
    pub fn cut(&self, group: Group, stop: &AtomicBool) -> Result<Cut, GameError> {
        let n = self.membership.num_members();
        let mut solver = self.solver()?;
        self.set(&mut solver, group);
        // Near the group of all few pivots lead from its basis; a small group is faster solved from nothing.
        let near = (n - group.len()) as f64 <= (n as f64 * NEAR_ALL).max(1.0);
        let options = match &self.grand.basis {
            Some(basis) if near => {
                solver.set_basis(basis)?;
                Options { method: Method::Simplex, presolve: false, ..cold() }
            }
            _ => {
                solver.forget()?;
                if group.len() as f64 <= n as f64 * NOT_NEAR_ALL { small() } else { cold() }
            }
        };
        let mut observer = |_: &SolverProgress| if stop.load(Ordering::Relaxed) { Flow::Stop } else { Flow::Continue };
        let outcome = solver.solve(&options, &mut Listen(&mut observer))?;
        self.count();
        let cut = match (&outcome.stop, outcome.objective, &outcome.solution) {
            (Stop::Optimal, Some(worth), Some(solution)) => {
                let slopes = self.membership.slopes(self.program, solution);
                // The line is what the duals prove, of this group and of all others.
                let bound = outcome.bound.ok_or_else(|| GameError::Solver(Proof::Nothing.as_str().to_string()))?;
                Cut { constant: bound - group.sum(&slopes), ..self.cut_of(group, worth, slopes) }
            }
            (Stop::Infeasible, ..) => self.impossible(group, &mut solver)?,
            (Stop::Interrupted, ..) => return Err(GameError::Stopped),
            (stop, ..) => return Err(unsolved(&format!("{group:?}"), stop)),
        };
        self.give_back(solver);
        Ok(cut)
    }

    /// A solver with the program of some group.
    pub(super) fn solver(&self) -> Result<Solver, GameError> {
        let idle = self.idle.lock().map_err(|_| GameError::Solver("a thread panicked".to_string()))?.pop();
        idle.map_or_else(|| Ok(Solver::new(self.program)?), Ok)
    }

    /// Gives a solver the bounds of a group.
    pub(super) fn set(&self, solver: &mut Solver, group: Group) {
        self.membership.set(self.program, solver, &|i| group.contains(i));
    }

    /// Puts a solver aside for the next group.
    pub(super) fn give_back(&self, solver: Solver) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(solver);
        }
    }

    /// One more program was solved.
    pub(super) fn count(&self) {
        self.count_elsewhere(1);
    }

    /// Counts programs of this game that another process solved.
    pub fn count_elsewhere(&self, programs: usize) {
        self.solved.fetch_add(programs, Ordering::Relaxed);
    }

    /// Solves several groups on the task's threads; the cuts are in the order of the groups.
    ///
    /// # Errors
    /// As [`LinearGame::cut`], and when the watcher stops it.
    pub fn cuts(&self, groups: &[Group], task: &mut Task<'_>, told: Progress) -> Result<Vec<Cut>, GameError> {
        let told = Progress { groups: self.solved(), ..told };
        parallel::stoppable(groups.len(), told, task, |at, stop| self.cut(groups[at], stop)).all()
    }

    fn cut_of(&self, group: Group, worth: f64, slopes: Vec<f64>) -> Cut {
        Cut { group, worth: Some(worth), constant: worth - group.sum(&slopes), slopes }
    }

    /// Why a group has no solution, as a function of membership: from multipliers of the rows that contradict each other (Farkas).
    /// Where the solver gives none, the function speaks of the group alone.
    fn impossible(&self, group: Group, solver: &mut Solver) -> Result<Cut, GameError> {
        let n = self.membership.num_members();
        let mut ray = solver.dual_ray()?;
        if ray.is_none() {
            // Presolve finds out without multipliers; simplex leaves them.
            let options = Options { method: Method::Simplex, presolve: false, ..cold() };
            solver.forget()?;
            solver.solve(&options, &mut program::NoProgress)?;
            ray = solver.dual_ray()?;
        }
        if let Some(ray) = ray {
            let program = self.membership.program(self.program, &|i| group.contains(i));
            for sign in [1.0, -1.0] {
                if let Some((lack, sides)) = lack(&program, &ray, sign) {
                    let mut slopes = vec![0.0; n];
                    self.membership.visit_amounts(&mut |place, member, amount| {
                        slopes[member] += amount * sides.get(&place).copied().unwrap_or(0.0);
                    });
                    return Ok(Cut { group, worth: None, constant: lack - group.sum(&slopes), slopes });
                }
            }
        }
        // Below zero at the group alone: -1/2 there, at least 1/2 elsewhere.
        let slopes = (0..n).map(|i| if group.contains(i) { -1.0 } else { 1.0 }).collect();
        Ok(Cut { group, worth: None, constant: group.len() as f64 - 0.5, slopes })
    }
}

/// `max Σ r_i (A x)_i` over the bounds of the columns less its least value over those of the rows, with what one unit of each bound
/// adds; below zero proves that there is no solution. `None` when it does not.
fn lack(program: &Program, ray: &[f64], sign: f64) -> Option<(f64, std::collections::HashMap<Place, f64>)> {
    let mut sides = std::collections::HashMap::new();
    let mut sum = 0.0;
    let mut scale: f64 = 0.0;
    let mut reduced = vec![0.0; program.num_cols()];
    for row in program.all_rows() {
        let r = ray[row.index()] * sign;
        if r.abs() < 1e-11 {
            continue;
        }
        program.row_terms(row).for_each(|(col, value)| reduced[col.index()] += r * value);
        let (lower, upper) = program.row_bounds(row);
        let (bound, place) = if r > 0.0 { (lower, Place::RowLower(row)) } else { (upper, Place::RowUpper(row)) };
        if !bound.is_finite() {
            return None;
        }
        sum -= r * bound;
        scale = scale.max((r * bound).abs());
        sides.insert(if lower == upper { Place::RowBoth(row) } else { place }, -r);
        // An equation may be brought as one bound, as well as both.
        sides.insert(place, -r);
    }
    for col in program.all_cols() {
        let d = reduced[col.index()];
        if d.abs() < 1e-9 {
            continue;
        }
        let (lower, upper) = program.col_bounds(col);
        let (bound, place) = if d > 0.0 { (upper, Place::ColUpper(col)) } else { (lower, Place::ColLower(col)) };
        if !bound.is_finite() {
            return None;
        }
        sum += d * bound;
        scale = scale.max((d * bound).abs());
        sides.insert(place, d);
    }
    (sum < -1e-6 * scale.max(1e-6)).then_some((sum, sides))
}

impl Game for LinearGame<'_> {
    fn num_players(&self) -> usize {
        self.membership.num_members()
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        if group.is_empty() {
            return Ok(Worth::exact(0.0));
        }
        let cut = self.cut(group, &AtomicBool::new(false))?;
        let worth =
            cut.worth.ok_or_else(|| GameError::Invalid(format!("the coalition {group:?} cannot stand alone")))?;
        Ok(Worth::exact(worth))
    }
}

/// From nothing, to a vertex.
pub(super) fn cold() -> Options {
    Options { relax_integers: true, method: Method::InteriorPoint { crossover: true }, ..Options::default() }
}

/// From nothing, for a program of which little is left.
fn small() -> Options {
    Options { method: Method::Simplex, ..cold() }
}

pub(super) fn unsolved(whose: &str, stop: &Stop) -> GameError {
    match stop {
        Stop::Interrupted => GameError::Stopped,
        Stop::Infeasible => GameError::Invalid(format!("the program of {whose} has no solution")),
        Stop::Unbounded => GameError::Invalid(format!("the program of {whose} has no limit")),
        stop => GameError::Solver(format!("the program of {whose}: {stop:?}")),
    }
}

/// A closure as an observer.
pub(super) struct Listen<'a>(pub &'a mut dyn FnMut(&SolverProgress) -> Flow);

impl program::Observer for Listen<'_> {
    fn progress(&mut self, progress: &SolverProgress) -> Flow {
        (self.0)(progress)
    }
}
