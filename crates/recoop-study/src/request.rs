//! What a use case is asked: a request that serializes, with its defaults and its validation.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audit::AuditRequest;
use crate::backtest::BacktestRequest;
use crate::buffers::BuffersRequest;
use crate::check::CheckRequest;
use crate::explain::ExplainRequest;
use crate::export::ExportRequest;
use crate::game::GameRequest;
use crate::gather::GatherRequest;
use crate::import_root::ImportRootRequest;
use crate::jobs::JobsRequest;
use crate::plan::PlanRequest;
use crate::report::ReportRequest;
use crate::robust::RobustRequest;
use crate::sensitivity::SensitivitiesRequest;
use crate::share::ShareRequest;
use crate::simulate::SimulateRequest;
use crate::stress::StressRequest;
use crate::study::StudyRequest;
use crate::work::WorkRequest;
use crate::{Answer, Done, Session, Status, StudyError};

/// A request. In JSON, fields that are left out have their defaults, and unknown fields are refused.
///
/// # Examples
///
/// ```
/// use recoop_study::{Cancel, NoProgress, Request, Session, plan::PlanRequest};
///
/// let folder = tempfile::tempdir()?;
/// let out = folder.path().join("run");
/// let request: PlanRequest = serde_json::from_str(r#"{"case": "../../cases/1-two-mines"}"#)?;
/// let request = PlanRequest { out: Some(out), ..request };
/// let done = request.run(&mut Session::new(&mut NoProgress, Cancel::new()))?;
/// assert!(done.answer.proven && done.answer.audit_passed);
/// assert_eq!(done.to_json()["schema_version"], 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Request: Serialize + DeserializeOwned {
    /// The answer.
    type Answer: Answer;
    /// Results of the engine beside the answer.
    type Engine;

    /// Refuses values that no case can have, before a case is read. [`Request::run`] begins with it.
    ///
    /// # Errors
    /// [`StudyError::Refused`].
    fn validate(&self) -> Result<(), StudyError>;

    /// Runs the use case.
    ///
    /// # Errors
    /// See [`StudyError`].
    fn run(&self, session: &mut Session<'_>) -> Result<Done<Self::Answer, Self::Engine>, StudyError>;
}

/// A request of any verb. In JSON, `verb` names it.
///
/// # Examples
///
/// ```
/// use recoop_study::{AnyRequest, Cancel, NoProgress, Session, Status};
///
/// let request: AnyRequest = serde_json::from_str(r#"{"verb": "check", "case": "../../cases/1-two-mines"}"#)?;
/// let done = request.run(&mut Session::new(&mut NoProgress, Cancel::new()))?;
/// assert_eq!((request.verb(), done.status), ("check", Status::Done));
/// assert_eq!(done.answer["schema_version"], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum AnyRequest {
    /// See [`audit`](mod@crate::audit).
    Audit(AuditRequest),
    /// See [`backtest`](mod@crate::backtest).
    Backtest(BacktestRequest),
    /// See [`buffers`](mod@crate::buffers).
    Buffers(BuffersRequest),
    /// See [`check`](mod@crate::check).
    Check(CheckRequest),
    /// See [`explain`](mod@crate::explain).
    Explain(ExplainRequest),
    /// See [`export`](mod@crate::export).
    Export(ExportRequest),
    /// See [`game`](mod@crate::game).
    Game(GameRequest),
    /// See [`gather`](mod@crate::gather).
    Gather(GatherRequest),
    /// See [`import_root`](mod@crate::import_root).
    ImportRoot(ImportRootRequest),
    /// See [`jobs`](mod@crate::jobs).
    Jobs(JobsRequest),
    /// See [`plan`](mod@crate::plan).
    Plan(PlanRequest),
    /// See [`report`](mod@crate::report).
    Report(ReportRequest),
    /// See [`robust`](mod@crate::robust).
    Robust(RobustRequest),
    /// See [`share`](mod@crate::share).
    Share(ShareRequest),
    /// See [`simulate`](mod@crate::simulate).
    Simulate(SimulateRequest),
    /// See [`stress`](mod@crate::stress).
    Stress(StressRequest),
    /// See [`study`](mod@crate::study).
    Study(StudyRequest),
    /// See [`sensitivity`](mod@crate::sensitivity).
    #[serde(alias = "swings")]
    Sensitivity(SensitivitiesRequest),
    /// See [`work`](mod@crate::work).
    Work(WorkRequest),
}

/// The answer to a request of any verb.
#[derive(Clone, Debug)]
pub struct AnyDone {
    /// The answer as [`Done::to_json`] has it.
    pub answer: Value,
    /// How well it is proven.
    pub status: Status,
    /// What is not proven or does not hold, in sentences.
    pub open: Vec<String>,
    /// The run folder that was written.
    pub place: Option<PathBuf>,
}

/// Calls a function with the request of whatever verb.
macro_rules! of_any {
    ($any:expr, $it:ident => $what:expr) => {
        match $any {
            AnyRequest::Audit($it) => $what,
            AnyRequest::Backtest($it) => $what,
            AnyRequest::Buffers($it) => $what,
            AnyRequest::Check($it) => $what,
            AnyRequest::Explain($it) => $what,
            AnyRequest::Export($it) => $what,
            AnyRequest::Game($it) => $what,
            AnyRequest::Gather($it) => $what,
            AnyRequest::ImportRoot($it) => $what,
            AnyRequest::Jobs($it) => $what,
            AnyRequest::Plan($it) => $what,
            AnyRequest::Report($it) => $what,
            AnyRequest::Robust($it) => $what,
            AnyRequest::Share($it) => $what,
            AnyRequest::Simulate($it) => $what,
            AnyRequest::Stress($it) => $what,
            AnyRequest::Study($it) => $what,
            AnyRequest::Sensitivity($it) => $what,
            AnyRequest::Work($it) => $what,
        }
    };
}

impl AnyRequest {
    /// Returns the verb.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        of_any!(self, it => verb_of(it))
    }

    /// See [`Request::validate`].
    ///
    /// # Errors
    /// [`StudyError::Refused`].
    pub fn validate(&self) -> Result<(), StudyError> {
        of_any!(self, it => it.validate())
    }

    /// See [`Request::run`].
    ///
    /// # Errors
    /// See [`StudyError`].
    pub fn run(&self, session: &mut Session<'_>) -> Result<AnyDone, StudyError> {
        of_any!(self, it => it.run(session).map(AnyDone::of))
    }
}

fn verb_of<R: Request>(_request: &R) -> &'static str {
    R::Answer::VERB
}

impl AnyDone {
    pub(crate) fn of<A: Answer, E>(done: Done<A, E>) -> Self {
        let (answer, status) = (done.to_json(), done.ending.status());
        Self { answer, status, open: done.ending.open_sentences(), place: done.place }
    }
}
