//! A folder of jobs that is open: what became of each job, the work of one, the end of all.

use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use recoop_io::write::RunError;
use recoop_io::{Claim, read_case_files};

use super::outcome::{Failure, Head, read};
use super::seal::Key;
use super::store::{SWEEP, Store};
use super::sweep::{FORMAT, Job, Point, Sweep, name};
use super::{BUILD, digest, machine, parts};
use crate::case::GivenCase;
use crate::{Searches, Session, StudyError};

/// A folder of jobs of this build.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) store: Store,
    pub(crate) sweep: Sweep,
}

/// What became of a job.
#[derive(Clone, Debug)]
pub(crate) enum State {
    /// Nothing yet.
    Open,
    /// Its result is there: head and work.
    Done(Box<Head>, Vec<u8>),
    /// It failed.
    Failed(Box<Head>, Failure),
    /// Its result is half written, changed, or of another job. Work does it again.
    Damaged(String),
}

/// Name of the file of a result, without its ending.
fn result(index: usize) -> String {
    format!("jobs/{}/result", name(index))
}

/// Name of the file of a job, without its ending.
pub(crate) fn job_file(index: usize) -> String {
    format!("jobs/{}/job", name(index))
}

/// Name of the file of what the jobs of a point have in common, without its ending.
pub(crate) fn shared_file(point: usize) -> String {
    format!("shared/{}", name(point))
}

impl Folder {
    /// Opens a folder of jobs.
    ///
    /// # Errors
    /// Where it is none, is sealed with another key, or was planned by another build.
    pub(crate) fn open(root: &Path, key: Option<Key>) -> Result<Self, StudyError> {
        let store = Store::open(root, key)?;
        let not = |why: String| StudyError::NoJobs { path: root.to_path_buf(), why };
        let bytes = store.read(SWEEP)?.unwrap_or_default();
        // Format and build first: other ones may have other fields.
        let loose: serde_json::Value =
            serde_json::from_slice(&bytes).map_err(|error| not(format!("its `{SWEEP}` is half written: {error}")))?;
        let told = |field: &str| loose[field].as_str().unwrap_or_default();
        if told("format") != FORMAT {
            return Err(not(format!("its format is `{}`, not `{FORMAT}`", told("format"))));
        }
        if told("build") != BUILD {
            let found = told("build");
            let why = format!(
                "it was planned by the build {found} of recoop, and this is {BUILD}; results of two builds are not put \
                 together: plan the jobs again, or use that build"
            );
            return Err(not(why));
        }
        let sweep: Sweep = serde_json::from_value(loose).map_err(|error| not(format!("its `{SWEEP}`: {error}")))?;
        Ok(Self { store, sweep })
    }

    /// The job of a number, as its file has it.
    ///
    /// # Errors
    /// Where there is none of this number, or its file is another.
    pub(crate) fn job(&self, index: usize) -> Result<Job, StudyError> {
        let not = |why: String| StudyError::NoJobs { path: self.store.root.clone(), why };
        let Some(part) = self.sweep.jobs.get(index) else {
            return Err(not(format!("it has no job {index}: its jobs are 0 to {}", self.sweep.jobs.len() - 1)));
        };
        let file = job_file(index);
        let shown = self.store.path(&file);
        let bytes = self
            .store
            .read(&file)?
            .ok_or_else(|| not(format!("`{}` is missing: it was copied in part; copy it again", shown.display())))?;
        let job: Job = serde_json::from_slice(&bytes)
            .map_err(|error| not(format!("`{}` is half written: {error}", shown.display())))?;
        if job.case_hash != self.sweep.case.hash {
            return Err(not(format!("`{}` is a job of another case", shown.display())));
        }
        if job != self.sweep.job(index) || job.hash != part.hash {
            return Err(not(format!("`{}` is a job of another sweep, or was changed", shown.display())));
        }
        Ok(job)
    }

    /// What became of a job.
    ///
    /// # Errors
    /// Errors of the file system.
    pub(crate) fn state(&self, index: usize) -> Result<State, StudyError> {
        let bytes = match self.store.read(&result(index)) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(State::Open),
            Err(StudyError::Run(RunError::Content { message, .. })) => return Ok(State::Damaged(message)),
            Err(error) => return Err(error),
        };
        Ok(match read(&bytes) {
            Err(why) => State::Damaged(why),
            Ok((head, _)) if head.job != self.sweep.jobs[index].hash => {
                State::Damaged("it is a result of another job".to_string())
            }
            Ok((head, work)) => match head.failed.clone() {
                Some(failure) => State::Failed(Box::new(head), failure),
                None => State::Done(Box::new(head), work.to_vec()),
            },
        })
    }

    /// Claims a job.
    ///
    /// # Errors
    /// [`RunError::Busy`] where another process works on it.
    pub(crate) fn claim(&self, index: usize) -> Result<Claim, StudyError> {
        Ok(Claim::take(&self.store.root.join("jobs"), &name(index))?)
    }

    /// The case of a point, with its edits.
    ///
    /// # Errors
    /// Where its files are missing, or those of another case.
    pub(crate) fn given(&self, point: &Point) -> Result<GivenCase, StudyError> {
        let not = |why: String| StudyError::NoJobs { path: self.store.root.clone(), why };
        let files = match self.store.case(&self.sweep.case.files) {
            Err(StudyError::File { path, source }) if source.kind() == std::io::ErrorKind::NotFound => {
                return Err(not(format!("`{}` is missing: it was copied in part; copy it again", path.display())));
            }
            files => files?,
        };
        let read = read_case_files(&self.store.root.join("case"), &files);
        if read.hash != self.sweep.case.hash {
            return Err(not("the case in it is another one, or was changed since the jobs were planned".to_string()));
        }
        GivenCase::new(&self.store.root, read, &point.case_edits().map_err(not)?)
    }

    /// What the jobs of a point have in common.
    ///
    /// # Errors
    /// Where it is missing or another.
    pub(crate) fn shared(&self, at: usize) -> Result<Option<Vec<u8>>, StudyError> {
        let Some(expected) = &self.sweep.points[at].shared else { return Ok(None) };
        let file = shared_file(at);
        let bytes = self.store.read(&file)?;
        match bytes.filter(|bytes| digest(bytes) == *expected) {
            Some(bytes) => Ok(Some(bytes)),
            None => {
                let shown = self.store.path(&file);
                let why = format!("`{}` is missing, half written, or was changed", shown.display());
                Err(StudyError::NoJobs { path: self.store.root.clone(), why })
            }
        }
    }

    /// Does a job that is claimed, and puts its result in place. A job that fails has a result, too.
    ///
    /// # Errors
    /// Where the job or its folder is at fault, or the work was canceled: then there is no result.
    pub(crate) fn work(&self, index: usize, session: &mut Session<'_>) -> Result<(), StudyError> {
        let began = Instant::now();
        let job = self.job(index)?;
        let point = &self.sweep.points[job.point];
        if let Some(failed) = point.failed.clone() {
            let head = Head::new(&job.hash, Some(failed), 0.0, machine::peak_mib(), Searches::default());
            return self.store.write(&result(index), &head.file(&[]));
        }
        let given = Rc::new(self.given(point)?);
        let shared = self.shared(job.point)?;
        let units = job.first..job.first + job.count;
        let mut within = session.within(Some(given), None);
        let done = parts::part(&job.request, shared.as_deref(), units, &mut within);
        let searches = within.searches();
        // What stops in the middle may look like an answer: the best plan so far.
        if session.is_canceled() {
            return Err(StudyError::Nothing(format!("job {index} was stopped; its partial result is discarded")));
        }
        let (failed, work) = match done {
            Ok(work) => (None, work),
            Err(error @ (StudyError::NoJobs { .. } | StudyError::Run(_) | StudyError::File { .. })) => {
                return Err(error);
            }
            Err(error) => (Some(Failure::of(&error)), Vec::new()),
        };
        let head = Head::new(&job.hash, failed, began.elapsed().as_secs_f64(), machine::peak_mib(), searches);
        self.store.write(&result(index), &head.file(&work))
    }

    /// Writes down why a job has no result: its process ended without one.
    ///
    /// # Errors
    /// Errors of the file system.
    pub(crate) fn fail(&self, index: usize, reason: String, seconds: f64) -> Result<(), StudyError> {
        let failed = Failure { code: "killed".to_string(), reason };
        let head = Head::new(&self.sweep.jobs[index].hash, Some(failed), seconds, None, Searches::default());
        self.store.write(&result(index), &head.file(&[]))
    }
}
