//! What is wrong, where, and what to do: data, drawn by whoever shows it.

use std::fmt;

use serde::Serialize;

use crate::ids::DocumentId;

/// Where a fault is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A cell of a table: name of the table, line of the file from 1 (the header is 1), column.
    Cell {
        /// Table.
        table: String,
        /// Line.
        line: usize,
        /// Column.
        column: String,
    },
    /// A document, with the field where one is at fault.
    Document {
        /// Document.
        id: DocumentId,
        /// Field.
        field: &'static str,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Cell { table, line, column } if column.is_empty() => write!(f, "{table}, line {line}"),
            Place::Cell { table, line, column } => write!(f, "{table}, line {line}, column `{column}`"),
            Place::Document { id, field: "" } => write!(f, "document `{id}`"),
            Place::Document { id, field } => write!(f, "document `{id}`, `{field}`"),
        }
    }
}

/// A reason why something is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Code, stable across versions.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.message, self.code)
    }
}

/// All reasons why something is refused; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused(pub Vec<Fault>);

impl Refused {
    /// Whether a fault has this code.
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|fault| fault.code == code)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Fault::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Refused {}
