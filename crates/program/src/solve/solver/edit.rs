//! Changes to a program between solves.

use super::*;

impl Solver {
    /// Gives a starting point: for integers a plan to improve on (completed when only the integer columns fit), for a
    /// continuous program values near which the solver looks for its first basis.
    ///
    /// # Errors
    /// When its length is not the number of columns, or a value is not finite.
    pub fn set_start(&mut self, cols: &[f64]) -> Result<(), SolveError> {
        if cols.len() != self.num_cols() {
            return Err(SolveError::Start { found: cols.len(), expected: self.num_cols() });
        }
        if let Some(col) = cols.iter().position(|value| !value.is_finite()) {
            let place = format!("starting value of column {col}");
            return Err(SolveError::Number { place, value: cols[col], expected: "a finite number" });
        }
        if !cols.is_empty() {
            self.highs.set_start(cols)?;
            self.start = Some(cols.to_vec());
            self.last = Last::Start;
        }
        Ok(())
    }

    /// Changes the objective coefficient of a column.
    pub fn set_cost(&mut self, col: Col, cost: f64) {
        let checked = self
            .check_col(col)
            .and_then(|()| check_number(cost, INFINITE, || format!("cost of column {}", col.index())))
            .and_then(|()| self.highs.set_cost(col.index(), cost));
        self.note(checked);
    }

    /// Changes the bounds of a column.
    pub fn set_col_bounds(&mut self, col: Col, lower: f64, upper: f64) {
        let checked = self
            .check_col(col)
            .and_then(|()| check_bounds(lower, upper, || format!("column {}", col.index())))
            .and_then(|()| self.highs.set_col_bounds(col.index(), lower, upper));
        self.note(checked);
    }

    /// Changes the bounds of a row.
    pub fn set_row_bounds(&mut self, row: Row, lower: f64, upper: f64) {
        let checked = self
            .check_row(row)
            .and_then(|()| check_bounds(lower, upper, || format!("row {}", row.index())))
            .and_then(|()| self.highs.set_row_bounds(row.index(), lower, upper));
        self.note(checked);
    }

    /// Changes the bounds of many columns and rows at once, both in increasing order: `(which, lower, upper)`.
    pub fn set_bounds(&mut self, cols: &[(Col, f64, f64)], rows: &[(Row, f64, f64)]) {
        let checked = self.set_bounds_checked(cols, rows);
        self.note(checked);
    }

    fn set_bounds_checked(&mut self, cols: &[(Col, f64, f64)], rows: &[(Row, f64, f64)]) -> Result<(), SolveError> {
        for (col, lower, upper) in cols {
            self.check_col(*col)?;
            check_bounds(*lower, *upper, || format!("column {}", col.index()))?;
        }
        for (row, lower, upper) in rows {
            self.check_row(*row)?;
            check_bounds(*lower, *upper, || format!("row {}", row.index()))?;
        }
        if !cols.is_empty() {
            let set: Vec<Int> = cols.iter().map(|(col, ..)| col.index() as Int).collect();
            let lower: Vec<f64> = cols.iter().map(|(_, lower, _)| *lower).collect();
            let upper: Vec<f64> = cols.iter().map(|(.., upper)| *upper).collect();
            self.highs.set_cols_bounds(&set, &lower, &upper)?;
        }
        if !rows.is_empty() {
            let set: Vec<Int> = rows.iter().map(|(row, ..)| row.index() as Int).collect();
            let lower: Vec<f64> = rows.iter().map(|(_, lower, _)| *lower).collect();
            let upper: Vec<f64> = rows.iter().map(|(.., upper)| *upper).collect();
            self.highs.set_rows(&set, &lower, &upper)?;
        }
        Ok(())
    }

    /// The basis of the last continuous solve, to start from again later; `None` when there is none.
    ///
    /// # Errors
    /// When the solver fails.
    pub fn basis(&self) -> Result<Option<Basis>, SolveError> {
        if self.last != Last::Continuous || self.integer.is_empty() {
            return Ok(None);
        }
        Ok(self.highs.basis()?.map(|[cols, rows]| Basis { cols, rows }))
    }

    /// Starts the next continuous solve from a basis, whatever was solved in between: what comes out of it then depends on
    /// the program and the basis alone.
    ///
    /// # Errors
    /// When it is the basis of a program of another size, or the solver fails.
    pub fn set_basis(&mut self, basis: &Basis) -> Result<(), SolveError> {
        if basis.cols.len() != self.num_cols() {
            return Err(SolveError::Start { found: basis.cols.len(), expected: self.num_cols() });
        }
        check_index("row", basis.rows.len().saturating_sub(1), self.num_rows())?;
        self.highs.forget()?;
        self.highs.set_basis([&basis.cols, &basis.rows])?;
        self.last = Last::Continuous;
        Ok(())
    }

    /// Changes a coefficient.
    pub fn set_coefficient(&mut self, row: Row, col: Col, value: f64) {
        let place = || format!("coefficient of column {} in row {}", col.index(), row.index());
        let checked = self
            .check_row(row)
            .and_then(|()| self.check_col(col))
            .and_then(|()| check_number(value, LARGE, place))
            .and_then(|()| self.highs.set_coefficient(row.index(), col.index(), value));
        self.matrix = None;
        self.note(checked);
    }

    /// Changes whether a column is integer.
    pub fn set_integer(&mut self, col: Col, integer: bool) {
        let checked = self.check_col(col).and_then(|()| self.highs.set_integer(col.index(), integer));
        if checked.is_ok() {
            self.integer[col.index()] = integer;
        }
        self.note(checked);
    }

    /// Adds a row. A column named twice is summed.
    pub fn add_row(&mut self, lower: f64, upper: f64, terms: &[(Col, f64)]) -> Row {
        let row = self.num_rows();
        let terms: Vec<(u32, f64)> = terms.iter().map(|(col, value)| (col.0, *value)).collect();
        let checked = check_bounds(lower, upper, || format!("row {row}"))
            .and_then(|()| sum_terms(terms, "column", self.num_cols()))
            .and_then(|(index, value)| self.highs.add_row(lower, upper, &index, &value));
        self.matrix = None;
        self.note(checked);
        Row(row as u32)
    }

    /// Adds a column. A row named twice is summed.
    pub fn add_col(&mut self, spec: ColSpec, terms: &[(Row, f64)]) -> Col {
        let col = Col(self.num_cols() as u32);
        let terms: Vec<(u32, f64)> = terms.iter().map(|(row, value)| (row.0, *value)).collect();
        let place = || format!("column {}", col.index());
        let added = check_bounds(spec.lower, spec.upper, place)
            .and_then(|()| check_number(spec.cost, INFINITE, || format!("cost of {}", place())))
            .and_then(|()| sum_terms(terms, "row", self.num_rows()))
            .and_then(|(index, value)| self.highs.add_col(spec.cost, (spec.lower, spec.upper), &index, &value));
        if added.is_ok() {
            self.integer.push(false);
        }
        self.matrix = None;
        self.note(added);
        if spec.integer {
            self.set_integer(col, true);
        }
        col
    }
}
