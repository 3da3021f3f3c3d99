//! Writes the report of a study again, or compares two studies.

use std::path::{Path, PathBuf};

use recoop_io::{MANIFEST_FILE, OutFile};
use recoop_report::compare::compare;
use recoop_report::views::study::FORMAT;
use recoop_report::{Comparison, Document, Study, page};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::run::vouch;
use crate::study::{DOCUMENT_FILE, PAGE_FILE, StudyAnswer};
use crate::{Answer, Done, Request, Session, StudyError};

/// File of the report of two studies, in the folder of the first.
pub const COMPARISON_FILE: &str = "compare.html";

/// Request for a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    /// Run folder of a study.
    pub run: PathBuf,
    /// Run folder of another study to compare with. Default: none.
    #[serde(default)]
    pub other: Option<PathBuf>,
    /// File to write. Default: `report.html` in the folder of the study; of two studies `compare.html` in that of the first.
    #[serde(default)]
    pub out: Option<PathBuf>,
}

/// Answer: that of the study, or what differs between two.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "there is one")]
pub enum ReportAnswer {
    /// Of one study.
    Study(StudyAnswer),
    /// Of two.
    Comparison(Comparison),
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The page.
    pub document: Document,
    /// File that was written.
    pub path: PathBuf,
}

impl Answer for ReportAnswer {
    const VERB: &'static str = "report";
    const SCHEMA_VERSION: u32 = 3;
}

impl ReportRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(run: impl Into<PathBuf>) -> Self {
        Self { run: run.into(), other: None, out: None }
    }
}

impl Request for ReportRequest {
    type Answer = ReportAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        Ok(())
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<ReportAnswer, Engine>, StudyError> {
        let left = read(&self.run, session)?;
        let out = |file: &str| self.out.clone().unwrap_or_else(|| self.run.join(file));
        let (answer, document, path) = match &self.other {
            None => (ReportAnswer::Study(StudyAnswer::of(&left)), Document::Study(left), out(PAGE_FILE)),
            Some(other) => {
                let right = read(other, session)?;
                let names = [&self.run, other].map(|run| run.display().to_string());
                let comparison = compare([&names[0], &names[1]], &left, &right);
                let answer = ReportAnswer::Comparison(comparison.clone());
                (answer, Document::Comparison(comparison), out(COMPARISON_FILE))
            }
        };
        write(&self.run, &path, &document)?;
        Ok(Done::plain(answer, Engine { document, path }))
    }
}

/// The document of a study.
fn read(run: &Path, session: &mut Session<'_>) -> Result<Study, StudyError> {
    let no_study = |why: String| StudyError::NoStudy { path: run.to_path_buf(), why };
    if run.join("case.toml").exists() {
        return Err(no_study("it is a case; study it first with recoop study".to_string()));
    }
    let (manifest, _) = vouch(run, session).map_err(|error| match error {
        StudyError::NoRun { why, .. } => no_study(why),
        error => error,
    })?;
    let path = run.join(DOCUMENT_FILE);
    let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => no_study(match manifest.verb.as_str() {
            "study" => format!("its `{DOCUMENT_FILE}` is missing; study its case again"),
            verb => format!("it is a run of recoop {verb}; a report is made of a run of recoop study"),
        }),
        _ => StudyError::File { path: path.clone(), source: error },
    })?;
    let other = |why: String| {
        no_study(format!("`{DOCUMENT_FILE}` is of another version of recoop: run recoop study again ({why})"))
    };
    match serde_json::from_str(&text) {
        Ok(Document::Study(study)) if study.format == FORMAT => Ok(study),
        Ok(Document::Study(study)) => Err(other(format!("expected the format `{FORMAT}`, found `{}`", study.format))),
        Ok(Document::Comparison(_)) => Err(other("it is a comparison".to_string())),
        Err(error) => Err(other(error.to_string())),
    }
}

/// Writes the page of a document; not over what it is made of.
fn write(run: &Path, path: &Path, document: &Document) -> Result<(), StudyError> {
    let inputs = [run.join(MANIFEST_FILE), run.join(DOCUMENT_FILE)];
    let html = page::fill(document);
    Ok(OutFile::open(path, &inputs.each_ref().map(|input| input.as_path()))?
        .write(|out| out.write_all(html.as_bytes()))?)
}
