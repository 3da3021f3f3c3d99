//! Where each table row and each setting was written.
//!
//! Only the shape is kept (which file, which header, which records were left out); the text itself is read again when a
//! fault is drawn, so that a price table of a million rows costs no memory here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use recoop_case::fault::{Fault, Subject};

use crate::files::{MAX_IN_TABLE, MAX_IN_WORKBOOK, read_file};
use crate::finding::{Finding, Place};

/// How a file holds its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Plain text: `case.toml`.
    Text,
    /// Comma-separated records.
    Csv,
    /// A sheet of a workbook.
    Sheet(String),
}

/// A file, or a sheet, of a case.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub form: Form,
    /// Fingerprint of the bytes that were read.
    pub digest: blake3::Hash,
}

impl SourceFile {
    /// Reads the file again.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        let most = match self.form {
            Form::Text | Form::Csv => MAX_IN_TABLE,
            Form::Sheet(_) => MAX_IN_WORKBOOK,
        };
        read_file(&self.path, most)
    }
}

/// How a table was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableOrigin {
    /// Which file.
    pub file: usize,
    /// Position in the header of each column that is there.
    pub columns: BTreeMap<&'static str, usize>,
    /// Records that gave no row, in ascending order.
    pub skipped: Vec<usize>,
    /// Rows with numbers that could not be read, and the columns of those.
    pub unread: BTreeMap<usize, Vec<&'static str>>,
}

impl TableOrigin {
    /// The record that gave row `row`.
    fn record(&self, row: usize) -> usize {
        // Each left-out record at or before the row moves it one further down.
        let mut record = row;
        for &skipped in &self.skipped {
            if skipped > record {
                break;
            }
            record += 1;
        }
        record
    }
}

/// Where a case was written.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// The case's folder or workbook, as it was named.
    pub(crate) root: PathBuf,
    pub(crate) files: Vec<SourceFile>,
    pub(crate) tables: BTreeMap<&'static str, TableOrigin>,
    pub(crate) settings: BTreeMap<&'static str, Place>,
}

impl Origins {
    /// The table that a file holds; of a workbook, whose sheets are files of their own, likewise.
    /// Columns of a row of a table whose numbers could not be read: they are blank or 0 there.
    #[must_use]
    pub fn unread_columns(&self, table: &str, row: usize) -> &[&'static str] {
        self.tables.get(table).and_then(|origin| origin.unread.get(&row)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn table_of(&self, file: usize) -> Option<&'static str> {
        self.tables.iter().find(|(_, origin)| origin.file == file).map(|(table, _)| *table)
    }

    /// The fault with the place that its subject was written at. A missing cell is placed at its row or header, a
    /// missing table or setting at the case as a whole or at the section that should hold it.
    #[must_use]
    pub fn locate(&self, fault: &Fault) -> Finding {
        let (place, message) = match &fault.subject {
            Subject::Cell { table, row, column } => match self.tables.get(table) {
                Some(origin) => {
                    let field = origin.columns.get(column).copied();
                    (Place::record(origin.file, origin.record(*row), field), self.name_absent(origin, column, fault))
                }
                None => (Place::Case, format!("{table} row {}: {}", row + 1, fault.message)),
            },
            Subject::Table(table) => match self.tables.get(table) {
                Some(origin) => (Place::header(origin.file, None), fault.message.clone()),
                None => (Place::Case, format!("table `{table}`: {}", fault.message)),
            },
            Subject::Setting(path) => {
                let place = self.setting(path);
                let written = self.settings.contains_key(path);
                (place, if written { fault.message.clone() } else { format!("`{path}`: {}", fault.message) })
            }
        };
        let (hint, accept) = (fault.hint.clone(), fault.accept.clone());
        Finding { code: fault.code, message, hint, severity: fault.severity, place, accept }
    }

    /// [`Origins::locate`] for many.
    #[must_use]
    pub fn locate_all(&self, faults: &[Fault]) -> Vec<Finding> {
        faults.iter().map(|fault| self.locate(fault)).collect()
    }

    /// A fault about a column that the file does not have needs the column's name in its message.
    fn name_absent(&self, origin: &TableOrigin, column: &str, fault: &Fault) -> String {
        if column.is_empty() || origin.columns.contains_key(column) {
            fault.message.clone()
        } else {
            format!("`{column}`: {}", fault.message)
        }
    }

    /// The place of a setting, else of the section around it, else of the file of settings.
    fn setting(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.settings.get(path) {
                return place.clone();
            }
            match path.rsplit_once('.') {
                Some((section, _)) => path = section,
                None => return self.settings.get("").cloned().unwrap_or(Place::Case),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TableOrigin;

    #[test]
    fn rows_count_past_left_out_records() {
        let origin = TableOrigin { skipped: vec![0, 2, 3], ..TableOrigin::default() };
        assert_eq!([0, 1, 2].map(|row| origin.record(row)), [1, 4, 5]);
    }
}
