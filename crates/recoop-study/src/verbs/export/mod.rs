//! Writes the program of a case (MPS, LP, readable text), as a whole or by scenario, or the tables of a run as a workbook.

pub(crate) mod scenarios;

use std::path::PathBuf;

use recoop::formulation::formulate;
use recoop_io::{OutFile, read_run_tables, write_workbook};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::run::vouch;
use crate::{Answer, Done, Request, Session, SoundCase, StudyError, conflict};

/// Request for an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// Case folder or workbook (for a program), or run folder (for its tables).
    pub from: PathBuf,
    /// File to write: `.mps`, `.lp`, `.txt` or `.xlsx`; a folder with `per_scenario`.
    pub to: PathBuf,
    /// Write only the rules that contradict each other (`.txt`). Default: false.
    #[serde(default)]
    pub conflict: bool,
    /// Write a program for each child of the root of the scenario tree, with its common decisions, as mpi-sppy reads them. Default: false.
    #[serde(default)]
    pub per_scenario: bool,
}

/// Answer: the file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ExportAnswer {
    /// The file.
    pub wrote: PathBuf,
}

impl Answer for ExportAnswer {
    const VERB: &'static str = "export";
    const SCHEMA_VERSION: u32 = 1;
}

impl ExportRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> Self {
        Self { from: from.into(), to: to.into(), conflict: false, per_scenario: false }
    }

    fn ending(&self) -> Option<String> {
        self.to.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase)
    }
}

impl Request for ExportRequest {
    type Answer = ExportAnswer;
    type Engine = ();

    fn validate(&self) -> Result<(), StudyError> {
        let to = self.to.display();
        let refused = |message: String| Err(StudyError::refused("to", message));
        match self.ending().as_deref() {
            _ if self.per_scenario && self.conflict => {
                refused("--per-scenario writes programs, and --conflict text: give one of them".to_string())
            }
            Some("xlsx" | "mps" | "lp" | "txt") if self.per_scenario => {
                refused(format!("--per-scenario writes a folder: `{to}` is the name of a file"))
            }
            _ if self.per_scenario => Ok(()),
            ending if self.conflict && ending != Some("txt") => {
                refused(format!("--conflict writes text: `{to}` does not end in .txt"))
            }
            Some("xlsx") if self.from.join("case.toml").exists() => refused(format!(
                "`{}` is a case; an Excel file is made of the tables of a run: recoop export runs/NAME FILE.xlsx",
                self.from.display()
            )),
            Some("xlsx" | "mps" | "lp" | "txt") => Ok(()),
            _ => {
                let name = self.to.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
                refused(match name.as_str() {
                    ".mps" | ".lp" | ".txt" | ".xlsx" => format!("`{to}` is an ending without a name before it"),
                    _ => format!("`{to}` does not end in .mps, .lp, .txt or .xlsx"),
                })
            }
        }
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<ExportAnswer>, StudyError> {
        self.validate()?;
        match self.ending().as_deref() {
            _ if self.per_scenario => scenarios::write(&self.from, &self.to, session)?,
            Some("xlsx") => {
                vouch(&self.from, session)?;
                write_workbook(&self.to, &read_run_tables(&self.from)?)?;
            }
            ending => self.write_program(ending.unwrap_or_default(), session)?,
        }
        Ok(Done::plain(ExportAnswer { wrote: self.to.clone() }, ()))
    }
}

impl ExportRequest {
    fn write_program(&self, ending: &str, session: &mut Session<'_>) -> Result<(), StudyError> {
        let network = SoundCase::read(&self.from, session)?.network();
        let file = OutFile::open(&self.to, &[&self.from])?;
        let formulation = formulate(&network);
        if self.conflict {
            let Some(rules) = conflict::all(&formulation)? else {
                let message = "no rules of this case contradict each other";
                return Err(StudyError::refused("--conflict", message));
            };
            return Ok(file.write(|out| out.write_all(rules.as_bytes()))?);
        }
        let program = formulation.program;
        Ok(file.write(|out| match ending {
            "mps" => program.write_mps(out),
            "lp" => program.write_lp(out),
            _ => write!(out, "{program}"),
        })?)
    }
}
