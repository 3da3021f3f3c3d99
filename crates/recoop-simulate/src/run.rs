//! The simulation of a case: one plan, many paths.

use coalition::parallel::kept;
use coalition::{Progress, Task};

use super::fit::Fit;
use super::goodness::{Goodness, goodness, quantile};
use super::operate::OperateError;
use super::path::{Path, PathOutcome};
use super::setup::Setup;
use super::ties::Overlay;
use predation::Bylaw;
use recoop::plan::{PlanError, PlanOptions, ProgressAdapter, ProgressObserver, SolvedPlan, solve_with_program};
use recoop_case::Network;
use recoop_case::cell::Name;
use recoop_case::chance::{History, MIN_STEPS, steps};
use recoop_case::positions::{LeafAt, StatePath};

/// Options of a simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulateOptions {
    /// How the plan is made; its threads are those of the paths, too.
    pub plan: PlanOptions,
    /// The last scenario of the future that prices move around: a position in the leaves of the tree.
    pub leaf: LeafAt,
    /// Number of paths.
    pub paths: usize,
    /// Seed of the paths.
    pub seed: u64,
    /// Pooling bylaws.
    pub bylaws: Vec<Bylaw>,
    /// Attacks on prices laid over all paths.
    pub overlays: Vec<Overlay>,
    /// Factor on every purse, above 0.
    pub purses: f64,
}

/// Bylaws that a simulation knows: those that need no attacker.
pub const BYLAWS: [Bylaw; 4] = [Bylaw::Alone, Bylaw::Joint, Bylaw::LetGo, Bylaw::SafeLending { budget: f64::INFINITY }];

impl SimulateOptions {
    /// What is asked for when nothing is said: 1,000 paths around the most probable future, under every bylaw.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        Self {
            plan: PlanOptions::from_network(network),
            leaf: network.tree.likeliest(|_| true),
            paths: 1000,
            seed: 0,
            bylaws: BYLAWS.to_vec(),
            overlays: Vec::new(),
            purses: 1.0,
        }
    }
}

/// A simulation.
#[derive(Debug)]
pub struct Simulation {
    /// The plan.
    pub made: SolvedPlan,
    /// States of the future, root first.
    pub states: StatePath,
    /// Calendar years.
    pub years: Vec<i32>,
    /// Members with plants or money of the plan: positions in [`Network::members`].
    pub firms: Vec<usize>,
    /// The process of prices.
    pub fit: Fit,
    /// How well it fits.
    pub goodness: Vec<Goodness>,
    /// Prices by history and year.
    pub prices: Vec<PriceBand>,
    /// The path without random events.
    pub planned: Path,
    /// The paths that were done, by number.
    pub paths: Vec<Path>,
    /// What was asked for.
    pub options: SimulateOptions,
    /// A number that is another one for another plan.
    pub digest: u64,
}

/// Simulated prices of a history in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceBand {
    /// Position of the history.
    pub history: usize,
    /// Year.
    pub year: i32,
    /// In the case, USD/kg.
    pub case: f64,
    /// Mean over the paths, USD/kg.
    pub mean: f64,
    /// 1, 5, 50, 95 and 99 per cent of the paths are below, USD/kg.
    pub below: [f64; 5],
}

impl Simulation {
    /// Whether every path was done.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.paths.len() == self.options.paths
    }
}

/// Why there is no simulation.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// No plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A year cannot be run.
    #[error(transparent)]
    Operate(#[from] OperateError),
    /// No price, outage or delay is random.
    #[error(
        "no price, outage or delay is random: the case has neither `outages` nor `delays`, and {}",
        histories(.0)
    )]
    NoChance(Vec<(Name, usize)>),
    /// The paths done before are of another plan.
    #[error("the paths done before are of another plan ({found:016x}, this one is {expected:016x}); start anew")]
    OtherPlan {
        /// Of the paths.
        found: u64,
        /// Of the plan.
        expected: u64,
    },
    /// The paths done before lack members or years.
    #[error("the paths done before do not have the members and years of this case; start anew")]
    Incomplete,
    /// Stopped before the first path.
    #[error("stopped before a path was done")]
    Stopped,
}

/// Paths that were done before, of the plan with a digest.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// The paths.
    pub paths: Vec<Path>,
    /// [`Simulation::digest`]; none when there was no run before.
    pub digest: Option<u64>,
}

/// Paths of a piece of work.
const BLOCK: usize = 20;

/// Simulates a case; what was done `before` is not done again.
///
/// # Errors
/// When there is no plan, no price, outage or delay is random, a year cannot be run, or it is stopped before the first path.
pub fn simulate(
    network: &Network,
    options: &SimulateOptions,
    before: Before,
    observer: &mut dyn ProgressObserver,
) -> Result<Simulation, SimulateError> {
    refuse(network)?;
    let made = solve_with_program(network, &options.plan, observer)?;
    simulate_plan(network, made, options, before, observer)
}

/// Refuses a case without random prices, outages and delays.
///
/// # Errors
/// [`SimulateError::NoChance`].
pub fn refuse(network: &Network) -> Result<(), SimulateError> {
    let chance = &network.chance;
    let moves = !Fit::new(&chance.histories).series.is_empty();
    let fails = chance.outages.iter().any(Option::is_some) || chance.delays.iter().any(Option::is_some);
    if moves || fails {
        return Ok(());
    }
    let steps = |it: &History| steps(it.points.iter().map(|(year, _)| *year).collect());
    let short = chance.histories.iter().map(|it| (network.materials[it.material].id.clone(), steps(it)));
    Err(SimulateError::NoChance(short.collect()))
}

/// Histories that are too short, by material with their years that follow another, in words.
fn histories(short: &[(Name, usize)]) -> String {
    if short.is_empty() {
        return "no `price_links`".to_string();
    }
    let each: Vec<String> = short.iter().map(|(material, steps)| format!("`{material}` {steps}")).collect();
    format!("no history of `price_links` has {MIN_STEPS} years that follow another year: {}", each.join(", "))
}

/// Returns some paths around a plan, by number. Each depends on the plan, the options and its number alone, so that paths of several
/// calls, in whatever order and process, are those of one.
///
/// # Errors
/// When a year cannot be run, or somebody stops it: paths of a piece are there as a whole or not at all.
pub fn paths(
    network: &Network,
    made: &SolvedPlan,
    options: &SimulateOptions,
    numbers: std::ops::Range<usize>,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<Path>, SimulateError> {
    let numbers: Vec<usize> = numbers.collect();
    let setting = Setup::new(network, made, options)?;
    let paths = walk(&setting, &numbers, options.plan.threads, observer)?;
    if paths.len() < numbers.len() { Err(SimulateError::Stopped) } else { Ok(paths) }
}

/// As [`simulate`], around a plan that is known.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_plan(
    network: &Network,
    made: SolvedPlan,
    options: &SimulateOptions,
    before: Before,
    observer: &mut dyn ProgressObserver,
) -> Result<Simulation, SimulateError> {
    refuse(network)?;
    let fit = Fit::new(&network.chance.histories);
    let digest = digest(&made);
    if let Some(found) = before.digest.filter(|found| *found != digest) {
        return Err(SimulateError::OtherPlan { found, expected: digest });
    }
    let setting = Setup::new(network, &made, options)?;
    let fits = |path: &Path| {
        let whole = |outcome: &PathOutcome| {
            outcome.firms.len() == setting.firms.len() && outcome.years.len() == setting.years.len()
        };
        path.outcomes.len() == options.bylaws.len() && path.outcomes.iter().all(whole)
    };
    if !before.paths.iter().all(fits) {
        return Err(SimulateError::Incomplete);
    }
    let planned = setting.as_planned(&mut setting.operators()?)?;
    let mut paths = before.paths;
    paths.retain(|path| path.number < options.paths);
    let mut known = vec![false; options.paths];
    paths.iter().for_each(|path| known[path.number] = true);
    let open: Vec<usize> = (0..options.paths).filter(|number| !known[*number]).collect();
    paths.extend(walk(&setting, &open, options.plan.threads, observer)?);
    if paths.is_empty() {
        return Err(SimulateError::Stopped);
    }
    paths.sort_by_key(|path| path.number);
    let goodness = goodness(&setting.fit, &network.chance.histories, options.seed);
    let prices = prices(&setting, &paths);
    let states = setting.chain.states.iter().map(|state| state.state).collect();
    let years = setting.years.iter().map(|(year, _)| *year).collect();
    let firms = setting.firms.clone();
    drop(setting);
    Ok(Simulation {
        made,
        states,
        years,
        firms,
        fit,
        goodness,
        prices,
        planned,
        paths,
        options: options.clone(),
        digest,
    })
}

/// Does paths in blocks side by side; what is done when somebody stops it is kept.
fn walk(
    setting: &Setup<'_>,
    open: &[usize],
    threads: usize,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<Path>, SimulateError> {
    let blocks: Vec<&[usize]> = open.chunks(BLOCK).collect();
    let told = Progress { doing: "walking paths, in blocks of 20", of: Some(blocks.len()), ..Progress::default() };
    let mut hand = ProgressAdapter { observer };
    let mut task = Task { threads, observer: &mut hand };
    let done = kept(blocks.len(), told, &mut task, |block, stop| {
        let walked = || -> Result<Vec<Path>, OperateError> {
            let mut operators = setting.operators()?;
            let mut paths = Vec::with_capacity(BLOCK);
            for number in blocks[block] {
                if stop.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                paths.push(setting.path(*number, &mut operators)?);
            }
            Ok(paths)
        };
        walked()
    });
    let mut paths = Vec::with_capacity(open.len());
    for block in done.into_iter().flatten() {
        paths.extend(block?);
    }
    Ok(paths)
}

/// Returns a number that is another one for another plan: FNV-1a of its columns.
#[must_use]
pub fn digest(made: &SolvedPlan) -> u64 {
    let bytes = made.columns.iter().flat_map(|value| value.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Simulated prices of every fitted history at its own market, from the draws of the paths alone.
fn prices(setting: &Setup<'_>, paths: &[Path]) -> Vec<PriceBand> {
    let network = setting.chain.network;
    let drawn: Vec<Vec<Vec<f64>>> = paths.iter().map(|path| setting.chances(path.number).deviations).collect();
    let mut bands = Vec::new();
    for (at, history) in network.chance.histories.iter().enumerate() {
        let Some(series) = setting.fit.of_history[at] else { continue };
        for (k, (year, state)) in setting.years.iter().enumerate() {
            let state = setting.chain.states[*state].state;
            let case = history.price.as_ref().map_or(f64::NAN, |price| price.at(state));
            let mut prices: Vec<f64> = drawn.iter().map(|path| case * path[k][series].exp()).collect();
            prices.sort_by(f64::total_cmp);
            let mean = prices.iter().sum::<f64>() / prices.len() as f64;
            let below = [0.01, 0.05, 0.5, 0.95, 0.99].map(|p| quantile(&prices, p));
            bands.push(PriceBand { history: at, year: *year, case, mean, below });
        }
    }
    bands
}
