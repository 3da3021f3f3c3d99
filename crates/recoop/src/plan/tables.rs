//! Results as named tables: the one shape that every writer (CSV, Parquet, Excel) writes.

use std::sync::Arc;

use recoop_case::former;
use recoop_case::positions::StateAt;
use recoop_case::tree::Tree;

/// A result table, column by column.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Name: the file is `NAME.csv`, the sheet `NAME`.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Columns, all of the same length.
    pub columns: Vec<TableColumn>,
}

/// A column of a result table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// Header.
    pub name: &'static str,
    /// Unit, for instance `t/yr`; empty for labels.
    pub unit: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// The values.
    pub values: Values,
}

/// Values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Labels; shared, since most repeat.
    Text(Vec<Arc<str>>),
    /// Whole numbers, for instance years.
    Integer(Vec<i64>),
    /// Numbers.
    Number(Vec<f64>),
}

impl Values {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Integer(values) => values.len(),
            Self::Number(values) => values.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    /// Number of rows.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The table as it is called and written today, if it was read from a run of the version before.
    #[must_use]
    pub fn in_todays_names(mut self) -> Self {
        self.name = former::result(self.name).unwrap_or(self.name);
        for column in &mut self.columns {
            column.name = former::result_column(column.name).unwrap_or(column.name);
            if let Values::Text(texts) = &mut column.values {
                for text in texts {
                    if let Some(now) = former::result_word(column.name, text) {
                        *text = Arc::from(now);
                    }
                }
            }
        }
        self
    }

    /// The column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A table in the making: columns are added one by one from the same rows.
pub struct Frame<'a, T> {
    table: Table,
    rows: &'a [T],
}

impl<'a, T> Frame<'a, T> {
    /// A table called `name` of these rows, without a column.
    #[must_use]
    pub fn new(name: &'static str, doc: &'static str, rows: &'a [T]) -> Self {
        Self { table: Table { name, doc, columns: Vec::new() }, rows }
    }

    fn add(mut self, name: &'static str, unit: &'static str, doc: &'static str, values: Values) -> Self {
        self.table.columns.push(TableColumn { name, unit, doc, values });
        self
    }

    /// Adds a column of text.
    #[must_use]
    pub fn text(self, name: &'static str, doc: &'static str, of: impl Fn(&T) -> Arc<str>) -> Self {
        let values = Values::Text(self.rows.iter().map(of).collect());
        self.add(name, "", doc, values)
    }

    /// Adds a column of calendar years.
    #[must_use]
    pub fn year(self, name: &'static str, doc: &'static str, of: impl Fn(&T) -> i32) -> Self {
        let values = Values::Integer(self.rows.iter().map(|row| i64::from(of(row))).collect());
        self.add(name, "year", doc, values)
    }

    /// Adds a column of whole numbers without a unit.
    #[must_use]
    pub fn whole(self, name: &'static str, doc: &'static str, of: impl Fn(&T) -> usize) -> Self {
        let whole = |row| i64::try_from(of(row)).unwrap_or(i64::MAX);
        let values = Values::Integer(self.rows.iter().map(whole).collect());
        self.add(name, "", doc, values)
    }

    /// Adds a column of numbers in `unit`.
    #[must_use]
    pub fn number(self, name: &'static str, unit: &'static str, doc: &'static str, of: impl Fn(&T) -> f64) -> Self {
        let values = Values::Number(self.rows.iter().map(of).collect());
        self.add(name, unit, doc, values)
    }

    /// Adds scenario and year of a state.
    #[must_use]
    pub fn when(self, tree: &Tree, of: impl Fn(&T) -> StateAt) -> Self {
        let node = |row: &T| &tree.nodes[tree.states[of(row)].node];
        self.text("scenario", "Node of the scenario tree.", |row| Arc::from(node(row).id.as_str())).year(
            "year",
            "First year of the period.",
            |row| tree.period(of(row)).first_year,
        )
    }

    /// The table.
    #[must_use]
    pub fn done(self) -> Table {
        self.table
    }
}
