//! The answer of a use case: serializable, with a schema version, and how well it is proven.

use std::path::PathBuf;

use recoop::plan::audit::Audit;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::Faults;

/// An answer. Its JSON has these fields, `schema_version`, and, where they apply, `warnings`, `values_hash`
/// and `searches`.
pub trait Answer: Serialize {
    /// Verb of the command line, for instance `plan`.
    const VERB: &'static str;
    /// Version of the JSON; raised when a field is removed, renamed, or changes its meaning.
    const SCHEMA_VERSION: u32;
}

/// What a use case ended with.
#[derive(Clone, Debug)]
pub struct Done<A, E = ()> {
    /// The answer.
    pub answer: A,
    /// Results of the engine, for pictures that show more than the answer has.
    pub engine: E,
    /// Warnings of the case, for use cases that read one; their lines and cells are looked up only for JSON.
    pub warnings: Option<Faults>,
    /// Searches that the answer rests on, for use cases that count them.
    pub searches: Option<Searches>,
    /// How well the answer is proven.
    pub ending: Ending,
    /// Seconds from the request to the answer.
    pub seconds: f64,
    /// The run folder that was written.
    pub place: Option<PathBuf>,
}

impl<A: Answer, E> Done<A, E> {
    /// An answer that rests on no search and no run.
    pub(crate) fn plain(answer: A, engine: E) -> Self {
        let ending = Ending::default();
        Self { answer, engine, warnings: None, searches: None, ending, seconds: 0.0, place: None }
    }

    /// Returns the answer for programs: an object with `schema_version`. Keys are in alphabetical order.
    ///
    /// # Panics
    /// Never: all keys are text.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let value = |it: Result<Value, _>| it.expect("all keys are text, so that it is always JSON");
        let mut json = value(serde_json::to_value(&self.answer));
        json["schema_version"] = A::SCHEMA_VERSION.into();
        if let Some(warnings) = &self.warnings {
            json["warnings"] = value(serde_json::to_value(FaultLine::all(warnings)));
            json["values_hash"] = warnings.values_hash.clone().into();
        }
        if let Some(searches) = &self.searches {
            json["searches"] = value(serde_json::to_value(searches));
        }
        json
    }
}

/// How well an answer is proven.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// Audit of the plan, where there is one.
    pub audit: Option<Audit>,
    /// What is not proven or does not hold, in sentences.
    pub open: Vec<String>,
    /// Searches whose answer failed its check.
    pub refuted: u64,
}

/// How well an answer is proven, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Proven, and audited where there is a plan.
    Done,
    /// Something is not proven, or does not hold: see the sentences.
    Unproven,
    /// The plan fails its audit: do not use it.
    AuditFailed,
}

impl Ending {
    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> Status {
        match &self.audit {
            Some(audit) if !audit.passed() => Status::AuditFailed,
            _ if self.open.is_empty() && self.refuted == 0 => Status::Done,
            _ => Status::Unproven,
        }
    }

    /// Returns everything that is not proven, in sentences.
    #[must_use]
    pub fn open_sentences(&self) -> Vec<String> {
        self.open.iter().cloned().chain(refuted(self.refuted)).collect()
    }
}

/// What the solver answered and what fails its check: nothing that rests on it is proven.
fn refuted(count: u64) -> Option<String> {
    (count > 0).then(|| {
        format!("{count} searches of the solver gave an answer that fails its check; what rests on them is not proven")
    })
}

/// Searches of the solver by the proof of their answer (docs/proof.md).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Searches {
    /// Proven by duals.
    #[ts(type = "number")]
    pub duals: u64,
    /// Proven by two searches, or by a second bound.
    #[ts(type = "number")]
    pub repeated: u64,
    /// Proven by one search of the solver, not repeated.
    #[ts(type = "number")]
    pub not_repeated: u64,
    /// Failed the check.
    #[ts(type = "number")]
    pub refuted: u64,
}

impl Searches {
    /// Returns the number of searches.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.duals + self.repeated + self.not_repeated + self.refuted
    }

    /// Returns the searches of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            duals: self.duals + other.duals,
            repeated: self.repeated + other.repeated,
            not_repeated: self.not_repeated + other.not_repeated,
            refuted: self.refuted + other.refuted,
        }
    }
}

/// An error or a warning of an input, at its cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FaultLine {
    /// `error` or `warning`.
    pub severity: String,
    /// Stable code, for instance `table::unknown_column`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// File.
    pub file: Option<String>,
    /// Address of the cell in a workbook.
    pub address: Option<String>,
    /// Line, or row of a sheet, from 1.
    pub line: Option<usize>,
    /// Column, from 1.
    pub column: Option<usize>,
    /// Name of the column of the table.
    pub field: Option<String>,
    /// Text of the cell.
    pub cell: Option<String>,
    /// Name under which `check.accept` in case.toml accepts a warning.
    pub accept: Option<String>,
}

impl FaultLine {
    /// Returns the lines of all findings, in the order of files and lines.
    ///
    /// # Panics
    /// Never: the fields are those of [`recoop_io::to_json`].
    #[must_use]
    pub fn all(faults: &Faults) -> Vec<Self> {
        serde_json::from_value(faults.to_json()).expect("the fields of a finding are these")
    }
}
