//! Every row of the case.

use recoop_case::tables::*;
use recoop_io::coverage::Coverage;
use recoop_io::{Written, WrittenTable};
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

impl Inputs {
    /// The case as it is written; columns without any text are left out.
    #[must_use]
    pub fn of(written: &Written, tables: &Tables) -> Self {
        let docs = declared();
        let table = |it: &WrittenTable| {
            let of = docs.iter().find(|declared| declared.name == it.table)?;
            let filled = |at: usize| it.rows.iter().any(|row| !row[at].is_empty());
            let kept: Vec<usize> = (0..it.columns.len()).filter(|at| filled(*at)).collect();
            let column = |at: &usize| {
                let name = &it.columns[*at];
                let known = of.columns.iter().find(|column| column.name == name);
                InputColumn {
                    name: name.clone(),
                    doc: known.map_or(String::new(), |column| column.doc.trim().to_string()),
                    number: known.is_some_and(|column| column.kind.contains("number")),
                }
            };
            let rows = it.rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect());
            (!it.rows.is_empty()).then(|| InputTable {
                name: it.table.to_string(),
                doc: of.doc.trim().to_string(),
                columns: kept.iter().map(column).collect(),
                rows: rows.collect(),
            })
        };
        let money = Coverage::money(tables);
        let [high, medium, low, assumed, unstated] = money.by_confidence.map(Num::from);
        Self {
            tables: written.tables.iter().filter_map(table).collect(),
            settings: written.settings.clone(),
            money: SourcedMoney {
                total: money.total.into(),
                sourced: money.sourced.into(),
                high,
                medium,
                low,
                assumed,
                unstated,
            },
        }
    }
}

/// A table as the engine declares it.
pub(crate) struct Declared {
    pub name: &'static str,
    pub doc: &'static str,
    pub key: &'static [&'static str],
    pub columns: &'static [Column],
}

macro_rules! all_declared {
    ($($field:ident : $row:ident,)+) => {
        /// Every table, in the order in which a reader meets them.
        pub(crate) fn declared() -> Vec<Declared> {
            vec![$(Declared {
                name: <$row as TableRow>::TABLE,
                doc: <$row as TableRow>::DOC,
                key: <$row as TableRow>::KEY,
                columns: <$row as TableRow>::COLUMNS,
            }),+]
        }
    };
}
recoop_case::each_table!(all_declared);
