//! Every way in which a use case ends without an answer.

use std::path::PathBuf;

use recoop_io::write::RunError;
use recoop_io::{Finding, Origins, summary, to_json};
use serde_json::json;

/// Why a use case has no answer. Messages name options as the command line spells them (`--gap`); [`StudyError::Refused`] also has the
/// field of the request.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// A case, a game or a list of payoffs has errors, each at its cell.
    #[error("{0}")]
    Faults(Box<Faults>),
    /// The input is free of errors but lacks what the use case needs, for instance attacks.
    #[error("{0}")]
    Unfit(String),
    /// The request has a value that no case can have, or that this case does not have.
    #[error("{message}")]
    Refused {
        /// Field of the request: the option's name with `_`, for instance `budget_per_year`.
        field: String,
        /// What is wrong and what is expected.
        message: String,
    },
    /// A folder that should be a run is none.
    #[error("`{}` is not a run folder: {why}", path.display())]
    NoRun {
        /// The folder.
        path: PathBuf,
        /// Why it is none.
        why: String,
    },
    /// A folder that should be a study is none.
    #[error("`{}` is not a study: {why}", path.display())]
    NoStudy {
        /// The folder.
        path: PathBuf,
        /// Why it is none.
        why: String,
    },
    /// A folder that should hold jobs holds none, or jobs of another case, sweep or build.
    #[error("`{}` is not a folder of jobs: {why}", path.display())]
    NoJobs {
        /// The folder.
        path: PathBuf,
        /// Why it is none.
        why: String,
    },
    /// There is no plan: rules contradict each other, or earnings are unlimited.
    #[error("{0}")]
    NoPlan(String),
    /// Canceled, or out of time, before there was an answer.
    #[error("{0}")]
    Nothing(String),
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Solve(#[from] program::solve::SolveError),
    /// Results could not be written or read.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A file could not be read.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl StudyError {
    /// A value of the option, for instance `--budget-per-year`, that is refused.
    pub(crate) fn refused(option: &str, message: impl Into<String>) -> Self {
        Self::Refused { field: option.trim_start_matches('-').replace('-', "_"), message: message.into() }
    }

    /// Returns a stable word for the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Faults(_) => "faults",
            Self::Unfit(_) => "unfit",
            Self::Refused { .. } => "refused",
            Self::NoRun { .. } => "no_run",
            Self::NoStudy { .. } => "no_study",
            Self::NoJobs { .. } => "no_jobs",
            Self::NoPlan(_) => "no_plan",
            Self::Nothing(_) => "nothing",
            Self::Solve(_) => "solver",
            Self::Run(_) => "run",
            Self::File { .. } => "file",
        }
    }

    /// Returns the error for programs: `error` is its [code](Self::code), `message` the sentence; `field` is the refused field of the
    /// request, and `faults` has the errors and warnings of the input as `recoop check --json` lists them.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let mut json = json!({"error": self.code(), "message": self.to_string()});
        match self {
            Self::Refused { field, .. } => json["field"] = field.as_str().into(),
            Self::Faults(faults) => json["faults"] = faults.to_json(),
            _ => {}
        }
        json
    }
}

/// Everything that is wrong with an input, and where it was written.
#[derive(Clone, Debug)]
pub struct Faults {
    /// The case folder, workbook or file.
    pub subject: PathBuf,
    /// Errors and warnings.
    pub findings: Vec<Finding>,
    /// Places of cells in the files.
    pub origins: Origins,
    /// Hash of the case's values, where it has no errors.
    pub values_hash: Option<String>,
}

impl Faults {
    /// Returns the findings as a JSON list.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        to_json(&self.findings, &self.origins)
    }
}

impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` has {}", self.subject.display(), summary(&self.findings))
    }
}
