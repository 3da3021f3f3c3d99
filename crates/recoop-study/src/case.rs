//! Reading and checking a case: the beginning of most use cases.

use std::path::Path;

use recoop_case::Network;
use recoop_case::canonical;
use recoop_case::check::{OF_ONE_CELL, check, check_readable};
use recoop_case::edit::{CaseEdit, EditErrors, Edited};
use recoop_case::fault::{Fault, Severity, Subject};
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
        Self::checked(read_case(path))
    }

    fn checked(read: CaseRead) -> Self {
        let mut findings = read.findings.clone();
        if let (Some(settings), Some(unread)) = (&read.settings, read.unread()) {
            // Rows that could not be read are missing: rules about what is missing would blame the innocent.
            let faults = if unread.is_empty() {
                check(settings, &read.tables)
            } else {
                let mut faults = check_readable(settings, &read.tables, &unread);
                faults.retain(|fault| is_of_readable_cells(&read, fault));
                faults
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

/// Whether a fault does not rest on a number that could not be read.
fn is_of_readable_cells(read: &CaseRead, fault: &Fault) -> bool {
    let Subject::Cell { table, row, column } = fault.subject else { return true };
    let unread = read.origins.unread_columns(table, row);
    unread.is_empty() || OF_ONE_CELL.contains(&fault.code) && !unread.contains(&column)
}

/// A case without errors.
#[derive(Clone, Debug)]
pub struct SoundCase {
    /// Settings of `case.toml`, as edited.
    pub settings: Settings,
    /// Tables as edited, origins and hash.
    pub read: CaseRead,
    /// Warnings.
    pub warnings: Faults,
    /// Edits of the case that was read. Those of yearly numbers and attacks are not in the tables: [`SoundCase::network`] has them.
    pub edits: Vec<CaseEdit>,
    /// Whether some edits are in the network alone.
    is_beyond_tables: bool,
    /// The network, where edits beyond the tables are in it.
    edited: Option<Network>,
}

/// A case that is read once and given to a request in place of the case at its path.
#[derive(Debug)]
pub(crate) struct GivenCase {
    case: SoundCase,
}

impl GivenCase {
    /// A case that was read, with a set of edits applied and checked anew.
    ///
    /// # Errors
    /// Where the case has errors, before or after the edits, or an edit cannot be applied.
    pub(crate) fn new(path: &Path, read: CaseRead, edits: &[CaseEdit]) -> Result<Self, StudyError> {
        let loaded = Loaded::checked(read);
        let mut case = SoundCase::of(path, loaded)?;
        if edits.is_empty() {
            return Ok(Self { case });
        }
        let failed = |errors: EditErrors| StudyError::refused("edits", errors.to_string());
        let edited = Edited::of(&case.settings, &case.read.tables).apply(edits).map_err(failed)?;
        let values_hash = canonical::hash_edited(&edited);
        case.is_beyond_tables = values_hash != canonical::hash(edited.settings(), edited.tables());
        let network = edited.network().map_err(failed)?;
        let (settings, tables) = edited.into_parts();
        let faults = check(&settings, &tables);
        let errors: Vec<String> =
            faults.iter().filter(|it| it.severity == Severity::Error).map(|it| it.message.clone()).collect();
        if !errors.is_empty() {
            let lines: Vec<String> = edits.iter().map(ToString::to_string).collect();
            let message = format!("the case with the edits `{}` has errors: {}", lines.join("`, `"), errors.join("; "));
            return Err(StudyError::refused("edits", message));
        }
        (case.settings, case.read.settings, case.read.tables) = (settings.clone(), Some(settings), tables);
        case.warnings.values_hash = Some(values_hash);
        (case.edits, case.edited) = (edits.to_vec(), Some(network));
        Ok(Self { case })
    }

    pub(crate) fn case(&self) -> &SoundCase {
        &self.case
    }
}

impl SoundCase {
    /// Reads a case, and sends its warnings to the observer.
    ///
    /// # Errors
    /// [`StudyError::Faults`] where the case has errors.
    pub fn read(path: &Path, session: &mut Session<'_>) -> Result<Self, StudyError> {
        let case = match session.given() {
            Some(given) => given.case().clone(),
            None => Self::of(path, Loaded::of(path))?,
        };
        if !case.warnings.findings.is_empty() {
            session.warnings(&case.warnings);
        }
        Ok(case)
    }

    fn of(path: &Path, loaded: Loaded) -> Result<Self, StudyError> {
        let faults = loaded.faults(path);
        match loaded.read.settings.clone() {
            Some(settings) if !loaded.has_errors() => {
                let warnings = Faults { values_hash: loaded.read.values_hash(), ..faults };
                Ok(Self {
                    settings,
                    read: loaded.read,
                    warnings,
                    edits: Vec::new(),
                    is_beyond_tables: false,
                    edited: None,
                })
            }
            _ => Err(StudyError::Faults(Box::new(faults))),
        }
    }

    /// Refuses edits that are in no table, for a use case that reads tables.
    ///
    /// # Errors
    /// [`StudyError::Refused`].
    pub(crate) fn all_in_tables(&self, verb: &str) -> Result<(), StudyError> {
        if !self.is_beyond_tables {
            return Ok(());
        }
        let lines: Vec<String> = self.edits.iter().map(ToString::to_string).collect();
        let message = format!("recoop {verb} reads tables; of `{}` some edit numbers of each year", lines.join("`, `"));
        Err(StudyError::refused("edits", message))
    }

    /// Returns the network of the case.
    #[must_use]
    pub fn network(&self) -> Network {
        self.edited.clone().unwrap_or_else(|| resolve(&self.settings, &self.read.tables))
    }
}
