//! A case in a workbook: the sheet `case` and one sheet for each table.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Ods, Range as Cells, Reader, Xlsx, open_workbook_from_rs};

use super::hints;
use super::records::SheetRecords;
use super::{Reading, TABLE_NAMES, settings, unreadable};
use crate::finding::{Finding, Place};
use crate::origin::Form;

/// The sheet of settings.
pub(crate) const SETTINGS_SHEET: &str = "case";

/// Whether the name is that of a workbook.
pub(crate) fn is_workbook(path: &Path) -> bool {
    kind(path).is_some()
}

#[derive(Clone, Copy)]
enum Kind {
    Xlsx,
    Ods,
}

fn kind(path: &Path) -> Option<Kind> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "xlsx" | "xlsm" => Some(Kind::Xlsx),
        "ods" => Some(Kind::Ods),
        _ => None,
    }
}

/// Sheets of a workbook in their order.
pub(crate) type Sheets = Vec<(String, Result<Cells<Data>, String>)>;

/// Reads all sheets of a workbook.
///
/// # Errors
/// Why it is no workbook.
pub(crate) fn sheets(path: &Path, bytes: Vec<u8>) -> Result<Sheets, String> {
    let bytes = Cursor::new(bytes);
    match kind(path) {
        Some(Kind::Xlsx) => {
            let book: Xlsx<_> = open_workbook_from_rs(bytes).map_err(|error: calamine::XlsxError| error.to_string())?;
            Ok(all(book))
        }
        Some(Kind::Ods) => {
            let book: Ods<_> = open_workbook_from_rs(bytes).map_err(|error: calamine::OdsError| error.to_string())?;
            Ok(all(book))
        }
        None => Err("its ending is neither `.xlsx` nor `.ods`".to_string()),
    }
}

fn all<R: Reader<Cursor<Vec<u8>>>>(mut book: R) -> Sheets
where
    R::Error: std::fmt::Display,
{
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let cells = book.worksheet_range(&name).map_err(|error| error.to_string());
            (name, cells)
        })
        .collect()
}

/// Reads every table and the settings in a workbook.
pub(super) fn read(reading: &mut Reading, path: &Path) {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = unreadable(&error);
            reading.find(Finding::new("case::unreadable", Place::Case, message));
            return;
        }
    };
    let digest = blake3::hash(&bytes);
    reading.add_to_hash("workbook", digest);
    let sheets = match sheets(path, bytes) {
        Ok(sheets) => sheets,
        Err(error) => {
            let message = format!("it is no workbook: {error}");
            reading.find(Finding::new("case::unreadable", Place::Case, message));
            return;
        }
    };
    read_settings(reading, path, digest, &sheets);
    for &table in TABLE_NAMES {
        if let Some((name, cells)) = sheets.iter().find(|(name, _)| name == table) {
            let file = reading.add_file(path, Form::Sheet(name.clone()), digest);
            match cells {
                Ok(cells) => reading.load(table, &mut SheetRecords::new(cells), &mut SheetRecords::new(cells), file),
                Err(error) => unreadable_sheet(reading, file, name, error),
            }
        }
    }
    for (name, _) in &sheets {
        other_sheet(reading, path, digest, name);
    }
}

fn read_settings(reading: &mut Reading, path: &Path, digest: blake3::Hash, sheets: &Sheets) {
    let Some((name, cells)) = sheets.iter().find(|(name, _)| name == SETTINGS_SHEET) else {
        let message = format!("there is no sheet `{SETTINGS_SHEET}`");
        reading.find(
            Finding::new("case::missing_settings", Place::Case, message)
                .hint("it has the columns `key` and `value`, with keys such as `horizon.first_year`"),
        );
        return;
    };
    let file = reading.add_file(path, Form::Sheet(name.clone()), digest);
    match cells {
        Ok(cells) => {
            let read = settings::from_sheet(&mut SheetRecords::new(cells), file, &mut reading.findings);
            reading.settings = read.settings;
            reading.origins.settings = read.places;
        }
        Err(error) => unreadable_sheet(reading, file, name, error),
    }
}

fn unreadable_sheet(reading: &mut Reading, file: usize, name: &str, error: &str) {
    let message = format!("the sheet `{name}` cannot be read: {error}");
    reading.find(Finding::new("case::unreadable", Place::whole(file), message));
}

/// Sheets that are no tables: an error when a table was meant, else a warning. A name that begins with `#` is a comment.
fn other_sheet(reading: &mut Reading, path: &Path, digest: blake3::Hash, name: &str) {
    if name == SETTINGS_SHEET || TABLE_NAMES.contains(&name) || name.starts_with('#') {
        return;
    }
    let file = reading.add_file(path, Form::Sheet(name.to_string()), digest);
    let known = TABLE_NAMES.iter().copied().chain([SETTINGS_SHEET]);
    let finding = match hints::did_you_mean(name, known) {
        Some(hint) => {
            Finding::new("case::unknown_table", Place::whole(file), format!("there is no table `{name}`")).hint(hint)
        }
        None => Finding::new(
            "case::unread_file",
            Place::whole(file),
            format!("the sheet `{name}` is no table; it is not read"),
        )
        .hint("a name that begins with `#` says that this is meant")
        .warning(),
    };
    reading.find(finding);
}
