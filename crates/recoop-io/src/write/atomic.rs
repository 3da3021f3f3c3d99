//! The only writer of results: a folder or a file appears complete, or not at all.
//!
//! A destination is reserved before the computation ([`Destination::folder`], [`OutFile::open`]): resolved (links, `.`
//! and `..`), checked (no user files, write permission), and locked against other processes. At the end,
//! [`Destination::place`] or [`OutFile::write`] flushes the result to the disk and puts it in place with one rename.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use super::contents::check_replaceable;
use super::leftovers::{self, Notes};
use super::lock::{Asked, Lock, is_still, lock};
use super::names::Beside;
use super::rename::{System, is_empty, take_place};
use super::resolve::resolve;
use super::{RunError, read_manifest};

/// Permitted contents of a destination folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replace {
    /// No folder, or an empty one.
    Empty,
    /// Also an earlier run without user files.
    Run,
}

/// Destination of a result folder, checked, and locked until dropped. Dereferences to the requested path.
#[derive(Debug)]
pub struct Destination {
    asked: PathBuf,
    /// Absolute, without links.
    target: PathBuf,
    replace: Replace,
    /// `None` if the file system has no locks.
    lock: Option<Lock>,
    /// Parent folders created for it, the outermost first; removed if no result is written.
    made: Vec<PathBuf>,
    notes: Notes,
}

impl Deref for Destination {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.asked
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        self.lock = None;
        for folder in self.made.iter().rev() {
            // Succeeds only on an empty folder, that is, without a result.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Deletes a folder when dropped, if it is still there.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // The next run finds a folder that cannot be deleted, by its name.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Destination {
    /// Reserves the folder `asked` for a run. Follows a link; creates parent folders.
    ///
    /// # Errors
    /// If the folder has user files (not a run, or a run with added or changed files), lies within another run,
    /// contains the current folder, is locked by another process, or cannot be written.
    pub fn folder(asked: &Path) -> Result<Self, RunError> {
        Self::take(asked, Replace::Run, super::contents::looks_unfinished)
    }

    /// Reserves a folder; `is_unfinished` recognizes leftovers of a stopped writer.
    pub(crate) fn take(asked: &Path, replace: Replace, is_unfinished: fn(&Path) -> bool) -> Result<Self, RunError> {
        let refuse = |why: &str| RunError::Place { path: asked.to_path_buf(), why: why.to_string() };
        let target = resolve(asked)?;
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(refuse("results go to a folder with a name"));
        };
        if let Some(run) = target.ancestors().skip(1).find(|folder| read_manifest(folder).is_ok()) {
            return Err(refuse(&format!("it lies within the run `{}`", run.display())));
        }
        let here = std::env::current_dir().and_then(|here| here.canonicalize());
        if here.is_ok_and(|here| here.starts_with(&target)) {
            return Err(refuse("the command was started in it, and it would be replaced; name a folder within"));
        }
        if target.exists() && !same_device(&target, parent) {
            return Err(refuse("it is a mount point, which cannot be replaced; name a folder within"));
        }
        check(&target, replace).map_err(|error| error.shown_as(&target, asked))?;
        let made = make_folders(parent).map_err(RunError::io(asked))?;
        let mut taken =
            Self { asked: asked.to_path_buf(), replace, lock: None, made, notes: Notes::new(), target: target.clone() };
        match lock(parent, name).map_err(RunError::io(asked))? {
            Asked::Busy(process) => return Err(RunError::Busy { path: asked.to_path_buf(), process }),
            Asked::Got(lock) => {
                taken.lock = Some(lock);
                taken.notes = leftovers::clear(&System, &target, is_unfinished);
                // Covers a folder that was put back, and changes before the lock.
                check(&target, replace).map_err(|error| error.shown_as(&target, asked))?;
            }
            // Without a lock, leftovers may still be in use by another process.
            Asked::Unknown => {}
        }
        if target.symlink_metadata().is_err() {
            // The name may be too long, or have characters that the file system refuses.
            fs::create_dir(&target).and_then(|()| fs::remove_dir(&target)).map_err(RunError::io(asked))?;
        }
        Ok(taken)
    }

    /// Returns the leftovers of killed runs and their treatment, as sentences.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The folder itself: absolute, without links.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Lets `fill` write a folder beside the destination, and exchanges the two; the old folder is deleted.
    ///
    /// # Errors
    /// An error of `fill` or of the file system, or user files added since. The destination is then unchanged.
    pub(crate) fn place(&self, fill: impl FnOnce(&Path) -> Result<(), RunError>) -> Result<(), RunError> {
        let at = |error: io::Error| RunError::Io { path: self.asked.clone(), source: error };
        let (Some(parent), Some(name)) = (self.target.parent(), self.target.file_name()) else {
            return Err(at(io::ErrorKind::InvalidInput.into()));
        };
        let scratch = Scratch(fresh_folder(parent, name, Beside::Partial).map_err(at)?);
        fill(&scratch.0)?;
        if let Ok(there) = fs::metadata(&self.target) {
            fs::set_permissions(&scratch.0, there.permissions()).map_err(at)?;
        }
        sync_folder(&scratch.0).map_err(at)?;
        let own = |error: RunError| error.shown_as(&self.target, &self.asked);
        check(&self.target, self.replace).map_err(own)?;
        let previous = free_name(parent, name, Beside::Previous);
        let may_go = |old: &Path| check(old, self.replace).map_err(|error| error.shown_as(old, &self.asked));
        take_place(&System, &scratch.0, &self.target, &previous, may_go).map_err(|error| match error {
            RunError::Io { source, .. } => at(source),
            error => error,
        })?;
        sync(parent).map_err(at)
    }
}

fn check(target: &Path, replace: Replace) -> Result<(), RunError> {
    match replace {
        Replace::Run => check_replaceable(target),
        Replace::Empty if target.symlink_metadata().is_err() || is_empty(target) => Ok(()),
        Replace::Empty => Err(RunError::NotOurs(target.to_path_buf())),
    }
}

/// Creates a folder and its missing parents; returns the created folders, the outermost first.
fn make_folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let missing: Vec<PathBuf> =
        folder.ancestors().take_while(|folder| folder.symlink_metadata().is_err()).map(Path::to_path_buf).collect();
    let mut made = Vec::new();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(&folder) {
            Ok(()) => made.push(folder),
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
                return Err(error);
            }
        }
    }
    Ok(made)
}

#[cfg(unix)]
fn same_device(one: &Path, two: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((fs::metadata(one), fs::metadata(two)), (Ok(one), Ok(two)) if one.dev() == two.dev())
}

#[cfg(not(unix))]
fn same_device(_: &Path, _: &Path) -> bool {
    true
}

/// Creates a new folder `.NAME.WORD-PID-N` beside `NAME`.
fn fresh_folder(parent: &Path, name: &OsStr, beside: Beside) -> io::Result<PathBuf> {
    for number in 0..1000 {
        let mut sibling = beside.prefix(name);
        sibling.push(number.to_string());
        let path = parent.join(sibling);
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(path),
        }
    }
    Err(io::Error::other("too many unfinished folders are beside it"))
}

/// Returns an unused name beside `NAME`.
fn free_name(parent: &Path, name: &OsStr, beside: Beside) -> PathBuf {
    let path = |number: u32| {
        let mut sibling = beside.prefix(name);
        sibling.push(number.to_string());
        parent.join(sibling)
    };
    (0..).map(path).find(|path| path.symlink_metadata().is_err()).unwrap_or_else(|| path(u32::MAX))
}

/// Flushes a folder and its contents to the disk: an earlier rename could leave empty files after a power failure.
fn sync_folder(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => sync_folder(&entry.path())?,
            false => File::options().write(true).open(entry.path())?.sync_all()?,
        }
    }
    sync(folder)
}

/// Flushes the entries of a folder to the disk, if the system supports it.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        match File::open(folder)?.sync_all() {
            // Some network file systems do not support this.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            done => done,
        }
    } else {
        Ok(())
    }
}

/// Destination of a single result file, which appears complete or not at all.
#[derive(Debug)]
pub struct OutFile {
    asked: PathBuf,
    /// Without links.
    target: PathBuf,
    new: tempfile::NamedTempFile,
}

impl OutFile {
    /// Reserves the file `asked`; follows a link. An earlier file is replaced, unless it is one of `inputs` or directly
    /// in a folder among them.
    ///
    /// # Errors
    /// If the path is not a regular file, is read-only, or is an input, or if its folder is missing or cannot be
    /// written.
    pub fn open(asked: &Path, inputs: &[&Path]) -> Result<Self, RunError> {
        let refuse = |why: &str| RunError::Place { path: asked.to_path_buf(), why: why.to_string() };
        let target = resolve(asked)?;
        let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(refuse("it does not end in a name"));
        };
        if ends_in_separator(asked) {
            return Err(refuse("a path that ends like this is a folder; name a file"));
        }
        if !folder.is_dir() {
            return Err(refuse(&format!("there is no folder `{}`", shown_folder(asked).display())));
        }
        let there = fs::symlink_metadata(&target).ok();
        match &there {
            Some(found) if found.is_dir() => return Err(refuse("it is a folder")),
            Some(found) if !found.is_file() => return Err(refuse("not a regular file")),
            Some(found) if found.permissions().readonly() => return Err(refuse("it may not be written")),
            Some(_) if inputs.iter().any(|input| is_input(&target, input)) => {
                return Err(refuse("it is a file that the answer is made of"));
            }
            _ => {}
        }
        clear_files(folder, name);
        // The library's error names the temporary file, not the requested one.
        let plain =
            |error: io::Error| error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
        let new = fresh_file(folder, name).map_err(|error| RunError::io(asked)(plain(error)))?;
        if let Some(found) = there {
            new.as_file().set_permissions(found.permissions()).map_err(RunError::io(asked))?;
        }
        Ok(Self { asked: asked.to_path_buf(), target, new })
    }

    /// Lets `fill` write the file, and puts it in place.
    ///
    /// # Errors
    /// An error of `fill` or of the file system. An earlier file is then unchanged.
    pub fn write(self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), RunError> {
        let Self { asked, target, new } = self;
        let write = || -> io::Result<()> {
            let mut out = BufWriter::new(new.as_file());
            fill(&mut out)?;
            out.flush()?;
            drop(out);
            new.as_file().sync_all()?;
            new.persist(&target).map_err(|error| error.error)?;
            target.parent().map_or(Ok(()), sync)
        };
        write().map_err(RunError::io(&asked))
    }
}

/// Returns whether a path ends in a separator, like that of a folder.
fn ends_in_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

/// Returns the folder of a file, in the requested form.
fn shown_folder(asked: &Path) -> &Path {
    asked.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Creates a new file `.NAME.partial-PID-RANDOM` beside `NAME`, locked while it is written: an unlocked one is a
/// leftover.
fn fresh_file(folder: &Path, name: &OsStr) -> io::Result<tempfile::NamedTempFile> {
    let prefix = Beside::Partial.prefix(name);
    for _ in 0..100 {
        let mut new = tempfile::Builder::new();
        new.prefix(&prefix);
        #[cfg(unix)]
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        #[cfg(unix)]
        new.permissions(open);
        let new = new.tempfile_in(folder)?;
        // Before the lock, another process may have deleted it as a leftover.
        let locked = new.as_file().try_lock();
        if !matches!(locked, Err(fs::TryLockError::WouldBlock)) && is_still(new.as_file(), new.path()) {
            return Ok(new);
        }
    }
    Err(io::Error::other("another process deletes what is written"))
}

fn is_input(target: &Path, input: &Path) -> bool {
    let Ok(input) = input.canonicalize() else { return false };
    *target == input || input.is_dir() && target.parent() == Some(&input)
}

/// Deletes unlocked leftovers of killed writers of the file.
fn clear_files(folder: &Path, name: &OsStr) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if Beside::of(&entry.file_name(), name) == Some(Beside::Partial)
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}
