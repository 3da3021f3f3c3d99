//! Every error of the command, with its exit code and what to do about it.

use std::process::ExitCode;

use recoop_study::StudyError;

/// An error that ends the command.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A use case has no answer.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// Wrong use that the parser of the command line cannot see.
    #[error("{0}")]
    Usage(String),
    /// A new case could not be made.
    #[error(transparent)]
    New(#[from] recoop_io::scaffold::NewCaseError),
    /// The answer did not reach standard output.
    #[error("the answer could not be written to standard output: {0}")]
    Answer(&'static std::io::Error),
}

impl CliError {
    /// Exit code, see the head of `main.rs`.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage(_) | Self::Study(StudyError::Refused { .. }) => 2,
            Self::Study(StudyError::NoPlan(_)) => 3,
            Self::Study(StudyError::Nothing(_)) => 4,
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
        let error = CliError::from(StudyError::from(SolveError::Memory));
        assert_eq!(error.exit_code(), ExitCode::from(1));
        assert!(error.to_string().contains("the system refused memory"), "{error}");
    }
}
