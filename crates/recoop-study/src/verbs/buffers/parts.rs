//! Buffers in jobs. The plan and the kill cost without buffers are known at the beginning; units are parts of each buffer alone, then
//! required budgets.

use std::ops::Range;
use std::time::Instant;

use recoop_adversary::buffers::{Mix, Tried, buffered, plain_plan, purchases, try_purchases};
use serde::{Deserialize, Serialize};

use super::{BuffersAnswer, BuffersRequest, Engine, no_buffers};
use crate::batch::attack::{KillRecord, Number};
use crate::batch::parts::{Prepared, Split};
use crate::batch::record::PlanRecord;
use crate::{Done, Request, Session, SoundCase, StudyError};

/// The plan without buffers, attacked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SharedRecord {
    plan: PlanRecord,
    plain: KillRecord,
}

/// A unit as a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum UnitRecord {
    Alone(KillRecord),
    Mix(Option<MixRecord>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MixRecord {
    parts: Vec<Number>,
    cost_musd: Number,
    lower_bound_musd: Number,
    kill: KillRecord,
    rounds: usize,
}

impl MixRecord {
    fn of(mix: &Mix) -> Self {
        Self {
            parts: mix.parts.iter().copied().map(Number).collect(),
            cost_musd: Number(mix.cost_musd),
            lower_bound_musd: Number(mix.lower_bound_musd),
            kill: KillRecord::of(&mix.kill),
            rounds: mix.rounds,
        }
    }

    fn mix(self) -> Mix {
        Mix {
            parts: self.parts.into_iter().map(|part| part.0).collect(),
            cost_musd: self.cost_musd.0,
            lower_bound_musd: self.lower_bound_musd.0,
            kill: self.kill.kill(),
            rounds: self.rounds,
        }
    }
}

impl UnitRecord {
    fn of(tried: &Tried) -> Self {
        match tried {
            Tried::Alone(kill) => Self::Alone(KillRecord::of(kill)),
            Tried::Mix(mix) => Self::Mix(mix.as_ref().map(MixRecord::of)),
        }
    }

    fn tried(self) -> Tried {
        match self {
            Self::Alone(kill) => Tried::Alone(kill.kill()),
            Self::Mix(mix) => Tried::Mix(mix.map(MixRecord::mix)),
        }
    }
}

impl Split for BuffersRequest {
    type Shared = SharedRecord;
    type Unit = UnitRecord;

    fn prepare(&self, session: &mut Session<'_>) -> Result<Prepared<SharedRecord>, StudyError> {
        self.validate()?;
        let network = SoundCase::read(&self.case, session)?.network();
        let options = self.options(&network, session)?;
        session.begin("nothing: jobs need a whole plan");
        let done = plain_plan(&network, &options, session);
        session.end();
        let (made, plain) = done.map_err(no_buffers)?;
        let units = purchases(&network, &options, &plain).len();
        let shared = SharedRecord { plan: PlanRecord::of(&made), plain: KillRecord::of(&plain) };
        Ok(Prepared { units, unit_bytes: 0, shared })
    }

    fn part(
        &self,
        shared: SharedRecord,
        units: Range<usize>,
        session: &mut Session<'_>,
    ) -> Result<Vec<UnitRecord>, StudyError> {
        let network = SoundCase::read(&self.case, session)?.network();
        let options = self.options(&network, session)?;
        let made = shared.plan.made(&network).map_err(StudyError::Unfit)?;
        let purchases = purchases(&network, &options, &shared.plain.kill());
        let Some(purchases) = purchases.get(units) else {
            return Err(StudyError::Unfit("the job has other purchases than this case".to_string()));
        };
        session.begin("nothing: the partial result of a job is discarded");
        let done = try_purchases(&network, &made, &options, purchases, session);
        session.end();
        Ok(done.map_err(no_buffers)?.iter().map(UnitRecord::of).collect())
    }

    fn finish(
        &self,
        shared: SharedRecord,
        units: Vec<UnitRecord>,
        session: &mut Session<'_>,
    ) -> Result<Done<BuffersAnswer, Engine>, StudyError> {
        let began = Instant::now();
        let (case, network, options, out) = self.sound(session)?;
        let made = shared.plan.made(&network).map_err(StudyError::Unfit)?;
        let plain = shared.plain.kill();
        let purchases = purchases(&network, &options, &plain);
        let tried = units.into_iter().map(UnitRecord::tried).collect();
        let done = buffered(&network, made, &options, plain, &purchases, tried).map_err(no_buffers)?;
        self.conclude((case, network), done, &out, began, session)
    }
}
