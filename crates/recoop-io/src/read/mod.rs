//! Reading a case: a folder of `case.toml` and CSV tables, or a workbook with one sheet for each.
//!
//! Everything that is wrong is found in one go; nothing is dropped in silence. In tables, lines that begin with `#` are
//! comments, lines without any text are skipped, and spaces around a cell do not count.

mod archive;
pub(crate) mod book;
mod contained;
mod folder;
/// What a fault can suggest.
pub mod hints;
mod keys;
mod open_document;
pub(crate) mod records;
mod settings;
pub(crate) mod sheet;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod workbook;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use recoop_case::canonical;
use recoop_case::each_table;
use recoop_case::settings::Settings;
use recoop_case::tables::*;

use crate::files::{irregular, unreadable};
use crate::finding::{Finding, Place};
use crate::origin::{Form, Origins, SourceFile};
use records::Records;

/// A case as read.
#[derive(Clone, Debug)]
pub struct CaseRead {
    /// What `case.toml` says; `None` when something in it is missing or wrong.
    pub settings: Option<Settings>,
    /// The rows that could be read. A number that could not be read is blank or 0 in its row; `findings` has it as an error.
    pub tables: Tables,
    /// Where everything was written.
    pub origins: Origins,
    /// Everything that is wrong, in the order of the files and lines.
    pub findings: Vec<Finding>,
    /// Fingerprint of the files that make up the case: BLAKE3, in hexadecimal.
    pub hash: String,
}

impl CaseRead {
    /// Hash of the values of the case, the same for all files that say the same ([`canonical`]); `None` without settings.
    #[must_use]
    pub fn values_hash(&self) -> Option<String> {
        self.settings.as_ref().map(|settings| canonical::hash(settings, &self.tables))
    }

    /// Files of the case, each with its name: settings and tables of a folder, or the one workbook as `case.xlsx` or `case.ods`. In memory they are read by
    /// [`read_case_files`].
    #[must_use]
    pub fn files(&self) -> Vec<(String, PathBuf)> {
        let mut files = Vec::new();
        for source in &self.origins.files {
            let text = |name: &OsStr| name.to_string_lossy().into_owned();
            if matches!(source.form, Form::Sheet(_)) {
                let ending = source.path.extension().map(text).unwrap_or_default().to_lowercase();
                return vec![(format!("case.{ending}"), source.path.clone())];
            }
            let name = source.path.file_name().map(text).unwrap_or_default();
            if name == folder::SETTINGS_FILE || folder::is_table(&name) {
                files.push((name, source.path.clone()));
            }
        }
        files
    }

    /// Whether something keeps the case from being planned.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }

    /// Tables of which rows could not be read, when all that is wrong is in tables; `None` when something else is.
    #[must_use]
    pub fn unread(&self) -> Option<Vec<&'static str>> {
        let mut unread = Vec::new();
        for finding in self.findings.iter().filter(|finding| finding.is_error()) {
            let Place::File(file, _) = finding.place else { return None };
            unread.push(self.origins.table_of(file)?);
        }
        unread.dedup();
        Some(unread)
    }
}

/// Reads the case at `path`: a folder with `case.toml`, that file itself, or a workbook (`.xlsx`, `.ods`). Never fails
/// as a whole: what is wrong is in [`CaseRead::findings`].
#[must_use]
pub fn read_case(path: &Path) -> CaseRead {
    let mut reading = Reading::new(path);
    let named_toml = path.file_name().is_some_and(|name| name == folder::SETTINGS_FILE);
    match std::fs::metadata(path) {
        Err(error) => {
            let message = unreadable(&error);
            reading.find(Finding::new("case::unreadable", Place::Case, message).maybe_hint(missing_hint(path)));
        }
        Ok(found) if found.is_dir() => folder::read(&mut reading, path),
        Ok(found) if irregular(&found).is_some() => {
            let kind = irregular(&found).unwrap_or_default();
            let message = format!("it is {kind}, no folder and no workbook");
            reading.find(Finding::new("case::unknown_format", Place::Case, message));
        }
        Ok(_) if named_toml => folder::read(&mut reading, path.parent().unwrap_or(Path::new("."))),
        Ok(_) if workbook::is_workbook(path) => workbook::read(&mut reading, path),
        Ok(_) => {
            let message = "file is not a case";
            reading.find(
                Finding::new("case::unknown_format", Place::Case, message)
                    .hint("a case is a folder with `case.toml` and CSV tables, or a workbook (`.xlsx`, `.ods`)"),
            );
        }
    }
    reading.finish()
}

/// Reads a case whose files are in memory, by name (`case.toml`, `prices.csv`, or one workbook), as if they were in the folder `root`: the same files on
/// disk give the same hash.
#[must_use]
pub fn read_case_files(root: &Path, files: &BTreeMap<String, Vec<u8>>) -> CaseRead {
    let mut reading = Reading::new(root);
    match files.iter().next() {
        Some((name, bytes)) if files.len() == 1 && workbook::is_workbook(Path::new(name)) => {
            workbook::read_given(&mut reading, &root.join(name), bytes.clone());
        }
        _ => folder::read_given(&mut reading, root, files),
    }
    reading.finish()
}

/// Suggests the folder beside a missing one that is called nearly the same.
pub(crate) fn missing_hint(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(parent).ok()?;
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    hints::did_you_mean(name, names.iter().map(String::as_str))
}

/// What has been read so far.
pub(crate) struct Reading {
    settings: Option<Settings>,
    tables: Tables,
    origins: Origins,
    findings: Vec<Finding>,
    hasher: blake3::Hasher,
}

macro_rules! table_names {
    ($($field:ident : $row:ident,)+) => {
        /// Names of all tables of a case, in the order in which a reader meets them.
        pub const TABLE_NAMES: &[&str] = &[$(<$row as TableRow>::TABLE),+];
    };
}
each_table!(table_names);

macro_rules! load_tables {
    ($($field:ident : $row:ident,)+) => {
        impl Reading {
            /// Reads a table by its `name` (one of [`TABLE_NAMES`]) from `records`; `again` gives the same records anew.
            fn load(&mut self, name: &str, records: &mut dyn Records, again: &mut dyn Records, file: usize) {
                $(
                    if name == <$row as TableRow>::TABLE {
                        let (rows, origin) = table::load::<$row>(records, again, file, &mut self.findings);
                        self.tables.$field = rows;
                        self.origins.tables.insert(<$row as TableRow>::TABLE, origin);
                    }
                )+
            }
        }
    };
}
each_table!(load_tables);

impl Reading {
    fn new(path: &Path) -> Self {
        Self {
            settings: None,
            tables: Tables::default(),
            origins: Origins { root: path.to_path_buf(), ..Origins::default() },
            findings: Vec::new(),
            hasher: blake3::Hasher::new(),
        }
    }

    fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Enters a file and gives its number.
    fn add_file(&mut self, path: &Path, form: Form, digest: blake3::Hash) -> usize {
        self.origins.files.push(SourceFile { path: path.to_path_buf(), form, digest });
        self.origins.files.len() - 1
    }

    /// Enters a file into the fingerprint of the case.
    fn add_to_hash(&mut self, name: &str, digest: blake3::Hash) {
        self.hasher.update(&(name.len() as u64).to_le_bytes());
        self.hasher.update(name.as_bytes());
        self.hasher.update(digest.as_bytes());
    }

    fn finish(mut self) -> CaseRead {
        self.findings.sort_by(|a, b| a.place.cmp(&b.place));
        CaseRead {
            settings: self.settings,
            tables: self.tables,
            origins: self.origins,
            findings: self.findings,
            hash: self.hasher.finalize().to_hex().to_string(),
        }
    }
}
