//! A fault in the data: its place, reason and remedy.
//!
//! The engine names the subject (table, row, column); the crate that read the files knows its place in them.

use std::fmt;

/// Severity of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The case cannot be planned.
    Error,
    /// Worth a look; the case can be planned.
    Warning,
}

/// Subject of a fault: a cell, a row, a table, or a setting of `case.toml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A data row: `row` counts from 0 without the header. `column` is empty for the whole row.
    Cell {
        /// Name of the table, for instance `facilities`.
        table: &'static str,
        /// Row in the table, from 0.
        row: usize,
        /// Column, or empty.
        column: &'static str,
    },
    /// A whole table.
    Table(&'static str),
    /// A setting of `case.toml`, as a dotted path, for instance `horizon.last_year`.
    Setting(&'static str),
}

/// One fault. Messages are lowercase without a final period; values and names are in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, `area::name`, for instance `network::unknown_id`.
    pub code: &'static str,
    /// Subject.
    pub subject: Subject,
    /// Found and expected value.
    pub message: String,
    /// Remedy.
    pub hint: Option<String>,
    /// Error or warning.
    pub severity: Severity,
    /// The name under which `check.accept` of `case.toml` accepts the warning; `None` for errors.
    pub accept: Option<String>,
}

impl Fault {
    /// Returns an error about a cell.
    #[must_use]
    pub fn cell(
        code: &'static str,
        table: &'static str,
        row: usize,
        column: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self::new(code, Subject::Cell { table, row, column }, message)
    }

    /// Returns an error about any subject.
    #[must_use]
    pub fn new(code: &'static str, subject: Subject, message: impl Into<String>) -> Self {
        Self { code, subject, message: message.into(), hint: None, severity: Severity::Error, accept: None }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Turns the fault into a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Cell { table, row, column: "" } => write!(f, "{table} row {}: ", row + 1)?,
            Subject::Cell { table, row, column } => write!(f, "{table} row {}, {column}: ", row + 1)?,
            Subject::Table(table) => write!(f, "{table}: ")?,
            Subject::Setting(path) => write!(f, "case.toml, {path}: ")?,
        }
        write!(f, "{} [{}]", self.message, self.code)
    }
}

/// Returns a number for a message: as Rust prints it, but extreme numbers, otherwise hundreds of zeros, in scientific
/// notation.
#[must_use]
pub fn number_text(x: f64) -> String {
    let extreme = x != 0.0 && !(1e-9..=1e12).contains(&x.abs());
    if x.is_finite() && extreme { format!("{x:e}") } else { x.to_string() }
}
