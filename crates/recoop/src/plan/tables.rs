//! Results as named tables: the one shape that every writer (CSV, Parquet, Excel) writes.

use std::sync::Arc;

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

    /// The column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}
