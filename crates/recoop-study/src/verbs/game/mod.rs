//! Answers a coalition game in a file: allocations, core, stability, properties.

pub mod classes;
mod json;
mod write;

use std::path::{Path, PathBuf};

use coalition::exact::float;
use coalition::families::Family;
use coalition::table::MAX_IN_TABLE;
use coalition::{
    Asked, GameError, Group, Measure, Priced, Rational, Rule, Sampling, Sense, Survey, Table, Task, Value, Wanted,
    Words, survey, survey_large,
};
use recoop_io::game::{parse_payoffs, parse_unions, read_payoffs};
use recoop_io::read::hints::nearest;
use recoop_io::{Finding, GameFile, Origins, OutFile, read_game};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::classes::Classed;
use crate::solving::threads;
use crate::{Answer, Done, Faults, Request, Session, StudyError};

/// Parts of the answer that are no rules.
const PARTS: [&str; 3] = ["core", "stability", "properties"];

/// Request for the answers of a coalition game.
///
/// # Examples
///
/// ```
/// use recoop_study::{Cancel, NoProgress, Request, Session, game::GameRequest};
///
/// let request = GameRequest { only: vec!["core".to_string()], ..GameRequest::new("../../cases/games/talmud.json") };
/// let done = request.run(&mut Session::new(&mut NoProgress, Cancel::new()))?;
/// assert_eq!(done.to_json()["core"]["empty"], false);
/// # Ok::<(), recoop_study::StudyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GameRequest {
    /// File of the game (docs/game.md).
    pub file: PathBuf,
    /// Only these answers: rules, `core`, `stability`, `properties`. Default: all.
    #[serde(default)]
    pub only: Vec<String>,
    /// Payoffs to evaluate like those of a rule: `NAME=NUMBER,...`, or a file with the columns `player` and `payoff`. Default: none.
    #[serde(default, alias = "judge")]
    pub evaluate: Option<PathBuf>,
    /// Players that act as one: `A+B,C+D,...`. Default: `unions` in the file.
    #[serde(default)]
    pub unions: Option<String>,
    /// Maximum number of coalitions named for each rule. Default: 3.
    #[serde(default = "limit", alias = "most")]
    pub limit: usize,
    /// Order of coalitions. Default: `gain`.
    #[serde(default, alias = "by")]
    pub sort: Order,
    /// File to write: `.csv` (payoffs) or `.json` (everything). Default: none.
    #[serde(default)]
    pub out: Option<PathBuf>,
    /// Number of players up to which every coalition is computed, at most 28. Default: 22.
    #[serde(default = "exact")]
    pub exact: usize,
    /// Maximum number of coalitions evaluated where the Shapley value is sampled. Default: 100000.
    #[serde(default = "samples")]
    pub samples: usize,
    /// Seed of the sampled orders. Default: 0.
    #[serde(default)]
    #[ts(type = "number")]
    pub seed: u64,
    /// Threads; 0 for as many as the machine has. Default: 0.
    #[serde(default)]
    pub threads: usize,
}

/// Order of coalitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// By gain from leaving.
    #[default]
    Gain,
    /// By gain for each member of the coalition.
    PerMember,
    /// By gain as a share of the coalition's worth or cost.
    Relative,
}

fn limit() -> usize {
    3
}

fn exact() -> usize {
    22
}

fn samples() -> usize {
    100_000
}

/// Answer: as docs/game.md#json describes it. Numbers are as they were given: profits, or costs and charges.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(type = "Record<string, unknown>")]
pub struct GameAnswer(pub serde_json::Value);

impl Answer for GameAnswer {
    const VERB: &'static str = "game";
    const SCHEMA_VERSION: u32 = 2;
}

/// Results of the engine.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one")]
pub enum Engine {
    /// A game of players.
    Surveyed(Surveyed),
    /// A game of classes of players.
    Classed(Classed),
}

/// Answers of a game of players.
#[derive(Debug)]
pub struct Surveyed {
    /// The game.
    pub file: GameFile,
    /// Worth of every coalition; `None` for more players than a table was made for.
    pub table: Option<Table>,
    /// The answers.
    pub survey: Survey,
    /// Order of coalitions.
    pub measure: Measure,
}

impl GameRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            only: Vec::new(),
            evaluate: None,
            unions: None,
            limit: limit(),
            sort: Order::Gain,
            out: None,
            exact: exact(),
            samples: samples(),
            seed: 0,
            threads: 0,
        }
    }
}

impl Request for GameRequest {
    type Answer = GameAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        wanted(self)?;
        self.out.as_deref().map(write::Format::of).transpose().map(drop)
    }

    fn run(&self, session: &mut Session<'_>) -> Result<Done<GameAnswer, Engine>, StudyError> {
        self.validate()?;
        let read = read_game(&self.file);
        let file = usable(read.game, &self.file, read.findings, read.origins, session)?;
        let given = self.evaluate.as_ref().map(|judge| payoffs(judge, &file, session)).transpose()?;
        let inputs: Vec<&Path> = std::iter::once(self.file.as_path()).chain(self.evaluate.as_deref()).collect();
        let out = self.out.as_ref().map(|path| OutFile::open(path, &inputs)).transpose()?;
        let format = self.out.as_deref().map(write::Format::of).transpose()?;
        let engine = if file.counts.is_some() {
            Engine::Classed(classes::answer(self, file, given)?)
        } else {
            Engine::Surveyed(surveyed(self, file, given, session)?)
        };
        let stopped = matches!(&engine, Engine::Surveyed(it) if it.survey.is_stopped());
        let mut done = Done::plain(GameAnswer(engine.json()), engine);
        done.ending.refuted = session.searches().refuted;
        if stopped {
            let unwritten = if self.out.is_some() { ", and no file is written" } else { "" };
            done.ending.open.push(format!("interrupted: what is marked as stopped is not known{unwritten}"));
        } else if let (Some(file), Some(format)) = (out, format) {
            write::write(&done.engine, file, format)?;
        }
        Ok(done)
    }
}

fn surveyed(
    request: &GameRequest,
    file: GameFile,
    given: Option<Vec<Rational>>,
    session: &mut Session<'_>,
) -> Result<Surveyed, StudyError> {
    let is_cost = file.family.sense() == Sense::Cost;
    let given = given.map(|given| given.into_iter().map(|number| if is_cost { -number } else { number }).collect());
    let priced = match &file.family {
        Family::LinearProduction(game) => Some(Priced::Production(game.clone())),
        Family::Assignment(game) => Some(Priced::Assignment(game.clone())),
        _ => None,
    };
    let unions = unions(request, &file)?;
    let wanted = wanted(request)?;
    let mut wanted = Wanted { given, priced, rules: with_unions(wanted.rules, unions.as_deref(), request)?, ..wanted };
    if wanted.priced.is_none() && request.only.is_empty() {
        wanted.rules.retain(|rule| *rule != Rule::Prices);
    }
    for rule in &mut wanted.rules {
        if let Rule::Other(Value::SeparableCosts(benefits)) = rule {
            benefits.clone_from(&file.benefits);
        }
    }
    session.begin("what is known so far");
    let threads = threads(request.threads, session);
    let answered = answer(file, &wanted, request.exact, &mut Task { threads, observer: session });
    session.end();
    answered
}

impl Engine {
    fn json(&self) -> serde_json::Value {
        match self {
            Self::Surveyed(it) => json::json(it),
            Self::Classed(it) => it.json(),
        }
    }
}

impl Surveyed {
    /// Returns a worth or payoff as the numbers were given.
    #[must_use]
    pub fn given(&self, worth: f64) -> f64 {
        // Not -0.0.
        self.file.family.sense().sign() * worth + 0.0
    }

    /// Returns the worth of everybody, where it is known.
    #[must_use]
    pub fn total(&self) -> Option<f64> {
        let all = Group::all(self.file.players.len());
        match &self.table {
            Some(table) => Some(table.total()),
            None => self.file.family.exact(all).ok().map(|worth| float(&worth)),
        }
    }

    /// Returns the writer of sentences in the names and the unit of the game.
    #[must_use]
    pub fn words(&self) -> Words<'_> {
        Words { names: &self.file.players, unit: &self.file.unit, sense: self.file.family.sense() }
    }
}

/// What the options ask for.
fn wanted(request: &GameRequest) -> Result<Wanted, StudyError> {
    let rules = Rule::all();
    let of_unions = Value::of_unions(&[]).map(Rule::Other);
    let words: Vec<&str> = PARTS.into_iter().chain(rules.iter().chain(&of_unions).map(Rule::as_str)).collect();
    for word in &request.only {
        if !words.contains(&word.as_str()) {
            let hint = nearest(word, words.iter().copied())
                .map_or_else(|| format!("there are {}", words.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(StudyError::refused("--only", format!("--only: there is no answer `{word}`; {hint}")));
        }
    }
    if request.exact > MAX_IN_TABLE {
        let message = format!("--exact: a table has at most {MAX_IN_TABLE} players, not {}", request.exact);
        return Err(StudyError::refused("--exact", message));
    }
    let is_wanted = |word: &str| request.only.is_empty() || request.only.iter().any(|only| only == word);
    let measure = match request.sort {
        Order::Gain => Measure::Excess,
        Order::PerMember => Measure::PerMember,
        Order::Relative => Measure::Relative,
    };
    Ok(Wanted {
        rules: rules.into_iter().filter(|rule| is_wanted(rule.as_str())).collect(),
        given: None,
        priced: None,
        core: is_wanted("core"),
        stability: is_wanted("stability"),
        properties: is_wanted("properties"),
        excesses: Asked { most: request.limit, measure, ..Asked::default() },
        sampling: Sampling { evaluations: request.samples, seed: request.seed, ..Sampling::default() },
    })
}

/// The unions of the option, else those of the file.
fn unions(request: &GameRequest, file: &GameFile) -> Result<Option<Vec<Group>>, StudyError> {
    let given = request.unions.as_ref().map(|text| parse_unions(text, &file.players)).transpose();
    let given = given.map_err(|why| StudyError::refused("--unions", format!("--unions: {why}")))?;
    Ok(given.or_else(|| file.unions.clone()))
}

/// The rules, with those of unions where there are unions and somebody wants them.
fn with_unions(mut rules: Vec<Rule>, unions: Option<&[Group]>, request: &GameRequest) -> Result<Vec<Rule>, StudyError> {
    let of_unions = Value::of_unions(unions.unwrap_or_default()).map(Rule::Other);
    let named = |rule: &Rule| request.only.iter().any(|only| only == rule.as_str());
    if unions.is_none() {
        if let Some(rule) = of_unions.iter().find(|rule| named(rule)) {
            let message = format!("--only: `{}` needs unions: `--unions A+B,C`, or the field `unions`", rule.as_str());
            return Err(StudyError::refused("--only", message));
        }
        return Ok(rules);
    }
    rules.extend(of_unions.into_iter().filter(|rule| request.only.is_empty() || named(rule)));
    Ok(rules)
}

fn answer(file: GameFile, wanted: &Wanted, most: usize, task: &mut Task<'_>) -> Result<Surveyed, StudyError> {
    let measure = wanted.excesses.measure;
    // A list has its groups at hand.
    if file.players.len() > most && !matches!(file.family, Family::Listed(_)) {
        let survey = survey_large(&file.family, wanted, task);
        return Ok(Surveyed { file, table: None, survey, measure });
    }
    let table = file.family.table(task).and_then(|table| table.renamed(file.players.clone())).map_err(no_game)?;
    let survey = survey(&table, wanted, task);
    Ok(Surveyed { file, table: Some(table), survey, measure })
}

fn no_game(error: GameError) -> StudyError {
    match error {
        GameError::Stopped => StudyError::Nothing("interrupted before all coalitions had a number".to_string()),
        error => StudyError::Nothing(format!("the game has no answer: {error}")),
    }
}

/// The payoffs to evaluate, as the numbers were given.
fn payoffs(judge: &Path, file: &GameFile, session: &mut Session<'_>) -> Result<Vec<Rational>, StudyError> {
    if let Some(written) = judge.to_str().filter(|judge| judge.contains('=')) {
        return parse_payoffs(written, &file.players)
            .map_err(|why| StudyError::refused("--evaluate", format!("--evaluate: {why}")));
    }
    let read = read_payoffs(judge, &file.players);
    usable(read.payoffs, judge, read.findings, read.origins, session)
}

/// What was read of a file, with its warnings sent; its errors where there is nothing.
fn usable<T>(
    read: Option<T>,
    subject: &Path,
    findings: Vec<Finding>,
    origins: Origins,
    session: &mut Session<'_>,
) -> Result<T, StudyError> {
    let faults = Faults { subject: subject.to_path_buf(), findings, origins, values_hash: None };
    match read {
        Some(read) => {
            if !faults.findings.is_empty() {
                session.warnings(&faults);
            }
            Ok(read)
        }
        None => Err(StudyError::Faults(Box::new(faults))),
    }
}
