//! Plans jobs: writes the work of a request, or of a sweep of requests, as a folder that any machines can work in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use recoop::formulation::formulate;
use recoop_io::NewFolder;
use recoop_io::write::RunError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::batch::file::{Asked, AskedPoint};
use crate::batch::folder::{Folder, job_file, shared_file};
use crate::batch::outcome::Failure;
use crate::batch::parts::Prepared;
use crate::batch::seal::Key;
use crate::batch::store::{SWEEP, Store};
use crate::batch::sweep::{CaseOf, Point, Sweep, json};
use crate::batch::{digest, file, machine, parts};
use crate::case::{GivenCase, Loaded};
use crate::{Answer, AnyRequest, Done, Request, Searches, Session, StudyError};

/// Most jobs of a point.
const MAX_JOBS: usize = 1_000_000;
/// Memory of the work beside that of reading a case and writing its program: the solver keeps copies, and searches.
const WORK_FACTOR: u64 = 3;

/// Request for a folder of jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct JobsRequest {
    /// Folder to write.
    pub folder: PathBuf,
    /// Request whose work goes into jobs, with its `verb`: `buffers`, `plan`, `robust`, `share`, `simulate`, `stress` or `sensitivities`. Default: that of
    /// the sweep.
    #[serde(default)]
    #[ts(type = "object | null")]
    pub request: Option<Box<AnyRequest>>,
    /// File of a sweep, in place of a request. Default: none.
    #[serde(default)]
    pub sweep: Option<PathBuf>,
    /// Number of jobs of each point, at most one for each unit of its work (docs/jobs.md); requests of one unit are one job. Default: that of the sweep,
    /// else 1.
    #[serde(default)]
    pub jobs: Option<usize>,
    /// Pipe or file with the key of a sealed folder, 64 hexadecimal digits; `-` for standard input. Default: none, a folder that is not sealed.
    #[serde(default)]
    pub key: Option<PathBuf>,
}

/// Answer: the folder that was planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct JobsAnswer {
    /// The folder.
    pub folder: PathBuf,
    /// Hash of all jobs.
    pub hash: String,
    /// Number of jobs; they are numbered from 0.
    pub jobs: usize,
    /// Number of requests that they are made of.
    pub points: usize,
    /// Units of work: paths, rows, budgets, coalitions, or whole requests.
    pub units: usize,
    /// Memory that a job is expected to need at most, MiB.
    #[ts(type = "number")]
    pub memory_mib: u64,
    /// Whether the folder was there already, with the same jobs.
    pub planned_before: bool,
    /// Whether the folder is sealed.
    pub sealed: bool,
}

impl Answer for JobsAnswer {
    const VERB: &'static str = "jobs";
    const SCHEMA_VERSION: u32 = 1;
}

impl JobsRequest {
    /// Returns the request for a folder with the jobs of a request.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, request: AnyRequest) -> Self {
        Self { folder: folder.into(), request: Some(Box::new(request)), sweep: None, jobs: None, key: None }
    }

    /// Returns the request for a folder with the jobs of a sweep.
    #[must_use]
    pub fn of_sweep(folder: impl Into<PathBuf>, sweep: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), request: None, sweep: Some(sweep.into()), jobs: None, key: None }
    }

    fn asked(&self) -> Result<Asked, StudyError> {
        match (&self.request, &self.sweep) {
            (Some(request), None) => {
                let point = AskedPoint { name: String::new(), request: (**request).clone(), edits: Vec::new() };
                Ok(Asked { points: vec![point], jobs: None })
            }
            (None, Some(sweep)) => file::read(sweep),
            _ => Err(StudyError::refused("request", "jobs are planned for a request, or for the file of a sweep")),
        }
    }
}

impl Request for JobsRequest {
    type Answer = JobsAnswer;
    type Engine = ();

    fn validate(&self) -> Result<(), StudyError> {
        if self.request.is_some() == self.sweep.is_some() {
            self.asked()?;
        }
        if let Some(request) = &self.request {
            parts::refuse(request)?;
        }
        jobs(self.jobs)
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<JobsAnswer>, StudyError> {
        self.validate()?;
        self.answer(session).map_err(|error| self.at_file(error))
    }
}

impl JobsRequest {
    fn answer(&self, session: &mut Session<'_>) -> Result<Done<JobsAnswer>, StudyError> {
        let asked = self.asked()?;
        jobs(asked.jobs)?;
        let key = self.key.as_deref().map(Key::read).transpose()?;
        let case = one_case(&asked)?;
        let (of, files) = read(&case)?;
        let several = asked.points.len() > 1;
        if several && asked.points.iter().any(|point| point.request.verb() == parts::SWINGS) {
            return Err(StudyError::refused(
                "request",
                "`sensitivity` varies assumptions itself: it is the only point of a sweep",
            ));
        }
        let count = self.jobs.or(asked.jobs).unwrap_or(1);
        let before = self.planned_before(&of, &asked, count, key.as_ref())?;
        let planned_before = before.is_some();
        let sweep = match before {
            Some(sweep) => sweep,
            None => self.plan(&asked, (of, &files), count, key.as_ref(), session)?,
        };
        let answer = JobsAnswer {
            folder: self.folder.clone(),
            hash: sweep.hash(),
            jobs: sweep.jobs.len(),
            points: sweep.points.len(),
            units: sweep.points.iter().map(|point| point.units).sum(),
            memory_mib: (0..sweep.jobs.len()).map(|index| sweep.job(index).memory_mib).max().unwrap_or(0),
            planned_before,
            sealed: key.is_some(),
        };
        Ok(Done { place: Some(self.folder.clone()), ..Done::plain(answer, ()) })
    }

    /// What a sweep's file says is no option of the command: its faults are those of the file.
    fn at_file(&self, error: StudyError) -> StudyError {
        match (error, &self.sweep) {
            (StudyError::Refused { field, message }, Some(path)) => {
                let message = message.replace(&format!("--{}", field.replace('_', "-")), &format!("`{field}`"));
                StudyError::from(RunError::Content { path: path.clone(), message })
            }
            (error, _) => error,
        }
    }

    /// The jobs of the folder, where it holds these already: what they have in common is not worked out again.
    ///
    /// # Errors
    /// Where it holds others.
    fn planned_before(
        &self,
        of: &CaseOf,
        asked: &Asked,
        jobs: usize,
        key: Option<&Key>,
    ) -> Result<Option<Sweep>, StudyError> {
        let is_empty = std::fs::read_dir(&self.folder).map_or(true, |mut entries| entries.next().is_none());
        if is_empty {
            return Ok(None);
        }
        if !["sweep.json", "sweep.sealed"].iter().any(|file| self.folder.join(file).exists()) {
            let why = "it is there already and holds other files; name a new folder".to_string();
            return Err(StudyError::NoJobs { path: self.folder.clone(), why });
        }
        let found = Folder::open(&self.folder, key.cloned())?.sweep;
        let mut is_same = found.case == *of && found.points.len() == asked.points.len();
        for (point, asked) in found.points.iter().zip(&asked.points) {
            is_same &=
                point.name == asked.name && point.edits == asked.edits && point.request == alone(&asked.request)?;
        }
        if is_same && Sweep::new(found.case.clone(), found.points.clone(), jobs) == found {
            return Ok(Some(found));
        }
        let why = "it holds the jobs of another sweep; name another folder".to_string();
        Err(StudyError::NoJobs { path: self.folder.clone(), why })
    }

    /// Works out what jobs have in common, and writes them. The place is taken before.
    fn plan(
        &self,
        asked: &Asked,
        (of, files): (CaseOf, &BTreeMap<String, Vec<u8>>),
        jobs: usize,
        key: Option<&Key>,
        session: &mut Session<'_>,
    ) -> Result<Sweep, StudyError> {
        let place = NewFolder::take(&self.folder)?;
        let case = one_case(asked)?;
        let mut contents: Vec<(String, Vec<u8>)> = Vec::new();
        let mut points = Vec::new();
        for (at, point) in asked.points.iter().enumerate() {
            let is_alone = asked.points.len() == 1;
            let planned = planned(point, (&case, files), is_alone, session);
            let (point, shared) = planned.map_err(|error| named(error, &point.name))?;
            contents.extend(shared.map(|bytes| (shared_file(at), bytes)));
            points.push(point);
        }
        let sweep = Sweep::new(of, points, jobs);
        contents.push((SWEEP.to_string(), json(&sweep)));
        contents.extend((0..sweep.jobs.len()).map(|index| (job_file(index), json(&sweep.job(index)))));
        let store = Store { root: self.folder.clone(), key: key.cloned() };
        place.write(&store.files(&contents, files)?)?;
        Ok(sweep)
    }
}

fn jobs(count: Option<usize>) -> Result<(), StudyError> {
    match count {
        Some(found) if !(1..=MAX_JOBS).contains(&found) => {
            Err(StudyError::refused("--jobs", format!("--jobs is a number between 1 and {MAX_JOBS}, found `{found}`")))
        }
        _ => Ok(()),
    }
}

/// The case that all points have.
fn one_case(asked: &Asked) -> Result<PathBuf, StudyError> {
    let mut cases = Vec::new();
    for point in &asked.points {
        parts::refuse(&point.request).map_err(|error| named(error, &point.name))?;
        let request = serde_json::to_value(&point.request).unwrap_or_default();
        cases.push(PathBuf::from(request["case"].as_str().unwrap_or_default()));
    }
    let first = cases.first().cloned().unwrap_or_default();
    match cases.iter().all(|case| *case == first) {
        true => Ok(first),
        false => {
            Err(StudyError::refused("request", "all points of a sweep are about one case; what varies are edits of it"))
        }
    }
}

/// An error with the point that it is of.
fn named(error: StudyError, point: &str) -> StudyError {
    match error {
        StudyError::Refused { field, message } if !point.is_empty() => {
            StudyError::Refused { field, message: format!("{point}: {message}") }
        }
        error => error,
    }
}

/// The case and its files.
fn read(path: &Path) -> Result<(CaseOf, BTreeMap<String, Vec<u8>>), StudyError> {
    let loaded = Loaded::of(path);
    let (false, Some(settings)) = (loaded.has_errors(), &loaded.read.settings) else {
        return Err(StudyError::Faults(Box::new(loaded.faults(path))));
    };
    let mut files = BTreeMap::new();
    for (name, path) in loaded.read.files() {
        let bytes = std::fs::read(&path).map_err(|source| StudyError::File { path, source })?;
        files.insert(name, bytes);
    }
    let of = CaseOf {
        name: settings.name.to_string(),
        title: settings.title.clone(),
        hash: loaded.read.hash.clone(),
        files: files.keys().cloned().collect(),
    };
    Ok((of, files))
}

/// A point, and the work that its jobs have in common. Where that fails, a point alone is refused; one among others is a job that failed.
fn planned(
    asked: &AskedPoint,
    (case, files): (&Path, &BTreeMap<String, Vec<u8>>),
    is_alone: bool,
    session: &mut Session<'_>,
) -> Result<(Point, Option<Vec<u8>>), StudyError> {
    let request = alone(&asked.request)?;
    let mut point = Point {
        name: asked.name.clone(),
        request,
        edits: asked.edits.clone(),
        values_hash: String::new(),
        units: 0,
        shared: None,
        memory_mib: 0,
        unit_bytes: 0,
        searches: Searches::default(),
        failed: None,
    };
    let edits = point.case_edits().map_err(|why| StudyError::refused("edits", why))?;
    let given = Rc::new(GivenCase::new(case, recoop_io::read_case_files(case, files), &edits)?);
    point.values_hash = given.case().warnings.values_hash.clone().unwrap_or_default();
    // What every job does first: what it took is what is known of the memory of the others.
    drop(formulate(&given.case().network()));
    let mut within = session.within(Some(given), None);
    // The plan that jobs have in common is solved as asked for, on as many threads as that is.
    let prepared = parts::prepared(&asked.request, &mut within);
    point.searches = within.searches();
    let shared = match prepared {
        Ok(Prepared { units, unit_bytes, shared }) => {
            (point.units, point.unit_bytes) = (units, unit_bytes);
            shared
        }
        Err(error) if is_alone => return Err(error),
        Err(error) => {
            (point.units, point.failed) = (1, Some(Failure::of(&error)));
            None
        }
    };
    point.shared = shared.as_deref().map(digest);
    point.memory_mib = WORK_FACTOR * machine::peak_mib().unwrap_or(0);
    if session.is_canceled() {
        return Err(StudyError::Nothing("stopped before the jobs were planned".to_string()));
    }
    Ok((point, shared))
}

/// The request as jobs have it: it writes no folder of its own, and works on one thread where it does not ask for more.
fn alone(request: &AnyRequest) -> Result<AnyRequest, StudyError> {
    let mut value = serde_json::to_value(request).unwrap_or_default();
    if value.get("out").is_some() {
        value["out"] = Value::Null;
    }
    for at in ["/threads", "/solving/threads"] {
        if let Some(threads) = value.pointer_mut(at).filter(|threads| threads.is_null()) {
            *threads = 1.into();
        }
    }
    serde_json::from_value(value).map_err(|error| StudyError::Unfit(format!("the request is not as expected: {error}")))
}
