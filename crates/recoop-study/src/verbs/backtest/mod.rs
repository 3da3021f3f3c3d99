//! Runs the recorded past of a case, and its variants: nothing is optimized.

pub mod answer;

use std::path::PathBuf;
use std::time::Instant;

use recoop_adversary::backtest::{Backtest, BacktestError, backtest};
use recoop_case::tables::Tables;
use recoop_io::{OutFile, write_backtest};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::answer::BacktestAnswer;
use crate::{Done, Event, Request, Session, SoundCase, StudyError};

/// Request for a back-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BacktestRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// File of the paths of all variants: `.csv`. Default: none.
    #[serde(default)]
    pub out: Option<PathBuf>,
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// All runs.
    pub backtest: Backtest,
    /// Tables of the case.
    pub tables: Tables,
}

impl BacktestRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self { case: case.into(), out: None }
    }
}

impl Request for BacktestRequest {
    type Answer = BacktestAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        match self.out.as_ref().filter(|path| path.extension().is_none_or(|ending| ending != "csv")) {
            Some(path) => Err(StudyError::refused("--out", format!("`{}` does not end in .csv", path.display()))),
            None => Ok(()),
        }
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<BacktestAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let file = self.out.as_ref().map(|path| OutFile::open(path, &[&self.case])).transpose()?;
        session.begin("nothing: partial results are discarded");
        case.all_in_tables("backtest")?;
        let done = backtest(&case.settings, &case.read.tables, &mut |title| {
            session.send(Event::Variant { title: title.to_string() });
            session.whether_to_go_on()
        });
        session.end();
        let backtest = done.map_err(|error| match error {
            BacktestError::Stopped => StudyError::Nothing("interrupted before the backtest was known".to_string()),
            other => StudyError::Unfit(other.to_string()),
        })?;
        let tables = case.read.tables;
        if let Some(file) = file {
            file.write(|out| write_backtest(out, &backtest, &tables))?;
        }
        let answer = BacktestAnswer::of(&backtest, &tables);
        let mut done = Done::plain(answer, Engine { backtest, tables });
        done.warnings = Some(case.warnings);
        done.seconds = began.elapsed().as_secs_f64();
        Ok(done)
    }
}
