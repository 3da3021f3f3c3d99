//! `manifest.json`: what a run is, and what is in its tables.

use std::collections::BTreeMap;

use recoop::plan::tables::{Table, Values};
use serde::{Deserialize, Serialize};

use crate::CaseRead;

/// Marks a manifest of ours, with the version of its shape.
pub const MANIFEST_FORMAT: &str = "recoop-run/1";

/// What a run is. Money is in million USD of the base year, times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`].
    pub format: String,
    /// Version of recoop that made the run.
    pub recoop_version: String,
    /// What was done, for instance `plan`.
    pub verb: String,
    /// When it was finished: RFC 3339, for instance from [`now`].
    pub finished: String,
    /// The case.
    pub case: CaseStamp,
    /// Options of the run by name.
    pub options: BTreeMap<String, serde_json::Value>,
    /// How the solver ended; `None` when nothing was solved.
    pub solve: Option<SolveStamp>,
    /// Searches over integers of the run, by what their answers rest on (docs/proof.md).
    #[serde(default)]
    pub searches: Option<serde_json::Value>,
    /// Seconds of each part of the work, by name.
    pub timings_seconds: BTreeMap<String, f64>,
    /// Rows of the program, by family.
    pub row_families: Vec<FamilySize>,
    /// Columns of the program, by family.
    pub column_families: Vec<FamilySize>,
    /// What the audit of the plan found; `None` when there is no plan to audit.
    pub audit: Option<Audit>,
    /// The result tables. Filled in by [`write_run`](super::write_run).
    #[serde(default)]
    pub tables: Vec<TableSchema>,
    /// BLAKE3 of every file of the run but this one and pages that are made again, by name with `/`. Filled in by
    /// [`write_run`](super::write_run); empty for runs of versions before 0.2.
    #[serde(default)]
    pub digests: BTreeMap<String, String>,
    /// BLAKE3 of this file with this digest left empty. Filled in by [`write_run`](super::write_run).
    #[serde(default)]
    pub digest: String,
}

/// Which case a run is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStamp {
    /// Its short name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Fingerprint of its files ([`CaseRead::hash`](crate::CaseRead::hash)).
    pub hash: String,
    /// Hash of its values ([`CaseRead::values_hash`](crate::CaseRead::values_hash)); `None` in runs of earlier versions.
    #[serde(default)]
    pub values_hash: Option<String>,
    /// Where it was, as seen from the folder of the run; `None` where that cannot be said.
    #[serde(default)]
    pub path: Option<String>,
}

impl CaseStamp {
    /// How a case that was read compares with this one.
    #[must_use]
    pub fn compare(&self, read: &CaseRead) -> SameCase {
        if self.hash == read.hash {
            return SameCase::Bytes;
        }
        let same = self.values_hash.is_some() && self.values_hash == read.values_hash();
        if same { SameCase::Values } else { SameCase::Other }
    }
}

/// How a case compares with that of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameCase {
    /// The same bytes.
    Bytes,
    /// The same values in other bytes.
    Values,
    /// Another case, or one that was changed.
    Other,
}

/// How the solver ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SolveStamp {
    /// Name and version of the solver.
    pub solver: String,
    /// Status in words, for instance `optimal`.
    pub status: String,
    /// Value of the best plan, MUSD.
    pub objective: Option<f64>,
    /// What no plan can exceed, MUSD.
    pub bound: Option<f64>,
    /// Relative gap between the two.
    pub gap: Option<f64>,
    /// What the bound rests on (docs/proof.md).
    #[serde(default)]
    pub proof: Option<String>,
}

/// Size of a family of rows or columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilySize {
    /// Name of the family.
    pub family: String,
    /// Number of its rows or columns.
    pub count: usize,
}

/// What the audit of the plan found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// Whether every rule holds.
    pub passed: bool,
    /// Number of rules that were checked.
    pub checked: usize,
    /// What does not hold, in words.
    pub failures: Vec<String>,
}

/// What a result table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSchema {
    /// Name; the files are `tables/NAME.csv` and `tables/NAME.parquet`.
    pub name: String,
    /// What a row is.
    pub doc: String,
    /// Number of rows.
    pub rows: usize,
    /// The columns in their order.
    pub columns: Vec<ColumnSchema>,
}

/// What a column of a result table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSchema {
    /// Header.
    pub name: String,
    /// What its cells are.
    pub kind: ColumnKind,
    /// Unit, empty for labels.
    pub unit: String,
    /// What it means.
    pub doc: String,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// Labels.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
}

impl Manifest {
    /// A manifest of a run of the command `verb`, with nothing solved yet; the version is this crate's.
    #[must_use]
    pub fn new(verb: &str, case: CaseStamp, finished: String) -> Self {
        Self {
            format: MANIFEST_FORMAT.to_string(),
            recoop_version: env!("CARGO_PKG_VERSION").to_string(),
            verb: verb.to_string(),
            finished,
            case,
            options: BTreeMap::new(),
            solve: None,
            searches: None,
            timings_seconds: BTreeMap::new(),
            row_families: Vec::new(),
            column_families: Vec::new(),
            audit: None,
            tables: Vec::new(),
            digests: BTreeMap::new(),
            digest: String::new(),
        }
    }

    /// The manifest as readable JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("all keys are text, so that it is always JSON");
        text.push('\n');
        text
    }
}

impl TableSchema {
    /// The schema of a table.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        let columns = table.columns.iter().map(|column| ColumnSchema {
            name: column.name.to_string(),
            kind: match column.values {
                Values::Text(_) => ColumnKind::Text,
                Values::Integer(_) => ColumnKind::Integer,
                Values::Number(_) => ColumnKind::Number,
            },
            unit: column.unit.to_string(),
            doc: column.doc.to_string(),
        });
        let columns = columns.collect();
        Self { name: table.name.to_string(), doc: table.doc.to_string(), rows: table.num_rows(), columns }
    }
}

/// The time now, RFC 3339 in UTC with seconds, for [`Manifest::finished`].
#[must_use]
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}
