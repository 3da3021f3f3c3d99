//! Every result table.

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
