//! Compares a run with its digests, and recomputes every rule and every dollar of its plan from its tables and the case.

pub mod answer;

use std::path::{Component, Path, PathBuf};

use recoop::plan::audit::{Audit, audit};
use recoop::plan::recall::{contradictions, recall};
use recoop::plan::tables::Table;
use recoop_io::Manifest;
use recoop_io::write::{Change, SameCase, changes, read_found_tables};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::answer::AuditAnswer;
use crate::run::manifest_of;
use crate::{Done, Request, Session, SoundCase, StudyError};

/// Request for the audit of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AuditRequest {
    /// Run folder.
    pub run: PathBuf,
    /// Case folder, or workbook. Default: where it was when the run was made.
    #[serde(default)]
    pub case: Option<PathBuf>,
}

/// What is known of a run.
#[derive(Debug)]
pub struct Engine {
    /// Manifest of the run.
    pub manifest: Manifest,
    /// Files that are not as they were written.
    pub changes: Vec<Change>,
    /// What else was seen in the tables, as sentences.
    pub notes: Vec<String>,
    /// The case that the run was compared with.
    pub case: Case,
    /// What became of rules and money.
    pub rules: Rules,
}

/// The case that a run was compared with.
#[derive(Debug)]
pub enum Case {
    /// As it was planned.
    Same(PathBuf),
    /// With the values that were planned, in other bytes.
    SameValues(PathBuf),
    /// Another one, or changed since.
    Other(PathBuf),
    /// Not there, and why.
    Lost(String),
}

/// What became of rules and money.
#[derive(Debug)]
pub enum Rules {
    /// Recomputed.
    Recomputed {
        /// The audit.
        audit: Audit,
        /// Things in the tables that the case does not have.
        strange: Vec<String>,
        /// Contradictions between the tables and the plan.
        contradictions: Vec<String>,
    },
    /// Not recomputed, and why.
    Unknown(String),
}

/// How an audit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditOutcome {
    /// The run is as it was written, and everything holds.
    Holds,
    /// A rule or a sum does not hold.
    Failed,
    /// Files or the case were changed since; what could be recomputed holds.
    Changed,
    /// The plan could not be recomputed.
    NotRecomputed,
}

impl AuditRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(run: impl Into<PathBuf>) -> Self {
        Self { run: run.into(), case: None }
    }
}

impl Request for AuditRequest {
    type Answer = AuditAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        Ok(())
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<AuditAnswer, Engine>, StudyError> {
        if self.run.join("case.toml").exists() {
            let why = "it is a case; plan it first with recoop plan".to_string();
            return Err(StudyError::NoRun { path: self.run.clone(), why });
        }
        let manifest = manifest_of(&self.run)?;
        let changes = changes(&self.run, &manifest);
        let (mut tables, mut notes): (Vec<Table>, Vec<String>) = (Vec::new(), Vec::new());
        for it in read_found_tables(&self.run, &manifest, &changes) {
            tables.extend(it.table);
            notes.extend(it.notes);
        }
        let (case, rules) = recompute(self, &manifest, &tables, session)?;
        let engine = Engine { manifest, changes, notes, case, rules };
        let mut done = Done::plain(AuditAnswer::of(&engine), engine);
        if done.engine.outcome() != AuditOutcome::Holds {
            done.ending.open.push(done.engine.verdict());
        }
        if let Rules::Recomputed { audit, .. } = &done.engine.rules {
            done.ending.audit = Some(audit.clone());
        }
        Ok(done)
    }
}

/// Finds the case and recomputes rules and money from the tables.
fn recompute(
    request: &AuditRequest,
    manifest: &Manifest,
    tables: &[Table],
    session: &mut Session<'_>,
) -> Result<(Case, Rules), StudyError> {
    let unknown = |why: &str| Rules::Unknown(why.to_string());
    let recorded = manifest.case.path.as_ref().map(|path| recorded_at(&request.run, Path::new(path)));
    let path = match (&request.case, recorded) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) if path.exists() => path,
        (None, Some(path)) => {
            let why = format!("the case is not at `{}`, where it was: name it with --case", path.display());
            return Ok((Case::Lost(why), unknown("without the case")));
        }
        (None, None) => {
            let why = "the run does not say where its case is: name it with --case".to_string();
            return Ok((Case::Lost(why), unknown("without the case")));
        }
    };
    let sound = SoundCase::read(&path, session)?;
    let network = sound.network();
    let case = match manifest.case.compare(&sound.read) {
        SameCase::Bytes => Case::Same(path),
        SameCase::Values => Case::SameValues(path),
        SameCase::Other => Case::Other(path),
    };
    if manifest.options.get("value").and_then(|value| value.as_str()) == Some("worst") {
        return Ok((case, unknown("its plan is that of the case under an attack (--value-basis worst)")));
    }
    let rules = match recall(&network, tables) {
        Err(missing) => Rules::Unknown(format!("the run lacks {}", listed(&missing))),
        Ok(recalled) => Rules::Recomputed {
            audit: audit(&network, &recalled.reported()),
            contradictions: contradictions(&network, &recalled, tables),
            strange: recalled.strange,
        },
    };
    Ok((case, rules))
}

/// Where a run says that its case is, without the detours `..`: as seen from the working folder where it lies below that, else from the root.
fn recorded_at(run: &Path, recorded: &Path) -> PathBuf {
    let Ok(real) = run.canonicalize() else { return run.join(recorded) };
    // The path was recorded without links.
    let mut at = PathBuf::new();
    for part in real.join(recorded).components() {
        match part {
            Component::ParentDir => drop(at.pop()),
            part => at.push(part),
        }
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here.ok().and_then(|here| at.strip_prefix(here).ok().map(Path::to_path_buf)) {
        Some(below) if !below.as_os_str().is_empty() => below,
        _ => at,
    }
}

/// A few of many in a sentence.
fn listed(all: &[String]) -> String {
    const FEW: usize = 5;
    let more = if all.len() > FEW { format!(" and {} more", all.len() - FEW) } else { String::new() };
    format!("{}{more}", all.iter().take(FEW).cloned().collect::<Vec<_>>().join(", "))
}

impl Engine {
    /// Returns whether the run has digests.
    #[must_use]
    pub fn has_digests(&self) -> bool {
        !self.manifest.digests.is_empty()
    }

    fn is_changed(&self) -> bool {
        !self.changes.is_empty() || !self.notes.is_empty() || matches!(self.case, Case::Other(_))
    }

    /// Returns how the audit ended.
    #[must_use]
    pub fn outcome(&self) -> AuditOutcome {
        match &self.rules {
            Rules::Recomputed { audit, strange, contradictions }
                if !audit.passed() || !strange.is_empty() || !contradictions.is_empty() =>
            {
                AuditOutcome::Failed
            }
            _ if self.is_changed() => AuditOutcome::Changed,
            Rules::Unknown(_) => AuditOutcome::NotRecomputed,
            Rules::Recomputed { .. } => AuditOutcome::Holds,
        }
    }

    /// Returns the answer in a sentence.
    #[must_use]
    pub fn verdict(&self) -> String {
        match (self.outcome(), self.has_digests()) {
            (AuditOutcome::Holds, true) => {
                "the run is as it was written, and every rule and every dollar of its plan holds".to_string()
            }
            (AuditOutcome::Holds, false) => {
                "every rule and every dollar of its plan holds; whether it is as it was written is not known"
                    .to_string()
            }
            (AuditOutcome::Failed, _) => "AUDIT FAILED: do not use this plan".to_string(),
            (AuditOutcome::Changed, _) if matches!(self.rules, Rules::Unknown(_)) => {
                "CHANGED since it was written, and NOT AUDITED: rules and money could not be recomputed".to_string()
            }
            (AuditOutcome::Changed, _) => "CHANGED since it was written".to_string(),
            (AuditOutcome::NotRecomputed, _) => "NOT AUDITED: rules and money could not be recomputed".to_string(),
        }
    }
}

impl AuditOutcome {
    /// Returns the exit code of `recoop audit`.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Holds => 0,
            Self::NotRecomputed => 4,
            Self::Failed => 5,
            Self::Changed => 7,
        }
    }
}
