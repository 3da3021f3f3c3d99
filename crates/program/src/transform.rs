//! Programs made from a program: that of a coalition, that under an attack, the dual.
//!
//! The first two are driven by the [attributions](crate::attribute): who brings which part of a bound, and what moves
//! with the depth of an attack. Columns and rows stay the same, so handles and solutions of the original fit.

use std::collections::BTreeMap;

use crate::attribute::Place;
use crate::build::{Program, Sense};
use crate::family::{Col, FamilyInfo, Row};

/// The program of a coalition: what members outside it bring is taken off the bounds. `members[i]` says whether
/// member `i` of [`Attributions::members`](crate::Attributions::members) is in; members beyond the end of the slice are out. An infinite bound
/// stays, unless members bring it: then it is what those bring who are in.
///
/// A bound of which everything is taken is exactly zero, whatever the rounding of its parts. The attributions of the
/// result are those of the members that are left: an attack takes of what they bring the part that it takes of the whole.
///
/// # Examples
///
/// ```
/// use program::{ColSpec, Endow, Limited, Place, Priced, Program, Sense, dual, restrict, with_attack};
///
/// let mut program = Program::new(Sense::Maximize);
/// let run = program.cols("run", "t", [], |[]| Some(ColSpec::positive().cost(2.0)));
/// let ore = program.rows("ore", "t", [], |[], row| {
///     row.add(run.get([]).unwrap(), 1.0);
///     row.at_most(10.0);
/// });
/// let (run, ore) = (run.get([]).unwrap(), ore.get([]).unwrap());
///
/// // Two members bring the ore, 6 t and 4 t. The first one alone:
/// program.attributions.members = vec!["mine".into(), "scrap".into()];
/// for (member, amount) in [(0, 6.0), (1, 4.0)] {
///     program.attributions.endow.push(Endow { place: Place::RowUpper(ore), member, amount });
/// }
/// assert_eq!(restrict(&program, &[true, false]).row_bounds(ore).1, 6.0);
///
/// // An adversary cuts the price and destroys ore, each by its depth.
/// let (cut, loss) = (program.attributions.component("cut"), program.attributions.component("loss"));
/// program.attributions.priced.push(Priced { row: None, col: run, component: cut, slope: -1.0 });
/// program.attributions.limited.push(Limited { place: Place::RowUpper(ore), component: loss, slope: -5.0 });
/// let attacked = with_attack(&program, &[0.5, 1.0]);
/// assert_eq!((attacked.cost(run), attacked.row_bounds(ore).1), (1.5, 5.0));
///
/// // The dual has a price for the row and a row for the column.
/// assert_eq!(dual(&program).to_string(), "minimize: + 10 ore\n\nrun: + 1 ore >= 2\n\n0 <= ore\n");
/// ```
#[must_use]
pub fn restrict(program: &Program, members: &[bool]) -> Program {
    let is_in = |member: u32| members.get(member as usize).copied().unwrap_or(false);
    let mut taken: BTreeMap<Place, f64> = BTreeMap::new();
    for endow in program.attributions.endow.iter().filter(|endow| !is_in(endow.member)) {
        *taken.entry(endow.place).or_default() += endow.amount;
    }
    let mut out = program.clone();
    out.attributions.endow.retain(|endow| is_in(endow.member));
    for (place, amount) in &taken {
        if program.bound(*place) == f64::INFINITY {
            let there = out.attributions.endow.iter().filter(|endow| endow.place == *place);
            // From 0.0 on: the sum of nothing is -0.
            out.set_bound(*place, there.fold(0.0, |sum, endow| sum + endow.amount));
        } else {
            out.shift(*place, -amount);
        }
    }
    let left: Vec<f64> =
        out.attributions.limited.iter().map(|limited| part_left(program, &out, limited.place)).collect();
    out.attributions.limited.iter_mut().zip(left).for_each(|(limited, left)| limited.slope *= left);
    out
}

/// The part of a bound that is left of that of another program; all of it where there was nothing, or no limit.
fn part_left(before: &Program, after: &Program, place: Place) -> f64 {
    let (had, has) = (before.bound(place), after.bound(place));
    if had.is_finite() && had != 0.0 { has / had } else { 1.0 }
}

/// The program under an attack: `depths[k]` is the depth of component `k` of [`Attributions::components`](crate::Attributions::components); components
/// beyond the end of the slice are not attacked. Coefficients and bounds move by slope times depth; infinite bounds
/// stay. A coefficient that was not there comes to be.
#[must_use]
pub fn with_attack(program: &Program, depths: &[f64]) -> Program {
    let depth = |component: u32| depths.get(component as usize).copied().unwrap_or(0.0);
    let mut out = program.clone();
    let mut changes: BTreeMap<(Row, Col), f64> = BTreeMap::new();
    for priced in &program.attributions.priced {
        let change = priced.slope * depth(priced.component);
        match priced.row {
            None => out.cost[priced.col.index()] += change,
            Some(row) => *changes.entry((row, priced.col)).or_default() += change,
        }
    }
    let mut moved: BTreeMap<Place, f64> = BTreeMap::new();
    for limited in &program.attributions.limited {
        *moved.entry(limited.place).or_default() += limited.slope * depth(limited.component);
    }
    for (place, amount) in moved {
        out.shift(place, amount);
    }
    out.add_coefficients(changes);
    out
}

impl Program {
    /// The bound at a place; of an equation its right-hand side.
    #[must_use]
    pub fn bound(&self, place: Place) -> f64 {
        match place {
            Place::ColLower(col) => self.col_bounds(col).0,
            Place::ColUpper(col) => self.col_bounds(col).1,
            Place::RowLower(row) => self.row_bounds(row).0,
            Place::RowUpper(row) | Place::RowBoth(row) => self.row_bounds(row).1,
        }
    }

    /// Sets the bound at a place; of an equation its right-hand side.
    pub fn set_bound(&mut self, place: Place, bound: f64) {
        match place {
            Place::ColLower(col) => self.set_col_bounds(col, bound, self.col_bounds(col).1),
            Place::ColUpper(col) => self.set_col_bounds(col, self.col_bounds(col).0, bound),
            Place::RowLower(row) => self.set_row_bounds(row, bound, self.row_bounds(row).1),
            Place::RowUpper(row) => self.set_row_bounds(row, self.row_bounds(row).0, bound),
            Place::RowBoth(row) => self.set_row_bounds(row, bound, bound),
        }
    }

    /// Moves a bound by an amount, if it is finite.
    fn shift(&mut self, place: Place, amount: f64) {
        let moved = |bound: &mut f64| {
            if bound.is_finite() {
                let sum = *bound + amount;
                // The parts of a bound seldom add up to it to the last digit; a rest of rounding would cross bounds.
                let rest = sum.abs() <= 1e-12 * bound.abs().max(amount.abs());
                *bound = if rest { 0.0 } else { sum };
            }
        };
        match place {
            Place::ColLower(col) => moved(&mut self.col_lower[col.index()]),
            Place::ColUpper(col) => moved(&mut self.col_upper[col.index()]),
            Place::RowLower(row) => moved(&mut self.row_lower[row.index()]),
            Place::RowUpper(row) => moved(&mut self.row_upper[row.index()]),
            Place::RowBoth(row) => {
                moved(&mut self.row_lower[row.index()]);
                moved(&mut self.row_upper[row.index()]);
            }
        }
    }

    /// Adds to coefficients of rows that are there: row, column, amount. A coefficient that was not there comes to be.
    pub fn add_terms(&mut self, terms: impl IntoIterator<Item = (Row, Col, f64)>) {
        let mut changes = BTreeMap::new();
        for (row, col, amount) in terms {
            *changes.entry((row, col)).or_default() += amount;
        }
        self.add_coefficients(changes);
    }

    /// Adds to coefficients, which need not be there yet.
    fn add_coefficients(&mut self, mut changes: BTreeMap<(Row, Col), f64>) {
        let rows: Vec<Row> = changes.keys().map(|(row, _)| *row).collect();
        for row in rows {
            for k in self.start[row.index()]..self.start[row.index() + 1] {
                if let Some(change) = changes.remove(&(row, Col(self.index[k]))) {
                    self.value[k] += change;
                }
            }
        }
        changes.retain(|_, change| *change != 0.0);
        if changes.is_empty() {
            return;
        }
        let (mut start, mut index, mut value) = (vec![0], Vec::new(), Vec::new());
        for row in self.all_rows() {
            let kept = self.start[row.index()]..self.start[row.index() + 1];
            index.extend_from_slice(&self.index[kept.clone()]);
            value.extend_from_slice(&self.value[kept]);
            for ((_, col), change) in changes.range((row, Col(0))..=(row, Col(u32::MAX))) {
                index.push(col.0);
                value.push(*change);
            }
            start.push(index.len());
        }
        (self.start, self.index, self.value) = (start, index, value);
        // Positions of an earlier layout: no row may be continued with them.
        self.seen.fill(usize::MAX);
    }
}

/// The dual of a continuous program (of the relaxation, when there are integers). Its optimum is the program's, and
/// its columns are the program's prices with the sign of [`Solution::row_duals`](crate::Solution::row_duals).
///
/// Families keep names, axes and order:
///
/// * Column `i` of the dual is the price of row `i`, in a family of the row family's name. A row between two different
///   bounds has a second price in the family `<name>.lower`: the first is then that of its upper bound.
/// * Row `j` of the dual belongs to column `j`: the prices of what one unit takes, against its cost. Bounds of columns
///   other than zero have prices in the families `<name>.upper` and `<name>.lower` of the column family's name.
#[must_use]
pub fn dual(program: &Program) -> Program {
    dual_with_prices(program).0
}

/// Where the prices of a program's bounds are in its [`dual`].
#[derive(Clone, Debug)]
pub struct DualPrices {
    second: Vec<Option<u32>>,
    uppers: Vec<Option<u32>>,
    lowers: Vec<Option<u32>>,
    is_range: Vec<bool>,
}

impl DualPrices {
    /// The column of the dual that is the price of a bound. None where the bound is infinite, and for bounds of columns that
    /// are zero, which have no price of their own.
    #[must_use]
    pub fn of(&self, place: Place) -> Option<Col> {
        match place {
            Place::ColUpper(col) => self.uppers[col.index()].map(Col),
            Place::ColLower(col) => self.lowers[col.index()].map(Col),
            Place::RowLower(row) if self.is_range[row.index()] => self.second[row.index()].map(Col),
            Place::RowLower(row) | Place::RowUpper(row) | Place::RowBoth(row) => Some(Col(row.0)),
        }
    }
}

/// The [`dual`] of a program with the places of its prices.
#[must_use]
pub fn dual_with_prices(program: &Program) -> (Program, DualPrices) {
    // Prices as derivatives: for a maximization, upper bounds have prices of at least zero and lower ones of at most.
    let upper_price = match program.sense {
        Sense::Maximize => (0.0, f64::INFINITY),
        Sense::Minimize => (f64::NEG_INFINITY, 0.0),
    };
    let lower_price = (-upper_price.1, -upper_price.0);
    let mut out = Program::new(match program.sense {
        Sense::Maximize => Sense::Minimize,
        Sense::Minimize => Sense::Maximize,
    });
    out.offset = program.offset;
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        match (lower.is_finite(), upper.is_finite()) {
            (false, false) => out.push_price(0.0, (0.0, 0.0)),
            (true, true) if lower == upper => out.push_price(upper, (f64::NEG_INFINITY, f64::INFINITY)),
            (true, false) => out.push_price(lower, lower_price),
            (_, true) => out.push_price(upper, upper_price),
        }
    }
    out.col_families.clone_from(&program.row_families);

    let is_range = |(lower, upper): (f64, f64)| lower.is_finite() && upper.is_finite() && lower != upper;
    let mut second = Vec::with_capacity(program.num_rows());
    for family in &program.row_families {
        second.extend(out.add_prices(family, "lower", |index| {
            let bounds = program.row_bounds(Row(index as u32));
            is_range(bounds).then_some((bounds.0, lower_price))
        }));
    }
    let (mut uppers, mut lowers) = (Vec::new(), Vec::new());
    for family in &program.col_families {
        uppers.extend(out.add_prices(family, "upper", |index| {
            let (lower, upper) = program.col_bounds(Col(index as u32));
            let price = if lower == upper { (f64::NEG_INFINITY, f64::INFINITY) } else { upper_price };
            (upper.is_finite() && upper != 0.0).then_some((upper, price))
        }));
        lowers.extend(out.add_prices(family, "lower", |index| {
            let (lower, upper) = program.col_bounds(Col(index as u32));
            (lower.is_finite() && lower != 0.0 && lower != upper).then_some((lower, lower_price))
        }));
    }
    out.write_dual_rows(program, &second, [&uppers, &lowers]);
    let is_range = program.all_rows().map(|row| is_range(program.row_bounds(row))).collect();
    (out, DualPrices { second, uppers, lowers, is_range })
}

impl Program {
    fn push_price(&mut self, bound: f64, (lower, upper): (f64, f64)) {
        self.cost.push(bound);
        self.col_lower.push(lower);
        self.col_upper.push(upper);
        self.integer.push(false);
        self.seen.push(usize::MAX);
    }

    /// Adds a family of prices `<name>.<ending>` for those members of `family` that have one, and says which column
    /// each member got; adds no family if no member did.
    fn add_prices(
        &mut self,
        family: &FamilyInfo,
        ending: &str,
        price: impl Fn(usize) -> Option<(f64, (f64, f64))>,
    ) -> Vec<Option<u32>> {
        let first = self.cost.len() as u32;
        let mut members = Vec::new();
        let mut cols = vec![None; family.members.len()];
        for ((index, cell), col) in family.range().zip(family.members.iter()).zip(&mut cols) {
            if let Some((bound, range)) = price(index) {
                *col = Some(self.cost.len() as u32);
                members.push(*cell);
                self.push_price(bound, range);
            }
        }
        if !members.is_empty() {
            let name = format!("{}.{ending}", family.name);
            let (unit, axes) = (family.unit.clone(), family.axes.clone());
            self.col_families.push(FamilyInfo { name, unit, axes, first, members: members.into() });
        }
        cols
    }

    /// One row per column of `primal`: what the prices make of one unit of it, against its cost. `second` are the
    /// second prices of rows between two bounds, `bounds` those of upper and lower bounds of columns.
    fn write_dual_rows(&mut self, primal: &Program, second: &[Option<u32>], bounds: [&[Option<u32>]; 2]) {
        let by_col = primal.columns();
        for col in primal.all_cols() {
            for (row, value) in by_col.col(col.index()) {
                for price in [Some(row as u32), second[row]].into_iter().flatten() {
                    self.index.push(price);
                    self.value.push(value);
                }
            }
            for price in bounds.iter().filter_map(|prices| prices[col.index()]) {
                self.index.push(price);
                self.value.push(1.0);
            }
            self.start.push(self.index.len());
            // A bound of zero has a price that costs nothing: it is the slack of this row.
            let (lower, upper) = primal.col_bounds(col);
            let (above, below) = match primal.sense {
                Sense::Maximize => (lower == 0.0, upper == 0.0),
                Sense::Minimize => (upper == 0.0, lower == 0.0),
            };
            let cost = primal.cost(col);
            self.row_lower.push(if below { f64::NEG_INFINITY } else { cost });
            self.row_upper.push(if above { f64::INFINITY } else { cost });
        }
        self.row_families.clone_from(&primal.col_families);
    }
}
