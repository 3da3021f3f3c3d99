//! Puts the results of jobs together: the run that the request itself would have written, or the tables of all points of a sweep.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Instant;

use recoop_io::write::{CaseStamp, now, relative};
use recoop_io::{Destination, Format, Manifest, write_run};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::work::JobLine;
use crate::batch::folder::{Folder, State};
use crate::batch::parts;
use crate::batch::seal::Key;
use crate::batch::sweep::Point;
use crate::batch::whole::stacked;
use crate::session::{Kept, KeptRun};
use crate::{Answer, AnyRequest, Done, Request, Searches, Session, Status, StudyError};

/// Request to put results together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GatherRequest {
    /// Folder of jobs.
    pub folder: PathBuf,
    /// Run folder; for sensitivities a file, `.csv` or `.md`. Default: `runs/NAME-VERB`, `runs/NAME-sweep` of several requests; for sensitivities none.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// Pipe or file with the key of a sealed folder, 64 hexadecimal digits; `-` for standard input. Default: none.
    #[serde(default)]
    pub key: Option<PathBuf>,
}

/// Answer: the answers of all requests, or what is missing.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct GatherAnswer {
    /// The folder.
    pub folder: PathBuf,
    /// Verb of the requests.
    pub verb: String,
    /// Whether all jobs have a result. Without it nothing is written, but for a sweep of several requests of which some failed.
    pub complete: bool,
    /// Every job.
    pub jobs: Vec<JobLine>,
    /// Requests with their answers.
    pub points: Vec<PointLine>,
}

/// A request of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PointLine {
    /// What varies, by name and value; empty where nothing does.
    pub point: String,
    /// `done`, `unproven`, `audit_failed`, `failed` or `open`.
    pub status: String,
    /// Why there is no answer, or what of it is not proven.
    pub reason: Option<String>,
    /// The answer of the request.
    #[ts(type = "unknown")]
    pub answer: Option<Value>,
}

impl Answer for GatherAnswer {
    const VERB: &'static str = "gather";
    const SCHEMA_VERSION: u32 = 1;
}

impl GatherRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), out: None, key: None }
    }
}

/// The results of the jobs of a point.
enum Parts {
    /// Number of units and result of each job, and the searches that they rest on.
    All(Vec<(usize, Vec<u8>)>, Searches),
    Failed(String),
    Open,
}

impl Request for GatherRequest {
    type Answer = GatherAnswer;
    type Engine = ();

    fn validate(&self) -> Result<(), StudyError> {
        Ok(())
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<GatherAnswer>, StudyError> {
        let began = Instant::now();
        let key = self.key.as_deref().map(Key::read).transpose()?;
        let folder = Folder::open(&self.folder, key)?;
        let (mut jobs, mut states) = (Vec::new(), Vec::new());
        let mut machines: Vec<String> = Vec::new();
        for index in 0..folder.sweep.jobs.len() {
            folder.job(index)?;
            let state = folder.state(index)?;
            jobs.push(JobLine::of(&folder, index, &state));
            if let State::Done(head, _) = &state {
                machines.push(head.machine.clone());
            }
            states.push(state);
        }
        machines.sort_unstable();
        machines.dedup();
        if machines.len() > 1 {
            session.warn(format!(
                "the jobs were done on machines of different classes ({}): last digits may differ from a run on one",
                machines.join("; ")
            ));
        }
        let complete = jobs.iter().all(|line| line.state == "done");
        let several = folder.sweep.points.len() > 1;
        let verb = folder.sweep.points[0].request.verb().to_string();
        let mut answer = GatherAnswer { folder: self.folder.clone(), verb, complete, jobs, points: Vec::new() };
        let undone: Vec<String> =
            answer.jobs.iter().filter(|line| line.state != "done").map(JobLine::sentence).collect();
        let settled = answer.jobs.iter().all(|line| line.state == "done" || line.state == "failed");
        let mut place = None;
        if complete || several && settled {
            let points = points(&folder, states);
            place = match several {
                true => self.sweep(&folder, points, &mut answer, session)?,
                false => self.one(&folder, points, &mut answer, session)?,
            };
        }
        let mut done = Done::plain(answer, ());
        let unproven =
            done.answer.points.iter().filter(|point| point.status == "unproven" || point.status == "audit_failed");
        let unproven = unproven.map(|point| {
            let name = if point.point.is_empty() { String::new() } else { format!("{}: ", point.point) };
            format!("{name}{}", point.reason.as_deref().unwrap_or(&point.status))
        });
        done.ending.open = undone.into_iter().chain(unproven).collect();
        (done.seconds, done.place) = (began.elapsed().as_secs_f64(), place);
        Ok(done)
    }
}

/// The results of the jobs by point.
fn points(folder: &Folder, states: Vec<State>) -> Vec<Parts> {
    let of = |point: &Point| Parts::All(Vec::new(), point.searches);
    let mut points: Vec<Parts> = folder.sweep.points.iter().map(of).collect();
    for (part, state) in folder.sweep.jobs.iter().zip(states) {
        let point = &mut points[part.point];
        match (&mut *point, state) {
            (Parts::All(all, searches), State::Done(head, work)) => {
                all.push((part.count, work));
                *searches = searches.plus(head.searches);
            }
            (_, State::Done(..)) | (Parts::Failed(_), _) => {}
            (_, State::Failed(_, failure)) => *point = Parts::Failed(failure.reason),
            (_, State::Open | State::Damaged(_)) => *point = Parts::Open,
        }
    }
    points
}

impl GatherRequest {
    /// The run of the one request.
    fn one(
        &self,
        folder: &Folder,
        mut points: Vec<Parts>,
        answer: &mut GatherAnswer,
        session: &mut Session<'_>,
    ) -> Result<Option<PathBuf>, StudyError> {
        let point = &folder.sweep.points[0];
        let Some(Parts::All(parts, searches)) = points.pop() else { return Ok(None) };
        let given = Rc::new(folder.given(point)?);
        let shared = folder.shared(0)?;
        let request = with_out(&point.request, self.out.clone())?;
        request.validate()?;
        // A whole request has its tables in its result, and they are written here; others write their own run.
        let is_whole = !parts::is_split(&request);
        let kept = is_whole.then(Kept::default);
        let place = match is_whole {
            true => Some(self.place(folder, point.request.verb(), session)?),
            false => None,
        };
        let mut within = session.within(Some(given), kept.clone()).with_searches(searches);
        let done = parts::finish(&request, shared.as_deref(), &parts, &mut within)?;
        answer.points.push(PointLine::of(point.name.clone(), &done.status, &done.open, done.answer));
        match (place, kept) {
            (Some(place), Some(kept)) => {
                let KeptRun { tables, manifest } = kept.take();
                let mut manifest = manifest.unwrap_or_else(|| stamped(folder));
                let case = Path::new(&case_of(&request)).canonicalize().ok();
                manifest.case.path = case.and_then(|case| relative(place.target(), &case));
                write_run(&place, &tables, &manifest, &FORMATS, &[])?;
                Ok(Some(place.to_path_buf()))
            }
            _ => Ok(done.place),
        }
    }

    /// The tables of all points.
    fn sweep(
        &self,
        folder: &Folder,
        points: Vec<Parts>,
        answer: &mut GatherAnswer,
        session: &mut Session<'_>,
    ) -> Result<Option<PathBuf>, StudyError> {
        let place = self.place(folder, "sweep", session)?;
        let mut tables = Vec::new();
        for (at, (point, parts)) in folder.sweep.points.iter().zip(points).enumerate() {
            let name = point.name.clone();
            let missing =
                |status: &str, reason| PointLine { point: name.clone(), status: status.into(), reason, answer: None };
            match parts {
                Parts::Open => answer.points.push(missing("open", None)),
                Parts::Failed(why) => answer.points.push(missing("failed", Some(why))),
                Parts::All(parts, searches) => {
                    let given = Rc::new(folder.given(point)?);
                    let (shared, kept) = (folder.shared(at)?, Kept::default());
                    let mut within = session.within(Some(given), Some(kept.clone())).with_searches(searches);
                    let done = parts::finish(&point.request, shared.as_deref(), &parts, &mut within)?;
                    answer.points.push(PointLine::of(name.clone(), &done.status, &done.open, done.answer));
                    tables.push((point.name.as_str(), kept.take().tables));
                }
            }
        }
        let mut all = stacked(&tables)?;
        all.insert(0, PointLine::table(&answer.points));
        write_run(&place, &all, &stamped(folder), &FORMATS, &[])?;
        Ok(Some(place.to_path_buf()))
    }

    fn place(&self, folder: &Folder, ending: &str, session: &mut Session<'_>) -> Result<Destination, StudyError> {
        let ending = if ending == "plan" { String::new() } else { format!("-{ending}") };
        let named = PathBuf::from("runs").join(format!("{}{ending}", folder.sweep.case.name));
        let place = Destination::folder(self.out.as_deref().unwrap_or(&named))?;
        place.notes().iter().for_each(|note| session.warn(note.as_str()));
        Ok(place)
    }
}

/// The request with a place for its results.
fn with_out(request: &AnyRequest, out: Option<PathBuf>) -> Result<AnyRequest, StudyError> {
    let mut value = serde_json::to_value(request).unwrap_or_default();
    value["out"] = out.map_or(Value::Null, |out| out.to_string_lossy().into_owned().into());
    serde_json::from_value(value).map_err(|error| StudyError::Unfit(format!("the request is not as expected: {error}")))
}

/// The case that a request names.
fn case_of(request: &AnyRequest) -> String {
    let value = serde_json::to_value(request).unwrap_or_default();
    value["case"].as_str().unwrap_or_default().to_string()
}

const FORMATS: [Format; 2] = [Format::Csv, Format::Parquet];

/// The manifest of tables of several requests.
fn stamped(folder: &Folder) -> Manifest {
    let case = &folder.sweep.case;
    let stamp = CaseStamp {
        name: case.name.clone(),
        title: case.title.clone(),
        hash: case.hash.clone(),
        values_hash: None,
        path: None,
    };
    let mut manifest = Manifest::new(GatherAnswer::VERB, stamp, now());
    manifest.options.insert("jobs".to_string(), folder.sweep.hash().into());
    manifest
}

impl PointLine {
    fn of(point: String, status: &Status, open: &[String], answer: Value) -> Self {
        let status =
            serde_json::to_value(status).ok().and_then(|it| it.as_str().map(str::to_string)).unwrap_or_default();
        let reason = (!open.is_empty()).then(|| open.join("; "));
        Self { point, status, reason, answer: Some(answer) }
    }

    fn table(points: &[Self]) -> recoop::plan::tables::Table {
        let text = |text: &str| std::sync::Arc::from(text);
        recoop::plan::tables::Frame::new("sweep", "Each combination of what varies.", points)
            .text("point", "What varies, by name and value.", |it| text(&it.point))
            .text("status", "`done`; `unproven`; `audit_failed`; `failed`: no results.", |it| text(&it.status))
            .text("reason", "Why there are no results, or what is not proven.", |it| {
                text(it.reason.as_deref().unwrap_or_default())
            })
            .done()
    }
}
