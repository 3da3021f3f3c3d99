//! Digests of the files of a run: what was changed since it was written.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::{Format, MANIFEST_FILE, Manifest, RunError, TABLES_FOLDER};

/// The page of a report is made again from the document beside it (`recoop report`): it has no digest.
const MADE_AGAIN: [&str; 2] = ["report.html", "compare.html"];

/// How a file of a run differs from what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Its content has another digest.
    Changed,
    /// It is not there.
    Missing,
    /// The run has no such table.
    Extra,
    /// It cannot be read.
    Unreadable,
}

impl ChangeKind {
    /// The kind in a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A file of a run that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Relative to the folder of the run, with `/`.
    pub file: String,
    /// How it differs.
    pub kind: ChangeKind,
}

/// BLAKE3 of a file, in hexadecimal digits.
fn digest(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut fs::File::open(path)?, &mut hasher)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Digests of all files in the folder of a run but the manifest and pages that are made again, by name with `/`.
pub(super) fn of_folder(dir: &Path) -> Result<BTreeMap<String, String>, RunError> {
    let mut digests = BTreeMap::new();
    for (folder, prefix) in [(dir.to_path_buf(), String::new()), (dir.join(TABLES_FOLDER), format!("{TABLES_FOLDER}/"))]
    {
        for entry in fs::read_dir(&folder).map_err(RunError::io(&folder))? {
            let entry = entry.map_err(RunError::io(&folder))?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() || name == MANIFEST_FILE || MADE_AGAIN.contains(&name.as_str()) {
                continue;
            }
            digests.insert(format!("{prefix}{name}"), digest(&path).map_err(RunError::io(&path))?);
        }
    }
    Ok(digests)
}

/// What is not as the manifest says, sorted by file; empty for a run without digests.
#[must_use]
pub fn compare(dir: &Path, manifest: &Manifest) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut change = |file: &str, kind| changes.push(Change { file: file.to_string(), kind });
    for (file, written) in &manifest.digests {
        match digest(&dir.join(file)) {
            Ok(found) if found == *written => {}
            Ok(_) => change(file, ChangeKind::Changed),
            Err(error) if error.kind() == io::ErrorKind::NotFound => change(file, ChangeKind::Missing),
            Err(_) => change(file, ChangeKind::Unreadable),
        }
    }
    if !manifest.digests.is_empty() {
        let is_table =
            |name: &str| [Format::Csv, Format::Parquet].iter().any(|it| name.ends_with(&format!(".{}", it.ending())));
        let entries = fs::read_dir(dir.join(TABLES_FOLDER)).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| is_table(name));
        for file in names.map(|name| format!("{TABLES_FOLDER}/{name}")) {
            if !manifest.digests.contains_key(&file) {
                change(&file, ChangeKind::Extra);
            }
        }
        if !manifest_is_as_written(dir, manifest) {
            change(MANIFEST_FILE, ChangeKind::Changed);
        }
    }
    changes.sort();
    changes
}

/// The manifest as text, with a digest of all of it but that digest.
pub(super) fn sealed(manifest: &Manifest) -> String {
    let mut manifest = Manifest { digest: String::new(), ..manifest.clone() };
    manifest.digest = blake3::hash(manifest.to_json().as_bytes()).to_hex().to_string();
    manifest.to_json()
}

/// Whether the text of a manifest has the digest that it names. Of the text and not of what was read: numbers need not come back to the last bit.
fn manifest_is_as_written(dir: &Path, manifest: &Manifest) -> bool {
    let Ok(text) = fs::read_to_string(dir.join(MANIFEST_FILE)) else { return false };
    let named = |digest: &str| format!("\"digest\": \"{digest}\"");
    let open = text.replacen(&named(&manifest.digest), &named(""), 1);
    blake3::hash(open.as_bytes()).to_hex().as_str() == manifest.digest
}
