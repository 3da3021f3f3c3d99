//! Resources pooled to make what sells best.

use program::solve::{Method, Options, Outcome, Solver, Stop};
use program::{Axis, ColSpec, Program, Sense as Direction, Silent};

use super::{check_amount, check_players, check_table, refuse};
use crate::game::{Game, GameError, Sense, Worth};
use crate::group::{Group, MOST_PLAYERS};
use crate::parallel;
use crate::table::Table;
use crate::task::Task;

/// Groups that one thread solves in a row, each from the basis of the one before.
const SEGMENT: usize = 256;

/// The linear production game of Owen (1975), *On the core of linear production games*.
///
/// ```text
///   v(S) = max { c x : A x ≤ Σ_{i in S} b_i, x ≥ 0 }
/// ```
///
/// Its core is not empty: prices of the resources at the optimum of all pay shares in it. Its worth as a [`Game`] is one program
/// solved from nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearProduction {
    /// `A`: a row for each resource, in it what a unit of each product needs; each at least 0.
    pub needs: Vec<Vec<f64>>,
    /// `c`: what a unit of each product earns, in money. One that earns more than 0 must need something, or a group could earn without end.
    pub earns: Vec<f64>,
    /// `b`: a row for each player, in it what it brings of each resource; each at least 0.
    pub brings: Vec<Vec<f64>>,
}

impl LinearProduction {
    /// Number of resources.
    #[must_use]
    pub fn num_resources(&self) -> usize {
        self.needs.len()
    }

    /// Number of products.
    #[must_use]
    pub fn num_products(&self) -> usize {
        self.earns.len()
    }

    /// What a group brings of each resource.
    #[must_use]
    pub fn brought(&self, group: Group) -> Vec<f64> {
        (0..self.num_resources())
            .map(|resource| group.iter().map(|player| self.brings[player][resource]).sum())
            .collect()
    }

    /// All faults of the data.
    #[must_use]
    pub fn check(&self) -> Vec<GameError> {
        let mut faults = Vec::new();
        let (resources, products) = (self.num_resources(), self.num_products());
        check_players(&mut faults, self.brings.len(), MOST_PLAYERS);
        if resources == 0 || products == 0 {
            let words = format!("{resources} resources and {products} products, expected at least one of each");
            faults.push(GameError::Invalid(words));
        }
        for (resource, row) in self.needs.iter().enumerate() {
            let place = |product: usize| format!("the need of product {} for resource {}", product + 1, resource + 1);
            check_row(&mut faults, row, products, &format!("the needs for resource {}", resource + 1), &place);
        }
        for (player, row) in self.brings.iter().enumerate() {
            let place = |resource: usize| format!("what player {} brings of resource {}", player + 1, resource + 1);
            check_row(&mut faults, row, resources, &format!("what player {} brings", player + 1), &place);
        }
        for (product, earns) in self.earns.iter().enumerate() {
            if !earns.is_finite() {
                let place = format!("what product {} earns", product + 1);
                faults.push(GameError::Number { place, value: *earns });
            } else if *earns > 0.0 && self.needs.iter().all(|row| row.get(product).is_none_or(|need| *need == 0.0)) {
                let words = format!("product {} earns money and needs nothing: worths have no limit", product + 1);
                faults.push(GameError::Invalid(words));
            }
        }
        faults
    }

    /// The program of a group: columns `make[product]`, rows `resource[resource]`, in this order.
    ///
    /// # Errors
    /// All faults of the data.
    pub fn program(&self, group: Group) -> Result<Program, GameError> {
        refuse(self.check())?;
        if let Some(player) = group.iter().find(|player| *player >= self.brings.len()) {
            return Err(GameError::Invalid(format!(
                "there is no player {}: the game has {}",
                player + 1,
                self.brings.len()
            )));
        }
        let brought = self.brought(group);
        let mut program = Program::new(Direction::Maximise);
        let products = Axis::new("product", (1..=self.num_products()).map(|product| product.to_string()));
        let resources = Axis::new("resource", (1..=self.num_resources()).map(|resource| resource.to_string()));
        let make =
            program.cols("make", "units", [&products], |[product]| Some(ColSpec::positive().cost(self.earns[product])));
        program.rows("resource", "units", [&resources], |[resource], row| {
            for ([product], col) in make.iter() {
                row.add(col, self.needs[resource][product]);
            }
            row.at_most(brought[resource]);
        });
        Ok(program)
    }

    /// The table. Groups are visited in Gray-code order, in which one player comes or goes at a time: the old basis stays optimal
    /// but for the resources that changed, and few pivots mend it. Runs of 256 groups are shared among threads.
    ///
    /// # Errors
    /// All faults of the data, more players than a table holds, [`GameError::Stopped`], or a failure of the solver.
    pub fn table(&self, task: &mut Task<'_>) -> Result<Table, GameError> {
        let players = self.brings.len();
        let program = self.program(Group::EMPTY)?;
        check_table(players)?;
        let groups = 1_usize << players;
        let rows: Vec<_> = program.all_rows().collect();
        let segments = parallel::each(groups.div_ceil(SEGMENT), "worths", task, |segment| {
            let mut solver = Solver::new(&program)?;
            let range = segment * SEGMENT..((segment + 1) * SEGMENT).min(groups);
            let worth = |at: usize| {
                let group = Group::from_mask((at ^ (at >> 1)) as u64);
                for (row, brought) in rows.iter().zip(self.brought(group)) {
                    solver.set_row_bounds(*row, f64::NEG_INFINITY, brought);
                }
                optimum(&solver.solve(&options(), &mut Silent)?)
            };
            range.map(worth).collect::<Result<Vec<f64>, GameError>>()
        })?;
        let mut worths = vec![0.0; groups];
        for (at, worth) in segments.into_iter().flatten().enumerate().skip(1) {
            worths[at ^ (at >> 1)] = worth;
        }
        Table::new((1..=players).map(|player| player.to_string()).collect(), Sense::Profit, worths)
    }
}

impl Game for LinearProduction {
    fn num_players(&self) -> usize {
        self.brings.len()
    }

    fn worth(&self, group: Group) -> Result<Worth, GameError> {
        let program = self.program(group)?;
        if group.is_empty() {
            return Ok(Worth::exact(0.0));
        }
        optimum(&Solver::new(&program)?.solve(&options(), &mut Silent)?).map(Worth::exact)
    }
}

/// For small programs: on one thread, by simplex, from the basis at hand.
pub(crate) fn options() -> Options {
    Options { method: Method::Simplex, presolve: false, ..Options::default() }
}

fn optimum(outcome: &Outcome) -> Result<f64, GameError> {
    match (&outcome.stop, outcome.objective) {
        (Stop::Optimal, Some(objective)) => Ok(objective),
        (stop, _) => Err(GameError::Solver(format!("a program of linear production ended with {stop:?}"))),
    }
}

fn check_row(faults: &mut Vec<GameError>, row: &[f64], columns: usize, what: &str, place: &dyn Fn(usize) -> String) {
    if row.len() != columns {
        faults.push(GameError::Invalid(format!("{what} are {} numbers, expected {columns}", row.len())));
    }
    for (column, value) in row.iter().enumerate() {
        check_amount(faults, *value, || place(column));
    }
}
