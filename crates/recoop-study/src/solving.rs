//! How a plan is solved.

use recoop::plan::PlanOptions;
use recoop_case::Network;
use recoop_case::fault::number_text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Session, StudyError};

/// How a plan is solved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Solving {
    /// Relative gap at which a plan is good enough. Default: `solve.gap` in case.toml.
    pub gap: Option<f64>,
    /// Seconds after which the best plan so far is taken. Default: `solve.time_limit_seconds` in case.toml.
    pub time_limit: Option<f64>,
    /// Threads; 0 for as many as the machine has. Default: `solve.threads` in case.toml.
    pub threads: Option<usize>,
    /// Seed of the solver's random choices, and of samples. Default: 0.
    #[ts(type = "number")]
    pub seed: u64,
}

impl Solving {
    /// Refuses numbers that are none, before the case is read.
    pub(crate) fn validate(&self) -> Result<(), StudyError> {
        self.gap.map(gap).transpose()?;
        self.time_limit.map(time_limit).transpose()?;
        Ok(())
    }

    /// How the plan of a case is solved: as asked for, else as the case says.
    pub(crate) fn options(&self, network: &Network, session: &mut Session<'_>) -> Result<PlanOptions, StudyError> {
        let of = PlanOptions::from_network(network);
        Ok(PlanOptions {
            gap: self.gap.map_or(Ok(of.gap), gap)?,
            time_limit_seconds: self.time_limit.map_or(Ok(of.time_limit_seconds), time_limit)?,
            threads: threads(self.threads.unwrap_or(of.threads), session),
            seed: self.seed,
        })
    }
}

/// As many threads as asked for and as the machine has.
pub(crate) fn threads(wanted: usize, session: &mut Session<'_>) -> usize {
    // The solver starts as many as it is told, and ends the whole process when the system refuses one.
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    if wanted > most {
        session.note(format!("solving with {most} threads, which is what the machine has, not {wanted}"));
    }
    wanted.min(most)
}

fn gap(share: f64) -> Result<f64, StudyError> {
    if share >= 0.0 && share.is_finite() {
        return Ok(share);
    }
    Err(StudyError::refused("--gap", format!("--gap is a share of at least 0, found `{}`", number_text(share))))
}

/// A limit of time that was asked for, seconds.
pub(crate) fn time_limit(seconds: f64) -> Result<f64, StudyError> {
    if seconds > 0.0 && seconds.is_finite() {
        return Ok(seconds);
    }
    let message = format!("--time-limit is a number of seconds above 0, found `{}`", number_text(seconds));
    Err(StudyError::refused("--time-limit", message))
}
