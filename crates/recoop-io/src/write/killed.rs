//! Tests: at whatever operation a writer is killed, the old run or the new one is whole, and the next writer leaves nothing else.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::atomic::Destination;
use super::rename::{Renaming, System, take_place};
use super::{CaseStamp, Manifest, RunError, changes, leftovers, read_manifest, write_run};

/// A system that dies after so many operations: nothing that comes later is done.
struct Dying {
    left: Cell<usize>,
    exchanges: bool,
}

impl Dying {
    fn step(&self) -> io::Result<()> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| io::Error::other("killed"))?;
        self.left.set(left);
        Ok(())
    }
}

impl Renaming for Dying {
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        System.rename(from, to)
    }

    fn exchange(&self, one: &Path, two: &Path) -> io::Result<()> {
        if !self.exchanges {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.step()?;
        System.exchange(one, two)
    }

    fn remove(&self, folder: &Path) -> io::Result<()> {
        self.step()?;
        System.remove(folder)
    }
}

fn run(path: &Path, finished: &str) {
    let case = CaseStamp { name: "toy".into(), title: "Toy".into(), hash: "abc".into(), values_hash: None, path: None };
    let manifest = Manifest::new("plan", case, finished.to_string());
    write_run(&Destination::folder(path).unwrap(), &[], &manifest, &[], &[("report.json", b"{}")]).unwrap();
}

/// What the run at a path says; `None` when it is not there or not whole.
fn whole(path: &Path) -> Option<String> {
    let manifest = read_manifest(path).ok()?;
    changes(path, &manifest).is_empty().then_some(manifest.finished)
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

struct Home {
    home: tempfile::TempDir,
    target: PathBuf,
    new: PathBuf,
    previous: PathBuf,
}

/// A folder with an old run, and a new one that waits beside it.
fn home() -> Home {
    let home = tempfile::tempdir().unwrap();
    let base = home.path().canonicalize().unwrap();
    let (target, new) = (base.join("run"), base.join(".run.partial-99999999-0"));
    run(&target, "old");
    run(&new, "new");
    Home { previous: base.join(".run.previous-99999999-0"), home, target, new }
}

#[test]
fn a_kill_at_any_operation_leaves_a_whole_run() {
    // Rename and exchange are one operation of the system each, so that to stop between them is all that a kill can do.
    for exchanges in [true, false] {
        for operations in 0..4 {
            let Home { home, target, new, previous } = home();
            let dying = Dying { left: Cell::new(operations), exchanges };
            let _ = take_place(&dying, &new, &target, &previous, |_| Ok::<_, RunError>(()));
            let kept = [&target, &previous].into_iter().find_map(|path| whole(path));
            assert!(kept.is_some(), "after {operations} operations: {:?}", names(home.path()));
            if exchanges {
                assert!(whole(&target).is_some(), "after {operations} operations the name leads nowhere");
            }
            // A reader learns where it is.
            assert_eq!(leftovers::set_aside(&target).is_some(), whole(&target).is_none());
            // The next writer finds it, puts it back, and says so.
            let next = Destination::folder(&target).unwrap();
            assert_eq!(whole(&target), kept, "after {operations} operations");
            let left = operations < if exchanges { 2 } else { 3 };
            assert_eq!(!next.notes().is_empty(), left, "after {operations} operations: {:?}", next.notes());
            drop(next);
            assert_eq!(names(home.path()), ["run"], "after {operations} operations");
        }
    }
}

#[test]
fn what_somebody_put_there_meanwhile_comes_back() {
    for exchanges in [true, false] {
        let Home { home, target, new, previous } = home();
        let system = Dying { left: Cell::new(usize::MAX), exchanges };
        let refuse = |old: &Path| {
            assert_eq!(whole(old).as_deref(), Some("old"));
            Err::<(), _>(RunError::NotOurs(old.to_path_buf()))
        };
        assert!(take_place(&system, &new, &target, &previous, refuse).is_err());
        assert_eq!(whole(&target).as_deref(), Some("old"));
        assert_eq!(names(home.path()), [".run.partial-99999999-0", "run"]);
    }
}

#[test]
fn leftovers_with_files_of_somebody_stay() {
    let Home { home, target, new, .. } = home();
    fs::write(new.join("notes.txt"), "mine").unwrap();
    let next = Destination::folder(&target).unwrap();
    assert!(next.notes().iter().any(|note| note.contains("notes.txt")), "{:?}", next.notes());
    drop(next);
    assert_eq!(names(home.path()), [".run.partial-99999999-0", "run"]);
}

#[test]
fn a_run_that_earlier_versions_set_aside_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let inner = home.path().join(".run.previous-7-0");
    fs::create_dir(&inner).unwrap();
    run(&inner.join("run"), "old");
    fs::create_dir(home.path().join(".run.partial-7-0")).unwrap();
    fs::create_dir(home.path().join(".run.partial-7-0/tables")).unwrap();
    let next = Destination::folder(&home.path().join("run")).unwrap();
    assert_eq!(next.notes().len(), 3, "{:?}", next.notes());
    drop(next);
    assert_eq!(whole(&home.path().join("run")).as_deref(), Some("old"));
    assert_eq!(names(home.path()), ["run"]);
}

#[test]
fn two_writers_do_not_meet() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a/run");
    let one = Destination::folder(&path).unwrap();
    assert!(
        matches!(Destination::folder(&path), Err(RunError::Busy { process: Some(id), .. }) if id == std::process::id())
    );
    let other = Destination::folder(&home.path().join("a/other")).unwrap();
    // Who made the folder goes last.
    drop((other, one));
    // Nothing was written: nothing is left.
    assert!(names(home.path()).is_empty());
    run(&path, "new");
    assert_eq!(names(&home.path().join("a")), ["run"]);
}
