//! Paths of a simulation in jobs. The plan is solved once; a job walks some paths around it; the end is that of a run that is resumed with
//! all paths.

use std::ops::Range;
use std::time::Instant;

use recoop::plan::solve_with_program;
use recoop_simulate::path::{FirmOutcome, Path, PathOutcome, YearOutcome};
use recoop_simulate::run::{paths, refuse};
use recoop_simulate::{Before, SimulateOptions, simulate_plan};
use serde::{Deserialize, Serialize};

use super::{Engine, SimulateAnswer, SimulateRequest, no_simulation};
use crate::batch::parts::{Prepared, Split};
use crate::batch::record::{PlanRecord, finite};
use crate::{Done, Request, Session, SoundCase, StudyError, run};

/// Memory of a year, or of a member, on a path under a bylaw, with its text.
const ENTRY_BYTES: u64 = 300;

/// A path as a file; money without limit is `null`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PathRecord {
    number: usize,
    outcomes: Vec<OutcomeRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeRecord {
    firms: Vec<FirmRecord>,
    years: Vec<YearRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirmRecord {
    died: Option<i32>,
    low_musd: Option<f64>,
    low_year: i32,
    end_musd: Option<f64>,
    npv_musd: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct YearRecord {
    cash_musd: Option<f64>,
    flow_musd: f64,
    unserved_t: [f64; 3],
    home_musd: f64,
}

impl PathRecord {
    fn of(path: &Path) -> Self {
        let firm = |it: &FirmOutcome| FirmRecord {
            died: it.died,
            low_musd: finite(it.low_musd),
            low_year: it.low_year,
            end_musd: finite(it.end_musd),
            npv_musd: it.npv_musd,
        };
        let year = |it: &YearOutcome| YearRecord {
            cash_musd: finite(it.cash_musd),
            flow_musd: it.flow_musd,
            unserved_t: it.unserved_t,
            home_musd: it.home_musd,
        };
        let outcomes = path.outcomes.iter().map(|outcome| OutcomeRecord {
            firms: outcome.firms.iter().map(firm).collect(),
            years: outcome.years.iter().map(year).collect(),
        });
        Self { number: path.number, outcomes: outcomes.collect() }
    }

    fn path(self) -> Path {
        let limited = |value: Option<f64>| value.unwrap_or(f64::INFINITY);
        let firm = |it: FirmRecord| FirmOutcome {
            died: it.died,
            low_musd: limited(it.low_musd),
            low_year: it.low_year,
            end_musd: limited(it.end_musd),
            npv_musd: it.npv_musd,
        };
        let year = |it: YearRecord| YearOutcome {
            cash_musd: limited(it.cash_musd),
            flow_musd: it.flow_musd,
            unserved_t: it.unserved_t,
            home_musd: it.home_musd,
        };
        let outcomes = self.outcomes.into_iter().map(|outcome| PathOutcome {
            firms: outcome.firms.into_iter().map(firm).collect(),
            years: outcome.years.into_iter().map(year).collect(),
        });
        Path { number: self.number, outcomes: outcomes.collect() }
    }
}

impl Split for SimulateRequest {
    type Shared = PlanRecord;
    type Unit = PathRecord;

    /// The plan that paths are walked around; a unit is a path.
    fn prepare(&self, session: &mut Session<'_>) -> Result<Prepared<PlanRecord>, StudyError> {
        self.validate()?;
        if self.resume.is_some() {
            return Err(StudyError::refused("--resume", "--resume: paths of jobs are kept by their folder"));
        }
        let network = SoundCase::read(&self.case, session)?.network();
        let options = self.options(&network, None, session)?;
        refuse(&network).map_err(no_simulation)?;
        session.begin("nothing: jobs need a whole plan");
        let made = solve_with_program(&network, &options.plan, session);
        session.end();
        let horizon = &network.settings.horizon;
        let years = usize::try_from(horizon.last_year - horizon.first_year + 1).unwrap_or(0);
        let entries = options.bylaws.len() * (network.members.len() + years);
        let shared = PlanRecord::of(&made.map_err(run::no_plan)?);
        Ok(Prepared { units: options.paths, unit_bytes: entries as u64 * ENTRY_BYTES, shared })
    }

    fn part(
        &self,
        plan: PlanRecord,
        numbers: Range<usize>,
        session: &mut Session<'_>,
    ) -> Result<Vec<PathRecord>, StudyError> {
        let network = SoundCase::read(&self.case, session)?.network();
        let options = self.options(&network, None, session)?;
        let made = plan.made(&network).map_err(StudyError::Unfit)?;
        session.begin("nothing: the partial result of a job is discarded");
        let done = paths(&network, &made, &options, numbers, session);
        session.end();
        Ok(done.map_err(no_simulation)?.iter().map(PathRecord::of).collect())
    }

    fn finish(
        &self,
        plan: PlanRecord,
        records: Vec<PathRecord>,
        session: &mut Session<'_>,
    ) -> Result<Done<SimulateAnswer, Engine>, StudyError> {
        let began = Instant::now();
        let case = SoundCase::read(&self.case, session)?;
        let network = case.network();
        let options: SimulateOptions = self.options(&network, None, session)?;
        let out = run::folder(self.out.as_deref(), &self.case, &network, "-simulate", session)?;
        let made = plan.made(&network).map_err(StudyError::Unfit)?;
        let before = Before { paths: records.into_iter().map(PathRecord::path).collect(), digest: None };
        session.begin("the paths that are done");
        let done = simulate_plan(&network, made, &options, before, session);
        session.end();
        self.conclude((case, network), (done.map_err(no_simulation)?, 0), &out, began, session)
    }
}
