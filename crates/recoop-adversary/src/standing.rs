//! The program of a plan that stands: which columns are decided again, which rows bind, and at what the others are
//! settled.
//!
//! Everything that asks how a plan operates builds its program here: attacks, links, robust plans, buffers and simulation
//! differ by what they [`Ask`] for. Which rows remain follows from the declarations of their families ([`Stands`]), so a
//! new constraint is in all of these programs by its declaration.

use program::{Attributions, Col, Copied, Place, Program, Reduced, Row, reduce};

use recoop::formulation::Formulation;
use recoop::formulation::family::{ColFamily, Stands, Subject};
use recoop::formulation::variables::column_states;
use recoop_case::Network;
use recoop_case::positions::{StateAt, StockAt};

/// The operations that are asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ask<'a> {
    /// States in which operations are decided again.
    pub decided: &'a [StateAt],
    /// States in which operations stay as planned. A row that has something of any other state does not bind: what binds
    /// another scenario (a stock carried into it, ore left for it) binds no one here.
    pub as_planned: &'a [StateAt],
    /// Stocks in the states that are decided.
    pub stocks: Stocks,
    /// Plants from this position in [`Network::facilities`] on have no limit to their capacity: they were added after the
    /// plan.
    pub planned_plants: usize,
}

/// Stocks in the states that are decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stocks {
    /// Decided; reserves stay.
    Decided,
    /// Decided; reserves may be drawn.
    Drawn,
    /// As planned.
    AsPlanned,
}

impl<'a> Ask<'a> {
    /// All operations in these states, from the root on.
    #[must_use]
    pub fn along(states: &'a [StateAt]) -> Self {
        Self { decided: states, as_planned: &[], stocks: Stocks::Decided, planned_plants: usize::MAX }
    }
}

/// The columns and rows of a plan's program that operate.
#[derive(Clone, Debug)]
pub struct Standing {
    cols: Vec<bool>,
    rows: Vec<bool>,
    /// Stocks of which reserves may be drawn.
    drawn: Vec<Col>,
}

/// What the program of a plan that stands is made of.
#[derive(Clone, Debug)]
pub struct Operating {
    /// The rules, without an objective and without attributions.
    pub program: Program,
    /// Where columns and rows of the plan's program went, with its attributions.
    pub reduced: Reduced,
    /// For each column of the plan's program its value; none for one that is decided again.
    pub settled: Vec<Option<f64>>,
}

impl Standing {
    /// Selects what operates. Columns are those of the case's own program: what was added to it is settled.
    #[must_use]
    pub fn new(network: &Network, formulation: &Formulation, ask: &Ask<'_>) -> Self {
        let program = &formulation.program;
        let states = network.tree.states.len();
        let (mut decided, mut known) = (vec![false; states], vec![false; states]);
        ask.decided.iter().for_each(|s| decided[*s] = true);
        ask.decided.iter().chain(ask.as_planned).for_each(|s| known[*s] = true);
        let of = column_states(network, formulation);
        let mut cols = vec![false; program.num_cols()];
        let mut drawn = Vec::new();
        formulation.variables.visit(&mut |family, _, col| {
            let is_stock = family.subject == Subject::Stock;
            let here = of[col.index()].is_some_and(|s| decided[s]);
            if family.operates && here && !(is_stock && ask.stocks == Stocks::AsPlanned) {
                cols[col.index()] = true;
                if is_stock && ask.stocks == Stocks::Drawn {
                    drawn.push(col);
                }
            }
        });
        let mut rows = vec![false; program.num_rows()];
        formulation.constraints.visit(&mut |family, key, row| {
            let stands = match family.stands {
                Stands::Settled | Stands::Lifted => false,
                Stands::Capacity => family.subject != Subject::Facility || key[0] < ask.planned_plants,
                Stands::Holds | Stands::Ore => true,
            };
            let elsewhere = |col: Col| of[col.index()].is_some_and(|s| !known[s]);
            rows[row.index()] = stands && !program.row_terms(row).any(|(col, _)| elsewhere(col));
        });
        Self { cols, rows, drawn }
    }

    /// Whether a column is decided again.
    #[must_use]
    pub fn col(&self, col: Col) -> bool {
        self.cols[col.index()]
    }

    /// Whether a row binds.
    #[must_use]
    pub fn row(&self, row: Row) -> bool {
        self.rows[row.index()]
    }

    /// Adds what operates to a program as a copy beside what is built there: `base` has the columns and rows of the plan's
    /// program, and `program` begins with its columns.
    pub fn copy_into(&self, program: &mut Program, base: &Program, name: &str) -> Copied {
        program.add_copy(base, &|col| self.col(col), &|row| !self.row(row), name)
    }

    /// The program of what operates. `base` has the columns and rows of the plan's program; `value` gives what a column is
    /// settled at, and none where that is not known.
    ///
    /// # Panics
    /// When a row that binds needs a value that is not known: a bug of the constraint or of the caller.
    #[must_use]
    pub fn program(&self, base: &Program, value: &dyn Fn(Col) -> Option<f64>) -> Operating {
        for row in base.all_rows().filter(|row| self.row(*row)) {
            if base.row_terms(row).any(|(col, _)| self.col(col)) {
                let unknown = base.row_terms(row).find(|(col, _)| !self.col(*col) && value(*col).is_none());
                assert!(
                    unknown.is_none(),
                    "`{}` needs the planned value of `{}`",
                    base.row_name(row),
                    unknown.map_or_else(String::new, |(col, _)| base.col_name(col))
                );
            }
        }
        let settled: Vec<Option<f64>> =
            base.all_cols().map(|col| (!self.col(col)).then(|| value(col).unwrap_or(0.0))).collect();
        let reduced = reduce(base, &settled, |row| !self.row(row));
        let mut program = reduced.program.clone();
        program.all_cols().for_each(|col| program.add_cost(col, -program.cost(col)));
        program.add_offset(-program.offset());
        program.attributions = Attributions::default();
        for col in self.drawn.iter().filter_map(|col| reduced.cols[col.index()]) {
            let (lower, upper) = program.col_bounds(col);
            program.set_col_bounds(col, lower.min(0.0), upper);
        }
        forgive_rounding(&mut program);
        Operating { program, reduced, settled }
    }
}

/// What is settled was settled up to the solver's tolerance: a capacity of 1e-9 below zero would leave no solution.
fn forgive_rounding(program: &mut Program) {
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        let size: f64 = program.row_terms(row).map(|(_, value)| value.abs()).fold(1.0, f64::max);
        let tiny = 1e-6 * size;
        let near = |bound: f64| if bound.abs() < tiny { 0.0 } else { bound };
        program.set_row_bounds(row, near(lower), near(upper));
    }
}

/// Whether columns of a family say what stands of plants.
pub(crate) fn is_plant(family: &ColFamily) -> bool {
    !family.operates && matches!(family.subject, Subject::Slot | Subject::Facility)
}

/// Columns of plants of those who are out, of a plan's program: for a group they are settled at nothing.
#[must_use]
pub fn foreign_columns(network: &Network, formulation: &Formulation, own: &dyn Fn(usize) -> bool) -> Vec<bool> {
    let mut foreign = vec![false; formulation.program.num_cols()];
    formulation.variables.visit(&mut |family, key, col| {
        if is_plant(family) {
            foreign[col.index()] = family.owner(network, &formulation.sets, key).is_some_and(|owner| !own(owner));
        }
    });
    foreign
}

/// The program of a plan without the stocks of the cooperative, which are nobody's alone: what they open with, what they have to hold, and their room.
#[must_use]
pub fn without_common_stocks(network: &Network, formulation: &Formulation) -> Program {
    let mut program = formulation.program.clone();
    let (vars, sets, rows) = (&formulation.variables, &formulation.sets, &formulation.constraints.material_balance);
    let is_common = |k: StockAt| network.stocks[k].member == network.cooperative();
    vars.hold.iter().filter(|((k, _), _)| is_common(*k)).for_each(|(_, col)| program.set_col_bounds(col, 0.0, 0.0));
    let root = StateAt::new(0);
    for k in network.stocks.positions().filter(|k| is_common(*k)) {
        if let Some(row) = sets.stock_place[k].and_then(|place| rows.get((place, root))) {
            let row = Place::RowBoth(row);
            program.set_bound(row, program.bound(row) + network.stocks[k].initial_t / sets.years[root]);
        }
    }
    program
}
