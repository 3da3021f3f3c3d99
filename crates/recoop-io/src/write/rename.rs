//! Renaming, so that at any instant the old folder or the new one is whole.

use std::fs;
use std::io;
use std::path::Path;

/// The three operations by which a folder takes the place of another: a seam at which tests stop them.
pub(super) trait Renaming {
    /// Renames `from` to `to`, which is not there, or an empty folder.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Lets two folders change names at once; [`io::ErrorKind::Unsupported`] where the system cannot.
    fn exchange(&self, one: &Path, two: &Path) -> io::Result<()>;
    /// Deletes a folder with all that is in it.
    fn remove(&self, folder: &Path) -> io::Result<()>;
}

/// The file system.
pub(super) struct System;

impl Renaming for System {
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if cfg!(windows) && is_empty(to) {
            // Windows renames onto nothing only.
            fs::remove_dir(to)?;
        }
        fs::rename(from, to)
    }

    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    fn exchange(&self, one: &Path, two: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        renameat_with(CWD, one, CWD, two, RenameFlags::EXCHANGE).map_err(|error| match error {
            // An old kernel, or a file system that does not know the flag.
            Errno::NOSYS | Errno::INVAL | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
            error => error.into(),
        })
    }

    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir_all(folder)
    }
}

/// Whether there is a folder and nothing in it.
pub(super) fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Lets the folder `new` take the name `target`. What is there goes: it is looked at by `may_go` once it has no name that others write to, and
/// comes back when that says no. `previous` is a free name for systems that cannot exchange two names at once.
///
/// At any instant `target` is the old folder or the new one; where the system cannot exchange names, there is an instant at which it is neither,
/// and the old one is whole as `previous` (see `leftovers`).
///
/// # Errors
/// What the file system or `may_go` said; `target` is then the old folder.
pub(super) fn take_place<E: From<io::Error>>(
    system: &impl Renaming,
    new: &Path,
    target: &Path,
    previous: &Path,
    may_go: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    if target.symlink_metadata().is_err() || is_empty(target) {
        return Ok(system.rename(new, target)?);
    }
    match system.exchange(new, target) {
        Ok(()) => {
            if let Err(error) = may_go(new) {
                system.exchange(new, target)?;
                return Err(error);
            }
            // The new run is there: an old one that cannot be deleted is found by the next run.
            let _ = system.remove(new);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            system.rename(target, previous)?;
            let placed = may_go(previous).and_then(|()| Ok(system.rename(new, target)?));
            if placed.is_err() {
                system.rename(previous, target)?;
                return placed;
            }
            let _ = system.remove(previous);
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
