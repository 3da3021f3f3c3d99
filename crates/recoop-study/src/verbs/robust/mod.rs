//! Optimizes against an adversary, and reports the cost of robustness.

mod parts;

use std::path::PathBuf;
use std::time::Instant;

use recoop::plan::audit::audit;
use recoop_adversary::robust::report::{plan_word, tables};
use recoop_adversary::robust::{Frontier, PlanPerformance, RobustError, RobustOptions, frontier};
use recoop_case::Network;
use recoop_case::fault::number_text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::options::{self, finite, leaf, leaf_id, money, once};
use crate::run::Out;
use crate::{Answer, Done, Request, Session, Solving, SoundCase, StudyError, run};

/// Request for robust plans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RobustRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Run folder. Default: `runs/NAME-robust`.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// Limit on the worst attack's cost to the adversary, MUSD of present value; `inf` for none. Default: the largest budget of the case, else none.
    #[serde(default, with = "crate::options::endless::maybe")]
    #[ts(type = "number | \"inf\" | null")]
    pub budget: Option<f64>,
    /// Adversary's annual spending limit, MUSD; `inf` for none. Default: that of the case, else none.
    #[serde(default, with = "crate::options::endless::maybe")]
    #[ts(type = "number | \"inf\" | null")]
    pub budget_per_year: Option<f64>,
    /// Weight of the value under the worst attack against the expected value. Default: 0.5; 0 with `survive`.
    #[serde(default)]
    pub weight: Option<f64>,
    /// Budgets at which the joint purse is not exhausted in any year, MUSD; `inf` for any. One plan for each. Default: none.
    #[serde(default, with = "crate::options::endless")]
    #[ts(type = "Array<number | \"inf\">")]
    pub survive: Vec<f64>,
    /// Whether bans and losses of equipment may help to exhaust the purse. Default: false.
    #[serde(default, alias = "bans")]
    pub include_bans: bool,
    /// Cost perspective: `producers`, `treasury` or `nation`. Default: `treasury`.
    #[serde(default = "treasury", alias = "level")]
    pub perspective: String,
    /// Leaf scenario to attack. Default: the most probable.
    #[serde(default)]
    pub scenario: Option<String>,
    /// Maximum number of rounds in which attack scenarios are added. Default: 20.
    #[serde(default = "rounds")]
    pub rounds: usize,
    /// Work for each search over bans, thousands of LP iterations and nodes. Default: 200.
    #[serde(default = "effort")]
    #[ts(type = "number")]
    pub effort: u64,
    /// Wall-clock limit of each search over bans, seconds. Default: none.
    #[serde(default, alias = "seconds")]
    pub search_time_limit: Option<f64>,
    /// How plans are solved.
    #[serde(default)]
    pub solving: Solving,
}

pub(crate) fn treasury() -> String {
    "treasury".to_string()
}

fn rounds() -> usize {
    20
}

fn effort() -> u64 {
    options::EFFORT
}

/// Answer: robust plans beside the plan without an adversary.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RobustAnswer {
    /// Title of the case.
    pub title: String,
    /// Leaf scenario that is attacked.
    pub scenario: String,
    /// Cost perspective.
    pub level: String,
    /// Weight of the value under the worst attack.
    pub weight: f64,
    /// The plan without an adversary, attacked all the same.
    pub plain: Performance,
    /// Robust plans, by required budget.
    pub plans: Vec<RobustLine>,
}

/// A plan under attack.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Performance {
    /// Expected value, MUSD.
    pub expected_musd: f64,
    /// Cost of robustness: expected value given up, MUSD.
    pub robustness_cost_musd: f64,
    /// Value under the worst attack, MUSD.
    pub worst_musd: f64,
    /// Value along the attacked scenario without an attack, MUSD.
    pub free_musd: f64,
    /// How the joint purse ends: `fails`, `kill`, `not_exhaustible` or `not_proven`.
    pub kill: String,
    /// Kill cost of the joint purse, MUSD.
    pub kill_musd: Option<f64>,
}

/// A robust plan, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum RobustLine {
    /// A plan.
    Known {
        /// Name of the plan.
        plan: String,
        /// Required budget, MUSD; `null` where none is required, or any.
        required_musd: Option<f64>,
        /// The plan under attack.
        held: Performance,
        /// Objective with the worst attack in it, MUSD.
        value_musd: f64,
        /// Upper bound on it, MUSD.
        bound_musd: f64,
        /// Whether the gap is at most the one asked for.
        proven: bool,
        /// Rounds.
        rounds: usize,
    },
    /// No plan.
    Failed {
        /// Name of the plan.
        plan: String,
        /// Why.
        why: String,
    },
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The case.
    pub network: Network,
    /// All plans.
    pub frontier: Frontier,
}

impl Answer for RobustAnswer {
    const VERB: &'static str = "robust";
    const SCHEMA_VERSION: u32 = 2;
}

impl RobustRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self {
            case: case.into(),
            out: None,
            budget: None,
            budget_per_year: None,
            weight: None,
            survive: Vec::new(),
            include_bans: false,
            perspective: treasury(),
            scenario: None,
            rounds: rounds(),
            effort: effort(),
            search_time_limit: None,
            solving: Solving::default(),
        }
    }

    /// Weight of the worst attack: a plan that has to survive need not look at the worst as well.
    fn weight(&self) -> f64 {
        self.weight.unwrap_or(if self.survive.is_empty() { 0.5 } else { 0.0 })
    }
}

impl Request for RobustRequest {
    type Answer = RobustAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        self.solving.validate()?;
        options::level(&self.perspective)?;
        self.survive.iter().try_for_each(|value| money("--survive", *value, true).map(drop))?;
        once("--survive", &self.survive)?;
        for (option, asked) in [("--budget", self.budget), ("--budget-per-year", self.budget_per_year)] {
            asked.map_or(Ok(()), |value| money(option, value, true).map(drop))?;
        }
        let weight = self.weight();
        if !(0.0..=1.0).contains(&weight) {
            let message = format!("--weight is a share between 0 and 1, not {}", number_text(weight));
            return Err(StudyError::refused("--weight", message));
        }
        if weight == 0.0 && self.survive.is_empty() {
            let message = "--weight 0 without --survive asks for nothing beyond recoop plan";
            return Err(StudyError::refused("--weight", message));
        }
        options::effort(self.effort, self.search_time_limit)?;
        if self.rounds == 0 {
            return Err(StudyError::refused("--rounds", "--rounds is a number of at least 1"));
        }
        Ok(())
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<RobustAnswer, Engine>, StudyError> {
        let began = Instant::now();
        let (case, network, options, out) = self.sound(session)?;
        session.begin("nothing: partial results are discarded");
        let done = frontier(&network, &options, &self.survive, session);
        session.end();
        self.conclude((case, network), done.map_err(no_robust)?, &out, began, session)
    }
}

impl RobustRequest {
    /// What is asked of the engine.
    fn options(&self, network: &Network, session: &mut Session<'_>) -> Result<RobustOptions, StudyError> {
        let of = RobustOptions::from_network(network);
        Ok(RobustOptions {
            plan: self.solving.options(network, session)?,
            leaf: self.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(network, id))?,
            level: options::level(&self.perspective)?,
            budget_musd: self.budget.unwrap_or(of.budget_musd),
            yearly_musd: self.budget_per_year.unwrap_or(of.yearly_musd),
            weight: self.weight(),
            bans: self.include_bans,
            rounds: self.rounds,
            work: self.effort.saturating_mul(1000),
            seconds: self.search_time_limit,
            ..of
        })
    }

    /// The case with its options and the place of the results: what has to be sound before anything is solved, or put together.
    fn sound(&self, session: &mut Session<'_>) -> Result<(SoundCase, Network, RobustOptions, Out), StudyError> {
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let network = case.network();
        let options = self.options(&network, session)?;
        let out = run::folder(self.out.as_deref(), &self.case, &network, "-robust", session)?;
        Ok((case, network, options, out))
    }

    /// Writes the run of a frontier, and answers.
    fn conclude(
        &self,
        (case, network): (SoundCase, Network),
        frontier: Frontier,
        out: &Out,
        began: Instant,
        session: &mut Session<'_>,
    ) -> Result<Done<RobustAnswer, Engine>, StudyError> {
        let options = &frontier.options;
        let Some(chosen) = frontier.chosen() else {
            return Err(no_plans(&frontier));
        };
        let plan = &chosen.held.made.plan;
        let audit = audit(&network, &plan.reported());
        let mut manifest = run::manifest("robust", (&self.case, out), &network, &case, &options.plan);
        run::enter_plan(&mut manifest, plan, &audit, session);
        if let Some(solve) = &mut manifest.solve {
            let proven = if chosen.proven() { "solved within the gap" } else { "bounds still open" };
            (solve.status, solve.objective) = (proven.to_string(), Some(chosen.value_musd));
            (solve.bound, solve.gap) = (Some(chosen.bound_musd), Some(chosen.gap()));
        }
        for (name, value) in [
            ("scenario", serde_json::json!(leaf_id(&network, options.leaf))),
            ("level", options.level.as_str().into()),
            ("budget_musd", finite(options.budget_musd).into()),
            ("budget_per_year_musd", finite(options.yearly_musd).into()),
            ("weight", options.weight.into()),
            ("survive_musd", self.survive.clone().into()),
            ("bans", options.bans.into()),
            ("rounds", options.rounds.into()),
            ("work", options.work.into()),
            ("seconds", options.seconds.into()),
        ] {
            manifest.options.insert(name.to_string(), value);
        }
        let seconds = began.elapsed().as_secs_f64();
        manifest.timings_seconds.insert("robust".to_string(), seconds);
        let mut results = recoop::plan::report::tables(&network, plan);
        results.extend(tables(&network, &frontier));
        run::write_tables(out, &results, &manifest)?;
        Ok(Done {
            answer: RobustAnswer::of(&network, &frontier),
            warnings: Some(case.warnings),
            searches: Some(session.searches()),
            ending: run::ending(audit, open(&frontier).into_iter().collect(), session),
            engine: Engine { network, frontier },
            seconds,
            place: Some(out.to_path_buf()),
        })
    }
}

/// What is not proven of the plans.
fn open(frontier: &Frontier) -> Option<String> {
    let proven = frontier.plain.made.plan.status.proven()
        && frontier.plans.iter().all(|(_, plan)| plan.as_ref().is_ok_and(|plan| plan.proven()));
    let held = frontier.plans.iter().filter_map(|(_, plan)| plan.as_ref().ok()).map(|plan| &plan.held);
    let struck = held.chain([&frontier.plain]).any(|held| held.time_struck);
    if struck {
        return Some(
            "the time limit of a search struck (--search-time-limit): the answer depends on the machine".to_string(),
        );
    }
    (!proven).then(|| "not everything is proven: see the bounds, and what has no plan".to_string())
}

/// Why there is none of the plans: there can be none, or none was found.
fn no_plans(frontier: &Frontier) -> StudyError {
    let errors = || frontier.plans.iter().filter_map(|(_, plan)| plan.as_ref().err());
    let why: Vec<String> = errors().map(ToString::to_string).collect();
    let never = errors().all(|error| matches!(error, RobustError::NothingSurvives(_)));
    if never { StudyError::NoPlan(why.join("\n")) } else { StudyError::Nothing(why.join("\n")) }
}

/// Why there is no robust plan.
pub(crate) fn no_robust(error: RobustError) -> StudyError {
    match error {
        RobustError::Plan(error) => run::no_plan(error),
        RobustError::NoAttacks | RobustError::NoCosts(_) | RobustError::NoPurse(_) | RobustError::NotCertain => {
            StudyError::Unfit(error.to_string())
        }
        RobustError::NothingSurvives(_) => StudyError::NoPlan(error.to_string()),
        RobustError::Edit(_)
        | RobustError::Bilevel(_)
        | RobustError::NoTime
        | RobustError::Rounds(_)
        | RobustError::NotProven { .. }
        | RobustError::Elsewhere(_)
        | RobustError::Replay { .. } => StudyError::Nothing(error.to_string()),
    }
}

impl RobustAnswer {
    fn of(network: &Network, frontier: &Frontier) -> Self {
        let held = |held: &PlanPerformance| Performance {
            expected_musd: held.expected_musd(),
            robustness_cost_musd: frontier.robustness_cost_musd(held),
            worst_musd: held.worst_musd(),
            free_musd: held.free_musd,
            kill: held.kill.verdict.as_str().to_string(),
            kill_musd: held.kill.verdict.cost_musd(),
        };
        let plans = frontier.plans.iter().map(|(required, plan)| match plan {
            Ok(plan) => RobustLine::Known {
                plan: plan_word(*required),
                required_musd: required.and_then(finite),
                held: held(&plan.held),
                value_musd: plan.value_musd,
                bound_musd: plan.bound_musd,
                proven: plan.proven(),
                rounds: plan.rounds.len(),
            },
            Err(error) => RobustLine::Failed { plan: plan_word(*required), why: error.to_string() },
        });
        Self {
            title: network.settings.title.clone(),
            scenario: leaf_id(network, frontier.options.leaf),
            level: frontier.options.level.as_str().to_string(),
            weight: frontier.options.weight,
            plain: held(&frontier.plain),
            plans: plans.collect(),
        }
    }
}
