//! The coefficients of a program by column: the other way round from how they are stored.

use crate::build::Program;

/// The coefficients of a program by column, rows in order.
pub(crate) struct ByColumn {
    start: Vec<usize>,
    row: Vec<u32>,
    value: Vec<f64>,
}

impl ByColumn {
    /// Rows and coefficients of a column.
    pub fn col(&self, col: usize) -> impl ExactSizeIterator<Item = (usize, f64)> + '_ {
        let range = self.start[col]..self.start[col + 1];
        self.row[range.clone()].iter().zip(&self.value[range]).map(|(row, value)| (*row as usize, *value))
    }
}

impl Program {
    /// The coefficients by column.
    pub(crate) fn columns(&self) -> ByColumn {
        let mut start = vec![0_usize; self.num_cols() + 1];
        for col in &self.index {
            start[*col as usize + 1] += 1;
        }
        for col in 0..self.num_cols() {
            start[col + 1] += start[col];
        }
        let mut next = start.clone();
        let mut row_of = vec![0_u32; self.index.len()];
        let mut value_of = vec![0.0; self.index.len()];
        for row in self.all_rows() {
            for (col, value) in self.row_terms(row) {
                let place = &mut next[col.index()];
                (row_of[*place], value_of[*place]) = (row.0, value);
                *place += 1;
            }
        }
        ByColumn { start, row: row_of, value: value_of }
    }
}
