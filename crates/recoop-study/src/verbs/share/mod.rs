//! Allocates the value of a case's plan, and tests whether coalitions would leave.

pub mod answer;
mod parts;
pub mod sharing;
mod valued;

use std::path::PathBuf;
use std::time::Instant;

use coalition::GameError;
use recoop::plan::PlanOptions;
use recoop::plan::audit::audit;
use recoop::share::report::tables;
use recoop::share::{ShareError, Shares, enough_members, share, share_made};
use recoop_adversary::robust::{Against, worst_case};
use recoop_case::Network;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::answer::ShareAnswer;
pub use self::sharing::{Joint, Sharing};
use crate::options::finite;
use crate::robust::no_robust;
use crate::run::Out;
use crate::{Done, Request, Session, Solving, SoundCase, StudyError, run};

/// Request for a sharing.
///
/// # Examples
///
/// ```
/// use recoop_study::{Request, share::ShareRequest};
///
/// let mut request = ShareRequest::new("cases/5-cooperative-of-three");
/// request.sharing.rule = "nucleus".to_string();
/// assert!(request.validate().unwrap_err().to_string().starts_with("--rule: there is no rule `nucleus`"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ShareRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Run folder. Default: `runs/NAME-share`.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// Value to share: the objective of the case (`case`), expectation alone (`expected`), the worst outcomes alone (`tail`), what the worst
    /// attack on prices leaves of the most probable scenario (`worst`), or the id of a leaf scenario as if certain. Default: `case`.
    #[serde(default = "objective_of_the_case", alias = "value")]
    pub value_basis: String,
    /// With `worst`: limit on the attack's cost to the adversary, MUSD of present value. Default: none.
    #[serde(default, with = "crate::options::endless::maybe")]
    #[ts(type = "number | \"inf\" | null")]
    pub budget: Option<f64>,
    /// With `worst`: cost perspective. Default: `treasury`.
    #[serde(default, alias = "level")]
    pub perspective: Option<String>,
    /// How the plan is shared.
    #[serde(default)]
    pub sharing: Sharing,
    /// How the plan is solved.
    #[serde(default)]
    pub solving: Solving,
}

fn objective_of_the_case() -> String {
    "case".to_string()
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The case as it was valued.
    pub network: Network,
    /// The shares with their plan.
    pub shares: Shares,
    /// The adversary of the worst case and the cost of the attack on the plan of all, MUSD; for `worst`.
    pub worst: Option<(Against, f64)>,
}

impl ShareRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self {
            case: case.into(),
            out: None,
            value_basis: objective_of_the_case(),
            budget: None,
            perspective: None,
            sharing: Sharing::default(),
            solving: Solving::default(),
        }
    }

    /// The adversary of the worst case, where that is what counts.
    fn against(&self) -> Result<Option<Against>, StudyError> {
        valued::against(&self.value_basis, self.budget, self.perspective.as_deref())
    }
}

impl Request for ShareRequest {
    type Answer = ShareAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        self.solving.validate()?;
        self.sharing.validate()?;
        self.against().map(drop)
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<ShareAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let against = self.against()?;
        case.all_in_tables("share")?;
        let mut network = valued::valued(&self.value_basis, case.settings.clone(), &case.read)?;
        let options = self.sharing.options(self.solving.options(&network, session)?)?;
        let out = run::folder(self.out.as_deref(), &self.case, &network, "-share", session)?;
        session.begin("the best plan so far");
        let (mut attacked, mut worst) = (None, None);
        let shares = match against {
            None => share(&network, &options, session).map_err(no_shares),
            Some(against) => enough_members(&network).map_err(no_shares).and_then(|()| {
                worst_case(&network, &against, &options.plan, session).map_err(no_robust).and_then(|found| {
                    let case = attacked.insert(found.network);
                    worst = Some((against, found.spent_musd));
                    share_made(case, found.made, &found.program, found.relaxed, &options, session).map_err(no_shares)
                })
            }),
        };
        session.end();
        let shares = shares?;
        // The plan, its money and its audit are those of the case with the prices of the attack.
        network = attacked.unwrap_or(network);
        self.conclude((case, network), (shares, worst), &options.plan, &out, began, session)
    }
}

impl ShareRequest {
    /// Writes the run of a sharing, and answers.
    fn conclude(
        &self,
        (case, network): (SoundCase, Network),
        (shares, worst): (Shares, Option<(Against, f64)>),
        options: &PlanOptions,
        out: &Out,
        began: Instant,
        session: &mut Session<'_>,
    ) -> Result<Done<ShareAnswer, Engine>, StudyError> {
        let plan = &shares.made.plan;
        let audit = audit(&network, &plan.reported());
        let mut manifest = run::manifest("share", (&self.case, out), &network, &case, options);
        run::enter_plan(&mut manifest, plan, &audit, session);
        manifest.options.insert("value".to_string(), self.value_basis.clone().into());
        if let Some((against, _)) = &worst {
            manifest.options.insert("level".to_string(), against.level.as_str().into());
            manifest.options.insert("budget_musd".to_string(), finite(against.budget_musd).into());
        }
        self.sharing.enter(&mut manifest);
        let seconds = began.elapsed().as_secs_f64();
        manifest.timings_seconds.insert("share".to_string(), seconds);
        run::write(out, &network, plan, tables(&network, &shares), &manifest)?;
        Ok(Done {
            answer: ShareAnswer::of(&network, &shares),
            warnings: Some(case.warnings),
            searches: Some(session.searches()),
            ending: run::ending(audit, run::open(plan).into_iter().collect(), session),
            engine: Engine { network, shares, worst },
            seconds,
            place: Some(out.to_path_buf()),
        })
    }
}

/// Why there is no sharing.
pub(crate) fn no_shares(error: ShareError) -> StudyError {
    match error {
        ShareError::Plan(error) => run::no_plan(error),
        ShareError::Game(GameError::Stopped) => {
            StudyError::Nothing("interrupted before the sharing was known".to_string())
        }
        ShareError::Game(error) => StudyError::Nothing(format!("the game has no answer: {error}")),
        ShareError::Members(_) => StudyError::Unfit(error.to_string()),
        ShareError::Rule(..) => StudyError::Nothing(error.to_string()),
    }
}
