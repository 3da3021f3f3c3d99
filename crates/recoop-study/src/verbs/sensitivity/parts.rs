//! Sensitivities in jobs: the case as assumed is unit 0, the rows of the table are the others.

use std::ops::Range;
use std::time::Instant;

use recoop::plan::sensitivities::{
    CaseOutcome, EndRun, Results, Sensitivities, Sensitivity, sensitivity_base, sensitivity_rows,
};
use recoop_io::OutFile;
use serde::{Deserialize, Serialize};

use super::{Engine, SensitivitiesAnswer, SensitivitiesRequest};
use crate::batch::parts::{Prepared, Split};
use crate::batch::record::{stop_code, stop_of};
use crate::{Done, Request, Session, SoundCase, StudyError, run};

/// A unit as a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum UnitRecord {
    Base(ResultsRecord),
    Row { row: usize, low: Option<EndRecord>, high: Option<EndRecord> },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndRecord {
    value: f64,
    /// Why the solver stopped.
    stop: String,
    results: Option<ResultsRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultsRecord {
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

impl Split for SensitivitiesRequest {
    type Shared = ();
    type Unit = UnitRecord;

    fn prepare(&self, session: &mut Session<'_>) -> Result<Prepared<()>, StudyError> {
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        self.settled(&case, session)?;
        Ok(Prepared { units: 1 + case.read.tables.sensitivities.len(), unit_bytes: 0, shared: () })
    }

    fn part(&self, (): (), units: Range<usize>, session: &mut Session<'_>) -> Result<Vec<UnitRecord>, StudyError> {
        let case = SoundCase::read(&self.case, session)?;
        let (_, options) = self.settled(&case, session)?;
        session.begin("nothing: the partial result of a job is discarded");
        let mut work = || -> Result<Vec<UnitRecord>, StudyError> {
            let (settings, tables) = (&case.settings, &case.read.tables);
            let mut records = Vec::new();
            if units.contains(&0) {
                let base = sensitivity_base(settings, tables, &options, session).map_err(run::no_plan)?;
                records.push(UnitRecord::Base(ResultsRecord::of(&base)));
            }
            let (first, end) = (units.start.max(1) - 1, units.end - 1);
            let rows =
                sensitivity_rows(settings, tables, first..end.max(first), &options, session).map_err(run::no_plan)?;
            records.extend(rows.iter().enumerate().map(|(at, sensitivity)| UnitRecord::Row {
                row: first + at,
                low: sensitivity.low.as_ref().map(EndRecord::of),
                high: sensitivity.high.as_ref().map(EndRecord::of),
            }));
            Ok(records)
        };
        let done = work();
        session.end();
        done
    }

    fn finish(
        &self,
        (): (),
        units: Vec<UnitRecord>,
        session: &mut Session<'_>,
    ) -> Result<Done<SensitivitiesAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let file = self.out.as_ref().map(|path| OutFile::open(path, &[&self.case])).transpose()?;
        let (measure, _) = self.settled(&case, session)?;
        let table = &case.read.tables.sensitivities;
        let (mut base, mut rows) = (None, Vec::new());
        for (at, unit) in units.into_iter().enumerate() {
            match unit {
                UnitRecord::Base(results) if at == 0 => base = Some(results.results()),
                UnitRecord::Row { row, low, high } if row + 1 == at && row < table.len() => rows.push(Sensitivity {
                    row: table[row].clone(),
                    low: low.map(EndRecord::end),
                    high: high.map(EndRecord::end),
                }),
                _ => break,
            }
        }
        let (Some(base), true) = (base, rows.len() == table.len()) else {
            return Err(StudyError::Unfit("the jobs do not have the rows of this case".to_string()));
        };
        let (title, stages) = (case.settings.title.clone(), case.settings.stages.clone());
        self.conclude(case, measure, Sensitivities { title, stages, base, sensitivities: rows }, file, began)
    }
}
