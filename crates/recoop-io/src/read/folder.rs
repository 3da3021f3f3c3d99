//! A case in a folder.

use std::path::{Path, PathBuf};

use super::hints;
use super::records::CsvRecords;
use super::text::{Decoded, decode};
use super::{Reading, TABLE_NAMES, settings, unreadable};
use crate::finding::{Finding, Place};
use crate::origin::Form;

/// The file of settings.
pub(crate) const SETTINGS_FILE: &str = "case.toml";

/// Bytes that are not UTF-8 that are listed for one file.
const LISTED_BYTES: usize = 20;

/// Reads every table and the settings in a folder.
pub(super) fn read(reading: &mut Reading, folder: &Path) {
    let names = match file_names(folder) {
        Ok(names) => names,
        Err(error) => {
            let message = unreadable(&error);
            reading.find(Finding::new("case::unreadable", Place::Case, message));
            return;
        }
    };
    read_settings(reading, folder, &names);
    for &table in TABLE_NAMES {
        let name = format!("{table}.csv");
        if names.contains(&name)
            && let Some((file, decoded)) = open(reading, &folder.join(&name), &name, Form::Csv)
        {
            let (mut records, mut again) = (CsvRecords::new(&decoded.text), CsvRecords::new(&decoded.text));
            reading.load(table, &mut records, &mut again, file);
        }
    }
    for name in &names {
        other_file(reading, folder, name);
    }
}

/// Names of the files, without folders and hidden ones, sorted.
fn file_names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(['.', '~']) && !entry.path().is_dir() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read_settings(reading: &mut Reading, folder: &Path, names: &[String]) {
    if !names.iter().any(|name| name == SETTINGS_FILE) {
        let message = format!("there is no `{SETTINGS_FILE}`");
        let workbook = names.iter().find(|name| super::workbook::is_workbook(Path::new(name)));
        let hint = match workbook {
            Some(name) => format!("to read a workbook, name it: `{}`", folder.join(name).display()),
            None => "a case is a folder with `case.toml` and CSV tables; `recoop new` writes one".to_string(),
        };
        reading.find(Finding::new("case::missing_settings", Place::Case, message).hint(hint));
        return;
    }
    if let Some((file, decoded)) = open(reading, &folder.join(SETTINGS_FILE), SETTINGS_FILE, Form::Text) {
        let read = settings::from_toml(&decoded.text, file, &mut reading.findings);
        reading.settings = read.settings;
        reading.origins.settings = read.places;
    }
}

/// Enters and decodes a file; what keeps it from being read becomes a finding.
fn open(reading: &mut Reading, path: &PathBuf, name: &str, form: Form) -> Option<(usize, Decoded)> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("`{name}`: {}", unreadable(&error));
            reading.find(Finding::new("case::unreadable", Place::Case, message));
            return None;
        }
    };
    let digest = blake3::hash(&bytes);
    reading.add_to_hash(name, digest);
    let file = reading.add_file(path, form, digest);
    match decode(bytes) {
        Ok(decoded) => {
            report_replaced(reading, file, &decoded);
            Some((file, decoded))
        }
        Err(kind) => {
            let message = format!("the file is {kind}, not UTF-8 text");
            reading.find(
                Finding::new("case::not_text", Place::whole(file), message)
                    .hint("save it as CSV in UTF-8 (spreadsheets call it `CSV UTF-8`)"),
            );
            None
        }
    }
}

fn report_replaced(reading: &mut Reading, file: usize, decoded: &Decoded) {
    let count = decoded.replaced.len();
    for (byte, span) in decoded.replaced.iter().take(LISTED_BYTES) {
        let message = format!("the byte 0x{byte:02X} is not UTF-8");
        reading.find(
            Finding::new("case::not_utf8", Place::bytes(file, span.clone()), message)
                .hint("save the file in UTF-8 (spreadsheets call it `CSV UTF-8`)"),
        );
    }
    if count > LISTED_BYTES {
        let message = format!("{} more places are not UTF-8", count - LISTED_BYTES);
        reading.find(Finding::new("case::not_utf8", Place::whole(file), message));
    }
}

/// A file that is neither settings nor table: an error when it looks like a table, a warning when a table's name has
/// another ending, nothing otherwise.
fn other_file(reading: &mut Reading, folder: &Path, name: &str) {
    let Some((stem, ending)) = name.rsplit_once('.') else { return };
    let is_csv = ending.eq_ignore_ascii_case("csv");
    if is_csv && ending == "csv" && TABLE_NAMES.contains(&stem) {
        return;
    }
    let path = folder.join(name);
    if is_csv {
        let file = reading.add_file(&path, Form::Csv, blake3::hash(b""));
        let hint = hints::did_you_mean(stem, TABLE_NAMES.iter().copied())
            .map(|hint| hint.replace("`?", ".csv`?"))
            .unwrap_or_else(|| format!("tables are `{}`; keep other files in a subfolder", TABLE_NAMES.join("`, `")));
        let finding = Finding::new("case::unknown_table", Place::whole(file), format!("there is no table `{stem}`"));
        reading.find(finding.hint(hint));
    } else if TABLE_NAMES.contains(&stem) {
        let file = reading.add_file(&path, Form::Text, blake3::hash(b""));
        let message = format!("this file is not read: the table `{stem}` is read from `{stem}.csv`");
        reading.find(Finding::new("case::unread_file", Place::whole(file), message).warning());
    }
}
