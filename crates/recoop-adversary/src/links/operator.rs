//! Operations inside a solver: things are closed, demand is served by priority, then money counts.

use coalition::{GameError, Progress, Task};
use program::solve::{Flow, Method, Observer, Options, Solver, Stop};
use program::{Basis, Col};

use super::operations::Operations;
use recoop::plan::status::stop_word;

/// Shortage of defense demand, then of critical demand, t over the path. Compared in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shortage {
    /// Of defense demand, t.
    pub defense_t: f64,
    /// Of critical demand, t, with as much defense demand served as can be.
    pub critical_t: f64,
}

/// Shortages closer than this are equal, t: the solver knows rows to 1e-7, of which each metric ton of product takes some hundred.
pub const SAME_T: f64 = 1e-3;

impl Shortage {
    /// Whether it is worse than another.
    #[must_use]
    pub fn worse_than(self, other: Self) -> bool {
        self.defense_t > other.defense_t + SAME_T
            || (self.defense_t > other.defense_t - SAME_T && self.critical_t > other.critical_t + SAME_T)
    }
}

/// Operations that are the best there are: least shortage, then most money.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub shortage: Shortage,
    /// Present value, MUSD.
    pub worth_musd: f64,
    pub cols: Vec<f64>,
}

/// Room that a cap leaves above the optimum, t: less than [`SAME_T`], more than the solver's rounding.
const ROOM_T: f64 = 1e-5;

/// A solver for the operations of a plan.
pub(super) struct Operator<'a> {
    operations: &'a Operations,
    solver: Solver,
    closed: Vec<Col>,
    aim: Option<Aim>,
    costs: Vec<(Col, f64)>,
}

/// What is made least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    Defense,
    Critical,
    Loss,
    Use,
}

impl<'a> Operator<'a> {
    pub fn new(operations: &'a Operations) -> Result<Self, GameError> {
        let solver = Solver::new(&operations.program)?;
        Ok(Self { operations, solver, closed: Vec::new(), aim: None, costs: Vec::new() })
    }

    /// Closes these columns, opens all others, and starts from a basis: what comes out then depends on the two alone.
    pub fn close(&mut self, cols: &[Col], start: Option<&Basis>) -> Result<(), GameError> {
        let program = &self.operations.program;
        for col in self.closed.drain(..) {
            let (lower, upper) = program.col_bounds(col);
            self.solver.set_col_bounds(col, lower, upper);
        }
        self.closed.extend_from_slice(cols);
        for col in &self.closed {
            self.solver.set_col_bounds(*col, 0.0, 0.0);
        }
        for row in self.operations.caps {
            self.solver.set_row_bounds(row, f64::NEG_INFINITY, f64::INFINITY);
        }
        match start {
            Some(start) => self.solver.set_basis(start)?,
            None => self.solver.forget()?,
        }
        Ok(())
    }

    /// Limits the shortage of a priority (0 defense, 1 critical), t.
    fn cap(&mut self, rank: usize, most_t: f64) {
        self.solver.set_row_bounds(self.operations.caps[rank], f64::NEG_INFINITY, most_t);
    }

    /// The least that a sum of columns can be, and the columns there.
    fn least(
        &mut self,
        aim: Aim,
        costs: &dyn Fn(&Operations) -> Vec<(Col, f64)>,
        task: &mut Task<'_>,
    ) -> Result<(f64, Vec<f64>), GameError> {
        let nothing = || GameError::Solver("operations of the plan: no solution within the caps".to_string());
        self.least_within(aim, costs, task)?.ok_or_else(nothing)
    }

    /// The same; none when the caps on shortage cannot be held.
    fn least_within(
        &mut self,
        aim: Aim,
        costs: &dyn Fn(&Operations) -> Vec<(Col, f64)>,
        task: &mut Task<'_>,
    ) -> Result<Option<(f64, Vec<f64>)>, GameError> {
        if self.aim != Some(aim) {
            for (col, _) in self.costs.drain(..) {
                self.solver.set_cost(col, 0.0);
            }
            self.costs = costs(self.operations);
            for (col, cost) in &self.costs {
                self.solver.set_cost(*col, *cost);
            }
            self.aim = Some(aim);
        }
        let options = Options { method: Method::Simplex, ..Options::default() };
        let outcome = self.solver.solve(&options, &mut Listen { task })?;
        match (outcome.stop, outcome.objective, outcome.solution) {
            (Stop::Optimal, Some(objective), Some(solution)) => Ok(Some((objective, solution.cols))),
            (Stop::Infeasible, ..) => Ok(None),
            (Stop::Interrupted, ..) => Err(GameError::Stopped),
            (stop, ..) => Err(GameError::Solver(format!("operations of the plan: {}", stop_word(&stop)))),
        }
    }

    /// The least shortage of defense demand, t.
    pub fn least_defense(&mut self, task: &mut Task<'_>) -> Result<(f64, Vec<f64>), GameError> {
        self.least(Aim::Defense, &|operations| operations.short[0].clone(), task)
    }

    /// The least shortage of critical demand with at most so much of defense demand, t.
    pub fn least_critical(&mut self, defense_t: f64, task: &mut Task<'_>) -> Result<(f64, Vec<f64>), GameError> {
        self.cap(0, defense_t + ROOM_T);
        self.least(Aim::Critical, &|operations| operations.short[1].clone(), task)
    }

    /// The best operations by priority.
    pub fn best(&mut self, task: &mut Task<'_>) -> Result<Best, GameError> {
        let (defense_t, _) = self.least_defense(task)?;
        let (critical_t, _) = self.least_critical(defense_t, task)?;
        self.cap(1, critical_t + ROOM_T);
        let (loss, cols) = self.least(Aim::Loss, &Operations::losses, task)?;
        Ok(Best { shortage: Shortage { defense_t, critical_t }, worth_musd: -loss, cols })
    }

    /// The best operations if their shortage is no worse than this.
    pub fn best_within(&mut self, shortage: Shortage, task: &mut Task<'_>) -> Result<Option<Best>, GameError> {
        self.cap(0, shortage.defense_t + ROOM_T);
        self.cap(1, shortage.critical_t + ROOM_T);
        let found = self.least_within(Aim::Loss, &Operations::losses, task)?;
        Ok(found.map(|(loss, cols)| Best { shortage, worth_musd: -loss, cols }))
    }

    /// Operations that use little (`costs` says what counts), if their shortage is no worse than this.
    pub fn lean_within(
        &mut self,
        shortage: Shortage,
        costs: &[(Col, f64)],
        task: &mut Task<'_>,
    ) -> Result<Option<Vec<f64>>, GameError> {
        self.cap(0, shortage.defense_t + ROOM_T);
        self.cap(1, shortage.critical_t + ROOM_T);
        let found = self.least_within(Aim::Use, &|_| costs.to_vec(), task)?;
        Ok(found.map(|(_, cols)| cols))
    }

    /// The basis of the last answer.
    pub fn basis(&self) -> Result<Option<Basis>, GameError> {
        Ok(self.solver.basis()?)
    }
}

struct Listen<'a, 'b> {
    task: &'a mut Task<'b>,
}

impl Observer for Listen<'_, '_> {
    fn progress(&mut self, _progress: &program::solve::Progress) -> Flow {
        self.task.observer.progress(&Progress { doing: "operations", ..Progress::default() })
    }
}
