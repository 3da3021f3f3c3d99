//! Reading and checking a case: what most verbs begin with.

use std::path::Path;

use recoop_case::Network;
use recoop_case::check::{check, check_readable};
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_io::{CaseRead, Finding, Style, read_case, summary, to_json};

use crate::error::CliError;
use crate::printer::Printer;

/// A case with everything that is wrong with it.
pub struct Loaded {
    pub read: CaseRead,
    pub findings: Vec<Finding>,
}

impl Loaded {
    /// Whether the case cannot be planned.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

/// Reads a case and applies every rule.
pub fn load(path: &Path) -> Loaded {
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
    Loaded { read, findings }
}

/// Reads a case that has to be free of errors; draws the faults of one that is not, and the warnings of one that is.
pub fn network(path: &Path, printer: &Printer) -> Result<(Network, CaseRead), CliError> {
    let (settings, read) = sound(path, printer)?;
    Ok((resolve(&settings, &read.tables), read))
}

/// The same without the network.
pub fn sound(path: &Path, printer: &Printer) -> Result<(Settings, CaseRead), CliError> {
    let mut loaded = load(path);
    show(&loaded, printer, Style::PLAIN.cap);
    let counted = || format!("`{}` has {}", path.display(), summary(&loaded.findings));
    match loaded.read.settings.clone() {
        Some(settings) if !loaded.has_errors() => {
            if !loaded.findings.is_empty() {
                printer.say(&counted());
            }
            // Answers for programs name the warnings, too.
            loaded.read.findings = loaded.findings;
            Ok((settings, loaded.read))
        }
        _ => Err(CliError::Faults(counted())),
    }
}

/// An answer for programs, with the warnings of the case that it is of, as `check --json` has them.
pub fn with_warnings(mut answer: serde_json::Value, read: &CaseRead) -> serde_json::Value {
    if let Some(object) = answer.as_object_mut() {
        object.insert("warnings".to_string(), to_json(&read.findings, &read.origins));
        object.insert("values_hash".to_string(), read.values_hash().into());
    }
    answer
}

/// Draws all faults on standard error.
pub fn show(loaded: &Loaded, printer: &Printer, most: usize) {
    if loaded.findings.is_empty() || (printer.is_quiet() && !loaded.has_errors()) {
        return;
    }
    printer.findings(&loaded.findings, &loaded.read.origins, most);
}
