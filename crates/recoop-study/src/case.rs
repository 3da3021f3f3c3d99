//! Reading and checking a case: the beginning of most use cases.

use std::path::Path;

use recoop_case::Network;
use recoop_case::check::{check, check_readable};
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_io::{CaseRead, Finding, read_case};

use crate::{Faults, Session, StudyError};

/// A case with everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The case as read.
    pub read: CaseRead,
    /// Findings of the reader and of all validation rules.
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// Reads a case and applies every validation rule.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// let loaded = recoop_study::Loaded::of(Path::new("../../cases/1-two-mines"));
    /// assert!(!loaded.has_errors());
    /// let missing = recoop_study::Loaded::of(Path::new("nowhere"));
    /// assert!(missing.has_errors());
    /// ```
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let read = read_case(path);
        let mut findings = read.findings.clone();
        if let (Some(settings), Some(unread)) = (&read.settings, read.unread()) {
            // Rows that could not be read are missing: rules about what is missing would blame the innocent.
            let faults = if unread.is_empty() {
                check(settings, &read.tables)
            } else {
                check_readable(settings, &read.tables, &unread)
            };
            findings.extend(read.origins.locate_all(&faults));
        }
        Self { read, findings }
    }

    /// Returns whether the case cannot be planned.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }

    pub(crate) fn faults(&self, path: &Path) -> Faults {
        let (findings, origins) = (self.findings.clone(), self.read.origins.clone());
        Faults { subject: path.to_path_buf(), findings, origins, values_hash: None }
    }
}

/// A case without errors.
#[derive(Debug)]
pub struct SoundCase {
    /// Settings of `case.toml`.
    pub settings: Settings,
    /// Tables, origins and hash.
    pub read: CaseRead,
    /// Warnings.
    pub warnings: Faults,
}

impl SoundCase {
    /// Reads a case, and sends its warnings to the observer.
    ///
    /// # Errors
    /// [`StudyError::Faults`] where the case has errors.
    pub fn read(path: &Path, session: &mut Session<'_>) -> Result<Self, StudyError> {
        let loaded = Loaded::of(path);
        let faults = loaded.faults(path);
        match loaded.read.settings.clone() {
            Some(settings) if !loaded.has_errors() => {
                if !faults.findings.is_empty() {
                    session.warnings(&faults);
                }
                let warnings = Faults { values_hash: loaded.read.values_hash(), ..faults };
                Ok(Self { settings, read: loaded.read, warnings })
            }
            _ => Err(StudyError::Faults(Box::new(faults))),
        }
    }

    /// Returns the network of the case.
    #[must_use]
    pub fn network(&self) -> Network {
        resolve(&self.settings, &self.read.tables)
    }
}
