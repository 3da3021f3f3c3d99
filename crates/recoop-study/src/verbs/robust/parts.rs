//! A frontier in jobs: the plan without an adversary is unit 0, the plans of required budgets are the others.

use std::ops::Range;
use std::time::Instant;

use recoop_adversary::robust::{
    Frontier, PlanPerformance, Robust, RobustError, RobustOptions, Round, plain_plan, plan_for_budget, refuse_frontier,
    required_budgets,
};
use recoop_case::Network;
use serde::{Deserialize, Serialize};

use super::{Engine, RobustAnswer, RobustRequest, no_robust};
use crate::batch::attack::{HarmRecord, KillRecord, Number};
use crate::batch::parts::{Prepared, Split};
use crate::batch::record::PlanRecord;
use crate::{Done, Request, Session, SoundCase, StudyError};

/// A unit as a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum UnitRecord {
    Plain(Box<HeldRecord>),
    Plan { held: Box<HeldRecord>, value_musd: Number, bound_musd: Number, rounds: Vec<RoundRecord> },
    NothingSurvives(Number),
    NoPlan(String),
}

/// A plan under attack.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldRecord {
    plan: PlanRecord,
    harm: HarmRecord,
    free_musd: Number,
    kill: KillRecord,
    time_struck: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoundRecord {
    bound_musd: Number,
    value_musd: Option<Number>,
    worlds: usize,
}

impl HeldRecord {
    fn of(held: &PlanPerformance) -> Box<Self> {
        Box::new(Self {
            plan: PlanRecord::of(&held.made),
            harm: HarmRecord::of(&held.harm),
            free_musd: Number(held.free_musd),
            kill: KillRecord::of(&held.kill),
            time_struck: held.time_struck,
        })
    }

    fn held(self, network: &Network) -> Result<PlanPerformance, StudyError> {
        Ok(PlanPerformance {
            made: self.plan.made(network).map_err(StudyError::Unfit)?,
            harm: self.harm.harm(),
            free_musd: self.free_musd.0,
            kill: self.kill.kill(),
            time_struck: self.time_struck,
        })
    }
}

impl UnitRecord {
    fn of(plan: &Result<Robust, RobustError>) -> Self {
        let round = |round: &Round| RoundRecord {
            bound_musd: Number(round.bound_musd),
            value_musd: round.value_musd.map(Number),
            worlds: round.worlds,
        };
        match plan {
            Ok(robust) => Self::Plan {
                held: HeldRecord::of(&robust.held),
                value_musd: Number(robust.value_musd),
                bound_musd: Number(robust.bound_musd),
                rounds: robust.rounds.iter().map(round).collect(),
            },
            Err(RobustError::NothingSurvives(budget)) => Self::NothingSurvives(Number(*budget)),
            Err(error) => Self::NoPlan(error.to_string()),
        }
    }

    /// The plan of a required budget; `None` where this is the plain plan.
    fn plan(
        self,
        network: &Network,
        options: RobustOptions,
    ) -> Result<Option<Result<Robust, RobustError>>, StudyError> {
        let round = |round: RoundRecord| Round {
            bound_musd: round.bound_musd.0,
            value_musd: round.value_musd.map(|value| value.0),
            worlds: round.worlds,
        };
        Ok(Some(match self {
            Self::Plain(_) => return Ok(None),
            Self::Plan { held, value_musd, bound_musd, rounds } => Ok(Robust {
                options,
                held: held.held(network)?,
                value_musd: value_musd.0,
                bound_musd: bound_musd.0,
                rounds: rounds.into_iter().map(round).collect(),
            }),
            Self::NothingSurvives(budget) => Err(RobustError::NothingSurvives(budget.0)),
            Self::NoPlan(why) => Err(RobustError::Elsewhere(why)),
        }))
    }
}

impl Split for RobustRequest {
    type Shared = ();
    type Unit = UnitRecord;

    fn prepare(&self, session: &mut Session<'_>) -> Result<Prepared<()>, StudyError> {
        self.validate()?;
        let network = SoundCase::read(&self.case, session)?.network();
        let options = self.options(&network, session)?;
        refuse_frontier(&network, &options, &self.survive).map_err(no_robust)?;
        Ok(Prepared { units: 1 + required_budgets(&self.survive).len(), unit_bytes: 0, shared: () })
    }

    fn part(&self, (): (), units: Range<usize>, session: &mut Session<'_>) -> Result<Vec<UnitRecord>, StudyError> {
        let network = SoundCase::read(&self.case, session)?.network();
        let options = self.options(&network, session)?;
        let budgets = required_budgets(&self.survive);
        session.begin("nothing: the partial result of a job is discarded");
        let work = || -> Result<Vec<UnitRecord>, RobustError> {
            let mut records = Vec::new();
            for unit in units {
                records.push(match unit {
                    0 => UnitRecord::Plain(HeldRecord::of(&plain_plan(&network, &options, session)?)),
                    unit => UnitRecord::of(&plan_for_budget(&network, &options, budgets[unit - 1], session)?),
                });
            }
            Ok(records)
        };
        let done = work();
        session.end();
        done.map_err(no_robust)
    }

    fn finish(
        &self,
        (): (),
        units: Vec<UnitRecord>,
        session: &mut Session<'_>,
    ) -> Result<Done<RobustAnswer, Engine>, StudyError> {
        let began = Instant::now();
        let (case, network, options, out) = self.sound(session)?;
        let other = || StudyError::Unfit("the jobs do not have the budgets of this request".to_string());
        let budgets = required_budgets(&self.survive);
        let mut units = units.into_iter();
        let Some(UnitRecord::Plain(plain)) = units.next() else { return Err(other()) };
        let plain = plain.held(&network)?;
        if units.len() != budgets.len() {
            return Err(other());
        }
        let mut plans = Vec::new();
        for (budget, unit) in budgets.into_iter().zip(units) {
            let asked = RobustOptions { survive_musd: budget, ..options.clone() };
            plans.push((budget, unit.plan(&network, asked)?.ok_or_else(other)?));
        }
        self.conclude((case, network), Frontier { options, plain, plans }, &out, began, session)
    }
}
