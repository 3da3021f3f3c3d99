//! The plan in operation: what stands is fixed, everything else is decided again.
//!
//! On one path of the tree, from a state on, the program of the plan is left with what operates: activity, trade, shipments, stocks,
//! service ([`standing`](crate::standing)). Capacity is what the plan installed, and stocks open as the plan left them. Three rules of the
//! plan do not hold: service levels (shortage is what is asked for), reserves and closing stocks (a loss is what they are for). Doing
//! nothing is always possible, so the program always has a solution.

use program::{Axis, Col, Program, Row, Sense};

use super::outage::{Outage, rank};
use crate::standing::{Ask, Operating, Standing, Stocks};
use recoop::formulation::family::Subject;
use recoop::formulation::{Formulation, formulate, ledger};
use recoop::plan::settled::settled_columns;
use recoop::plan::values::PlanValues;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// The program of a plan in operation. It is a minimization without costs: the `operator` gives it one after the other.
#[derive(Clone, Debug)]
pub(super) struct Operations {
    pub outage: Outage,
    pub formulation: Formulation,
    pub program: Program,
    /// For each column of the formulation its column here.
    here: Vec<Option<Col>>,
    /// Whether each column is a stock, t; the others are t/yr.
    pub is_stock: Vec<bool>,
    /// Whether each row is a balance of a material.
    pub is_balance: Vec<bool>,
    /// Present value of a unit of each column, MUSD.
    money: Vec<f64>,
    /// Columns of shortage and years of their states, by priority: defense, critical, commercial.
    pub short: [Vec<(Col, f64)>; 3],
    /// Rows that hold the shortage of defense and of critical demand, t over the path; without limit at first.
    pub caps: [Row; 2],
}

impl Operations {
    /// The operations of a plan of `network`. Plants beyond `planned` (added to the network since) have no limit.
    pub fn new(network: &Network, values: &PlanValues, outage: &Outage, planned: usize) -> Self {
        let (formulation, Operating { mut program, reduced, .. }) = standing(network, values, outage, planned);
        let here = reduced.cols;
        let (mut is_stock, mut is_balance) = (vec![false; program.num_cols()], vec![false; program.num_rows() + 2]);
        formulation.variables.visit(&mut |family, _, col| {
            if let Some(col) = here[col.index()] {
                is_stock[col.index()] = family.subject == Subject::Stock;
            }
        });
        formulation.constraints.visit(&mut |family, _, row| {
            if let Some(row) = reduced.rows[row.index()] {
                is_balance[row.index()] = family.subject == Subject::Place;
            }
        });
        let mut short = [Vec::new(), Vec::new(), Vec::new()];
        for ((d, s), col) in formulation.variables.short.iter() {
            if let Some(col) = here[col.index()] {
                let years = f64::from(network.tree.period(s).length);
                short[rank(network.demands[d].priority)].push((col, years));
            }
        }
        let caps = [0, 1].map(|rank: usize| cap(&mut program, &short[rank]));
        let mut money = vec![0.0; program.num_cols()];
        ledger::visit(network, &formulation.sets, &formulation.variables, &mut |entry| {
            if let Some(col) = entry.col.and_then(|col| here[col.index()]) {
                money[col.index()] += entry.amount * network.tree.states[entry.state].weight;
            }
        });
        Self { outage: outage.clone(), formulation, program, here, is_stock, is_balance, money, short, caps }
    }

    /// What a unit of each column takes off the present value, MUSD.
    pub fn losses(&self) -> Vec<(Col, f64)> {
        self.program.all_cols().zip(&self.money).map(|(col, musd)| (col, -musd)).collect()
    }

    /// The column here of a column of the formulation, if it operates on the path.
    pub fn col(&self, col: Col) -> Option<Col> {
        self.here[col.index()]
    }
}

/// The program of a plan in operation as [`interdict`](fn@super::interdict) closes links in it, with the formulation that it is a part of:
/// plants beyond `planned` (added to the network since the plan) have no limit.
#[must_use]
pub fn standing(network: &Network, values: &PlanValues, outage: &Outage, planned: usize) -> (Formulation, Operating) {
    let formulation = formulate(network);
    let columns = settled_columns(network, &formulation, values);
    let before = network.tree.states[outage.first()].parent;
    let as_planned: Vec<StateAt> = before.map_or_else(Vec::new, |before| network.tree.path(before).collect());
    let ask = Ask { decided: &outage.states, as_planned: &as_planned, stocks: Stocks::Drawn, planned_plants: planned };
    let standing = Standing::new(network, &formulation, &ask);
    let mut operating = standing.program(&formulation.program, &|col| columns[col.index()]);
    operating.program.set_sense(Sense::Minimize);
    (formulation, operating)
}

/// Adds a row of the shortage of one priority.
fn cap(program: &mut Program, short: &[(Col, f64)]) -> Row {
    let axis = Axis::new("cap", ["all"]);
    let rows = program.rows("shortage", "t", [&axis], |_, row| {
        for (col, years) in short {
            row.add(*col, *years);
        }
        row.between(f64::NEG_INFINITY, f64::INFINITY);
    });
    rows.iter().next().expect("a row that was just written").1
}
