//! The plan in operation: what stands is fixed, everything else is decided again.
//!
//! On one path of the tree, from a state on, the program of the plan is left with what operates: activity, trade, shipments, stocks,
//! service. Capacity is what the plan makes usable there, and stocks open as the plan left them. Three rules of the plan do
//! not hold: service levels (shortage is what is asked for), reserves and closing stocks (a loss is what they are for). Doing
//! nothing is always possible, so the program always has a solution.

use std::collections::HashMap;

use program::{Axis, Col, ColSpec, Program, Row, Sense};

use super::outage::{Outage, rank};
use recoop::formulation::constraints::CAPACITY_LIMIT;
use recoop::formulation::family::{Stands, Subject};
use recoop::formulation::{Formulation, formulate, ledger};
use recoop::plan::values::PlanValues;
use recoop_case::Network;

/// The program of a plan in operation. It is a minimisation without costs: the `operator` gives it one after the other.
#[derive(Clone, Debug)]
pub(super) struct Operations {
    pub outage: Outage,
    pub formulation: Formulation,
    pub program: Program,
    /// For each column of the formulation its column here.
    here: Vec<Option<Col>>,
    /// Whether each column is a stock, t; the others are t/yr.
    pub is_stock: Vec<bool>,
    /// Rows of the balances of materials.
    pub balances: std::ops::Range<usize>,
    /// Present value of a unit of each column, MUSD.
    money: Vec<f64>,
    /// Columns of shortage and years of their states, by priority: defence, critical, commercial.
    pub short: [Vec<(Col, f64)>; 3],
    /// Rows that hold the shortage of defence and of critical demand, t over the path; without limit at first.
    pub caps: [Row; 2],
}

impl Operations {
    /// The operations of a plan of `network`. Plants beyond `planned` (added to the network since) have no limit.
    pub fn new(network: &Network, values: &PlanValues, outage: &Outage, planned: usize) -> Self {
        let formulation = formulate(network);
        let past = Past::new(network, values, outage);
        let mut writer = Writer {
            network,
            formulation: &formulation,
            past,
            outage,
            planned,
            here: vec![None; formulation.program.num_cols()],
            is_stock: Vec::new(),
            balances: 0..0,
            program: Program::new(Sense::Minimise),
        };
        writer.columns();
        writer.rows();
        let short = writer.short();
        let caps = [0, 1].map(|rank: usize| writer.cap(&short[rank]));
        let (here, program, is_stock, balances) = (writer.here, writer.program, writer.is_stock, writer.balances);
        let mut money = vec![0.0; program.num_cols()];
        ledger::visit(network, &formulation.sets, &formulation.variables, &mut |entry| {
            if let Some(col) = entry.col.and_then(|col| here[col.index()]) {
                money[col.index()] += entry.amount * network.tree.states[entry.state].weight;
            }
        });
        Self { outage: outage.clone(), formulation, program, here, is_stock, balances, money, short, caps }
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

/// What the plan left behind.
struct Past {
    /// (facility, state) -> t/yr.
    usable: HashMap<(usize, usize), f64>,
    /// Level of each stock before the path, t. Where the path begins with the horizon the balance has it.
    opening: Vec<f64>,
    /// Mined before by each facility, t.
    mined: Vec<f64>,
}

impl Past {
    fn new(network: &Network, values: &PlanValues, outage: &Outage) -> Self {
        let tree = &network.tree;
        let before = tree.states[outage.first()].parent;
        let mut opening = vec![0.0; network.stocks.len()];
        for stock in values.stocks.iter().filter(|stock| Some(stock.state) == before) {
            opening[stock.stock] = stock.level_t;
        }
        let mut mined = vec![0.0; network.facilities.len()];
        let path: Vec<usize> = before.map_or_else(Vec::new, |before| tree.path(before).collect());
        for run in values.runs.iter().filter(|run| path.contains(&run.state)) {
            mined[run.facility] += run.activity_t * f64::from(tree.period(run.state).length);
        }
        Self {
            usable: values.capacity.iter().map(|c| ((c.facility, c.state), c.usable_t.max(0.0))).collect(),
            opening,
            mined,
        }
    }
}

struct Writer<'a> {
    network: &'a Network,
    formulation: &'a Formulation,
    past: Past,
    outage: &'a Outage,
    planned: usize,
    here: Vec<Option<Col>>,
    is_stock: Vec<bool>,
    balances: std::ops::Range<usize>,
    program: Program,
}

impl Writer<'_> {
    fn columns(&mut self) {
        let (whole, sets) = (&self.formulation.program, &self.formulation.sets);
        let mut cols: Vec<(Col, bool)> = Vec::new();
        self.formulation.variables.visit(&mut |family, key, col| {
            let state = family.when.state(self.network, sets, key);
            if family.operates && state.is_some_and(|state| self.outage.states.contains(&state)) {
                cols.push((col, family.subject == Subject::Stock));
            }
        });
        let axis = Axis::new("column", cols.iter().map(|(col, _)| whole.col_name(*col)));
        let made = self.program.cols("operate", "t/yr or t", [&axis], |[at]| {
            let (col, is_stock) = cols[at];
            let (lower, upper) = whole.col_bounds(col);
            Some(ColSpec::between(if is_stock { 0.0 } else { lower }, upper))
        });
        for ([at], col) in made.iter() {
            self.here[cols[at].0.index()] = Some(col);
        }
        self.is_stock = cols.iter().map(|(_, is_stock)| *is_stock).collect();
    }

    fn rows(&mut self) {
        let rows = &self.formulation.constraints;
        let whole = &self.formulation.program;
        let on_path = |state: usize| self.outage.states.contains(&state);
        // Rows; where capacity or a reserve stands on the right, that.
        let mut wanted: Vec<(Row, Option<f64>)> = Vec::new();
        let mut balances = 0;
        rows.visit(&mut |family, key, row| match family.stands {
            Stands::Holds if on_path(key[1]) => {
                balances += usize::from(family.subject == Subject::Place);
                wanted.push((row, None));
            }
            Stands::Capacity if family.name == CAPACITY_LIMIT.name && on_path(key[1]) && key[0] < self.planned => {
                wanted.push((row, Some(self.past.usable.get(&(key[0], key[1])).copied().unwrap_or(0.0))));
            }
            Stands::Ore if self.network.tree.leaves[key[1]] == self.outage.last() => {
                let left = self.network.facilities[key[0]].reserve_t - self.past.mined[key[0]];
                wanted.push((row, Some(left.max(0.0))));
            }
            _ => {}
        });
        self.balances = 0..balances;
        let opening = self.opening();
        let axis = Axis::new("row", wanted.iter().map(|(row, _)| whole.row_name(*row)));
        let here = &self.here;
        self.program.rows("keep", "t/yr or t", [&axis], |[at], out| {
            let (row, limit) = wanted[at];
            for (col, value) in whole.row_terms(row) {
                match (here[col.index()], limit) {
                    (Some(col), _) => out.add(col, value),
                    (None, Some(_)) => {}
                    (None, None) => out.add_constant(value * opening.get(&col).copied().unwrap_or(0.0)),
                }
            }
            let (lower, upper) = whole.row_bounds(row);
            match limit {
                Some(limit) => out.at_most(limit),
                None => out.between(lower, upper),
            }
        });
    }

    /// Levels of the stocks before the path begins, by column.
    fn opening(&self) -> HashMap<Col, f64> {
        let Some(before) = self.network.tree.states[self.outage.first()].parent else { return HashMap::new() };
        let holds = self.formulation.variables.hold.iter().filter(|([_, s], _)| *s == before);
        holds.map(|([k, _], col)| (col, self.past.opening[k])).collect()
    }

    fn short(&self) -> [Vec<(Col, f64)>; 3] {
        let mut short = [Vec::new(), Vec::new(), Vec::new()];
        for ([d, s], col) in self.formulation.variables.short.iter() {
            if let Some(col) = self.here[col.index()] {
                let years = f64::from(self.network.tree.period(s).length);
                short[rank(self.network.demands[d].priority)].push((col, years));
            }
        }
        short
    }

    /// A row of the shortage of one priority.
    fn cap(&mut self, short: &[(Col, f64)]) -> Row {
        let axis = Axis::new("cap", ["all"]);
        let rows = self.program.rows("shortage", "t", [&axis], |_, row| {
            for (col, years) in short {
                row.add(*col, *years);
            }
            row.between(f64::NEG_INFINITY, f64::INFINITY);
        });
        rows.iter().next().expect("a row that was just written").1
    }
}
