//! What of a verb is a unit, how units are worked on, and how their results become the answer.

use std::ops::Range;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::whole::WholeRecord;
use crate::request::AnyDone;
use crate::session::Kept;
use crate::{AnyRequest, Done, Request, Session, StudyError};

/// Verbs whose work goes into jobs.
pub(crate) const VERBS: [&str; 6] = ["buffers", "plan", "robust", "share", "simulate", "stress"];
/// A verb in jobs whose answer is not a run folder.
pub(crate) const SWINGS: &str = "sensitivity";

/// A request whose work is made of units: independent pieces, each with a result that does not depend on the process it was done in.
pub(crate) trait Split: Request {
    /// The work that units have in common; `()` for none.
    type Shared: Serialize + DeserializeOwned;
    /// The result of a unit.
    type Unit: Serialize + DeserializeOwned;

    /// Whether this request is split; one that is not is one unit, with its tables as the result.
    fn is_split(&self) -> bool {
        true
    }

    /// Does the work that units have in common. What cannot be asked of the case is refused here.
    fn prepare(&self, session: &mut Session<'_>) -> Result<Prepared<Self::Shared>, StudyError>;

    /// Does some units, in their order.
    fn part(
        &self,
        shared: Self::Shared,
        units: Range<usize>,
        session: &mut Session<'_>,
    ) -> Result<Vec<Self::Unit>, StudyError>;

    /// Ends as the request itself does, with the results of all units in their order.
    fn finish(
        &self,
        shared: Self::Shared,
        units: Vec<Self::Unit>,
        session: &mut Session<'_>,
    ) -> Result<Done<Self::Answer, Self::Engine>, StudyError>;
}

/// What is known of a request before its units are worked on.
pub(crate) struct Prepared<S> {
    /// Number of units.
    pub(crate) units: usize,
    /// Memory that each of them is expected to need, bytes.
    pub(crate) unit_bytes: u64,
    /// The work that they have in common.
    pub(crate) shared: S,
}

/// Calls a function with a request that is split, or another where it is not.
macro_rules! of_split {
    ($any:expr, $it:ident => $split:expr, _ => $whole:expr) => {
        match $any {
            AnyRequest::Buffers($it) if $it.is_split() => $split,
            AnyRequest::Robust($it) if $it.is_split() => $split,
            AnyRequest::Sensitivity($it) if $it.is_split() => $split,
            AnyRequest::Share($it) if $it.is_split() => $split,
            AnyRequest::Simulate($it) if $it.is_split() => $split,
            _ => $whole,
        }
    };
}

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

/// Whether the work of a request is made of units; else its result is the whole.
pub(crate) fn is_split(request: &AnyRequest) -> bool {
    of_split!(request, _it => true, _ => false)
}

/// Does the work that the jobs of a request have in common, as bytes.
pub(crate) fn prepared(
    request: &AnyRequest,
    session: &mut Session<'_>,
) -> Result<Prepared<Option<Vec<u8>>>, StudyError> {
    of_split!(
        request,
        it => {
            let Prepared { units, unit_bytes, shared } = it.prepare(session)?;
            Ok(Prepared { units, unit_bytes, shared: Some(written(&shared)).filter(|bytes| bytes != NOTHING) })
        },
        _ => Ok(Prepared { units: 1, unit_bytes: 0, shared: None })
    )
}

/// The work of some units.
pub(crate) fn part(
    request: &AnyRequest,
    shared: Option<&[u8]>,
    units: Range<usize>,
    session: &mut Session<'_>,
) -> Result<Vec<u8>, StudyError> {
    of_split!(
        request,
        it => Ok(written(&it.part(read(shared.unwrap_or(NOTHING))?, units, session)?)),
        _ => {
            let kept = Kept::default();
            let done = request.run(&mut session.within(None, Some(kept.clone())))?;
            Ok(written(&WholeRecord::of(done, &kept.borrow())))
        }
    )
}

/// The answer of a request of the results of its jobs, each with its number of units, in their order: as the request itself gives it. The result
/// tables of a whole request are in its record, those of others where the session has them.
pub(crate) fn finish(
    request: &AnyRequest,
    shared: Option<&[u8]>,
    parts: &[(usize, Vec<u8>)],
    session: &mut Session<'_>,
) -> Result<AnyDone, StudyError> {
    of_split!(
        request,
        it => {
            let mut units = Vec::new();
            for (count, part) in parts {
                let before = units.len();
                units.append(&mut read::<Vec<_>>(part)?);
                if units.len() != before + count {
                    let found = units.len() - before;
                    return Err(StudyError::Unfit(format!("a result has {found} units, and its job {count}")));
                }
            }
            Ok(AnyDone::of(it.finish(read(shared.unwrap_or(NOTHING))?, units, session)?))
        },
        _ => {
            let record: WholeRecord = read(parts.first().map_or(&[], |(_, part)| part))?;
            if let Some(kept) = session.kept() {
                kept.replace(record.run());
            }
            Ok(AnyDone { answer: record.answer, status: record.status, open: record.open, place: None })
        }
    )
}

/// A file of nothing.
const NOTHING: &[u8] = b"null";

fn written<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("all keys are text, so that it is always JSON")
}

fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, StudyError> {
    serde_json::from_slice(bytes)
        .map_err(|error| StudyError::Unfit(format!("a file of the jobs is not as expected: {error}")))
}
