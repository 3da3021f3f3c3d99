//! [`Program`] and how its families are written.

use std::sync::Arc;

use crate::attribute::Attributions;
use crate::axis::Axis;
use crate::family::{ABSENT, Col, Cols, Grid, Row, Rows, member_name};

/// Direction of the objective.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sense {
    /// As large as possible.
    #[default]
    Maximise,
    /// As small as possible.
    Minimise,
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

/// What is kept of a family in the program itself: enough to name its members.
#[derive(Clone, Debug)]
pub(crate) struct FamilyInfo {
    pub name: String,
    /// Unit of the column's value, or of the row's activity.
    pub unit: String,
    pub axes: Vec<Axis>,
    pub first: u32,
    /// Cell of each member, shared with the family's handle.
    pub members: Arc<Vec<u32>>,
}

impl FamilyInfo {
    fn member_name(&self, index: u32) -> String {
        let cell = self.members[(index - self.first) as usize] as usize;
        member_name(&self.name, &self.axes, cell)
    }
}

/// Number of members and non-zeros of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyCount {
    /// Name of the family.
    pub name: String,
    /// Number of columns or rows.
    pub members: usize,
    /// Number of non-zeros in its rows (for a row family), or of integer columns (for a column family).
    pub detail: usize,
}

/// Size of a program by family. A lost block of rows is the commonest silent fault of planning models, so these are
/// printed and tested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Column families; `detail` counts the integer ones.
    pub cols: Vec<FamilyCount>,
    /// Row families; `detail` counts the non-zeros.
    pub rows: Vec<FamilyCount>,
}

/// A linear or mixed-integer program. Rows are stored one after the other (compressed sparse rows).
#[derive(Clone, Debug, Default)]
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
    /// The row that last named each column, counted from 1: finds a column that a row names twice.
    seen: Vec<u32>,
    /// Who brings what, what an attack moves.
    pub attributions: Attributions,
}

impl Program {
    /// An empty program.
    #[must_use]
    pub fn new(sense: Sense) -> Self {
        Self { sense, start: vec![0], ..Self::default() }
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
        mut spec: impl FnMut([usize; D]) -> Option<ColSpec>,
    ) -> Cols<D> {
        self.write_cols(Grid::dense(name, axes, count_to_index(self.cost.len())), unit, all_keys(axes), &mut spec)
    }

    /// As [`cols`](Self::cols), asking for the given keys only. For a family that fills little of its grid: neither time nor
    /// memory is spent on the cells that stay empty.
    ///
    /// # Panics
    /// When the keys do not ascend (first axis first) or leave the grid, and as [`cols`](Self::cols).
    pub fn cols_at<const D: usize>(
        &mut self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        keys: impl IntoIterator<Item = [usize; D]>,
        mut spec: impl FnMut([usize; D]) -> Option<ColSpec>,
    ) -> Cols<D> {
        self.write_cols(Grid::sparse(name, axes, count_to_index(self.cost.len())), unit, keys, &mut spec)
    }

    fn write_cols<const D: usize>(
        &mut self,
        mut grid: Grid<D>,
        unit: &str,
        keys: impl IntoIterator<Item = [usize; D]>,
        spec: &mut impl FnMut([usize; D]) -> Option<ColSpec>,
    ) -> Cols<D> {
        let mut members = Vec::new();
        for key in keys {
            if let Some(spec) = spec(key) {
                grid.push(&mut members, key, count_to_index(self.cost.len()));
                self.cost.push(spec.cost);
                self.col_lower.push(spec.lower);
                self.col_upper.push(spec.upper);
                self.integer.push(spec.integer);
                self.seen.push(0);
            }
        }
        grid.close(members);
        self.col_families.push(info(&grid, unit));
        Cols { grid }
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
        mut write: impl FnMut([usize; D], &mut RowBuilder<'_>),
    ) -> Rows<D> {
        self.write_rows(Grid::dense(name, axes, count_to_index(self.row_lower.len())), unit, all_keys(axes), &mut write)
    }

    /// As [`rows`](Self::rows), asking for the given keys only. For a family that fills little of its grid: neither time nor
    /// memory is spent on the cells that stay empty.
    ///
    /// # Panics
    /// When the keys do not ascend (first axis first) or leave the grid, and as [`rows`](Self::rows).
    pub fn rows_at<const D: usize>(
        &mut self,
        name: &str,
        unit: &str,
        axes: [&Axis; D],
        keys: impl IntoIterator<Item = [usize; D]>,
        mut write: impl FnMut([usize; D], &mut RowBuilder<'_>),
    ) -> Rows<D> {
        self.write_rows(Grid::sparse(name, axes, count_to_index(self.row_lower.len())), unit, keys, &mut write)
    }

    fn write_rows<const D: usize>(
        &mut self,
        mut grid: Grid<D>,
        unit: &str,
        keys: impl IntoIterator<Item = [usize; D]>,
        write: &mut impl FnMut([usize; D], &mut RowBuilder<'_>),
    ) -> Rows<D> {
        let mut members = Vec::new();
        for key in keys {
            let begin = self.index.len();
            let member = count_to_index(self.row_lower.len());
            let mut row = RowBuilder {
                begin,
                number: member + 1,
                bounds: None,
                shift: 0.0,
                index: &mut self.index,
                value: &mut self.value,
                seen: &mut self.seen,
            };
            write(key, &mut row);
            let (bounds, shift) = (row.bounds, row.shift);
            let Some((lower, upper)) = bounds else {
                assert!(self.index.len() == begin, "a row of `{}` has terms but no bound", grid.name);
                continue;
            };
            grid.push(&mut members, key, member);
            self.row_lower.push(lower - shift);
            self.row_upper.push(upper - shift);
            self.start.push(self.index.len());
        }
        grid.close(members);
        self.row_families.push(info(&grid, unit));
        Rows { grid }
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
        family_of(&self.col_families, col.0).member_name(col.0)
    }

    /// Name of a row, for instance `material_balance[nd_oxide,us,2031]`.
    #[must_use]
    pub fn row_name(&self, row: Row) -> String {
        family_of(&self.row_families, row.0).member_name(row.0)
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

    /// Size by family.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let cols = self.col_families.iter().map(|f| {
            let range = f.first as usize..f.first as usize + f.members.len();
            FamilyCount {
                name: f.name.clone(),
                members: f.members.len(),
                detail: self.integer[range].iter().filter(|i| **i).count(),
            }
        });
        let rows = self.row_families.iter().map(|f| {
            let (first, last) = (f.first as usize, f.first as usize + f.members.len());
            FamilyCount { name: f.name.clone(), members: f.members.len(), detail: self.start[last] - self.start[first] }
        });
        Counts { cols: cols.collect(), rows: rows.collect() }
    }
}

/// Writes one row: terms, then a relation.
pub struct RowBuilder<'a> {
    begin: usize,
    /// Number of the row, counted from 1.
    number: u32,
    bounds: Option<(f64, f64)>,
    shift: f64,
    index: &'a mut Vec<u32>,
    value: &'a mut Vec<f64>,
    seen: &'a mut [u32],
}

impl RowBuilder<'_> {
    /// Adds `coefficient * col`. A column named twice is summed; a zero is not stored.
    #[inline]
    pub fn add(&mut self, col: Col, coefficient: f64) {
        if coefficient == 0.0 {
            return;
        }
        let seen = &mut self.seen[col.index()];
        if *seen == self.number {
            self.add_again(col, coefficient);
            return;
        }
        *seen = self.number;
        self.index.push(col.0);
        self.value.push(coefficient);
    }

    /// The rare case of a column that stands in the row already.
    #[cold]
    fn add_again(&mut self, col: Col, coefficient: f64) {
        let at = self.index[self.begin..].iter().position(|c| *c == col.0);
        self.value[self.begin + at.expect("a column that this row named stands in it")] += coefficient;
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

fn count_to_index(count: usize) -> u32 {
    assert!(count < ABSENT as usize, "more than 2^32 - 2 columns or rows");
    count as u32
}

/// Every key of a grid, row-major.
fn all_keys<const D: usize>(axes: [&Axis; D]) -> impl Iterator<Item = [usize; D]> + use<D> {
    let sizes = axes.map(Axis::len);
    let first = (!sizes.contains(&0)).then_some([0; D]);
    std::iter::successors(first, move |key| {
        let mut next = *key;
        for d in (0..D).rev() {
            next[d] += 1;
            if next[d] < sizes[d] {
                return Some(next);
            }
            next[d] = 0;
        }
        None
    })
}

fn info<const D: usize>(grid: &Grid<D>, unit: &str) -> FamilyInfo {
    FamilyInfo {
        name: grid.name.clone(),
        unit: unit.to_string(),
        axes: grid.axes.to_vec(),
        first: grid.first,
        members: grid.members.clone(),
    }
}

fn family_of(families: &[FamilyInfo], index: u32) -> &FamilyInfo {
    let after = families.partition_point(|f| f.first <= index);
    // Empty families share their `first` with the next one: step back to the one that holds the index.
    families[..after].iter().rev().find(|f| !f.members.is_empty()).expect("every column and row is made by a family")
}
