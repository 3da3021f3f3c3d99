//! A folder that appears with all its files, or not at all.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What may be in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replace {
    /// An empty folder only.
    EmptyOnly,
    /// Whatever is there; the caller has looked at it.
    Any,
}

/// Deletes a folder when dropped.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing more can be done about a folder that cannot be deleted, and its name says what it is.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Lets `fill` write into a temporary sibling of `target`, which then takes the name of `target`. Parents are made.
///
/// # Errors
/// What `fill` or the file system said; `target` is then as it was before.
pub(crate) fn place_folder(
    target: &Path,
    replace: Replace,
    fill: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    // `..` and a trailing slash leave no name to make a sibling of.
    let name = target.file_name().ok_or_else(|| io::Error::other("the path does not end in a name"))?;
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let scratch = Scratch(fresh_sibling(parent, name, "partial")?);
    fill(&scratch.0)?;
    if replace == Replace::EmptyOnly || is_empty(target) {
        match fs::remove_dir(target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => return fs::rename(&scratch.0, target),
        }
    }
    if target.symlink_metadata().is_err() {
        return fs::rename(&scratch.0, target);
    }
    let previous = Scratch(fresh_sibling(parent, name, "previous")?);
    let kept = previous.0.join(name);
    fs::rename(target, &kept)?;
    let Err(error) = fs::rename(&scratch.0, target) else { return Ok(()) };
    if fs::rename(&kept, target).is_err() {
        // It cannot be put back: better under its temporary name than deleted.
        std::mem::forget(previous);
    }
    Err(error)
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Makes a new folder `.NAME.WORD-N` beside `NAME`.
fn fresh_sibling(parent: &Path, name: &std::ffi::OsStr, word: &str) -> io::Result<PathBuf> {
    for number in 0..1000 {
        let mut sibling = OsString::from(".");
        sibling.push(name);
        sibling.push(format!(".{word}-{}-{number}", std::process::id()));
        let path = parent.join(sibling);
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(path),
        }
    }
    Err(io::Error::other("too many unfinished folders are beside it"))
}

#[cfg(test)]
mod tests {
    use super::{Replace, place_folder};

    #[test]
    fn failure_leaves_what_was_there() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("run");
        place_folder(&target, Replace::Any, |folder| std::fs::write(folder.join("a"), "old")).unwrap();
        let failed = place_folder(&target, Replace::Any, |folder| {
            std::fs::write(folder.join("a"), "new")?;
            Err(std::io::Error::other("disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_to_string(target.join("a")).unwrap(), "old");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn replacing_leaves_nothing_of_the_old_folder() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("deep/run");
        place_folder(&target, Replace::Any, |folder| std::fs::write(folder.join("old"), "")).unwrap();
        place_folder(&target, Replace::Any, |folder| std::fs::write(folder.join("new"), "")).unwrap();
        assert!(target.join("new").exists() && !target.join("old").exists());
        assert_eq!(std::fs::read_dir(target.parent().unwrap()).unwrap().count(), 1);
    }
}
