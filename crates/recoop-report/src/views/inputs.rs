//! Every row of the case.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;

/// The case as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Inputs {
    /// Tables that have rows.
    pub tables: Vec<InputTable>,
    /// Settings of `case.toml`, as written.
    pub settings: String,
    /// How the money that hangs on rows is sourced, MUSD a year at full use.
    pub money: SourcedMoney,
}

/// A table of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InputTable {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub doc: String,
    /// Columns that hold anything. `source` (an id of the table `sources`), `confidence` and `note` are columns like others.
    pub columns: Vec<InputColumn>,
    /// Rows: a cell for each column, as written.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InputColumn {
    /// Header.
    pub name: String,
    /// What it means, with unit and default.
    pub doc: String,
    /// Whether its cells are numbers.
    pub number: bool,
}

/// How money is sourced, MUSD a year at full use.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SourcedMoney {
    /// All of it.
    pub total: Num,
    /// That of rows that name a source.
    pub sourced: Num,
    /// That of rows of high confidence.
    pub high: Num,
    /// That of rows of medium confidence.
    pub medium: Num,
    /// That of rows of low confidence.
    pub low: Num,
    /// That of assumed rows.
    pub assumed: Num,
    /// That of rows that do not say.
    pub unstated: Num,
}
