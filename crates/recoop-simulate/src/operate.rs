//! What is left to decide in one year once plants stand and prices are known: how all that stands is run together.
//!
//! ```text
//!   max  Σ flow · y      A y ≤ b      one program for each state of the future, without an objective over time
//! ```
//!
//! What goes from one state to the next (stocks, ore) is as planned. Only prices, the capacity of plants and what stocks lack move from path to
//! path: costs of columns and bounds of rows. A stock may hold less than planned, at a price for each metric ton that is above what anybody asks for
//! it and above what the plan itself makes of it; it is filled up again when that is cheaper.
use std::collections::BTreeMap;

use program::solve::{Method, Options, Solver, Stop};
use program::{Basis, Col, ColSpec, NoProgress, Row, Solution, SolveError};

use super::chain::StateProgram;
use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop_case::Network;

/// Why a year cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum OperateError {
    /// The solver failed.
    #[error(transparent)]
    Solve(#[from] SolveError),
    /// The solver ended without an optimum.
    #[error("{year}: what stands cannot be run: {stop:?}")]
    Unsolved {
        /// First year of the state.
        year: i32,
        /// How it ended.
        stop: Stop,
    },
}
/// How a year differs from the case.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved<'a> {
    /// Factors of prices.
    pub factors: &'a [f64],
    /// For each facility the share of its planned capacity that is there.
    pub capacity: &'a [f64],
    /// For each member whether it is there.
    pub alive: &'a [bool],
    /// For each stock of the network what it lacks at the beginning of the year, t; below 0 what it has besides.
    pub lacks: &'a [f64],
    /// Share of the state's time that is over at the end of the year.
    pub over: f64,
}

/// A state's program inside a solver, run again and again.
pub struct Operator {
    solver: Solver,
    /// For each kept stock the columns of what it lacks, and of what it has besides.
    stocks: Vec<(Col, Col)>,
}

fn options() -> Options {
    Options { method: Method::Simplex, presolve: false, ..Options::default() }
}

impl Operator {
    /// A solver for a state.
    ///
    /// # Errors
    /// When a number is out of the solver's range.
    pub fn new(state: &StateProgram, network: &Network) -> Result<Self, OperateError> {
        let mut solver = Solver::new(&state.program)?;
        let stocks = state
            .kept
            .iter()
            .zip(&state.lack)
            .map(|(stock, lack)| {
                let may = lack.is_finite();
                let most = if may { stock.planned(1.0) } else { 0.0 };
                let cost = if may { -lack } else { 0.0 };
                let holding = network.stocks[stock.stock].holding_cost_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE;
                let more = if may { f64::INFINITY } else { 0.0 };
                (
                    solver.add_col(ColSpec::between(0.0, most).cost(cost), &[(stock.row, 1.0)]),
                    solver.add_col(ColSpec::between(0.0, more).cost(-holding - IDLE), &[(stock.row, -1.0)]),
                )
            })
            .collect();
        Ok(Self { solver, stocks })
    }

    /// Runs a year: what earns most at its prices. Starts from the same basis each time, so that what comes out depends on the year alone.
    ///
    /// # Errors
    /// When the solver fails or finds no optimum.
    pub fn run(
        &mut self,
        state: &StateProgram,
        network: &Network,
        moved: &Moved<'_>,
    ) -> Result<Solution, OperateError> {
        if let Some(start) = &state.start {
            self.solver.set_basis(start)?;
        }
        for priced in &state.priced {
            let cost = state.program.cost(priced.col) + priced.slope * (moved.factors[priced.factor] - 1.0);
            self.solver.set_cost(priced.col, cost);
        }
        let mut rows: BTreeMap<usize, (Row, f64, f64)> = BTreeMap::new();
        for limit in &state.limits {
            let there = moved.alive[network.facilities[limit.facility].member];
            let upper = if there { limit.upper * moved.capacity[limit.facility] } else { 0.0 };
            rows.insert(limit.row.index(), (limit.row, f64::NEG_INFINITY, upper));
        }
        for stock in &state.kept {
            let (lower, upper) = state.program.row_bounds(stock.row);
            let entry = rows.entry(stock.row.index()).or_insert((stock.row, lower, upper));
            // What it lacks has to come in before anything is there as planned.
            let lacks = moved.lacks[stock.stock];
            (entry.1, entry.2) = (entry.1 + lacks, entry.2 + lacks);
        }
        let rows: Vec<(Row, f64, f64)> = rows.into_values().collect();
        let mut cols: Vec<(Col, f64, f64)> = state
            .owned
            .iter()
            .map(|(col, member)| {
                let (lower, upper) = state.program.col_bounds(*col);
                (*col, lower, if moved.alive[*member] { upper } else { 0.0 })
            })
            .collect();
        // Stocks come after all other columns.
        for (k, (stock, (less, _))) in state.kept.iter().zip(&self.stocks).enumerate() {
            if state.lack[k].is_finite() {
                cols.push((*less, 0.0, stock.planned(moved.over).max(0.0)));
            }
        }
        self.solver.set_bounds(&cols, &rows);
        let outcome = self.solver.solve(&options(), &mut NoProgress)?;
        match (outcome.stop, outcome.solution) {
            (Stop::Optimal, Some(solution)) => Ok(solution),
            (stop, _) => Err(OperateError::Unsolved { year: network.tree.period(state.state).first_year, stop }),
        }
    }

    /// The basis of the last year, to start others from.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn basis(&self) -> Result<Option<Basis>, OperateError> {
        Ok(self.solver.basis()?)
    }

    /// What each stock of the network lacks after a year, t; below 0 what it has besides.
    pub fn lacks(&self, state: &StateProgram, solution: &Solution, lacks: &mut [f64]) {
        for (stock, (less, more)) in state.kept.iter().zip(&self.stocks) {
            lacks[stock.stock] = solution.cols[less.index()] - solution.cols[more.index()];
        }
    }
}

/// What it costs to keep a metric ton that nobody planned, MUSD: so little that it only decides between equals.
const IDLE: f64 = 1e-9;
