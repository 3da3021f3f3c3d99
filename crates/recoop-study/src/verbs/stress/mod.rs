//! Attacks the plan of a case: kill costs of purses, worst attacks, pooling bylaws, critical dependencies.

pub mod answer;
pub mod attacking;
pub mod recorded;

use std::path::PathBuf;
use std::time::Instant;

use recoop::plan::audit::audit;
use recoop_adversary::Stress;
use recoop_adversary::kill::{KillCost, KillOutcome};
use recoop_adversary::report::tables;
use recoop_adversary::stress::{StressError, stress};
use recoop_case::Network;
use recoop_case::positions::{PathAt, StateAt};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::answer::StressAnswer;
pub use self::attacking::Attacking;
pub(crate) use self::recorded::as_recorded;
use crate::{Done, Request, Session, Solving, SoundCase, StudyError, run};

/// Request for a stress.
///
/// # Examples
///
/// ```
/// use recoop_study::stress::StressRequest;
///
/// let request: StressRequest =
///     serde_json::from_str(r#"{"case": "cases/6-long-purse", "attacking": {"perspective": ["producers"]}}"#)?;
/// assert_eq!(request.attacking.max_losses, 2);
/// assert!(serde_json::from_str::<StressRequest>(r#"{"case": "x", "attack": {}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct StressRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Run folder. Default: `runs/NAME-stress`.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// How the plan is attacked.
    #[serde(default)]
    pub attacking: Attacking,
    /// How the plan is solved.
    #[serde(default)]
    pub solving: Solving,
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The case.
    pub network: Network,
    /// The stress with its plan.
    pub stress: Stress,
}

impl StressRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self { case: case.into(), out: None, attacking: Attacking::default(), solving: Solving::default() }
    }
}

impl Request for StressRequest {
    type Answer = StressAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        self.solving.validate()?;
        self.attacking.validate()
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<StressAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let network = case.network();
        let options = self.attacking.options(self.solving.options(&network, session)?, &network)?;
        let out = run::folder(self.out.as_deref(), &self.case, &network, "-stress", session)?;
        session.begin("nothing: partial stress results are discarded");
        let done = stress(&network, &options, session);
        let parts = session.end();
        let mut stress = done.map_err(no_stress)?;
        stress.recorded = as_recorded(&case)?;
        let plan = &stress.made.plan;
        let audit = audit(&network, &plan.reported());
        let mut manifest = run::manifest("stress", (&self.case, &out), &network, &case, &options.plan);
        run::enter_plan(&mut manifest, plan, &audit, session);
        attacking::enter(&mut manifest, &network, &options);
        let seconds = began.elapsed().as_secs_f64();
        manifest.timings_seconds.insert("stress".to_string(), seconds);
        manifest.timings_seconds.extend(parts.into_iter().map(|(part, seconds)| (part.to_string(), seconds)));
        run::write(&out, &network, plan, tables(&network, &stress), &manifest)?;
        let open = run::open(plan).into_iter().chain(open(&stress)).collect();
        Ok(Done {
            answer: StressAnswer::of(&network, &stress),
            warnings: Some(case.warnings),
            searches: Some(session.searches()),
            ending: run::ending(audit, open, session),
            engine: Engine { network, stress },
            seconds,
            place: Some(out.to_path_buf()),
        })
    }
}

/// What is not proven of a stress.
pub(crate) fn open(stress: &Stress) -> Option<String> {
    let is_open = |[seen, blind]: &[&KillCost; 2]| {
        [seen, blind].iter().any(|cost| matches!(cost.verdict, KillOutcome::NotProven))
    };
    let undecided = stress
        .kills
        .iter()
        .any(|kills| kills.costs.is_err() || kills.unforeseen.is_err() || kills.readings().iter().any(is_open));
    let found = || stress.worst.iter().filter_map(|worst| worst.attacks.as_ref().ok()?.as_ref());
    let bracket =
        found().flat_map(|attacks| &attacks.harms).any(|harm| harm.upper_bound_musd > KNOWN * harm.harm_musd + 1e-6);
    let complete = found().count() == stress.worst.len() && stress.bylaws.iter().all(Result::is_ok);
    if stress.time_struck {
        return Some(
            "the time limit of a search struck (--search-time-limit): what is open in the stress depends on the machine"
                .to_string(),
        );
    }
    let open = undecided || bracket || !complete;
    open.then(|| "not everything of the stress is proven: see `not_proven` and the messages there".to_string())
}

/// Harm is known where no attack does more than so many times what was found.
const KNOWN: f64 = 1.01;

/// Why there is no stress.
pub(crate) fn no_stress(error: StressError) -> StudyError {
    match error {
        StressError::Plan(error) => run::no_plan(error),
        StressError::Game(_) => StudyError::Nothing("interrupted before the stress was known".to_string()),
        StressError::NoAttacks | StressError::NoCosts(_) => StudyError::Unfit(error.to_string()),
    }
}

/// Returns the id of the leaf scenario that is attacked.
#[must_use]
pub fn scenario(network: &Network, stress: &Stress) -> String {
    let last = stress.states.last().copied().unwrap_or(StateAt::new(0));
    network.tree.nodes[network.tree.states[last].node].id.to_string()
}

/// Returns the first year of a position on the attacked path.
#[must_use]
pub fn year(network: &Network, stress: &Stress, at: PathAt) -> i32 {
    network.tree.period(stress.states[at]).first_year
}
