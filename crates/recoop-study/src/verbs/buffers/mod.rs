//! Chooses purchases against an adversary: reserve, credit, floors, offtakes, tolling, stocks.

mod parts;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use recoop::plan::audit::audit;
use recoop_adversary::buffers::report::tables;
use recoop_adversary::buffers::{BufferError, BufferOptions, Buffered, buffers};
use recoop_adversary::kill::{KillCost, KillOutcome};
use recoop_case::Network;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::options::{self, finite, leaf, leaf_id, money, once};
use crate::robust::treasury;
use crate::run::Out;
use crate::{Answer, Done, Request, Session, Solving, SoundCase, StudyError, run};

/// Request for buffers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BuffersRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Run folder. Default: `runs/NAME-buffers`.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// Budgets of the adversary against which the purse has to hold, MUSD of present value; `inf` for any. Default: 1.25, 1.5 and 2 times the kill cost
    /// without buffers.
    #[serde(default, with = "crate::options::endless")]
    #[ts(type = "Array<number | \"inf\">")]
    pub require: Vec<f64>,
    /// Cost perspective: `producers`, `treasury` or `nation`. Default: `treasury`.
    #[serde(default = "treasury", alias = "level")]
    pub perspective: String,
    /// Leaf scenario to attack. Default: the most probable.
    #[serde(default)]
    pub scenario: Option<String>,
    /// How the plan is solved.
    #[serde(default)]
    pub solving: Solving,
}

/// Answer: each buffer alone, and the cheapest mix against each required budget.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BuffersAnswer {
    /// Title of the case.
    pub title: String,
    /// Leaf scenario that is attacked.
    pub scenario: String,
    /// Cost perspective.
    pub level: String,
    /// How the joint purse ends without buffers: `fails`, `kill`, `not_exhaustible` or `not_proven`.
    pub kill: String,
    /// Its kill cost, MUSD.
    pub kill_musd: Option<f64>,
    /// Each buffer alone, in parts.
    pub alone: Vec<AloneLine>,
    /// Cheapest mixes.
    pub mixes: Vec<MixLine>,
}

/// A part of a buffer alone.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct AloneLine {
    /// Id of the buffer.
    pub buffer: String,
    /// Part that is bought.
    pub part: f64,
    /// Its cost, MUSD.
    pub cost_musd: f64,
    /// How the joint purse ends with it.
    pub verdict: String,
    /// Kill cost with it, MUSD.
    pub kill_musd: Option<f64>,
    /// Increase of the kill cost for each dollar of cost; `null` where it has no limit.
    pub per_dollar: Option<f64>,
}

/// The cheapest mix against a budget.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MixLine {
    /// Required budget, MUSD; `null` for any.
    pub required_musd: Option<f64>,
    /// Whether some mix holds.
    pub holds: bool,
    /// Part of each buffer in the mix.
    pub parts: Option<BTreeMap<String, f64>>,
    /// Cost of the mix, MUSD.
    pub cost_musd: Option<f64>,
    /// Lower bound on the cost of every mix that holds, MUSD.
    pub lower_bound_musd: Option<f64>,
    /// Kill cost with the mix, MUSD.
    pub kill_musd: Option<f64>,
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The case.
    pub network: Network,
    /// All results with the plan.
    pub buffered: Buffered,
}

impl Answer for BuffersAnswer {
    const VERB: &'static str = "buffers";
    const SCHEMA_VERSION: u32 = 2;
}

impl BuffersRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self {
            case: case.into(),
            out: None,
            require: Vec::new(),
            perspective: treasury(),
            scenario: None,
            solving: Solving::default(),
        }
    }
}

impl Request for BuffersRequest {
    type Answer = BuffersAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        self.solving.validate()?;
        options::level(&self.perspective)?;
        self.require.iter().try_for_each(|value| money("--require", *value, true).map(drop))?;
        once("--require", &self.require)
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<BuffersAnswer, Engine>, StudyError> {
        let began = Instant::now();
        let (case, network, options, out) = self.sound(session)?;
        session.begin("nothing: partial results are discarded");
        let done = buffers(&network, &options, session);
        session.end();
        self.conclude((case, network), done.map_err(no_buffers)?, &out, began, session)
    }
}

impl BuffersRequest {
    /// What is asked of the engine.
    fn options(&self, network: &Network, session: &mut Session<'_>) -> Result<BufferOptions, StudyError> {
        let of = BufferOptions::from_network(network);
        Ok(BufferOptions {
            plan: self.solving.options(network, session)?,
            leaf: self.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(network, id))?,
            level: options::level(&self.perspective)?,
            required_musd: self.require.clone(),
            ..of
        })
    }

    /// The case with its options and the place of the results: what has to be sound before anything is solved, or put together.
    fn sound(&self, session: &mut Session<'_>) -> Result<(SoundCase, Network, BufferOptions, Out), StudyError> {
        self.validate()?;
        let case = SoundCase::read(&self.case, session)?;
        let network = case.network();
        let options = self.options(&network, session)?;
        let out = run::folder(self.out.as_deref(), &self.case, &network, "-buffers", session)?;
        Ok((case, network, options, out))
    }

    /// Writes the run of buffers, and answers.
    fn conclude(
        &self,
        (case, network): (SoundCase, Network),
        buffered: Buffered,
        out: &Out,
        began: Instant,
        session: &mut Session<'_>,
    ) -> Result<Done<BuffersAnswer, Engine>, StudyError> {
        let options = &buffered.options;
        let plan = &buffered.made.plan;
        let audit = audit(&network, &plan.reported());
        let mut manifest = run::manifest("buffers", (&self.case, out), &network, &case, &options.plan);
        run::enter_plan(&mut manifest, plan, &audit, session);
        let mut option = |name: &str, value: serde_json::Value| manifest.options.insert(name.to_string(), value);
        option("scenario", leaf_id(&network, options.leaf).into());
        option("level", options.level.as_str().into());
        option("require_musd", self.require.iter().map(|value| finite(*value)).collect::<Vec<_>>().into());
        let seconds = began.elapsed().as_secs_f64();
        manifest.timings_seconds.insert("buffers".to_string(), seconds);
        run::write(out, &network, plan, tables(&network, &buffered), &manifest)?;
        let is_open = |kill: &KillCost| matches!(kill.verdict, KillOutcome::NotProven);
        let undecided = is_open(&buffered.plain) || buffered.alone.iter().any(|it| is_open(&it.kill));
        let undecided = undecided.then(|| "not every attack was worked out in time: see `not_proven`".to_string());
        Ok(Done {
            answer: BuffersAnswer::of(&network, &buffered),
            warnings: Some(case.warnings),
            searches: Some(session.searches()),
            ending: run::ending(audit, run::open(plan).into_iter().chain(undecided).collect(), session),
            engine: Engine { network, buffered },
            seconds,
            place: Some(out.to_path_buf()),
        })
    }
}

fn no_buffers(error: BufferError) -> StudyError {
    match error {
        BufferError::Plan(error) => run::no_plan(error),
        BufferError::NoBuffers | BufferError::NoAttacks | BufferError::NoCosts(_) | BufferError::NoPurse(_) => {
            StudyError::Unfit(error.to_string())
        }
        BufferError::Bilevel(_) | BufferError::Mix { .. } | BufferError::OtherPurchases => {
            StudyError::Nothing(error.to_string())
        }
    }
}

impl BuffersAnswer {
    fn of(network: &Network, buffered: &Buffered) -> Self {
        let alone = buffered.alone.iter().map(|it| AloneLine {
            buffer: network.buffers[it.buffer].id.to_string(),
            part: it.part,
            cost_musd: it.cost_musd,
            verdict: it.kill.verdict.as_str().to_string(),
            kill_musd: it.kill.verdict.cost_musd(),
            per_dollar: finite(buffered.per_dollar(it)),
        });
        let mixes = buffered.mixes.iter().map(|(required, mix)| {
            let parts = mix.as_ref().map(|mix| {
                let of = mix.parts.iter().zip(&network.buffers);
                of.map(|(part, buffer)| (buffer.id.to_string(), *part)).collect()
            });
            MixLine {
                required_musd: finite(*required),
                holds: mix.is_some(),
                parts,
                cost_musd: mix.as_ref().map(|mix| mix.cost_musd),
                lower_bound_musd: mix.as_ref().map(|mix| mix.lower_bound_musd),
                kill_musd: mix.as_ref().and_then(|mix| mix.kill.verdict.cost_musd()),
            }
        });
        Self {
            title: network.settings.title.clone(),
            scenario: leaf_id(network, buffered.options.leaf),
            level: buffered.options.level.as_str().to_string(),
            kill: buffered.plain.verdict.as_str().to_string(),
            kill_musd: buffered.plain.verdict.cost_musd(),
            alone: alone.collect(),
            mixes: mixes.collect(),
        }
    }
}
