//! What a run that was killed has left beside its folder: found, named, put back or deleted.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::contents::{check_replaceable, named, strange};
use super::names::Beside;
use super::rename::{Renaming, is_empty};
use super::resolve::resolve;
use super::{MANIFEST_FILE, read_manifest};

/// What of a killed run was found, as sentences.
pub(super) type Notes = Vec<String>;

/// Folders beside `NAME` in `parent` that runs of that name have left, in the order of their names.
pub(super) fn find(parent: &Path, name: &OsStr) -> Vec<(Beside, PathBuf)> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let of = entries.filter_map(|entry| Some((Beside::of(&entry.file_name(), name)?, entry.path())));
    let mut found: Vec<_> = of.filter(|(_, path)| path.symlink_metadata().is_ok_and(|it| it.is_dir())).collect();
    found.sort_by(|(_, a), (_, b)| a.cmp(b));
    found
}

/// An earlier run that is whole in a folder that was set aside. Earlier versions put it into a folder within.
fn whole(path: &Path, name: &OsStr) -> Option<PathBuf> {
    [path.to_path_buf(), path.join(name)].into_iter().find(|folder| read_manifest(folder).is_ok())
}

/// Where the earlier run is whose place was to be taken when recoop was killed: `target` is not there, and an earlier one is beside it.
pub(super) fn set_aside(target: &Path) -> Option<PathBuf> {
    let (parent, name) = (target.parent()?, target.file_name()?);
    if target.symlink_metadata().is_ok() && !is_empty(target) {
        return None;
    }
    let found = find(parent, name).into_iter().filter(|(beside, _)| *beside == Beside::Previous);
    found.filter_map(|(_, path)| whole(&path, name)).next_back()
}

/// Where the run is that was at `dir` before a recoop was killed while it replaced it; the next run of that name puts it back.
#[must_use]
pub fn set_aside_run(dir: &Path) -> Option<PathBuf> {
    resolve(dir).ok().and_then(|target| set_aside(&target))
}

/// Puts an earlier run back that was set aside, and deletes what is unfinished or was replaced. Nobody else may be writing `target`.
/// What holds files that recoop did not write stays where it is. `is_unfinished` knows the files of what is being written here.
pub(super) fn clear(system: &impl Renaming, target: &Path, is_unfinished: fn(&Path) -> bool) -> Notes {
    let mut notes = Vec::new();
    let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else { return notes };
    if let Some(earlier) = set_aside(target) {
        let shown = earlier.display();
        match system.rename(&earlier, target) {
            Ok(()) => notes.push(format!(
                "an earlier recoop was stopped while it replaced `{}`: the run that was there is back (it was in `{shown}`)",
                target.display()
            )),
            Err(error) => notes.push(format!("the earlier run is in `{shown}`, and could not be put back: {error}")),
        }
    }
    for (_, path) in find(parent, name) {
        let shown = path.display();
        let own = may_go(&path, name, is_unfinished);
        match own.and_then(|()| system.remove(&path).map_err(|error| error.to_string())) {
            Ok(()) => notes.push(format!("deleted `{shown}`, which a recoop that was stopped has left")),
            Err(why) => notes.push(format!("left `{shown}` of a recoop that was stopped where it is: {why}")),
        }
    }
    notes
}

/// Whether a folder that was left may be deleted: nothing in it is anybody's own.
fn may_go(path: &Path, name: &OsStr, is_unfinished: fn(&Path) -> bool) -> Result<(), String> {
    if path.join(name).symlink_metadata().is_ok_and(|it| it.is_dir()) {
        // As earlier versions had it: the folder within is all.
        let others = fs::read_dir(path).into_iter().flatten().flatten().filter(|entry| entry.file_name() != name);
        let others: Vec<PathBuf> = others.map(|entry| entry.path()).collect();
        if !others.is_empty() {
            return Err(format!("it holds {}", named(&others)));
        }
        return check_replaceable(&path.join(name)).map_err(|error| error.to_string());
    }
    if path.join(MANIFEST_FILE).exists() && read_manifest(path).is_ok() {
        return check_replaceable(path).map_err(|error| error.to_string());
    }
    let strange = strange(path, &is_unfinished).map_err(|error| error.to_string())?;
    if strange.is_empty() { Ok(()) } else { Err(format!("it holds {}", named(&strange))) }
}
