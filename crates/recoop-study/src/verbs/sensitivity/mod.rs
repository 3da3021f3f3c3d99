//! Measures how the result depends on each assumption: every row of the table `sensitivities` at its low and its high end, alone.

pub(crate) mod parts;
pub mod table;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use recoop::plan::PlanOptions;
use recoop::plan::sensitivities::{CaseOutcome, EndRun, Measure, Results, Sensitivities, Sensitivity, sensitivities};
use recoop_io::{OutFile, write_sensitivities};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::solving::{threads, time_limit};
use crate::{Answer, Done, Request, Session, SoundCase, StudyError, run};

/// Request for sensitivities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SensitivitiesRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// File of all rows: `.csv` (all results of every end) or `.md` (a table for documents). Default: none.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// Result to compare: `objective`, `npv`, `capital`, `public`, `defense`, `home` or `home:STAGE`. Default: `objective`.
    #[serde(default = "objective", alias = "by")]
    pub metric: String,
    /// Ends solved side by side; 0 for as many as the machine has threads. Default: `solve.threads` in case.toml.
    #[serde(default)]
    pub threads: Option<usize>,
    /// Seconds after which one solve is given up. Default: `solve.time_limit_seconds` in case.toml.
    #[serde(default)]
    pub time_limit: Option<f64>,
}

fn objective() -> String {
    "objective".to_string()
}

/// Answer: results of the relaxation as assumed and at each end.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SensitivitiesAnswer {
    /// Title of the case.
    pub title: String,
    /// Results as assumed.
    pub base: SensitivityResults,
    /// Rows of the table `sensitivities`, in its order.
    pub sensitivities: Vec<SensitivityLine>,
}

/// Results of the relaxation.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SensitivityResults {
    /// Objective, MUSD.
    pub objective_musd: f64,
    /// Expected net present value, MUSD.
    pub expected_npv_musd: f64,
    /// Expected capital cost, MUSD.
    pub capital_musd: f64,
    /// Expected cost to the public, MUSD.
    pub public_cost_musd: f64,
    /// Expected unserved defense demand, t.
    pub defense_short_t: f64,
    /// Domestic production share of each stage in the second half of the horizon.
    pub home: BTreeMap<String, Option<f64>>,
}

/// One assumption at the ends of its range.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SensitivityLine {
    /// Id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Numbers that move.
    pub target: String,
    /// Filter of those numbers.
    pub filter: Vec<String>,
    /// `multiply`, `add` or `set`.
    pub action: String,
    /// Confidence of the row.
    pub confidence: Option<String>,
    /// Results at `low` and `high`, where the row has such an end.
    pub ends: BTreeMap<String, EndLine>,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct EndLine {
    /// Value at the end.
    pub value: f64,
    /// `solved`, or why there is no result.
    pub outcome: String,
    /// Results; `null` without a solution.
    pub results: Option<SensitivityResults>,
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// All results.
    pub sensitivities: Sensitivities,
    /// Result that was asked for.
    pub measure: Measure,
}

impl Answer for SensitivitiesAnswer {
    const VERB: &'static str = "sensitivity";
    const SCHEMA_VERSION: u32 = 2;
}

impl SensitivitiesRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self { case: case.into(), out: None, metric: objective(), threads: None, time_limit: None }
    }
}

impl Request for SensitivitiesRequest {
    type Answer = SensitivitiesAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        if let Some(path) = &self.out
            && !["csv", "md"].contains(&path.extension().and_then(|ending| ending.to_str()).unwrap_or_default())
        {
            return Err(StudyError::refused("--out", format!("`{}` does not end in .csv or .md", path.display())));
        }
        self.time_limit.map(time_limit).transpose().map(drop)
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<SensitivitiesAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let file = self.out.as_ref().map(|path| OutFile::open(path, &[&self.case])).transpose()?;
        let (measure, options) = self.settled(&case, session)?;
        session.begin("the best plan so far");
        let done = sensitivities(&case.settings, &case.read.tables, &options, session);
        session.end();
        self.conclude(case, measure, done.map_err(run::no_plan)?, file, began)
    }
}

impl SensitivitiesRequest {
    /// The result to compare, and how ends are solved.
    fn settled(&self, case: &SoundCase, session: &mut Session<'_>) -> Result<(Measure, PlanOptions), StudyError> {
        let settings = &case.settings;
        let measure = Measure::parse(&self.metric, &settings.stages)
            .map_err(|why| StudyError::refused("--metric", format!("--metric: {why}")))?;
        if case.read.tables.sensitivities.is_empty() {
            return Err(StudyError::Unfit(format!(
                "`{}` has no table `sensitivities`: its rows say how far assumptions may be off",
                self.case.display()
            )));
        }
        case.all_in_tables(SensitivitiesAnswer::VERB)?;
        let solve = &settings.solve;
        let options = PlanOptions {
            gap: solve.gap,
            time_limit_seconds: self.time_limit.unwrap_or(solve.time_limit_seconds),
            threads: threads(self.threads.unwrap_or(usize::try_from(solve.threads).unwrap_or(0)), session),
            seed: 0,
        };
        Ok((measure, options))
    }

    /// Writes the file of all rows, and answers.
    fn conclude(
        &self,
        case: SoundCase,
        measure: Measure,
        sensitivities: Sensitivities,
        file: Option<OutFile>,
        began: Instant,
    ) -> Result<Done<SensitivitiesAnswer, Engine>, StudyError> {
        let is_csv = self.out.as_ref().is_some_and(|path| path.extension().is_some_and(|ending| ending == "csv"));
        match file {
            Some(file) if is_csv => file.write(|out| write_sensitivities(out, &sensitivities))?,
            Some(file) => file.write(|out| out.write_all(table::markdown(&sensitivities, measure).as_bytes()))?,
            None => {}
        }
        let mut done = Done::plain(SensitivitiesAnswer::of(&sensitivities), Engine { sensitivities, measure });
        if done.engine.sensitivities.is_cut_off() {
            done.ending.open.push("some cases were not solved (time limit or Ctrl-C)".to_string());
        }
        done.warnings = Some(case.warnings);
        done.seconds = began.elapsed().as_secs_f64();
        Ok(done)
    }
}

impl SensitivitiesAnswer {
    fn of(sensitivities: &Sensitivities) -> Self {
        Self {
            title: sensitivities.title.clone(),
            base: SensitivityResults::of(sensitivities, &sensitivities.base),
            sensitivities: sensitivities
                .sensitivities
                .iter()
                .map(|sensitivity| SensitivityLine::of(sensitivities, sensitivity))
                .collect(),
        }
    }
}

impl SensitivityResults {
    fn of(sensitivities: &Sensitivities, results: &Results) -> Self {
        let home = sensitivities.stages.iter().zip(&results.home).map(|(stage, share)| (stage.to_string(), *share));
        Self {
            objective_musd: results.objective_musd,
            expected_npv_musd: results.npv_musd,
            capital_musd: results.capital_musd,
            public_cost_musd: results.public_musd,
            defense_short_t: results.defense_short_t,
            home: home.collect(),
        }
    }
}

impl SensitivityLine {
    fn of(sensitivities: &Sensitivities, sensitivity: &Sensitivity) -> Self {
        let row = &sensitivity.row;
        Self {
            id: row.id.to_string(),
            name: row.title().to_string(),
            target: row.target.as_str().to_string(),
            filter: row.filter.iter().map(ToString::to_string).collect(),
            action: row.action.as_str().to_string(),
            confidence: row.confidence.map(|confidence| confidence.as_str().to_string()),
            ends: sensitivity
                .ends()
                .map(|(end, run)| (end.as_str().to_string(), EndLine::of(sensitivities, run)))
                .collect(),
        }
    }
}

impl EndLine {
    fn of(sensitivities: &Sensitivities, run: &EndRun) -> Self {
        let results = match &run.outcome {
            CaseOutcome::Solved(found) => Some(SensitivityResults::of(sensitivities, found)),
            _ => None,
        };
        Self { value: run.value, outcome: run.outcome.as_str().to_string(), results }
    }
}
