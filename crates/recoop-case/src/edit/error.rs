//! Why a case cannot be edited.

use std::fmt;

/// Why an edit cannot be applied. Edits are shown as lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It names a table, a column, a setting, a scenario or an attack that the case does not have.
    #[error("`{edit}`: {what}")]
    Unknown {
        /// The edit.
        edit: String,
        /// What is unknown.
        what: String,
    },
    /// What it selects rows by cannot be read.
    #[error("`{edit}`: {why}")]
    Selection {
        /// The edit.
        edit: String,
        /// What is wrong.
        why: String,
    },
    /// It touches nothing.
    #[error("`{edit}` touches nothing: {why}")]
    TouchesNothing {
        /// The edit.
        edit: String,
        /// Why not.
        why: String,
    },
    /// A cell cannot hold what becomes of it.
    #[error("`{edit}`: {at}: {why}")]
    Value {
        /// The edit.
        edit: String,
        /// The cell.
        at: String,
        /// What is wrong.
        why: String,
    },
    /// Two edits of one set touch the same.
    #[error("`{first}` and `{second}` both edit {at}: keep one, or apply one after the other")]
    Conflict {
        /// The one.
        first: String,
        /// The other.
        second: String,
        /// The cell, row, setting or number.
        at: String,
    },
    /// A table would have a key twice.
    #[error("`{edit}`: {at} is there already: edit its cells, or remove it before")]
    Taken {
        /// The edit.
        edit: String,
        /// The row.
        at: String,
    },
}

/// Everything that is wrong with edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditErrors(pub Vec<EditError>);

impl fmt::Display for EditErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if at == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for EditErrors {}
