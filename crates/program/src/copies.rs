//! A second version of part of a program within it: other circumstances, met with the same decisions.

use crate::build::Program;
use crate::family::{Col, FamilyInfo, Row};

/// Where the columns and rows of a copy are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// For each column of the original that of the copy; none for one that both share.
    pub cols: Vec<Option<Col>>,
    /// For each row of the original that of the copy; none for one that holds shared columns alone, or was left out.
    pub rows: Vec<Option<Row>>,
}

impl Copied {
    /// The column that stands for a column of the original: its copy, or the shared column itself.
    #[must_use]
    pub fn col(&self, col: Col) -> Col {
        self.cols[col.index()].unwrap_or(col)
    }
}

impl Program {
    /// Adds a copy of part of `from`: a column for each column that `open` says, and each row that holds one of them, but for those `left_out`.
    /// All other columns of these rows are shared: what `from` calls them, they are called here. Families of the copy are called
    /// `name.family`. The copy has no place in the objective yet, and no attributions.
    ///
    /// With the decisions of a first stage shared, this is how a scenario joins the master of column-and-constraint generation (Zeng, Zhao 2013).
    ///
    /// # Panics
    /// When the program has no column at the place of one that is to be shared.
    ///
    /// # Examples
    ///
    /// ```
    /// use program::{ColSpec, Program, Sense};
    ///
    /// let mut program = Program::new(Sense::Maximize);
    /// let size = program.cols("size", "t", [], |[]| Some(ColSpec::positive().cost(-1.0)));
    /// let run = program.cols("run", "t", [], |[]| Some(ColSpec::positive().cost(3.0)));
    /// program.rows("capacity", "t", [], |[], row| {
    ///     row.add(run.get([]).unwrap(), 1.0);
    ///     row.add(size.get([]).unwrap(), -1.0);
    ///     row.at_most(0.0);
    /// });
    /// // The same plant meets a second scenario: the size is shared, the run is decided again.
    /// let run = run.get([]).unwrap();
    /// let copied = program.add_copy(&program.clone(), &|col| col == run, &|_| false, "crisis");
    /// assert_eq!(program.col_name(copied.col(run)), "crisis.run");
    /// assert_eq!(program.print_family("crisis.capacity"), "crisis.capacity: + 1 crisis.run - 1 size <= 0\n");
    /// ```
    pub fn add_copy(
        &mut self,
        from: &Self,
        open: &dyn Fn(Col) -> bool,
        left_out: &dyn Fn(Row) -> bool,
        name: &str,
    ) -> Copied {
        let own = self.num_cols();
        let there = from.all_cols().all(|col| open(col) || col.index() < own);
        assert!(there, "columns that are shared have to be there");
        let mut cols = vec![None; from.num_cols()];
        for family in &from.col_families {
            let first = self.cost.len();
            let mut members = Vec::new();
            for (at, cell) in family.range().zip(family.members.iter()).filter(|(at, _)| open(Col(*at as u32))) {
                cols[at] = Some(Col(self.cost.len() as u32));
                members.push(*cell);
                self.cost.push(0.0);
                self.col_lower.push(from.col_lower[at]);
                self.col_upper.push(from.col_upper[at]);
                self.integer.push(from.integer[at]);
                self.seen.push(usize::MAX);
            }
            self.col_families.extend(part_of(family, name, first, members));
        }
        let mut rows = vec![None; from.num_rows()];
        for family in &from.row_families {
            let first = self.row_lower.len();
            let mut members = Vec::new();
            for (at, cell) in family.range().zip(family.members.iter()) {
                let row = Row(at as u32);
                if left_out(row) || !from.row_terms(row).any(|(col, _)| cols[col.index()].is_some()) {
                    continue;
                }
                for (col, value) in from.row_terms(row) {
                    self.index.push(cols[col.index()].unwrap_or(col).0);
                    self.value.push(value);
                }
                rows[at] = Some(Row(self.row_lower.len() as u32));
                members.push(*cell);
                self.row_lower.push(from.row_lower[at]);
                self.row_upper.push(from.row_upper[at]);
                self.start.push(self.index.len());
            }
            self.row_families.extend(part_of(family, name, first, members));
        }
        Copied { cols, rows }
    }
}

/// A family with some of its members, from a position on; none when there are none.
fn part_of(family: &FamilyInfo, name: &str, first: usize, members: Vec<u32>) -> Option<FamilyInfo> {
    (!members.is_empty()).then(|| FamilyInfo {
        name: format!("{name}.{}", family.name),
        unit: family.unit.clone(),
        axes: family.axes.clone(),
        first: first as u32,
        members: members.into(),
    })
}
