//! Every result table.

use std::collections::HashMap;
use std::sync::Arc;

use recoop::plan::tables::{Table, TableColumn, Values};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;

/// A result table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ResultTable {
    /// Its name: the file is `tables/NAME.csv` in the folder of the run.
    pub name: String,
    /// What it is a result of: `plan`, `stress` or `share`.
    pub part: String,
    /// What a row is.
    pub doc: String,
    /// Number of rows in the file.
    pub rows: usize,
    /// Columns; empty where the table is too long for the page: then it is in its file alone.
    pub columns: Vec<ResultColumn>,
}

/// A column of a result table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ResultColumn {
    /// Header.
    pub name: String,
    /// Unit; empty for labels.
    pub unit: String,
    /// What it means.
    pub doc: String,
    /// The cells, one for each row.
    pub cells: Cells,
}

/// Cells of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cells {
    /// Numbers; none where there is none.
    Numbers(Vec<Option<Num>>),
    /// Labels: the different ones, and which of them stands in each row.
    Labels(Labels),
}

/// Labels of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Labels {
    /// The different ones.
    pub words: Vec<String>,
    /// Which of them stands in each row.
    pub at: Vec<usize>,
}

/// Cells of a table that are put into the page at most; longer ones are in their files.
const MAX_CELLS: usize = 30_000;

impl ResultTable {
    /// A result table of a part of the study.
    #[must_use]
    pub fn of(part: &str, table: &Table) -> Self {
        let rows = table.num_rows();
        let short = rows * table.columns.len() <= MAX_CELLS;
        Self {
            name: table.name.to_string(),
            part: part.to_string(),
            doc: table.doc.to_string(),
            rows,
            columns: if short { table.columns.iter().map(ResultColumn::of).collect() } else { Vec::new() },
        }
    }
}

impl ResultColumn {
    fn of(column: &TableColumn) -> Self {
        Self {
            name: column.name.to_string(),
            unit: column.unit.to_string(),
            doc: column.doc.to_string(),
            cells: match &column.values {
                Values::Text(values) => Cells::Labels(Labels::of(values)),
                Values::Integer(values) => Cells::Numbers(values.iter().map(|v| Num::finite(*v as f64)).collect()),
                Values::Number(values) => Cells::Numbers(values.iter().map(|v| Num::finite(*v)).collect()),
            },
        }
    }
}

impl Labels {
    fn of(values: &[Arc<str>]) -> Self {
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut labels = Self { words: Vec::new(), at: Vec::with_capacity(values.len()) };
        for value in values {
            let at = *known.entry(value).or_insert_with(|| {
                labels.words.push(value.to_string());
                labels.words.len() - 1
            });
            labels.at.push(at);
        }
        labels
    }
}
