//! A fault together with the place in the files where it was written.

use std::ops::Range;

use recoop_case::fault::Severity;

/// What is wrong and where it stands.
///
/// The reader makes these itself; [`Origins::locate`](crate::Origins::locate) makes them of the engine's faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable code, `area::name`, for instance `table::unknown_column`.
    pub code: &'static str,
    /// What is wrong: found and expected.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Error or warning.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// The name under which `check.accept` of `case.toml` accepts it; none for errors and for what the reader finds.
    pub accept: Option<String>,
}

/// A place in the files of a case. Files are numbered in the order in which they were read, `case.toml` first; the
/// order of places is that of files, then of lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The case as a whole.
    Case,
    /// Something in a file.
    File(usize, Within),
}

/// A place in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// The whole file.
    Whole,
    /// Bytes of the text, counted after a byte-order mark.
    Bytes {
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
    },
    /// A field of the header, or all of it.
    Header {
        /// Position in the header, from 0.
        field: Option<usize>,
    },
    /// A field of a record, or all of it.
    Record {
        /// Position among the records below the header, from 0; comments and blank lines do not count.
        record: usize,
        /// Position in the record, from 0.
        field: Option<usize>,
    },
}

impl Finding {
    /// An error.
    pub(crate) fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, severity: Severity::Error, place, accept: None }
    }

    /// The same with a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a hint, if there is one.
    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// The same as a warning.
    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Whether it keeps the case from being planned.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Place {
    /// A file as a whole.
    pub(crate) fn whole(file: usize) -> Self {
        Self::File(file, Within::Whole)
    }

    /// Bytes of a file.
    pub(crate) fn bytes(file: usize, span: Range<usize>) -> Self {
        Self::File(file, Within::Bytes { start: span.start, end: span.end })
    }

    /// The header of a table, or one field of it.
    pub(crate) fn header(file: usize, field: Option<usize>) -> Self {
        Self::File(file, Within::Header { field })
    }

    /// A record of a table, or one field of it.
    pub(crate) fn record(file: usize, record: usize, field: Option<usize>) -> Self {
        Self::File(file, Within::Record { record, field })
    }
}
