//! Plans, attacks and shares a case: ten sentences, and a report.

mod parts;

use std::path::{Path, PathBuf};
use std::time::Instant;

use recoop::plan::tables::Table;
use recoop_io::{CaseRead, Manifest, read_manifest, written};
use recoop_report::views::overview::Sentence;
use recoop_report::views::study::PartStatus;
use recoop_report::{Document, Findings, Stamp, Study, StudyPart, page};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::parts::{Parts, planned};
use crate::share::Sharing;
use crate::stress::{Attacking, as_recorded, attacking};
use crate::{Answer, Done, Event, Request, Session, Solving, SoundCase, StudyError, run};

/// File of the document that a report is made of.
pub const DOCUMENT_FILE: &str = "report.json";
/// File of the report.
pub const PAGE_FILE: &str = "report.html";

/// Parts of a study, in order.
const PARTS: [&str; 3] = ["plan", "stress", "share"];

/// Request for a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StudyRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Run folder. Default: `runs/NAME-study`.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// How the plan is solved.
    #[serde(default)]
    pub solving: Solving,
    /// How the plan is attacked.
    #[serde(default)]
    pub attacking: Attacking,
    /// How the plan is shared.
    #[serde(default)]
    pub sharing: Sharing,
}

/// Answer: the ten sentences, and how each part ended.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct StudyAnswer {
    /// Title of the case.
    pub title: String,
    /// Ten sentences.
    pub sentences: Vec<Sentence>,
    /// Plan, stress, share: how each ended.
    pub parts: Vec<PartStatus>,
    /// Whether every part that the case has a use for is proven.
    pub proven: bool,
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The document of the report.
    pub study: Study,
    /// Why there is no plan; the report names it, too.
    pub no_plan: Option<StudyError>,
}

impl Answer for StudyAnswer {
    const VERB: &'static str = "study";
    const SCHEMA_VERSION: u32 = 3;
}

impl StudyAnswer {
    /// Returns the answer of a document.
    #[must_use]
    pub fn of(study: &Study) -> Self {
        Self {
            title: study.title.clone(),
            sentences: study.sentences.clone(),
            parts: study.progress.clone(),
            proven: study.progress.iter().all(|part| part.open().is_none()),
        }
    }
}

impl StudyRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self {
            case: case.into(),
            out: None,
            solving: Solving::default(),
            attacking: Attacking::default(),
            sharing: Sharing::default(),
        }
    }
}

impl Request for StudyRequest {
    type Answer = StudyAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        self.solving.validate()?;
        self.attacking.validate()?;
        self.sharing.validate()
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<StudyAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let network = case.network();
        let options = self.solving.options(&network, session)?;
        let (stress, share) = (self.attacking.options(options, &network)?, self.sharing.options(options)?);
        let attacked = stress.clone();
        let out = run::folder(self.out.as_deref(), &self.case, &network, "-study", session)?;
        let written = written(&case.read).map_err(|changed| StudyError::Unfit(changed.to_string()))?;
        session.begin("a report of what is done");
        session.send(Event::Parts { names: &PARTS, before_seconds: before(&out, &case.read) });
        let mut parts = Parts { network: &network, session: &mut *session, stress, share };
        let made = parts.plan(&options);
        let (mut stress, share) = match &made.result {
            Ok(made) => (parts.stress(made), parts.share(made)),
            Err(_) => (StudyPart::skipped("there is no plan"), StudyPart::skipped("there is no plan")),
        };
        if let Ok(stress) = &mut stress.result {
            stress.recorded = as_recorded(&case)?;
        }
        session.end();
        let mut manifest = run::manifest("study", (&self.case, &out), &network, &case, &options);
        attacking::enter(&mut manifest, &network, &attacked);
        self.sharing.enter(&mut manifest);
        let (plan, no_plan) = planned(&network, made, &mut manifest, session);
        for (part, seconds) in PARTS.iter().zip([plan.seconds, stress.seconds, share.seconds]) {
            manifest.timings_seconds.insert((*part).to_string(), seconds);
        }
        let command = session.command().unwrap_or_else(|| serde_json::to_string(self).unwrap_or_default());
        let stamp = stamp(&manifest, command);
        let tables = &case.read.tables;
        let found = Findings { network: &network, tables, written: &written, plan, stress, share, stamp };
        let results = found.result_tables();
        let study = found.study(&results);
        let seconds = began.elapsed().as_secs_f64();
        let document = Document::Study(study);
        let (json, html) = (document.to_json(), page::fill(&document));
        let files: [(&str, &[u8]); 2] = [(PAGE_FILE, html.as_bytes()), (DOCUMENT_FILE, json.as_bytes())];
        let tables: Vec<Table> = results.into_iter().map(|(_, table)| table).collect();
        run::write_files(&out, &tables, &manifest, &files)?;
        let Document::Study(study) = document else { unreachable!("it was made as a study") };
        let mut done = Done::plain(StudyAnswer::of(&study), Engine { study, no_plan });
        done.warnings = Some(case.warnings);
        done.ending.open = done.engine.study.progress.iter().filter_map(PartStatus::open).collect();
        done.ending.audit = found.plan.result.ok().map(|planned| planned.audit);
        done.ending.refuted = session.searches().refuted;
        done.seconds = seconds;
        done.place = Some(out.to_path_buf());
        Ok(done)
    }
}

/// Seconds that each part took when the same case was studied into the same folder before.
fn before(out: &Path, read: &CaseRead) -> Option<Vec<f64>> {
    let manifest = read_manifest(out).ok().filter(|it| it.verb == "study" && it.case.hash == read.hash)?;
    PARTS.iter().map(|part| manifest.timings_seconds.get(*part).copied()).collect()
}

fn stamp(manifest: &Manifest, command: String) -> Stamp {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), ToString::to_string);
    Stamp {
        command,
        case_hash: manifest.case.hash.clone(),
        version: manifest.recoop_version.clone(),
        finished: manifest.finished.clone(),
        options: manifest.options.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
    }
}
