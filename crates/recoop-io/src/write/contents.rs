//! What in a folder belongs to a run, and what is somebody's own.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::names::Beside;
use super::{Format, MANIFEST_FILE, Manifest, RunError, TABLES_FOLDER, digests, read_manifest};

/// Files that verbs write beside the manifest of a run, also after it was made (`recoop report`).
const PAGES: [&str; 3] = ["report.html", "report.json", "compare.html"];
/// Files that file managers leave in folders that were looked at.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What is in the way of a new run in the folder `dir`: nothing when it is not there or empty.
///
/// # Errors
/// When it is no folder, no run, or a run with files that recoop did not write or that were changed since.
pub(super) fn check_replaceable(dir: &Path) -> Result<(), RunError> {
    match fs::symlink_metadata(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(RunError::io(dir)(error)),
        Ok(found) if !found.is_dir() => return Err(RunError::NotOurs(dir.to_path_buf())),
        Ok(_) => {}
    }
    if super::rename::is_empty(dir) {
        return Ok(());
    }
    let manifest = read_manifest(dir).map_err(|_| RunError::NotOurs(dir.to_path_buf()))?;
    let foreign = foreign(dir, &own_files(&manifest)).map_err(RunError::io(dir))?;
    if !foreign.is_empty() {
        return Err(RunError::Foreign { path: dir.to_path_buf(), files: foreign });
    }
    let changed: Vec<PathBuf> = digests::compare(dir, &manifest)
        .into_iter()
        .filter(|change| change.kind == digests::ChangeKind::Changed)
        .map(|change| PathBuf::from(change.file))
        .collect();
    if changed.is_empty() { Ok(()) } else { Err(RunError::Touched { path: dir.to_path_buf(), files: changed }) }
}

/// The files that a run may hold, relative to its folder.
pub(super) fn own_files(manifest: &Manifest) -> BTreeSet<PathBuf> {
    let tables = manifest.tables.iter().flat_map(|table| {
        [Format::Csv, Format::Parquet]
            .map(|format| Path::new(TABLES_FOLDER).join(format!("{}.{}", table.name, format.ending())))
    });
    let written = manifest.digests.keys().map(PathBuf::from);
    let named = PAGES.into_iter().chain([MANIFEST_FILE]).map(PathBuf::from);
    tables.chain(written).chain(named).collect()
}

/// Whether a folder that has no manifest holds nothing but what an unfinished run may: files of its names.
pub(super) fn looks_unfinished(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match file.parent() {
        Some(parent) if parent == Path::new(TABLES_FOLDER) => {
            [Format::Csv, Format::Parquet].iter().any(|format| name.ends_with(&format!(".{}", format.ending())))
        }
        Some(parent) if parent == Path::new("") => name == MANIFEST_FILE || PAGES.contains(&name),
        _ => false,
    }
}

/// Everything in a folder that is not among `own`, relative to it, sorted: files, links, and folders other than that of the tables.
fn foreign(dir: &Path, own: &BTreeSet<PathBuf>) -> io::Result<Vec<PathBuf>> {
    strange(dir, &|file| own.contains(file))
}

/// Everything in a folder and its folder of tables that `own` does not know, relative to it, sorted.
pub(super) fn strange(dir: &Path, own: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in [Path::new(""), Path::new(TABLES_FOLDER)] {
        let entries = match fs::read_dir(dir.join(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let (name, kind) = (folder.join(entry.file_name()), entry.file_type()?);
            let is_own = match kind.is_dir() {
                true => name == Path::new(TABLES_FOLDER),
                false => kind.is_file() && (own(&name) || is_litter(&entry.file_name())),
            };
            if !is_own {
                found.push(name);
            }
        }
        if folder == Path::new("") && found.contains(&PathBuf::from(TABLES_FOLDER)) {
            // A file or a link of that name: named, and not looked into.
            break;
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a file is nobody's: of a file manager, or half a page that a killed `recoop report` left.
fn is_litter(name: &OsStr) -> bool {
    LITTER.iter().any(|litter| name == *litter) || PAGES.iter().any(|page| Beside::of(name, OsStr::new(page)).is_some())
}

/// A few names in a sentence.
pub(super) fn named(files: &[PathBuf]) -> String {
    const MOST: usize = 5;
    let mut text = files.iter().take(MOST).map(|file| format!("`{}`", file.display())).collect::<Vec<_>>().join(", ");
    if files.len() > MOST {
        text.push_str(&format!(" and {} more", files.len() - MOST));
    }
    text
}
