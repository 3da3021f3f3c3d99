//! What of a verb is a unit, how units are worked on, and how their results become the answer.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::record::PlanRecord;
use super::whole::WholeRecord;
use crate::request::AnyDone;
use crate::session::Kept;
use crate::{AnyRequest, Session, StudyError};

/// Verbs whose work goes into jobs.
pub(crate) const VERBS: [&str; 6] = ["buffers", "plan", "robust", "share", "simulate", "stress"];
/// A verb in jobs whose answer is not a run folder.
pub(crate) const SWINGS: &str = "sensitivity";

/// Refuses requests whose work does not go into jobs.
pub(crate) fn refuse(request: &AnyRequest) -> Result<(), StudyError> {
    let verb = request.verb();
    if VERBS.contains(&verb) || verb == SWINGS {
        let value = serde_json::to_value(request).unwrap_or_default();
        if value.get("out").is_some_and(|out| !out.is_null()) {
            return Err(StudyError::refused("--out", "--out: results of jobs go where recoop gather puts them"));
        }
        return request.validate();
    }
    let known = VERBS.iter().chain([&SWINGS]).map(|verb| format!("`{verb}`")).collect::<Vec<_>>().join(", ");
    Err(StudyError::refused(
        "request",
        format!("the work of `{verb}` does not go into jobs; verbs that do are {known}"),
    ))
}

/// What is known of a request before its units are worked on.
pub(crate) struct Prepared {
    /// Number of units.
    pub(crate) units: usize,
    /// Memory that each of them is expected to need, bytes.
    pub(crate) unit_bytes: u64,
    /// The work that its jobs have in common.
    pub(crate) shared: Option<Vec<u8>>,
}

/// Does the work that the jobs of a request have in common.
pub(crate) fn prepared(request: &AnyRequest, session: &mut Session<'_>) -> Result<Prepared, StudyError> {
    match request {
        AnyRequest::Simulate(request) => {
            let (units, unit_bytes, plan) = request.shared(session)?;
            Ok(Prepared { units, unit_bytes, shared: Some(written(&plan)) })
        }
        AnyRequest::Sensitivity(request) => {
            Ok(Prepared { units: request.units(session)?, unit_bytes: 0, shared: None })
        }
        _ => Ok(Prepared { units: 1, unit_bytes: 0, shared: None }),
    }
}

/// The work of some units.
pub(crate) fn part(
    request: &AnyRequest,
    shared: Option<&[u8]>,
    units: Range<usize>,
    session: &mut Session<'_>,
) -> Result<Vec<u8>, StudyError> {
    match request {
        AnyRequest::Simulate(request) => {
            Ok(written(&request.part(read(shared.unwrap_or_default())?, units, session)?))
        }
        AnyRequest::Sensitivity(request) => Ok(written(&request.part(units, session)?)),
        request => {
            let kept = Kept::default();
            let done = request.run(&mut session.within(None, Some(kept.clone())))?;
            let record = WholeRecord::of(done, &kept.borrow());
            Ok(written(&record))
        }
    }
}

/// The answer of a request of all its units, in their order: as the request itself gives it. The result tables of a whole request are in its
/// record, those of others where the session has them.
pub(crate) fn finish(
    request: &AnyRequest,
    shared: Option<&[u8]>,
    parts: &[Vec<u8>],
    session: &mut Session<'_>,
) -> Result<AnyDone, StudyError> {
    match request {
        AnyRequest::Simulate(request) => {
            let mut paths = Vec::new();
            for part in parts {
                paths.extend(read::<Vec<_>>(part)?);
            }
            Ok(AnyDone::of(request.finish(read::<PlanRecord>(shared.unwrap_or_default())?, paths, session)?))
        }
        AnyRequest::Sensitivity(request) => {
            let parts = parts.iter().map(|part| read(part)).collect::<Result<_, _>>()?;
            Ok(AnyDone::of(request.finish(parts, session)?))
        }
        _ => {
            let record: WholeRecord = read(parts.first().map_or(&[], Vec::as_slice))?;
            if let Some(kept) = session.kept() {
                kept.replace(record.tables());
            }
            Ok(AnyDone { answer: record.answer, status: record.status, open: record.open, place: None })
        }
    }
}

fn written<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("all keys are text, so that it is always JSON")
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StudyError> {
    serde_json::from_slice(bytes)
        .map_err(|error| StudyError::Unfit(format!("a file of the jobs is not as expected: {error}")))
}
