//! Worths of coalitions in jobs. The plan is solved at the beginning; a unit is a coalition, or a walk over some of all coalitions. What is chosen by
//! their worths (further coalitions, the tests at later nodes) is solved at the end.

use std::ops::Range;
use std::time::Instant;

use coalition::Group;
use coalition::planned::Cut;
use recoop::plan::solve_with_program;
use recoop::share::{ShareOptions, WorthUnit, enough_members, num_worth_units, share_with_units, worth_units};
use recoop_case::Network;
use serde::{Deserialize, Serialize};

use super::{Engine, ShareAnswer, ShareRequest, no_shares, valued};
use crate::batch::attack::Number;
use crate::batch::parts::{Prepared, Split};
use crate::batch::record::PlanRecord;
use crate::{Done, Request, Session, SoundCase, StudyError, run};

/// A unit as a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum UnitRecord {
    /// Bits of the members, and the worth; `null` for a coalition that cannot stand alone.
    Walk(Vec<(usize, Option<Number>)>),
    Cut {
        members: Vec<usize>,
        worth: Option<Number>,
        constant: Number,
        slopes: Vec<Number>,
    },
}

impl UnitRecord {
    fn of(unit: &WorthUnit) -> Self {
        match unit {
            WorthUnit::Walk(worths) => {
                Self::Walk(worths.iter().map(|(mask, worth)| (*mask, worth.map(Number))).collect())
            }
            WorthUnit::Cut(cut) => Self::Cut {
                members: cut.group.iter().collect(),
                worth: cut.worth.map(Number),
                constant: Number(cut.constant),
                slopes: cut.slopes.iter().copied().map(Number).collect(),
            },
        }
    }

    fn unit(self) -> WorthUnit {
        let value = |number: Option<Number>| number.map(|number| number.0);
        match self {
            Self::Walk(worths) => {
                WorthUnit::Walk(worths.into_iter().map(|(mask, worth)| (mask, value(worth))).collect())
            }
            Self::Cut { members, worth, constant, slopes } => WorthUnit::Cut(Cut {
                group: members.into_iter().collect::<Group>(),
                worth: value(worth),
                constant: constant.0,
                slopes: slopes.into_iter().map(|slope| slope.0).collect(),
            }),
        }
    }
}

impl ShareRequest {
    /// The case with what counts as value, and how it is shared.
    fn asked(&self, session: &mut Session<'_>) -> Result<(SoundCase, Network, ShareOptions), StudyError> {
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        case.all_in_tables("share")?;
        let network = valued::valued(&self.value_basis, case.settings.clone(), &case.read)?;
        let options = self.sharing.options(self.solving.options(&network, session)?)?;
        Ok((case, network, options))
    }
}

impl Split for ShareRequest {
    type Shared = PlanRecord;
    type Unit = UnitRecord;

    /// The worst attack makes a case and a program of its own, which jobs do not have.
    fn is_split(&self) -> bool {
        self.value_basis != "worst"
    }

    fn prepare(&self, session: &mut Session<'_>) -> Result<Prepared<PlanRecord>, StudyError> {
        let (_, network, options) = self.asked(session)?;
        enough_members(&network).map_err(no_shares)?;
        let units = num_worth_units(network.cooperative(), &options).map_err(|error| no_shares(error.into()))?;
        session.begin("nothing: jobs need a whole plan");
        let made = solve_with_program(&network, &options.plan, session);
        session.end();
        Ok(Prepared { units, unit_bytes: 0, shared: PlanRecord::of(&made.map_err(run::no_plan)?) })
    }

    fn part(
        &self,
        plan: PlanRecord,
        units: Range<usize>,
        session: &mut Session<'_>,
    ) -> Result<Vec<UnitRecord>, StudyError> {
        let (_, network, options) = self.asked(session)?;
        let made = plan.made(&network).map_err(StudyError::Unfit)?;
        session.begin("nothing: the partial result of a job is discarded");
        let done = worth_units(&network, &made, &options, units, session);
        session.end();
        Ok(done.map_err(no_shares)?.iter().map(UnitRecord::of).collect())
    }

    fn finish(
        &self,
        plan: PlanRecord,
        units: Vec<UnitRecord>,
        session: &mut Session<'_>,
    ) -> Result<Done<ShareAnswer, Engine>, StudyError> {
        let began = Instant::now();
        let (case, network, options) = self.asked(session)?;
        let out = run::folder(self.out.as_deref(), &self.case, &network, "-share", session)?;
        let made = plan.made(&network).map_err(StudyError::Unfit)?;
        let units = units.into_iter().map(UnitRecord::unit).collect();
        session.begin("the worths that are known");
        let done = share_with_units(&network, made, units, &options, session);
        session.end();
        self.conclude((case, network), (done.map_err(no_shares)?, None), &options.plan, &out, began, session)
    }
}
