//! Every error of the command, with its exit code and what to do about it.

use std::path::PathBuf;
use std::process::ExitCode;

/// An error that ends the command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The case has faults; they have been drawn.
    #[error("{0}")]
    Faults(String),
    /// A folder that should be a run is none.
    #[error("`{}` is not a run folder: {why}", path.display())]
    NoRun { path: PathBuf, why: String },
    /// A folder that should be a study is none.
    #[error("`{}` is not a study: {why}", path.display())]
    NoStudy { path: PathBuf, why: String },
    /// Wrong use that the parser of the command line cannot see.
    #[error("{0}")]
    Usage(String),
    /// No plan.
    #[error("{0}")]
    NoPlan(String),
    /// Stopped before there was a plan.
    #[error("{0}")]
    Nothing(String),
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Solve(#[from] program::solve::SolveError),
    /// Results could not be written or read.
    #[error(transparent)]
    Run(#[from] recoop_io::write::RunError),
    /// A new case could not be made.
    #[error(transparent)]
    New(#[from] recoop_io::scaffold::NewCaseError),
    /// A file could not be read.
    #[error("`{}`: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    /// The answer did not reach standard output.
    #[error("the answer could not be written to standard output: {0}")]
    Answer(&'static std::io::Error),
}

impl CliError {
    /// Exit code, see the head of `main.rs`.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage(_) => 2,
            Self::NoPlan(_) => 3,
            Self::Nothing(_) => 4,
            _ => 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use program::solve::SolveError;

    #[test]
    fn refused_memory_is_a_message_with_a_documented_code() {
        let error = CliError::from(SolveError::Memory);
        assert_eq!(error.exit_code(), ExitCode::from(1));
        assert!(error.to_string().contains("the system refused memory"), "{error}");
    }
}
