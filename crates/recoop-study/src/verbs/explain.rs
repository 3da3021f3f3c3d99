//! Finds the sentences of a run about what limits its plan, and what one more unit of each limit would be worth.

use std::path::{Path, PathBuf};

use recoop::plan::tables::{Table, Values};
use recoop_io::write::Change;
use recoop_io::{Manifest, read_run_tables};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::run::{ChangedFile, vouch};
use crate::{Answer, Done, Request, Session, StudyError};

/// Request for explanations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// Run folder.
    pub run: PathBuf,
    /// Words that every sentence has to mention: ids, topics, years, scenarios. Default: none.
    #[serde(default)]
    pub words: Vec<String>,
}

/// Answer: the sentences that mention all words.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ExplainAnswer {
    /// Title of the case.
    pub title: String,
    /// Verb that made the run.
    pub run: String,
    /// When the run was finished (RFC 3339).
    pub finished: String,
    /// Version of recoop that made it.
    pub version: String,
    /// Whether its plan passed the audit.
    pub audit_passed: Option<bool>,
    /// Files changed since the run was written.
    pub changes: Vec<ChangedFile>,
    /// Sentences, by topic.
    pub sentences: Vec<Explanation>,
}

/// A sentence of the table `explanations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Explanation {
    /// Topic.
    pub topic: String,
    /// What it is about.
    pub subject: String,
    /// Year.
    #[ts(type = "number")]
    pub year: i64,
    /// Scenario.
    pub scenario: String,
    /// The sentence, without a period.
    pub sentence: String,
}

impl Answer for ExplainAnswer {
    const VERB: &'static str = "explain";
    const SCHEMA_VERSION: u32 = 1;
}

impl ExplainRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(run: impl Into<PathBuf>) -> Self {
        Self { run: run.into(), words: Vec::new() }
    }
}

impl Request for ExplainRequest {
    type Answer = ExplainAnswer;
    type Engine = ();

    fn validate(&self) -> Result<(), StudyError> {
        Ok(())
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<ExplainAnswer>, StudyError> {
        let (manifest, changes, all) = explanations(&self.run, session)?;
        let wanted = |line: &&Explanation| {
            let text = format!("{} {} {} {} {}", line.topic, line.subject, line.year, line.scenario, line.sentence)
                .to_lowercase();
            self.words.iter().all(|word| text.contains(&word.to_lowercase()))
        };
        let sentences: Vec<Explanation> = all.iter().filter(wanted).cloned().collect();
        if sentences.is_empty() {
            let words = self.words.join(" ");
            let hint = if all.is_empty() { "the run has no prices".to_string() } else { topics(&all) };
            return Err(StudyError::refused("words", format!("no explanation mentions `{words}`; {hint}")));
        }
        let answer = ExplainAnswer {
            title: manifest.case.title,
            run: manifest.verb,
            finished: manifest.finished,
            version: manifest.recoop_version,
            audit_passed: manifest.audit.map(|audit| audit.passed),
            changes: ChangedFile::all(&changes),
            sentences,
        };
        Ok(Done::plain(answer, ()))
    }
}

fn topics(all: &[Explanation]) -> String {
    let mut topics: Vec<&str> = all.iter().map(|line| line.topic.as_str()).collect();
    topics.sort_unstable();
    topics.dedup();
    format!("the topics are {}", topics.join(", "))
}

fn explanations(
    run: &Path,
    session: &mut Session<'_>,
) -> Result<(Manifest, Vec<Change>, Vec<Explanation>), StudyError> {
    if run.join("case.toml").exists() {
        let path = run.to_path_buf();
        return Err(StudyError::NoRun { path, why: "it is a case; plan it first with recoop plan".to_string() });
    }
    let (manifest, changes) = vouch(run, session)?;
    let tables = read_run_tables(run)?;
    let table = tables.into_iter().find(|t| t.name == "explanations").ok_or_else(|| StudyError::NoRun {
        path: run.to_path_buf(),
        why: "it has no table `explanations`".to_string(),
    })?;
    let texts = |name: &str| text(&table, name);
    let (topics, subjects) = (texts("topic"), texts("subject"));
    let (scenarios, sentences) = (texts("scenario"), texts("sentence"));
    let years = match table.column("year").map(|c| &c.values) {
        Some(Values::Integer(years)) => years.clone(),
        _ => Vec::new(),
    };
    let rows = topics.into_iter().zip(subjects).zip(scenarios.into_iter().zip(sentences)).zip(years);
    let lines = rows.map(|(((topic, subject), (scenario, sentence)), year)| Explanation {
        topic,
        subject,
        year,
        scenario,
        sentence,
    });
    Ok((manifest, changes, lines.collect()))
}

fn text(table: &Table, name: &str) -> Vec<String> {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Text(values)) => values.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
