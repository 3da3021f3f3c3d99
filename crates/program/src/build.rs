//! [`Program`] and how its families are written.
//!
//! Long: one type with everything that writes into it.

use std::marker::PhantomData;

use crate::attribute::Attributions;
use crate::axis::Axis;
use crate::family::{Col, Cols, FamilyInfo, GridBuilder, Row, Rows, all_keys, family_of};
use crate::position::Key;

/// Direction of the objective.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sense {
    /// As large as possible.
    #[default]
    Maximize,
    /// As small as possible.
    Minimize,
}

/// What a new column is: its bounds, its objective coefficient, whether it is integer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColSpec {
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// Objective coefficient.
    pub cost: f64,
    /// Whether only integers are allowed.
    pub integer: bool,
}

impl ColSpec {
    /// A column between two bounds.
    #[must_use]
    pub fn between(lower: f64, upper: f64) -> Self {
        Self { lower, upper, cost: 0.0, integer: false }
    }

    /// A column of at least zero.
    #[must_use]
    pub fn positive() -> Self {
        Self::between(0.0, f64::INFINITY)
    }

    /// A column without bounds.
    #[must_use]
    pub fn free() -> Self {
        Self::between(f64::NEG_INFINITY, f64::INFINITY)
    }

    /// A column of zero or one.
    #[must_use]
    pub fn binary() -> Self {
        Self::between(0.0, 1.0).integer()
    }

    /// The same with an objective coefficient.
    #[must_use]
    pub fn cost(self, cost: f64) -> Self {
        Self { cost, ..self }
    }

    /// The same, integers only.
    #[must_use]
    pub fn integer(self) -> Self {
        Self { integer: true, ..self }
    }
}

/// A linear or mixed-integer program. Rows are stored one after the other (compressed sparse rows).
///
/// # Examples
///
/// ```
/// use program::{Axis, ColSpec, Program, Sense};
///
/// let site = Axis::new("site", ["leach", "smelter"]);
/// let year = Axis::new("year", ["2030", "2031"]);
/// let mut program = Program::new(Sense::Maximize);
/// // The smelter cannot run in 2030: that cell of the family stays empty.
/// let run = program.cols("run", "t", [&site, &year], |[s, y]| {
///     (s == 0 || y == 1).then(|| ColSpec::positive().cost(2.0))
/// });
/// let power = program.rows("power", "MWh", [&year], |[y], row| {
///     (0..site.len()).filter_map(|s| run.get([s, y])).for_each(|col| row.add(col, 0.5));
///     row.at_most(10.0);
/// });
/// assert_eq!((program.num_cols(), program.num_rows()), (3, 2));
/// assert_eq!(program.print_row(power.get([1]).unwrap()), "power[2031]: + 0.5 run[leach,2031] + 0.5 run[smelter,2031] <= 10");
/// assert_eq!(program.counts().cols[0].members, 3);
/// assert_eq!(program.scale_report().warnings(), [""; 0]);
///
/// // A family that fills little of its grid is asked for its own cells only.
/// program.at([[1, 1]]).rows("late", "t", [&site, &year], |key, row| {
///     row.add(run.get(key).unwrap(), 1.0);
///     row.at_most(4.0);
/// });
/// assert_eq!(program.print_family("late"), "late[smelter,2031]: + 1 run[smelter,2031] <= 4\n");
/// ```
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) sense: Sense,
    pub(crate) offset: f64,
    pub(crate) cost: Vec<f64>,
    pub(crate) col_lower: Vec<f64>,
    pub(crate) col_upper: Vec<f64>,
    pub(crate) integer: Vec<bool>,
    pub(crate) row_lower: Vec<f64>,
    pub(crate) row_upper: Vec<f64>,
    /// Start of each row in `index` and `value`; one longer than the rows.
    pub(crate) start: Vec<usize>,
    pub(crate) index: Vec<u32>,
    pub(crate) value: Vec<f64>,
    pub(crate) col_families: Vec<FamilyInfo>,
    pub(crate) row_families: Vec<FamilyInfo>,
    /// Where each column was last written: finds a column that a row names twice.
    pub(crate) seen: Vec<usize>,
    /// Who brings what, what an attack moves.
    pub attributions: Attributions,
}

impl Default for Program {
    fn default() -> Self {
        Self::new(Sense::default())
    }
}

impl Program {
    /// An empty program.
    #[must_use]
    pub fn new(sense: Sense) -> Self {
        Self {
            sense,
            offset: 0.0,
            cost: Vec::new(),
            col_lower: Vec::new(),
            col_upper: Vec::new(),
            integer: Vec::new(),
            row_lower: Vec::new(),
            row_upper: Vec::new(),
            start: vec![0],
            index: Vec::new(),
            value: Vec::new(),
            col_families: Vec::new(),
            row_families: Vec::new(),
            seen: Vec::new(),
            attributions: Attributions::default(),
        }
    }

    /// Adds a family of columns over `axes`. `spec` is asked for every key in order; `None` leaves the cell empty.
    ///
    /// `unit` is the unit of the columns' values, for instance `t/yr`.
    ///
    /// # Panics
    /// When the program would have more than 2^32 - 2 columns.
    pub fn cols<const D: usize>(
        &mut self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        spec: impl FnMut([usize; D]) -> Option<ColSpec>,
    ) -> Cols<D> {
        self.write_cols(GridBuilder::dense(name, axes, self.cost.len()), unit, all_keys(axes), spec)
    }

    fn write_cols<const D: usize, K: Key<D>>(
        &mut self,
        mut grid: GridBuilder<D>,
        unit: &str,
        keys: impl IntoIterator<Item = K>,
        mut spec: impl FnMut(K) -> Option<ColSpec>,
    ) -> Cols<D, K> {
        for key in keys {
            if let Some(spec) = spec(key) {
                grid.put(key.numbers(), self.cost.len());
                self.cost.push(spec.cost);
                self.col_lower.push(spec.lower);
                self.col_upper.push(spec.upper);
                self.integer.push(spec.integer);
                self.seen.push(usize::MAX);
            }
        }
        let (grid, info) = grid.finish(unit);
        self.col_families.push(info);
        Cols { grid, key: PhantomData }
    }

    /// Adds a family of rows over `axes`. `write` is asked for every key in order and writes the row; a row that it
    /// gives no bound does not come to exist.
    ///
    /// `unit` is the unit of the row's activity; the unit of its dual is the objective's over this one.
    ///
    /// # Panics
    /// When the program would have more than 2^32 - 2 rows, or when `write` adds terms but no bound (a forgotten
    /// relation would lose the row in silence).
    pub fn rows<const D: usize>(
        &mut self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        write: impl FnMut([usize; D], &mut RowBuilder<'_>),
    ) -> Rows<D> {
        self.write_rows(GridBuilder::dense(name, axes, self.row_lower.len()), unit, all_keys(axes), write)
    }

    fn write_rows<const D: usize, K: Key<D>>(
        &mut self,
        mut grid: GridBuilder<D>,
        unit: &str,
        keys: impl IntoIterator<Item = K>,
        mut write: impl FnMut(K, &mut RowBuilder<'_>),
    ) -> Rows<D, K> {
        for key in keys {
            let begin = self.index.len();
            let mut row = RowBuilder {
                begin,
                bounds: None,
                shift: 0.0,
                index: &mut self.index,
                value: &mut self.value,
                seen: &mut self.seen,
            };
            write(key, &mut row);
            let (bounds, shift) = (row.bounds, row.shift);
            let Some((lower, upper)) = bounds else {
                assert!(self.index.len() == begin, "a row of `{}` has terms but no bound", grid.name());
                continue;
            };
            grid.put(key.numbers(), self.row_lower.len());
            self.row_lower.push(lower - shift);
            self.row_upper.push(upper - shift);
            self.start.push(self.index.len());
        }
        let (grid, info) = grid.finish(unit);
        self.row_families.push(info);
        Rows { grid, key: PhantomData }
    }

    /// Families that are asked for the given keys only, in place of every key of their grid: for one that fills little of its
    /// grid, neither time nor memory is spent on the cells that stay empty.
    pub fn at<K>(&mut self, keys: K) -> At<'_, K> {
        At { program: self, keys }
    }

    /// For a family whose keys have a type of their own, that of the argument of its closure: `|(plant, year): (PlantAt, YearAt)| ..`.
    pub fn keyed(&mut self) -> Keyed<'_> {
        Keyed { program: self }
    }

    /// Adds to the objective coefficient of a column.
    pub fn add_cost(&mut self, col: Col, cost: f64) {
        self.cost[col.index()] += cost;
    }

    /// Adds a constant to the objective.
    pub fn add_offset(&mut self, offset: f64) {
        self.offset += offset;
    }

    /// Direction of the objective.
    #[must_use]
    pub fn sense(&self) -> Sense {
        self.sense
    }

    /// Sets the direction of the objective; its coefficients stay.
    pub fn set_sense(&mut self, sense: Sense) {
        self.sense = sense;
    }

    /// Constant of the objective.
    #[must_use]
    pub fn offset(&self) -> f64 {
        self.offset
    }

    /// Number of columns.
    #[must_use]
    pub fn num_cols(&self) -> usize {
        self.cost.len()
    }

    /// Number of rows.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.row_lower.len()
    }

    /// Number of stored coefficients.
    #[must_use]
    pub fn num_nonzeros(&self) -> usize {
        self.index.len()
    }

    /// Whether any column is integer.
    #[must_use]
    pub fn has_integers(&self) -> bool {
        self.integer.iter().any(|i| *i)
    }

    /// Whether a column is integer.
    #[must_use]
    pub fn is_integer(&self, col: Col) -> bool {
        self.integer[col.index()]
    }

    /// Objective coefficient of a column.
    #[must_use]
    pub fn cost(&self, col: Col) -> f64 {
        self.cost[col.index()]
    }

    /// Bounds of a column.
    #[must_use]
    pub fn col_bounds(&self, col: Col) -> (f64, f64) {
        (self.col_lower[col.index()], self.col_upper[col.index()])
    }

    /// Bounds of a row.
    #[must_use]
    pub fn row_bounds(&self, row: Row) -> (f64, f64) {
        (self.row_lower[row.index()], self.row_upper[row.index()])
    }

    /// Changes the bounds of a column.
    pub fn set_col_bounds(&mut self, col: Col, lower: f64, upper: f64) {
        self.col_lower[col.index()] = lower;
        self.col_upper[col.index()] = upper;
    }

    /// Changes the bounds of a row.
    pub fn set_row_bounds(&mut self, row: Row, lower: f64, upper: f64) {
        self.row_lower[row.index()] = lower;
        self.row_upper[row.index()] = upper;
    }

    /// Columns and coefficients of a row.
    pub fn row_terms(&self, row: Row) -> impl Iterator<Item = (Col, f64)> + '_ {
        let range = self.start[row.index()]..self.start[row.index() + 1];
        range.map(|k| (Col(self.index[k]), self.value[k]))
    }

    /// Every column in order.
    pub fn all_cols(&self) -> impl Iterator<Item = Col> + use<> {
        (0..self.cost.len() as u32).map(Col)
    }

    /// Every row in order.
    pub fn all_rows(&self) -> impl Iterator<Item = Row> + use<> {
        (0..self.row_lower.len() as u32).map(Row)
    }

    /// Name of a column, for instance `run[leach,2031]`.
    #[must_use]
    pub fn col_name(&self, col: Col) -> String {
        family_of(&self.col_families, col.0).member(col.0).to_string()
    }

    /// Name of a row, for instance `material_balance[nd_oxide,us,2031]`.
    #[must_use]
    pub fn row_name(&self, row: Row) -> String {
        family_of(&self.row_families, row.0).member(row.0).to_string()
    }

    /// The axes of a column by name, with its label on each.
    #[must_use]
    pub fn col_labels(&self, col: Col) -> Vec<(&str, &str)> {
        self.col_member(col).labels()
    }

    /// The axes of a row by name, with its label on each.
    #[must_use]
    pub fn row_labels(&self, row: Row) -> Vec<(&str, &str)> {
        self.row_member(row).labels()
    }

    /// Name of the family of a row.
    #[must_use]
    pub fn row_family(&self, row: Row) -> &str {
        &family_of(&self.row_families, row.0).name
    }

    /// Name of the family of a column.
    #[must_use]
    pub fn col_family(&self, col: Col) -> &str {
        &family_of(&self.col_families, col.0).name
    }

    /// Unit of a row's activity.
    #[must_use]
    pub fn row_unit(&self, row: Row) -> &str {
        &family_of(&self.row_families, row.0).unit
    }

    /// Unit of a column's value.
    #[must_use]
    pub fn col_unit(&self, col: Col) -> &str {
        &family_of(&self.col_families, col.0).unit
    }
}

/// A program about to get a family at some keys; see [`Program::at`].
pub struct At<'a, K> {
    program: &'a mut Program,
    keys: K,
}

impl<I: IntoIterator> At<'_, I> {
    /// As [`Program::cols`], at the keys.
    ///
    /// # Panics
    /// When the keys do not ascend (first axis first) or leave the grid, and as [`Program::cols`].
    pub fn cols<const D: usize>(
        self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        spec: impl FnMut(I::Item) -> Option<ColSpec>,
    ) -> Cols<D, I::Item>
    where
        I::Item: Key<D>,
    {
        let grid = GridBuilder::sparse(name, axes, self.program.cost.len());
        self.program.write_cols(grid, unit, self.keys, spec)
    }

    /// As [`Program::rows`], at the keys.
    ///
    /// # Panics
    /// When the keys do not ascend (first axis first) or leave the grid, and as [`Program::rows`].
    pub fn rows<const D: usize>(
        self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        write: impl FnMut(I::Item, &mut RowBuilder<'_>),
    ) -> Rows<D, I::Item>
    where
        I::Item: Key<D>,
    {
        let grid = GridBuilder::sparse(name, axes, self.program.row_lower.len());
        self.program.write_rows(grid, unit, self.keys, write)
    }
}

/// A program about to get a family whose keys have a type of their own; see [`Program::keyed`].
pub struct Keyed<'a> {
    program: &'a mut Program,
}

impl Keyed<'_> {
    /// As [`Program::cols`].
    ///
    /// # Panics
    /// As [`Program::cols`].
    pub fn cols<const D: usize, K: Key<D>>(
        self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        spec: impl FnMut(K) -> Option<ColSpec>,
    ) -> Cols<D, K> {
        let grid = GridBuilder::dense(name, axes, self.program.cost.len());
        self.program.write_cols(grid, unit, all_keys(axes).map(K::from_numbers), spec)
    }

    /// As [`Program::rows`].
    ///
    /// # Panics
    /// As [`Program::rows`].
    pub fn rows<const D: usize, K: Key<D>>(
        self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        write: impl FnMut(K, &mut RowBuilder<'_>),
    ) -> Rows<D, K> {
        let grid = GridBuilder::dense(name, axes, self.program.row_lower.len());
        self.program.write_rows(grid, unit, all_keys(axes).map(K::from_numbers), write)
    }
}

/// Writes one row: terms, then a relation.
pub struct RowBuilder<'a> {
    begin: usize,
    bounds: Option<(f64, f64)>,
    shift: f64,
    index: &'a mut Vec<u32>,
    value: &'a mut Vec<f64>,
    seen: &'a mut Vec<usize>,
}

impl RowBuilder<'_> {
    /// Adds `coefficient * col`. A column named twice is summed; a zero is not stored.
    pub fn add(&mut self, col: Col, coefficient: f64) {
        if coefficient == 0.0 {
            return;
        }
        let at = &mut self.seen[col.index()];
        // `seen` survives from row to row: a position before `begin` belongs to an earlier row.
        if *at >= self.begin && *at < self.value.len() {
            self.value[*at] += coefficient;
            return;
        }
        *at = self.value.len();
        self.index.push(col.0);
        self.value.push(coefficient);
    }

    /// Adds a constant to the left side; it moves to the right when the relation is set.
    pub fn add_constant(&mut self, constant: f64) {
        self.shift += constant;
    }

    /// Whether no term has been added yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.len() == self.begin
    }

    /// The row equals `value`.
    pub fn equals(&mut self, value: f64) {
        self.bounds = Some((value, value));
    }

    /// The row is at most `value`.
    pub fn at_most(&mut self, value: f64) {
        self.bounds = Some((f64::NEG_INFINITY, value));
    }

    /// The row is at least `value`.
    pub fn at_least(&mut self, value: f64) {
        self.bounds = Some((value, f64::INFINITY));
    }

    /// The row lies between two values.
    pub fn between(&mut self, lower: f64, upper: f64) {
        self.bounds = Some((lower, upper));
    }
}
