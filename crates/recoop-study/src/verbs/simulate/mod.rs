//! Simulates the plan of a case on random paths of prices, outages and delays.

pub mod answer;
pub mod overlay;
pub(crate) mod parts;
mod resume;
mod sentences;

use std::path::{Path, PathBuf};
use std::time::Instant;

use predation::Bylaw;
use recoop::plan::audit::audit;
use recoop::plan::explain::short;
use recoop_case::Network;
use recoop_case::fault::number_text;
use recoop_io::Manifest;
use recoop_simulate::report::tables;
use recoop_simulate::{BYLAWS, Before, SimulateError, SimulateOptions, Simulation, simulate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::answer::SimulateAnswer;
use crate::options::{leaf, once};
use crate::run::Out;
use crate::{Done, Request, Session, Solving, SoundCase, StudyError, run};

const VERB: &str = "simulate";
/// More paths than any memory holds.
const MAX_PATHS: usize = 1_000_000;
/// Larger factors on purses are slips of the keyboard.
const MAX_FACTOR: f64 = 1e6;
/// Words of requests, in the order of [`BYLAWS`].
const WORDS: [&str; 4] = ["alone", "joint", "let-go", "lending"];

/// Request for a simulation.
///
/// # Examples
///
/// ```
/// use recoop_study::{Request, simulate::SimulateRequest};
///
/// let request: SimulateRequest = serde_json::from_str(r#"{"case": "cases/4-crash", "paths": 200, "seed": 7}"#)?;
/// assert_eq!(request.purses, 1.0);
/// request.validate()?;
/// let none = SimulateRequest { paths: Some(0), ..request };
/// assert_eq!(none.validate().unwrap_err().to_string(), "--paths is a number of at least 1, found `0`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SimulateRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Run folder. Default: `runs/NAME-simulate`, or the one that is resumed.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// Number of paths. Default: 1000, or as many as the run that is resumed.
    #[serde(default)]
    pub paths: Option<usize>,
    /// Seed of the paths. Default: 0, or that of the run that is resumed.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub seed: Option<u64>,
    /// Leaf scenario that prices move around. Default: the most probable.
    #[serde(default)]
    pub scenario: Option<String>,
    /// Pooling bylaws: `alone`, `joint`, `let-go`, `lending`. Default: each of them.
    #[serde(default, alias = "bylaw")]
    pub pooling: Vec<String>,
    /// Attacks on prices laid over all paths, each as `ATTACK=DEPTH:FIRST-LAST`. Default: none.
    #[serde(default)]
    pub attack: Vec<String>,
    /// Factor on the cash and credit with which every member begins. Default: 1.
    #[serde(default = "whole_purses")]
    pub purses: f64,
    /// Run folder of an earlier simulation whose paths are kept. Default: none.
    #[serde(default)]
    pub resume: Option<PathBuf>,
    /// Relative gap at which the plan is good enough. Default: `solve.gap` in case.toml.
    #[serde(default)]
    pub gap: Option<f64>,
    /// Seconds after which the best plan so far is taken. Default: `solve.time_limit_seconds` in case.toml.
    #[serde(default)]
    pub time_limit: Option<f64>,
    /// Threads of the solver and of the paths; 0 for as many as the machine has. Default: `solve.threads` in case.toml.
    #[serde(default)]
    pub threads: Option<usize>,
}

fn whole_purses() -> f64 {
    1.0
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The case.
    pub network: Network,
    /// All paths with the plan.
    pub simulation: Simulation,
    /// Paths that an earlier run had done.
    pub resumed: usize,
}

impl SimulateRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self {
            case: case.into(),
            out: None,
            paths: None,
            seed: None,
            scenario: None,
            pooling: Vec::new(),
            attack: Vec::new(),
            purses: whole_purses(),
            resume: None,
            gap: None,
            time_limit: None,
            threads: None,
        }
    }

    /// How the plan is solved. The seed of the paths may be that of the run that is resumed; the solver's stays as it is.
    fn solving(&self) -> Solving {
        Solving { gap: self.gap, time_limit: self.time_limit, threads: self.threads, seed: 0 }
    }

    fn bylaws(&self) -> Result<Vec<Bylaw>, StudyError> {
        let mut wanted = [false; BYLAWS.len()];
        for word in &self.pooling {
            let at = WORDS.iter().position(|known| known == word).ok_or_else(|| {
                let known = WORDS.map(|word| format!("`{word}`")).join(", ");
                StudyError::refused("--pooling", format!("--pooling: there is no `{word}`; expected {known}"))
            })?;
            wanted[at] = true;
        }
        let chosen = BYLAWS.iter().zip(wanted).filter(|(_, wanted)| *wanted || self.pooling.is_empty());
        Ok(chosen.map(|(bylaw, _)| *bylaw).collect())
    }
}

impl Request for SimulateRequest {
    type Answer = SimulateAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        self.solving().validate()?;
        self.bylaws()?;
        let paths = |message: String| Err(StudyError::refused("--paths", message));
        match self.paths {
            Some(0) => return paths("--paths is a number of at least 1, found `0`".to_string()),
            Some(found) if found > MAX_PATHS => {
                return paths(format!("--paths is a number of at most {MAX_PATHS}, found `{found}`"));
            }
            _ => {}
        }
        if !(self.purses > 0.0 && self.purses <= MAX_FACTOR) {
            let found = self.purses;
            let message = if found > MAX_FACTOR {
                format!("--purses is a factor of at most {MAX_FACTOR:e}, found `{found:e}`")
            } else {
                format!("--purses is a factor above 0, found `{}`", number_text(found))
            };
            return Err(StudyError::refused("--purses", message));
        }
        once("--pooling", &self.pooling)
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<SimulateAnswer, Engine>, StudyError> {
        let began = Instant::now();
        self.validate()?;
        let earlier = self.resume.as_deref().map(resume::earlier).transpose()?;
        let case = SoundCase::read(&self.case, session)?;
        let network = case.network();
        let options = self.options(&network, earlier.as_ref(), session)?;
        let out = self.out.as_deref().or(self.resume.as_deref());
        let out = run::folder(out, &self.case, &network, "-simulate", session)?;
        let before = match (&self.resume, &earlier) {
            (Some(folder), Some(manifest)) => {
                if self.out.as_ref().is_none_or(|out| is_same(out, folder)) {
                    resume::keeps(manifest, options.paths)?;
                }
                resume::before(folder, manifest, &network, &case.read, &options)?
            }
            _ => Before::default(),
        };
        let resumed = before.paths.len();
        session.begin("the paths that are done");
        let done = simulate(&network, &options, before, session);
        session.end();
        let simulation = done.map_err(no_simulation)?;
        self.conclude((case, network), (simulation, resumed), &out, began, session)
    }
}

/// Whether two paths lead to one folder.
fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    one == other || whole(one).is_some_and(|one| whole(other) == Some(one))
}

impl SimulateRequest {
    /// How paths are drawn, where left out as in an earlier run.
    fn options(
        &self,
        network: &Network,
        earlier: Option<&Manifest>,
        session: &mut Session<'_>,
    ) -> Result<SimulateOptions, StudyError> {
        let of = SimulateOptions::from_network(network);
        let told = |name: &str| earlier.and_then(|manifest| manifest.options.get(name)?.as_u64());
        Ok(SimulateOptions {
            plan: self.solving().options(network, session)?,
            leaf: self.scenario.as_ref().map_or(Ok(of.leaf), |id| leaf(network, id))?,
            paths: self.paths.or(told("paths").map(|paths| paths.min(MAX_PATHS as u64) as usize)).unwrap_or(of.paths),
            seed: self.seed.or(told("seed")).unwrap_or(of.seed),
            bylaws: self.bylaws()?,
            overlays: self.attack.iter().map(|text| overlay::parse(network, text)).collect::<Result<_, _>>()?,
            purses: self.purses,
        })
    }

    /// Writes the run of a simulation, and answers.
    fn conclude(
        &self,
        (case, network): (SoundCase, Network),
        (simulation, resumed): (Simulation, usize),
        out: &Out,
        began: Instant,
        session: &mut Session<'_>,
    ) -> Result<Done<SimulateAnswer, Engine>, StudyError> {
        let options = &simulation.options;
        let plan = &simulation.made.plan;
        let audit = audit(&network, &plan.reported());
        let mut manifest = run::manifest(VERB, (&self.case, out), &network, &case, &options.plan);
        run::enter_plan(&mut manifest, plan, &audit, session);
        for (name, value) in resume::settled(&network, options) {
            manifest.options.insert(name.to_string(), value);
        }
        manifest.options.insert("paths".to_string(), options.paths.into());
        manifest.options.insert("paths_done".to_string(), simulation.paths.len().into());
        manifest.options.insert("complete".to_string(), simulation.complete().into());
        manifest.options.insert("plan_digest".to_string(), format!("{:016x}", simulation.digest).into());
        let seconds = began.elapsed().as_secs_f64();
        manifest.timings_seconds.insert("simulate".to_string(), seconds);
        run::write(out, &network, plan, tables(&network, &simulation), &manifest)?;
        let undone = (!simulation.complete()).then(|| {
            let number = |count: usize| short(count as f64);
            let (done, all) = (number(simulation.paths.len()), number(options.paths));
            format!("{done} of {all} paths were done; recoop simulate --resume {} does the others", out.display())
        });
        Ok(Done {
            answer: SimulateAnswer::of(&network, &simulation),
            warnings: Some(case.warnings),
            searches: Some(session.searches()),
            ending: run::ending(audit, undone.into_iter().chain(run::open(plan)).collect(), session),
            engine: Engine { network, simulation, resumed },
            seconds,
            place: Some(out.to_path_buf()),
        })
    }
}

fn no_simulation(error: SimulateError) -> StudyError {
    match error {
        SimulateError::Plan(error) => run::no_plan(error),
        SimulateError::NoChance(_) | SimulateError::OtherPlan { .. } | SimulateError::Incomplete => {
            StudyError::Unfit(error.to_string())
        }
        SimulateError::Operate(_) | SimulateError::Stopped => StudyError::Nothing(error.to_string()),
    }
}
