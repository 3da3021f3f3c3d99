//! Optimizes a case: what is built when, what it costs, who is served, what it is worth.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use recoop::plan::audit::audit;
use recoop::plan::summary::{Summary, summarize};
use recoop::plan::{Plan, solve};
use recoop_case::Network;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Answer, Done, Request, Session, Solving, SoundCase, StudyError, run};

/// Request for a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Run folder. Default: `runs/NAME`.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// How the plan is solved.
    #[serde(default)]
    pub solving: Solving,
}

/// Answer: the plan in short. Result tables are in the run folder.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PlanAnswer {
    /// Title of the case.
    pub title: String,
    /// Commitments by year.
    pub builds: Vec<Build>,
    /// Years of `stages`.
    pub years: Vec<i32>,
    /// Domestic production shares.
    pub stages: Vec<Stage>,
    /// Unserved demand by priority.
    pub service: Vec<Service>,
    /// Expected net present value, MUSD.
    pub expected_npv_musd: f64,
    /// Mean net present value of the worst outcomes, MUSD.
    pub cvar_npv_musd: f64,
    /// Expected present value of each kind of money, MUSD.
    pub terms: BTreeMap<String, f64>,
    /// Objective, MUSD.
    pub objective_musd: f64,
    /// Upper bound on the objective of every plan, MUSD.
    pub bound_musd: f64,
    /// Relative gap between the two.
    pub gap: f64,
    /// Whether the gap is at most the one asked for.
    pub proven: bool,
    /// Basis of the proof (docs/proof.md).
    pub proof: String,
    /// Whether the plan passed its audit.
    pub audit_passed: bool,
}

/// A commitment to a plant. The same in several scenarios is one.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Build {
    /// Name of the facility.
    pub facility: String,
    /// Stage.
    pub stage: String,
    /// Region.
    pub region: String,
    /// Owner.
    pub member: String,
    /// Year of commitment.
    pub year: i32,
    /// First year on line.
    pub online_year: i32,
    /// First year in which it runs.
    pub run_from: i32,
    /// Capacity, t/yr: mean over the scenarios.
    pub size_t: f64,
    /// Capital cost, MUSD: mean over the scenarios.
    pub capex_musd: f64,
    /// Probability that it is built.
    pub probability: f64,
    /// Scenarios in which it is built; empty for all that pass through its year.
    pub scenarios: Vec<String>,
}

/// Domestic production share of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Stage {
    /// Stage.
    pub stage: String,
    /// Expected share for each of `years`; `null` where nothing is needed.
    pub shares: Vec<Option<f64>>,
    /// Expected share over the second half of the horizon.
    pub second_half: Option<f64>,
}

/// Unserved demand of a priority.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Service {
    /// `defense`, `critical` or `commercial`.
    pub priority: String,
    /// Expected demand over the horizon, t.
    pub demanded_t: f64,
    /// Expected unserved demand, t.
    pub short_t: f64,
}

/// Results of the engine.
#[derive(Clone, Debug)]
pub struct Engine {
    /// The case.
    pub network: Network,
    /// The plan.
    pub plan: Plan,
    /// The plan in short.
    pub summary: Summary,
}

impl Answer for PlanAnswer {
    const VERB: &'static str = "plan";
    const SCHEMA_VERSION: u32 = 1;
}

impl PlanRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self { case: case.into(), out: None, solving: Solving::default() }
    }
}

impl Request for PlanRequest {
    type Answer = PlanAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        self.solving.validate()
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<PlanAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let network = case.network();
        let options = self.solving.options(&network, session)?;
        let out = run::folder(self.out.as_deref(), &self.case, &network, "", session)?;
        let loaded = began.elapsed().as_secs_f64();
        session.begin("the best plan so far");
        let made = solve(&network, &options, session);
        session.end();
        let plan = made.map_err(run::no_plan)?;
        let planned = began.elapsed().as_secs_f64();
        let audit = audit(&network, &plan.reported());
        let audited = began.elapsed().as_secs_f64();
        let mut manifest = run::manifest("plan", (&self.case, &out), &network, &case, &options);
        run::enter_plan(&mut manifest, &plan, &audit, session);
        for (part, seconds) in [
            ("load", loaded),
            ("solver", plan.status.solver_seconds),
            ("plan", planned - loaded),
            ("audit", audited - planned),
        ] {
            manifest.timings_seconds.insert(part.to_string(), seconds);
        }
        run::write(&out, &network, &plan, Vec::new(), &manifest)?;
        let seconds = began.elapsed().as_secs_f64();
        let summary = summarize(&network, &plan);
        let answer = PlanAnswer::of(&summary, &plan, audit.passed());
        let ending = run::ending(audit, run::open(&plan).into_iter().collect(), session);
        Ok(Done {
            answer,
            engine: Engine { network, plan, summary },
            warnings: Some(case.warnings),
            searches: Some(session.searches()),
            ending,
            seconds,
            place: Some(out.to_path_buf()),
        })
    }
}

impl PlanAnswer {
    fn of(summary: &Summary, plan: &Plan, audit_passed: bool) -> Self {
        let builds = summary.builds.iter().map(|it| Build {
            facility: it.facility.clone(),
            stage: it.stage.clone(),
            region: it.region.clone(),
            member: it.member.clone(),
            year: it.year,
            online_year: it.online_year,
            run_from: it.run_from,
            size_t: it.size_t,
            capex_musd: it.capex_musd,
            probability: it.probability,
            scenarios: it.scenarios.clone(),
        });
        let stages = summary.stages.iter().map(|it| Stage {
            stage: it.stage.clone(),
            shares: it.shares.clone(),
            second_half: it.later,
        });
        let service = summary.service.iter().map(|it| Service {
            priority: it.priority.as_str().to_string(),
            demanded_t: it.demanded_t,
            short_t: it.short_t,
        });
        Self {
            title: summary.title.clone(),
            builds: builds.collect(),
            years: summary.years.clone(),
            stages: stages.collect(),
            service: service.collect(),
            expected_npv_musd: summary.expected_npv_musd,
            cvar_npv_musd: summary.cvar_npv_musd,
            terms: summary.terms.iter().map(|(kind, musd)| (kind.as_str().to_string(), *musd)).collect(),
            objective_musd: plan.status.objective,
            bound_musd: plan.status.bound,
            gap: plan.status.gap,
            proven: plan.status.proven(),
            proof: plan.status.proof.code().to_string(),
            audit_passed,
        }
    }
}
