//! Sensitivities in jobs: the case as assumed is unit 0, the rows of the table are the others.

use std::ops::Range;
use std::time::Instant;

use recoop::plan::sensitivities::{
    CaseOutcome, EndRun, Results, Sensitivities, Sensitivity, sensitivity_base, sensitivity_rows,
};
use recoop_io::OutFile;
use serde::{Deserialize, Serialize};

use super::{Engine, SensitivitiesAnswer, SensitivitiesRequest};
use crate::batch::record::{stop_code, stop_of};
use crate::{Done, Request, Session, SoundCase, StudyError, run};

/// Some units as a file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SensitivitiesRecord {
    base: Option<ResultsRecord>,
    rows: Vec<RowRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowRecord {
    row: usize,
    low: Option<EndRecord>,
    high: Option<EndRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndRecord {
    value: f64,
    /// Why the solver stopped.
    stop: String,
    results: Option<ResultsRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResultsRecord {
    objective_musd: f64,
    npv_musd: f64,
    capital_musd: f64,
    public_musd: f64,
    defense_short_t: f64,
    home: Vec<Option<f64>>,
}

impl ResultsRecord {
    fn of(results: &Results) -> Self {
        let Results { objective_musd, npv_musd, capital_musd, public_musd, defense_short_t, home } = results.clone();
        Self { objective_musd, npv_musd, capital_musd, public_musd, defense_short_t, home }
    }

    fn results(self) -> Results {
        let Self { objective_musd, npv_musd, capital_musd, public_musd, defense_short_t, home } = self;
        Results { objective_musd, npv_musd, capital_musd, public_musd, defense_short_t, home }
    }
}

impl EndRecord {
    fn of(end: &EndRun) -> Self {
        let stop = match &end.outcome {
            CaseOutcome::Solved(_) => program::Stop::Optimal,
            CaseOutcome::Infeasible => program::Stop::Infeasible,
            CaseOutcome::Unbounded => program::Stop::Unbounded,
            CaseOutcome::Stopped(stop) => stop.clone(),
        };
        let results = end.outcome.results().map(ResultsRecord::of);
        Self { value: end.value, stop: stop_code(&stop), results }
    }

    fn end(self) -> EndRun {
        let outcome = match (self.results, stop_of(&self.stop)) {
            (Some(results), _) => CaseOutcome::Solved(results.results()),
            (None, program::Stop::Infeasible) => CaseOutcome::Infeasible,
            (None, program::Stop::Unbounded) => CaseOutcome::Unbounded,
            (None, stop) => CaseOutcome::Stopped(stop),
        };
        EndRun { value: self.value, outcome }
    }
}

impl SensitivitiesRequest {
    /// The number of units.
    pub(crate) fn units(&self, session: &mut Session<'_>) -> Result<usize, StudyError> {
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        self.settled(&case, session)?;
        Ok(1 + case.read.tables.sensitivities.len())
    }

    /// Some units.
    pub(crate) fn part(
        &self,
        units: Range<usize>,
        session: &mut Session<'_>,
    ) -> Result<SensitivitiesRecord, StudyError> {
        let case = SoundCase::read(&self.case, session)?;
        let (_, options) = self.settled(&case, session)?;
        session.begin("nothing: a job is done as a whole");
        let mut work = || -> Result<SensitivitiesRecord, StudyError> {
            let (settings, tables) = (&case.settings, &case.read.tables);
            let base = match units.contains(&0) {
                true => Some(sensitivity_base(settings, tables, &options, session).map_err(run::no_plan)?),
                false => None,
            };
            let (first, end) = (units.start.max(1) - 1, units.end - 1);
            let rows =
                sensitivity_rows(settings, tables, first..end.max(first), &options, session).map_err(run::no_plan)?;
            let rows = rows.iter().enumerate().map(|(at, sensitivity)| RowRecord {
                row: first + at,
                low: sensitivity.low.as_ref().map(EndRecord::of),
                high: sensitivity.high.as_ref().map(EndRecord::of),
            });
            Ok(SensitivitiesRecord { base: base.as_ref().map(ResultsRecord::of), rows: rows.collect() })
        };
        let done = work();
        session.end();
        done
    }

    /// The answer of all units.
    pub(crate) fn finish(
        &self,
        records: Vec<SensitivitiesRecord>,
        session: &mut Session<'_>,
    ) -> Result<Done<SensitivitiesAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let file = self.out.as_ref().map(|path| OutFile::open(path, &[&self.case])).transpose()?;
        let (measure, _) = self.settled(&case, session)?;
        let (mut base, mut rows) = (None, Vec::new());
        for record in records {
            base = record.base.or(base);
            rows.extend(record.rows);
        }
        rows.sort_by_key(|row| row.row);
        let table = &case.read.tables.sensitivities;
        let (Some(base), true) = (base, rows.iter().map(|row| row.row).eq(0..table.len())) else {
            return Err(StudyError::Unfit("the jobs do not have the rows of this case".to_string()));
        };
        let sensitivity = |(of, row): (RowRecord, &recoop_case::tables::SensitivityRow)| Sensitivity {
            row: row.clone(),
            low: of.low.map(EndRecord::end),
            high: of.high.map(EndRecord::end),
        };
        let sensitivities = Sensitivities {
            title: case.settings.title.clone(),
            stages: case.settings.stages.clone(),
            base: base.results(),
            sensitivities: rows.into_iter().zip(table).map(sensitivity).collect(),
        };
        self.conclude(case, measure, sensitivities, file, began)
    }
}
