//! A case as it is written: every cell of every table as text, for those who show it.

use std::path::PathBuf;

use crate::CaseRead;
use crate::origin::{Form, SourceFile};
use recoop_case::former;

use crate::read::TABLE_NAMES;
use crate::read::book::Book;
use crate::read::records::{CsvRecords, Record, Records};
use crate::read::sheet::SheetRecords;
use crate::read::text::decode;
use crate::read::workbook::SETTINGS_SHEET;

/// A case as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Settings as text: `case.toml`, or the lines of the sheet `case`.
    pub settings: String,
    /// Tables that were read, in the order in which a reader meets them.
    pub tables: Vec<WrittenTable>,
}

/// A table as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenTable {
    /// Its name.
    pub table: &'static str,
    /// Headers.
    pub columns: Vec<String>,
    /// Rows: trimmed text of a cell for each header.
    pub rows: Vec<Vec<String>>,
}

/// A file of the case is not any more what was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` has changed since it was read", .0.display())]
pub struct Changed(pub PathBuf);

/// Reads the cells of a case again.
///
/// # Errors
/// When a file is gone, or is not any more what was read.
pub fn written(read: &CaseRead) -> Result<Written, Changed> {
    let mut written = Written::default();
    for &table in TABLE_NAMES {
        let Some(origin) = read.origins.tables.get(table) else { continue };
        let records = records(&read.origins.files[origin.file])?;
        let Some((columns, rows)) = records.split_first() else { continue };
        let rows = rows.iter().map(|row| (0..columns.len()).map(|at| cell(row, at)).collect()).collect();
        let today = |name: &String| former::column(table, name).map_or_else(|| name.clone(), str::to_string);
        written.tables.push(WrittenTable { table, columns: columns.iter().map(today).collect(), rows });
    }
    let settings = |file: &&SourceFile| match &file.form {
        Form::Text => true,
        Form::Sheet(name) => name == SETTINGS_SHEET,
        Form::Csv => false,
    };
    if let Some(file) = read.origins.files.iter().find(settings) {
        written.settings = match file.form {
            Form::Text => text(file)?,
            _ => records(file)?.iter().map(|row| row.join(" = ") + "\n").collect(),
        };
    }
    Ok(written)
}

fn cell(row: &[String], at: usize) -> String {
    row.get(at).cloned().unwrap_or_default()
}

fn bytes(file: &SourceFile) -> Result<Vec<u8>, Changed> {
    let bytes = file.bytes().unwrap_or_default();
    if blake3::hash(&bytes) == file.digest { Ok(bytes) } else { Err(Changed(file.path.clone())) }
}

fn text(file: &SourceFile) -> Result<String, Changed> {
    decode(bytes(file)?).map(|decoded| decoded.text).map_err(|_| Changed(file.path.clone()))
}

/// Header and rows of a table.
fn records(file: &SourceFile) -> Result<Vec<Vec<String>>, Changed> {
    match &file.form {
        Form::Sheet(name) => {
            let sheet = Book::open(&file.path, bytes(file)?).and_then(|mut book| book.sheet(name));
            let sheet = sheet.map_err(|_| Changed(file.path.clone()))?;
            Ok(all(&mut SheetRecords::new(&sheet)))
        }
        Form::Csv | Form::Text => Ok(all(&mut CsvRecords::new(&text(file)?))),
    }
}

fn all(records: &mut dyn Records) -> Vec<Vec<String>> {
    let mut record = Record::default();
    let mut rows = Vec::new();
    while records.next(&mut record) {
        rows.push((0..record.fields.len()).map(|field| record.cell(field).to_string()).collect());
    }
    rows
}
