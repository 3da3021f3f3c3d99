//! A case in a workbook: the sheet `case` and one sheet for each table.

use std::path::Path;

use recoop_case::former;

use super::book::{Book, is_workbook_name};
use super::sheet::{Sheet, SheetRecords};
use super::table::renamed;
use super::{Reading, TABLE_NAMES, hints, settings};
use crate::files::{MAX_IN_WORKBOOK, read_file};
use crate::finding::{Finding, Place};
use crate::origin::Form;

/// The sheet of settings.
pub(crate) const SETTINGS_SHEET: &str = "case";

/// Whether the name is that of a workbook.
pub(crate) fn is_workbook(path: &Path) -> bool {
    is_workbook_name(path)
}

/// Reads every table and the settings in a workbook.
pub(super) fn read(reading: &mut Reading, path: &Path) {
    let bytes = match read_file(path, MAX_IN_WORKBOOK) {
        Ok(bytes) => bytes,
        Err(message) => {
            let hint = message.contains("larger").then(|| "write the tables as CSV files in a folder".to_string());
            reading.find(Finding::new("case::unreadable", Place::Case, message).maybe_hint(hint));
            return;
        }
    };
    read_given(reading, path, bytes);
}

/// The same of a workbook with the content `bytes`.
pub(super) fn read_given(reading: &mut Reading, path: &Path, bytes: Vec<u8>) {
    let digest = blake3::hash(&bytes);
    reading.add_to_hash("workbook", digest);
    let mut book = match Book::open(path, bytes) {
        Ok(book) => book,
        Err(error) => {
            let message = format!("file is not a readable workbook: {error}");
            reading.find(Finding::new("case::unreadable", Place::Case, message));
            return;
        }
    };
    let names = book.names();
    if names.iter().any(|name| name == SETTINGS_SHEET) {
        with_sheet(reading, path, digest, &mut book, SETTINGS_SHEET, |reading, sheet, file| {
            let read = settings::from_sheet(&mut SheetRecords::new(sheet), file, &mut reading.findings);
            reading.settings = read.settings;
            reading.origins.settings = read.places;
        });
    } else {
        let message = format!("there is no sheet `{SETTINGS_SHEET}`");
        reading.find(
            Finding::new("case::missing_settings", Place::Case, message)
                .hint("it has the columns `key` and `value`, with keys such as `horizon.first_year`"),
        );
    }
    let has = |sheet: &str| names.iter().any(|name| name == sheet);
    for &table in TABLE_NAMES {
        let former = former::name_of_table(table).filter(|name| has(name));
        if let Some(name) = former.filter(|_| has(table)) {
            let message = format!("the sheets `{name}` and `{table}` are one table: `{name}` is its former name");
            let finding = Finding::new("case::duplicate_table", Place::Case, message);
            reading.find(finding.hint("keep one of them, or begin the name of the other with `#`"));
            continue;
        }
        let Some(name) = former.or_else(|| has(table).then_some(table)) else { continue };
        with_sheet(reading, path, digest, &mut book, name, |reading, sheet, file| {
            if former.is_some() {
                reading.find(renamed("table", name, table, Place::whole(file)));
            }
            reading.load(table, &mut SheetRecords::new(sheet), &mut SheetRecords::new(sheet), file);
        });
    }
    for name in &names {
        other_sheet(reading, path, digest, name);
    }
}

/// Reads the sheet of that name and says what is wrong with it as a whole.
fn with_sheet(
    reading: &mut Reading,
    path: &Path,
    digest: blake3::Hash,
    book: &mut Book,
    name: &str,
    load: impl FnOnce(&mut Reading, &Sheet, usize),
) {
    let file = reading.add_file(path, Form::Sheet(name.to_string()), digest);
    if book.names().iter().filter(|other| *other == name).count() > 1 {
        let message = format!("two sheets are called `{name}`");
        reading.find(Finding::new("case::duplicate_sheet", Place::whole(file), message));
        return;
    }
    match book.sheet(name) {
        Ok(sheet) => {
            load(reading, &sheet, file);
            for (message, hint) in sheet.merged_in_rows() {
                reading.find(Finding::new("table::merged_cells", Place::whole(file), message).hint(hint));
            }
        }
        Err(error) => {
            let message = format!("the sheet `{name}` cannot be read: {error}");
            reading.find(Finding::new("case::unreadable", Place::whole(file), message));
        }
    }
    if book.is_hidden(name) {
        let message = format!("the sheet `{name}` is hidden, and read all the same");
        reading.find(
            Finding::new("case::hidden_sheet", Place::whole(file), message)
                .hint("show it, or give it a name that begins with `#`")
                .warning(),
        );
    }
}

/// Sheets that are no tables: an error when a table was meant, else a warning. A name that begins with `#` is a comment.
fn other_sheet(reading: &mut Reading, path: &Path, digest: blake3::Hash, name: &str) {
    let is_table = TABLE_NAMES.contains(&name) || former::table(name).is_some();
    if name == SETTINGS_SHEET || is_table || name.starts_with('#') {
        return;
    }
    let file = reading.add_file(path, Form::Sheet(name.to_string()), digest);
    let settings = || hints::meant(name, [SETTINGS_SHEET]);
    let meant = hints::meant_table(name).map(|(table, _)| table).or_else(settings);
    let finding = match meant {
        Some(table) => Finding::new("case::unknown_table", Place::whole(file), format!("there is no table `{name}`"))
            .hint(format!("did you mean `{table}`?")),
        None => Finding::new(
            "case::unread_file",
            Place::whole(file),
            format!("sheet `{name}` is not a table and was not read"),
        )
        .hint("a name that begins with `#` says that this is meant")
        .warning(),
    };
    reading.find(finding);
}
