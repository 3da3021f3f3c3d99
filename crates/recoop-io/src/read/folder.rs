//! A case in a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recoop_case::former;

use super::records::CsvRecords;
use super::table::renamed;
use super::text::{Decoded, decode, swallowing_remark};
use super::{Reading, TABLE_NAMES, hints, settings};
use crate::files::{MAX_IN_SETTINGS, MAX_IN_TABLE, leads_out, read_file, unreadable};
use crate::finding::{Finding, Place};
use crate::origin::Form;

/// The file of settings.
pub(crate) const SETTINGS_FILE: &str = "case.toml";

/// Bytes that are not UTF-8 that are listed for one file.
const LISTED_BYTES: usize = 20;

/// Something in the folder of a case.
struct Entry {
    /// Its name; what is not UTF-8 is replaced.
    name: String,
    path: PathBuf,
    is_folder: bool,
}

/// Reads every table and the settings in a folder.
pub(super) fn read(reading: &mut Reading, folder: &Path) {
    let entries = match entries(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let message = unreadable(&error);
            reading.find(Finding::new("case::unreadable", Place::Case, message));
            return;
        }
    };
    let file = |name: &str| entries.iter().find(|entry| entry.name == name && !entry.is_folder);
    read_settings(reading, folder, &entries);
    let has = |name: &str| file(name).is_some();
    read_tables(reading, has, |reading, name| open(reading, folder, &file(name)?.path, name, Form::Csv));
    for entry in &entries {
        let has = |table: &str| has(&format!("{table}.csv"));
        other_entry(reading, entry, |table| has(table) || former::name_of_table(table).is_some_and(has));
    }
}

/// What is in a folder but hidden files and those of programs at work (`~$prices.xlsx`), by name.
fn entries(folder: &Path) -> std::io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        if !name.starts_with(['.', '~']) {
            let is_folder = path.is_dir();
            entries.push(Entry { name, path, is_folder });
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

fn read_settings(reading: &mut Reading, folder: &Path, entries: &[Entry]) {
    if !entries.iter().any(|entry| entry.name == SETTINGS_FILE && !entry.is_folder) {
        let message = format!("there is no `{SETTINGS_FILE}`");
        let near = |entry: &&Entry| entry.name.to_lowercase().contains(SETTINGS_FILE);
        let workbook = |entry: &&Entry| super::workbook::is_workbook(Path::new(&entry.name));
        let hint = match (entries.iter().find(near), entries.iter().find(workbook)) {
            (Some(entry), _) if entry.is_folder => format!("`{}` is a folder, not a file", entry.name),
            (Some(entry), _) => format!("is `{}` it? Name it `{SETTINGS_FILE}`", entry.name),
            (_, Some(entry)) => format!("to read a workbook, name it: `{}`", folder.join(&entry.name).display()),
            _ => "a case is a folder with `case.toml` and CSV tables; `recoop new` writes one".to_string(),
        };
        reading.find(Finding::new("case::missing_settings", Place::Case, message).hint(hint));
        return;
    }
    if let Some((file, decoded)) = open(reading, folder, &folder.join(SETTINGS_FILE), SETTINGS_FILE, Form::Text) {
        load_settings(reading, file, &decoded);
    }
}

fn load_settings(reading: &mut Reading, file: usize, decoded: &Decoded) {
    let read = settings::from_toml(&decoded.text, file, &mut reading.findings);
    reading.settings = read.settings;
    reading.origins.settings = read.places;
}

fn load_table(reading: &mut Reading, table: &str, file: usize, decoded: &Decoded) {
    let (mut records, mut again) = (CsvRecords::new(&decoded.text), CsvRecords::new(&decoded.text));
    reading.load(table, &mut records, &mut again, file);
}

/// Whether the name of a file is that of a table, today's or a former one.
pub(super) fn is_table(name: &str) -> bool {
    name.strip_suffix(".csv").is_some_and(|table| TABLE_NAMES.contains(&table) || former::table(table).is_some())
}

/// Reads settings and tables from memory, by name of their files; other names are not read.
pub(super) fn read_given(reading: &mut Reading, folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    match files.get(SETTINGS_FILE) {
        Some(bytes) => {
            if let Some((file, decoded)) =
                enter(reading, &folder.join(SETTINGS_FILE), SETTINGS_FILE, Form::Text, bytes.clone())
            {
                load_settings(reading, file, &decoded);
            }
        }
        None => {
            let message = format!("there is no `{SETTINGS_FILE}`");
            reading.find(Finding::new("case::missing_settings", Place::Case, message));
        }
    }
    let has = |name: &str| files.contains_key(name);
    read_tables(reading, has, |reading, name| {
        enter(reading, &folder.join(name), name, Form::Csv, files.get(name)?.clone())
    });
}

/// Reads every table under today's name of its file or the former one; both at once are refused.
fn read_tables(
    reading: &mut Reading,
    has: impl Fn(&str) -> bool,
    mut open: impl FnMut(&mut Reading, &str) -> Option<(usize, Decoded)>,
) {
    for &table in TABLE_NAMES {
        let today = format!("{table}.csv");
        let former = former::name_of_table(table).filter(|name| has(&format!("{name}.csv")));
        let Some(former) = former else {
            if let Some((file, decoded)) = open(reading, &today) {
                load_table(reading, table, file, &decoded);
            }
            continue;
        };
        let name = format!("{former}.csv");
        if has(&today) {
            let message = format!("`{name}` and `{today}` are one table: `{name}` is its former name");
            let finding = Finding::new("case::duplicate_table", Place::Case, message);
            reading.find(finding.hint("keep one of them; other files belong into a subfolder"));
        } else if let Some((file, decoded)) = open(reading, &name) {
            reading.find(renamed("table", former, table, Place::whole(file)));
            load_table(reading, table, file, &decoded);
        }
    }
}

/// Enters and decodes a file; what keeps it from being read becomes a finding.
fn open(reading: &mut Reading, folder: &Path, path: &Path, name: &str, form: Form) -> Option<(usize, Decoded)> {
    let most = if form == Form::Text { MAX_IN_SETTINGS } else { MAX_IN_TABLE };
    let bytes = leads_out(path, folder).and_then(|leads_out| match leads_out {
        true => Err("it is a link to a file outside the case; copy the file into the case".to_string()),
        false => read_file(path, most),
    });
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(why) => {
            reading.find(Finding::new("case::unreadable", Place::Case, format!("`{name}`: {why}")));
            return None;
        }
    };
    enter(reading, path, name, form, bytes)
}

/// Enters and decodes the bytes of a file.
fn enter(reading: &mut Reading, path: &Path, name: &str, form: Form, bytes: Vec<u8>) -> Option<(usize, Decoded)> {
    let digest = blake3::hash(&bytes);
    reading.add_to_hash(name, digest);
    let file = reading.add_file(path, form, digest);
    match decode(bytes) {
        Ok(decoded) => {
            report_replaced(reading, file, &decoded);
            if reading.origins.files[file].form == Form::Csv
                && let Some(span) = swallowing_remark(&decoded.text)
            {
                let message =
                    "a lone carriage return does not end a remark, so that the lines below would belong to it";
                let hint = "save the file with line feeds (spreadsheets call it `CSV`, not `CSV (Macintosh)`)";
                reading.find(Finding::new("case::line_ends", Place::bytes(file, span), message).hint(hint));
                return None;
            }
            Some((file, decoded))
        }
        Err(kind) => {
            let message = format!("the file is {kind}, not UTF-8 text");
            reading.find(Finding::new("case::not_text", Place::whole(file), message).hint(
                match reading.origins.files[file].form {
                    Form::Text => "save it as plain text in UTF-8",
                    _ => "save it as CSV in UTF-8 (spreadsheets call it `CSV UTF-8`)",
                },
            ));
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

/// Endings of tables in formats that are not read from a folder.
const TABULAR: &[&str] =
    &["tsv", "tab", "txt", "psv", "dat", "xls", "xlsx", "xlsm", "xlsb", "ods", "numbers", "parquet"];

/// What is neither settings nor table: an error when it looks like a table that is not there, a warning when a table was meant that
/// is read from elsewhere or might have been meant, nothing otherwise.
fn other_entry(reading: &mut Reading, entry: &Entry, is_read: impl Fn(&str) -> bool) {
    let name = entry.name.as_str();
    let lower = name.to_lowercase();
    let mut parts = lower.split('.');
    let stem = name.split('.').next().unwrap_or_default();
    parts.next();
    let endings: Vec<&str> = parts.map(|part| part.trim_end_matches('~')).collect();
    let ends_in_csv = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("csv"));
    let is_table = is_table(name);
    let meant_table = hints::meant_table(stem);
    let meant = meant_table.map(|(table, _)| table);
    if entry.is_folder {
        let is_meant = name == stem && meant_table.is_some_and(|(table, is_exact)| is_exact && !is_read(table));
        if ends_in_csv || is_meant {
            let message = format!("`{name}` is a folder, not a table");
            let hint =
                "a table is one file, for instance `offers.csv`; keep other files in a subfolder of another name";
            let finding = Finding::new("case::unknown_table", Place::Case, message).hint(hint);
            reading.find(if ends_in_csv { finding } else { finding.warning() });
        }
        return;
    }
    if is_table {
        return;
    }
    let form = if ends_in_csv { Form::Csv } else { Form::Text };
    let place = |reading: &mut Reading| Place::whole(reading.add_file(&entry.path, form, blake3::hash(b"")));
    let is_exact = meant_table.is_some_and(|(_, is_exact)| is_exact);
    let says_csv = endings.contains(&"csv");
    // A text file may be called anything.
    let is_sheet = endings.last().is_some_and(|ending| TABULAR.contains(ending) && !matches!(*ending, "txt" | "dat"));
    let is_tabular = endings.last().is_none_or(|ending| TABULAR.contains(ending));
    match meant {
        _ if ends_in_csv => {
            let hint = meant.map_or_else(
                || format!("tables are `{}`; keep other files in a subfolder", TABLE_NAMES.join("`, `")),
                |table| format!("did you mean `{table}.csv`?"),
            );
            let stem = &name[..name.len() - ".csv".len()];
            let place = place(reading);
            reading.find(Finding::new("case::unknown_table", place, format!("there is no table `{stem}`")).hint(hint));
        }
        Some(table) if says_csv || is_exact || is_sheet => {
            let place = place(reading);
            let message = format!("this file is not read: the table `{table}` is read from `{table}.csv`");
            let finding = Finding::new("case::unread_file", place, message);
            let is_error = !is_read(table) && (says_csv || is_exact && is_tabular);
            let hint = format!("save it as `{table}.csv`, with commas between the cells, or keep it in a subfolder");
            reading.find(if is_error { finding.hint(hint) } else { finding.warning() });
        }
        _ => {}
    }
}
