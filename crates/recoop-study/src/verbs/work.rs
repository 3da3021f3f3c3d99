//! Does jobs of a folder: one, or all that are open, in this process or in child processes.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::batch::folder::{Folder, State};
use crate::batch::outcome::Head;
use crate::batch::pool::{LIMITS, Pool, Stopped, end_with_parent};
use crate::batch::seal::Key;
use crate::text::counted;
use crate::{Answer, Done, Event, Request, Session, StudyError};

/// Most child processes at a time.
const MAX_PROCESSES: usize = 1024;
/// Fewest MiB that a process can be limited to: it has to start.
const MIN_MEMORY: u64 = 16;

/// Request for work on a folder of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WorkRequest {
    /// Folder of jobs.
    pub folder: PathBuf,
    /// Number of the job to do, from 0; a job that failed is done again. Default: all jobs without a result.
    #[serde(default)]
    pub index: Option<usize>,
    /// Child processes at a time, one for each job. Default: none, jobs are done in this process; 1 with `memory_limit`.
    #[serde(default)]
    pub processes: Option<usize>,
    /// Limit of the memory of each child process, MiB (Linux). Default: none.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub memory_limit: Option<u64>,
    /// Whether jobs that failed are done again. Default: false.
    #[serde(default)]
    pub again: bool,
    /// Pipe or file with the key of a sealed folder, 64 hexadecimal digits; `-` for standard input. Default: none.
    #[serde(default)]
    pub key: Option<PathBuf>,
    /// The command `recoop` of child processes. Default: the program of this process.
    #[serde(default)]
    pub program: Option<PathBuf>,
}

/// Answer: what became of the jobs.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WorkAnswer {
    /// The folder.
    pub folder: PathBuf,
    /// Jobs that were to be done.
    pub jobs: Vec<JobLine>,
    /// Number of jobs of the folder that have a result, now.
    pub done: usize,
    /// Number of jobs of the folder.
    pub of: usize,
}

/// A job and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct JobLine {
    /// Number.
    pub index: usize,
    /// What varies, by name and value; empty where nothing does.
    pub point: String,
    /// First unit.
    pub first: usize,
    /// Number of units.
    pub count: usize,
    /// `done`, `failed`, `open`, or `damaged`.
    pub state: String,
    /// Why it failed, is open or damaged.
    pub reason: Option<String>,
    /// Seconds that it took.
    pub seconds: Option<f64>,
    /// Most memory that its process has had, MiB.
    #[ts(type = "number | null")]
    pub peak_mib: Option<u64>,
}

impl Answer for WorkAnswer {
    const VERB: &'static str = "work";
    const SCHEMA_VERSION: u32 = 1;
}

impl WorkRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            index: None,
            processes: None,
            memory_limit: None,
            again: false,
            key: None,
            program: None,
        }
    }
}

impl JobLine {
    /// A job as its result says.
    pub(crate) fn of(folder: &Folder, index: usize, state: &State) -> Self {
        let part = &folder.sweep.jobs[index];
        let line = |state: &str, reason: Option<String>, head: Option<&Head>| Self {
            index,
            point: folder.sweep.points[part.point].name.clone(),
            first: part.first,
            count: part.count,
            state: state.to_string(),
            reason,
            seconds: head.map(|head| head.seconds),
            peak_mib: head.and_then(|head| head.peak_mib),
        };
        match state {
            State::Open => line("open", None, None),
            State::Done(head, _) => line("done", None, Some(head)),
            State::Failed(head, failure) => line("failed", Some(failure.reason.clone()), Some(head)),
            State::Damaged(why) => line("damaged", Some(why.clone()), None),
        }
    }
}

impl Request for WorkRequest {
    type Answer = WorkAnswer;
    type Engine = ();

    fn validate(&self) -> Result<(), StudyError> {
        match self.processes {
            Some(found) if !(1..=MAX_PROCESSES).contains(&found) => {
                let message = format!("--processes is a number between 1 and {MAX_PROCESSES}, found `{found}`");
                return Err(StudyError::refused("--processes", message));
            }
            _ => {}
        }
        let refused = |message: String| Err(StudyError::refused("--memory-limit", message));
        match self.memory_limit {
            Some(_) if !LIMITS => {
                refused("--memory-limit: this system cannot limit the memory of a process".to_string())
            }
            Some(found) if found < MIN_MEMORY => {
                refused(format!("--memory-limit is a number of MiB of at least {MIN_MEMORY}, found `{found}`"))
            }
            _ => Ok(()),
        }
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<WorkAnswer>, StudyError> {
        self.validate()?;
        end_with_parent();
        let key = self.key.as_deref().map(Key::read).transpose()?;
        let folder = Folder::open(&self.folder, key)?;
        let all = folder.sweep.jobs.len();
        let mut wanted: Vec<usize> = (0..all).collect();
        if let Some(index) = self.index {
            folder.job(index)?;
            wanted = vec![index];
        }
        let mut open = Vec::new();
        for index in &wanted {
            match folder.state(*index)? {
                State::Open | State::Damaged(_) => open.push(*index),
                State::Failed(..) if self.again || self.index.is_some() => open.push(*index),
                State::Failed(..) | State::Done(..) => {}
            }
        }
        self.note_memory(&folder, &open, session);
        session.begin("the jobs that are done");
        let aside = self.work(&folder, &open, session);
        session.end();
        let aside = aside?;
        let mut lines = Vec::new();
        for index in wanted {
            let mut line = JobLine::of(&folder, index, &folder.state(index)?);
            if let Some((_, why)) = aside.iter().find(|(of, _)| *of == index) {
                line.reason = Some(why.clone());
            }
            lines.push(line);
        }
        let mut done = 0;
        for index in 0..all {
            done += usize::from(matches!(folder.state(index)?, State::Done(..)));
        }
        let answer = WorkAnswer { folder: self.folder.clone(), jobs: lines, done, of: all };
        let mut done = Done::plain(answer, ());
        let undone = done.answer.jobs.iter().filter(|line| line.state != "done");
        done.ending.open = undone.map(JobLine::sentence).collect();
        Ok(done)
    }
}

impl JobLine {
    /// The job in a sentence.
    pub(crate) fn sentence(&self) -> String {
        let point = if self.point.is_empty() { String::new() } else { format!(" ({})", self.point) };
        let reason = self.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("job {}{point} is {}{reason}", self.index, self.state)
    }
}

impl WorkRequest {
    /// Does some jobs; those that were left aside, with the reason.
    fn work(
        &self,
        folder: &Folder,
        open: &[usize],
        session: &mut Session<'_>,
    ) -> Result<Vec<(usize, String)>, StudyError> {
        let of = open.len();
        let told = |session: &mut Session<'_>, done: usize| {
            session.send(Event::Searched {
                doing: "jobs",
                done,
                of: Some(of),
                lower_musd: None,
                upper_musd: None,
                coalitions: 0,
            });
        };
        if self.processes.is_some() || self.memory_limit.is_some() {
            let program = self.program.clone().map_or_else(std::env::current_exe, Ok);
            let program = program.map_err(|source| StudyError::File { path: PathBuf::from("recoop"), source })?;
            let pool = Pool { folder, program, processes: self.processes.unwrap_or(1), memory_mib: self.memory_limit };
            return pool.run(open, session, &mut { told });
        }
        let mut aside = Vec::new();
        for (at, index) in open.iter().enumerate() {
            if session.is_canceled() {
                return Err(Stopped { done: at, of, cut: 0 }.into());
            }
            match folder.claim(*index) {
                // Another process works on it: of many jobs, the others can be done.
                Err(error) if self.index.is_none() => aside.push((*index, error.to_string())),
                Err(error) => return Err(error),
                Ok(_claim) => {
                    // It may have been done since the folder was looked at.
                    if !matches!(folder.state(*index)?, State::Done(..)) {
                        match folder.work(*index, session) {
                            Err(StudyError::Nothing(_)) if self.index.is_none() && session.is_canceled() => {
                                return Err(Stopped { done: at, of, cut: 1 }.into());
                            }
                            done => done?,
                        }
                    }
                }
            }
            told(session, at + 1);
        }
        Ok(aside)
    }

    /// Says what memory is expected, before it is used.
    fn note_memory(&self, folder: &Folder, open: &[usize], session: &mut Session<'_>) {
        let of = |index: &usize| folder.sweep.job(*index).memory_mib;
        let Some(most) = open.iter().map(of).max().filter(|_| self.index.is_none() || self.memory_limit.is_some())
        else {
            return;
        };
        let at_a_time = self.processes.unwrap_or(1).min(open.len());
        let jobs = counted(open.len(), "job");
        session.note(format!("{jobs}, {at_a_time} at a time; a job may need {most} MiB"));
        if let Some(limit) = self.memory_limit.filter(|limit| *limit < most) {
            session.warn(format!("jobs may need {most} MiB, and the limit is {limit} MiB: some may run out of memory"));
        }
    }
}
