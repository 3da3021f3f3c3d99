//! Folders of jobs as files: what is complete, what is refused, what is done again. The case is a gamble that is solved in milliseconds.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::folder::{Folder, State};
use super::parts::{is_split, refuse};
use super::seal::Key;
use super::store::Store;
use crate::gather::GatherRequest;
use crate::jobs::JobsRequest;
use crate::sensitivity::SensitivitiesRequest;
use crate::work::WorkRequest;
use crate::{AnyRequest, Cancel, NoProgress, Request, Session, StudyError};

/// A home with a case that has two rows of sensitivities: three units.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let case = home.path("case");
        std::fs::create_dir(&case).unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/hand/4-tree");
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, case.join(path.file_name().unwrap())).unwrap();
        }
        let rows = "id,target,filter,action,low,high,confidence\n\
                    metal,price,material=metal,multiply,0.9,1.1,low\n\
                    good,probability,scenario=good,set,0.4,0.6,assumed\n";
        std::fs::write(case.join("sensitivities.csv"), rows).unwrap();
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn plan(&self, folder: &str, jobs: usize) -> Result<(), StudyError> {
        self.plan_sealed(folder, jobs, None)
    }

    fn plan_sealed(&self, folder: &str, jobs: usize, key: Option<PathBuf>) -> Result<(), StudyError> {
        let request = AnyRequest::Sensitivity(SensitivitiesRequest::new(self.path("case")));
        let request = JobsRequest { jobs: Some(jobs), key, ..JobsRequest::new(self.path(folder), request) };
        request.run(&mut session(&mut NoProgress)).map(drop)
    }

    fn work(&self, folder: &str) -> Result<Vec<String>, StudyError> {
        let done = WorkRequest::new(self.path(folder)).run(&mut session(&mut NoProgress))?;
        Ok(done.answer.jobs.into_iter().map(|line| line.state).collect())
    }

    fn gather(&self, folder: &str) -> Result<(bool, Vec<String>), StudyError> {
        let request = GatherRequest { out: Some(self.path("out.csv")), ..GatherRequest::new(self.path(folder)) };
        let done = request.run(&mut session(&mut NoProgress))?;
        Ok((done.answer.complete, done.ending.open))
    }

    fn open(&self, folder: &str) -> Folder {
        Folder::open(&self.path(folder), None).unwrap()
    }
}

fn session(observer: &mut NoProgress) -> Session<'_> {
    Session::new(observer, Cancel::new())
}

fn says(error: Result<impl std::fmt::Debug, StudyError>, words: &str) {
    let error = error.unwrap_err().to_string();
    assert!(error.contains(words), "{words}\n{error}");
}

fn state(folder: &Folder, index: usize) -> String {
    match folder.state(index).unwrap() {
        State::Open => "open".to_string(),
        State::Done(..) => "done".to_string(),
        State::Failed(_, failure) => format!("failed: {}", failure.reason),
        State::Damaged(why) => format!("damaged: {why}"),
    }
}

#[test]
fn units_are_planned_once_each() {
    let home = Home::new();
    for (jobs, parts) in [(1, &[(0, 3)][..]), (2, &[(0, 1), (1, 2)]), (7, &[(0, 1), (1, 1), (2, 1)])] {
        let name = format!("jobs-{jobs}");
        home.plan(&name, jobs).unwrap();
        let folder = home.open(&name);
        let found: Vec<(usize, usize)> = folder.sweep.jobs.iter().map(|part| (part.first, part.count)).collect();
        assert_eq!(found, parts);
        for index in 0..parts.len() {
            assert_eq!(folder.job(index).unwrap(), folder.sweep.job(index));
        }
        says(folder.job(parts.len()), "it has no job");
    }
}

#[test]
fn nothing_is_put_together_before_all_is_there() {
    let home = Home::new();
    home.plan("jobs", 3).unwrap();
    let folder = home.open("jobs");
    folder.work(1, &mut session(&mut NoProgress)).unwrap();
    assert_eq!([0, 1, 2].map(|index| state(&folder, index)), ["open", "done", "open"]);
    let (complete, open) = home.gather("jobs").unwrap();
    assert_eq!((complete, open.as_slice()), (false, ["job 0 is open", "job 2 is open"].map(String::from).as_slice()));
    assert!(!home.path("out.csv").exists());
    // A reason in place of a result keeps the others apart, too.
    folder.fail(0, "its process ended by signal 9 (killed)".to_string(), 0.5).unwrap();
    folder.work(2, &mut session(&mut NoProgress)).unwrap();
    let (complete, open) = home.gather("jobs").unwrap();
    assert_eq!((complete, open), (false, vec!["job 0 is failed: its process ended by signal 9 (killed)".to_string()]));
    assert!(!home.path("out.csv").exists());
    // Failed jobs are done again where they are asked for.
    assert_eq!(home.work("jobs").unwrap(), ["failed", "done", "done"]);
    let again = WorkRequest { again: true, ..WorkRequest::new(home.path("jobs")) };
    again.run(&mut session(&mut NoProgress)).unwrap();
    assert_eq!(home.gather("jobs").unwrap(), (true, Vec::new()));
    assert!(home.path("out.csv").exists());
}

#[test]
fn a_result_in_half_or_of_another_job_is_done_again() {
    let home = Home::new();
    home.plan("jobs", 3).unwrap();
    assert_eq!(home.work("jobs").unwrap(), ["done"; 3]);
    home.gather("jobs").unwrap();
    let whole = std::fs::read(home.path("out.csv")).unwrap();
    let folder = home.open("jobs");
    let path = home.path("jobs/jobs/0001/result.json");
    let result = std::fs::read(&path).unwrap();
    let other = std::fs::read(home.path("jobs/jobs/0002/result.json")).unwrap();
    for (bytes, why) in [
        (&result[..0], "damaged: it is half written"),
        (&result[..40], "damaged: it is half written"),
        (&result[..result.len() - 1], "damaged: it is half written, or was changed"),
        (&other[..], "damaged: it is a result of another job"),
        (b"{}\n", "damaged: it is no result: "),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let found = state(&folder, 1);
        assert!(found.starts_with(why), "{found}");
        let (complete, open) = home.gather("jobs").unwrap();
        assert!(!complete && open[0].starts_with("job 1 is damaged"), "{open:?}");
        assert_eq!(home.work("jobs").unwrap(), ["done"; 3]);
        home.gather("jobs").unwrap();
        assert_eq!(std::fs::read(home.path("out.csv")).unwrap(), whole);
    }
}

#[test]
fn a_result_with_fewer_units_than_its_job_is_refused() {
    let home = Home::new();
    home.plan("jobs", 2).unwrap();
    home.work("jobs").unwrap();
    let folder = home.open("jobs");
    let State::Done(head, work) = folder.state(1).unwrap() else { panic!() };
    let mut units: Vec<serde_json::Value> = serde_json::from_slice(&work).unwrap();
    units.pop();
    folder.store.write("jobs/0001/result", &head.file(&serde_json::to_vec(&units).unwrap())).unwrap();
    says(home.gather("jobs"), "a result has 1 units, and its job 2");
}

#[test]
fn files_of_another_case_sweep_or_build_are_refused() {
    let home = Home::new();
    home.plan("jobs", 3).unwrap();
    let job = home.path("jobs/jobs/0002/job.json");
    let text = std::fs::read_to_string(&job).unwrap();
    let hash = home.open("jobs").sweep.case.hash;
    for (from, to, why) in [
        (hash.as_str(), "0", "is a job of another case"),
        ("\"first\": 2", "\"first\": 1", "is a job of another sweep, or was changed"),
        ("{", "", "is half written"),
    ] {
        std::fs::write(&job, text.replacen(from, to, 1)).unwrap();
        says(home.open("jobs").job(2), why);
        says(home.gather("jobs"), why);
    }
    std::fs::write(&job, text).unwrap();
    // The case, and files that are not there.
    let settings = home.path("jobs/case/case.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, format!("{text}\n# a remark\n")).unwrap();
    says(home.work("jobs"), "the case in it is another one, or was changed");
    std::fs::remove_file(&settings).unwrap();
    says(home.work("jobs"), "case.toml");
    std::fs::write(&settings, text).unwrap();
    // Another build, another shape, half a file.
    let sweep = home.path("jobs/sweep.json");
    let text = std::fs::read_to_string(&sweep).unwrap();
    for (from, to, why) in [
        (super::BUILD, "0.0.9-x", "it was planned by the build 0.0.9-x of recoop, and this is"),
        ("recoop-jobs/1", "recoop-jobs/9", "its format is `recoop-jobs/9`"),
        ("\"points\"", "\"dots\"", "its `sweep`: unknown field `dots`"),
        ("{", "", "its `sweep` is half written"),
    ] {
        std::fs::write(&sweep, text.replacen(from, to, 1)).unwrap();
        says(Folder::open(&home.path("jobs"), None), why);
    }
}

#[test]
fn a_folder_is_planned_once() {
    let home = Home::new();
    home.plan("jobs", 3).unwrap();
    home.work("jobs").unwrap();
    home.plan("jobs", 3).unwrap();
    assert_eq!(state(&home.open("jobs"), 2), "done");
    says(home.plan("jobs", 2), "it holds the jobs of another sweep");
    std::fs::remove_file(home.path("case/sensitivities.csv")).unwrap();
    says(home.plan("jobs", 3), "it holds the jobs of another sweep");
    says(home.plan("new", 3), "has no table `sensitivities`");
    // What is refused leaves nothing.
    assert!(!home.path("new").exists());
}

#[test]
fn a_job_is_claimed_by_one() {
    let home = Home::new();
    home.plan("jobs", 3).unwrap();
    let folder = home.open("jobs");
    let claim = folder.claim(1).unwrap();
    says(folder.claim(1).map(drop), "is being written by another recoop");
    // The others are done; this one is said to be somebody else's.
    assert_eq!(home.work("jobs").unwrap(), ["done", "open", "done"]);
    drop(claim);
    assert_eq!(home.work("jobs").unwrap(), ["done"; 3]);
}

#[test]
fn a_store_is_plain_or_sealed_and_its_files_stay_in_their_places() {
    let home = Home::new();
    let key = home.path("key");
    std::fs::write(&key, "0f".repeat(32)).unwrap();
    home.plan_sealed("jobs", 3, Some(key.clone())).unwrap();
    home.plan("plain", 3).unwrap();
    let key = Key::read(&key).unwrap();
    let open = |name: &str, key: Option<Key>| Store::open(&home.path(name), key).map(drop);
    open("jobs", Some(key.clone())).unwrap();
    open("plain", None).unwrap();
    says(open("jobs", None), "it is sealed; give its key with --key");
    says(open("plain", Some(key.clone())), "it is not sealed; leave out --key");
    says(open("case", None), "it has neither `sweep.json` nor `sweep.sealed`");
    says(open("nowhere", None), "there is no such folder");
    let store = Store::open(&home.path("jobs"), Some(key.clone())).unwrap();
    assert_eq!(store.read("nothing").unwrap(), None);
    store.write("note", b"of members").unwrap();
    assert_eq!(store.read("note").unwrap().as_deref(), Some(b"of members".as_slice()));
    // A file under another name, or with another key, is none.
    std::fs::copy(home.path("jobs/note.sealed"), home.path("jobs/other.sealed")).unwrap();
    says(store.read("other"), "the key does not open it: it is of another key, or the file is damaged");
    std::fs::write(home.path("key"), "0e".repeat(32)).unwrap();
    let other = Key::read(&home.path("key")).unwrap();
    says(Folder::open(&home.path("jobs"), Some(other)), "the key does not open it");
    // A sealed result in half is damaged: it is done again.
    let folder = Folder::open(&home.path("jobs"), Some(key)).unwrap();
    folder.work(0, &mut session(&mut NoProgress)).unwrap();
    let result = home.path("jobs/jobs/0000/result.sealed");
    let bytes = std::fs::read(&result).unwrap();
    std::fs::write(&result, &bytes[..bytes.len() / 2]).unwrap();
    assert!(state(&folder, 0).starts_with("damaged: the key does not open it"), "{}", state(&folder, 0));
}

#[test]
fn what_goes_into_jobs_and_what_is_split() {
    let of = |text: &str| serde_json::from_str::<AnyRequest>(text).unwrap();
    for (text, split) in [
        (r#"{"verb": "simulate", "case": "c"}"#, true),
        (r#"{"verb": "sensitivity", "case": "c"}"#, true),
        (r#"{"verb": "robust", "case": "c"}"#, true),
        (r#"{"verb": "buffers", "case": "c"}"#, true),
        (r#"{"verb": "share", "case": "c"}"#, true),
        (r#"{"verb": "share", "case": "c", "value_basis": "worst"}"#, false),
        (r#"{"verb": "plan", "case": "c"}"#, false),
        (r#"{"verb": "stress", "case": "c"}"#, false),
    ] {
        refuse(&of(text)).unwrap();
        assert_eq!(is_split(&of(text)), split, "{text}");
    }
    says(refuse(&of(r#"{"verb": "audit", "run": "r"}"#)), "the work of `audit` does not go into jobs");
    says(
        refuse(&of(r#"{"verb": "plan", "case": "c", "out": "o"}"#)),
        "results of jobs go where recoop gather puts them",
    );
    says(refuse(&of(r#"{"verb": "robust", "case": "c", "weight": 2}"#)), "--weight is a share between 0 and 1");
}
