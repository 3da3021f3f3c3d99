//! One writer of a folder at a time.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::names::stem;

/// First word of a lock file, before the number of the process.
const WORD: &str = "recoop";
/// A lock file that another writer deletes in between is made again; not for ever.
const TRIES: usize = 100;

/// The right to write `NAME`, until it is dropped. The system takes it back when the process ends, however that may be.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Open for as long as the lock is held.
    _file: File,
}

/// What came of asking for a lock.
pub(super) enum Asked {
    /// Nobody else has it.
    Got(Lock),
    /// Another process has it; its number, where the file says it.
    Busy(Option<u32>),
    /// The file system knows no locks.
    Unknown,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Deleted while it is still held: who opened it meanwhile sees that it has no name any more.
        let _ = fs::remove_file(&self.path);
    }
}

/// Asks for the lock of `NAME` in `parent`: the file `.NAME.lock`.
///
/// # Errors
/// When the file cannot be made, or is somebody's own.
pub(super) fn lock(parent: &Path, name: &OsStr) -> io::Result<Asked> {
    let mut file_name = stem(name);
    file_name.push(".lock");
    let path = parent.join(file_name);
    for _ in 0..TRIES {
        let mut file = open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Asked::Busy(holder(&path))),
            Err(TryLockError::Error(_)) => {
                let _ = fs::remove_file(&path);
                return Ok(Asked::Unknown);
            }
        }
        if is_still(&file, &path) {
            file.set_len(0)?;
            writeln!(file, "{WORD} {}", std::process::id())?;
            return Ok(Asked::Got(Lock { path, _file: file }));
        }
    }
    Ok(Asked::Busy(holder(&path)))
}

/// Opens the lock file, new or as another recoop left it. Nothing else is opened for writing.
fn open(path: &Path) -> io::Result<File> {
    match File::options().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => return made,
    }
    let ours = match fs::symlink_metadata(path) {
        Ok(found) => found.is_file() && (found.len() == 0 || content(path).starts_with(WORD)),
        // Deleted since.
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(error),
    };
    if !ours {
        return Err(io::Error::other(format!("`{}` is in the way: not a lock of recoop", path.display())));
    }
    match File::options().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            File::options().write(true).create(true).truncate(false).open(path)
        }
        opened => opened,
    }
}

fn content(path: &Path) -> String {
    let mut text = String::new();
    let _ = File::open(path).and_then(|file| file.take(64).read_to_string(&mut text));
    text
}

fn holder(path: &Path) -> Option<u32> {
    content(path).strip_prefix(WORD)?.trim().parse().ok()
}

/// Whether the open file still has its name.
#[cfg(unix)]
pub(super) fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let here = |found: fs::Metadata| (found.dev(), found.ino());
    matches!((file.metadata().map(here), fs::symlink_metadata(path).map(here)), (Ok(open), Ok(named)) if open == named)
}

/// Elsewhere an open file cannot be deleted.
#[cfg(not(unix))]
pub(super) fn is_still(_: &File, path: &Path) -> bool {
    path.exists()
}
