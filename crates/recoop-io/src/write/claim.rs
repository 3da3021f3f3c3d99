//! Folders that several processes work in: who works on what, and a folder that appears with all that is in it.

use std::path::{Path, PathBuf};

use super::RunError;
use super::atomic::{Destination, Replace};
use super::lock::{Asked, Lock, lock};

/// The right to work on a piece, until it is dropped. The system takes it back when the process ends, however that may be, so that a
/// killed worker leaves no claim.
#[derive(Debug)]
pub struct Claim {
    /// `None` where the file system has no locks: then two workers may do the same, and the later result is put in place of the equal
    /// earlier one.
    _lock: Option<Lock>,
}

impl Claim {
    /// Claims the piece `name` of a folder.
    ///
    /// # Errors
    /// [`RunError::Busy`] where another process has it, and errors of the file system.
    pub fn take(folder: &Path, name: &str) -> Result<Self, RunError> {
        let at = folder.join(name);
        match lock(folder, name.as_ref()).map_err(RunError::io(&at))? {
            Asked::Got(lock) => Ok(Self { _lock: Some(lock) }),
            Asked::Busy(process) => Err(RunError::Busy { path: at, process }),
            Asked::Unknown => Ok(Self { _lock: None }),
        }
    }
}

/// A new folder that is to be written: its place is taken until then, so that nothing is worked out for a place that others have.
#[derive(Debug)]
pub struct NewFolder(Destination);

impl NewFolder {
    /// Takes the place of a folder.
    ///
    /// # Errors
    /// Where something other than an empty folder is there already, another process writes there, or the file system says no.
    pub fn take(at: &Path) -> Result<Self, RunError> {
        Ok(Self(Destination::take(at, Replace::Empty, |_| false)?))
    }

    /// Writes the folder, which appears with all its files or not at all. Names of files may have folders before them (`jobs/0000/job.json`).
    ///
    /// # Errors
    /// Where something is there by now, or the file system says no.
    pub fn write(self, files: &[(PathBuf, Vec<u8>)]) -> Result<(), RunError> {
        self.0.place(|folder| {
            for (name, bytes) in files {
                let path = folder.join(name);
                let parent = path.parent().unwrap_or(folder);
                // Named as it will be: the folder that is being written has another name.
                let shown = self.0.join(name);
                std::fs::create_dir_all(parent).map_err(RunError::io(&shown))?;
                std::fs::write(&path, bytes).map_err(RunError::io(&shown))?;
            }
            Ok(())
        })
    }
}

/// Writes a new folder whose place is taken now: [`NewFolder`].
///
/// # Errors
/// As both of its steps.
pub fn write_new_folder(at: &Path, files: &[(PathBuf, Vec<u8>)]) -> Result<(), RunError> {
    NewFolder::take(at)?.write(files)
}

#[cfg(test)]
mod tests {
    use super::{Claim, NewFolder, write_new_folder};
    use crate::write::RunError;

    #[test]
    fn a_piece_is_claimed_once_and_is_free_again() {
        let home = tempfile::tempdir().unwrap();
        let claim = Claim::take(home.path(), "0003").unwrap();
        let busy = Claim::take(home.path(), "0003").unwrap_err();
        assert!(matches!(busy, RunError::Busy { process: Some(id), .. } if id == std::process::id()), "{busy}");
        Claim::take(home.path(), "0004").unwrap();
        drop(claim);
        Claim::take(home.path(), "0003").unwrap();
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_new_folder_is_whole_and_replaces_nothing() {
        let home = tempfile::tempdir().unwrap();
        let at = home.path().join("jobs");
        let files = [("a.json".into(), b"a".to_vec()), ("b/c/d.json".into(), b"d".to_vec())];
        write_new_folder(&at, &files).unwrap();
        assert_eq!(std::fs::read(at.join("b/c/d.json")).unwrap(), b"d");
        assert!(matches!(write_new_folder(&at, &files), Err(RunError::NotOurs(_))));
        // A name that cannot be: nothing appears.
        let other = home.path().join("other");
        write_new_folder(&other, &[("x".into(), Vec::new()), ("x/y".into(), Vec::new())]).unwrap_err();
        assert!(!other.exists());
        // A place is taken before it is written.
        let taken = NewFolder::take(&other).unwrap();
        assert!(matches!(NewFolder::take(&other), Err(RunError::Busy { .. })));
        drop(taken);
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
