//! How much the answer depends on each assumption: each row of `sensitivities` is moved to its ends, one at a time, and the case is
//! solved again.
//!
//! What is solved is the relaxation, with parts of plants allowed. A plan with whole plants is known only to within its gap,
//! which is wider than most sensitivities; the relaxation is known exactly, so that differences between two of them mean something. What
//! it says of the level is a bound: the case as assumed stands beside it for comparison.
//!
//! Long: the cases, their solution and their table are one question.

use std::collections::HashMap;

use program::solve::{Flow, Method, Observer, Options, Outcome as Solved, Progress, Solver, Stop};

use super::observer::{ProgressObserver, Step};
use super::search::side_by_side::{Messenger, News, each};
use super::shares::{domestic_shares_at, later_share, worth};
use super::solve::{Plan, read_plan};
use super::status::{PlanError, PlanOptions, Status, stop_word};
use super::unlimited::Unlimited;
use crate::formulation::{Formulation, formulate};
use recoop_case::Network;
use recoop_case::cell::Name;
use recoop_case::edit::sensitivities::{End, resolve_swung};
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_case::tables::{Priority, SensitivityRow, Tables};

/// Main results of a case; all are expected over the scenarios.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// Objective, MUSD.
    pub objective_musd: f64,
    /// Net present value, MUSD.
    pub npv_musd: f64,
    /// Capital cost of what is built, undiscounted, MUSD.
    pub capital_musd: f64,
    /// Present value of what the public pays: production credits and payments, price floors, grants and credits on capital, MUSD.
    pub public_musd: f64,
    /// Defense demand not served over the horizon, t.
    pub defense_short_t: f64,
    /// By stage: share made at home in the second half of the horizon, if anything is needed. Materials are weighted with the
    /// prices of the case as assumed, so that a price alone moves no share.
    pub home: Vec<Option<f64>>,
}

impl Results {
    /// The stage with the lowest share made at home, and that share.
    #[must_use]
    pub fn weakest(&self) -> Option<(usize, f64)> {
        let shares = self.home.iter().enumerate().filter_map(|(stage, share)| share.map(|share| (stage, share)));
        shares.min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// What came of an end of a swing.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseOutcome {
    /// It was solved.
    Solved(Results),
    /// No plan satisfies all rules.
    Infeasible,
    /// The plan could earn without limit.
    Unbounded,
    /// The solver stopped, or was never started.
    Stopped(Stop),
}

impl CaseOutcome {
    /// The results, if it was solved.
    #[must_use]
    pub fn results(&self) -> Option<&Results> {
        match self {
            Self::Solved(results) => Some(results),
            _ => None,
        }
    }

    /// In a word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Solved(_) => "solved",
            Self::Infeasible => "no plan",
            Self::Unbounded => "no limit",
            Self::Stopped(stop) => stop_word(stop),
        }
    }
}

/// An end of a swing.
#[derive(Clone, Debug, PartialEq)]
pub struct EndRun {
    /// The number that was put in.
    pub value: f64,
    /// What came out.
    pub outcome: CaseOutcome,
}

/// A row of `sensitivities` with what came of its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// The row.
    pub row: SensitivityRow,
    /// Its low end.
    pub low: Option<EndRun>,
    /// Its high end.
    pub high: Option<EndRun>,
}

impl Sensitivity {
    /// The ends that there are.
    pub fn ends(&self) -> impl Iterator<Item = (End, &EndRun)> {
        let ends = [(End::Low, &self.low), (End::High, &self.high)];
        ends.into_iter().filter_map(|(end, run)| run.as_ref().map(|run| (end, run)))
    }
}

/// All sensitivities of a case, in the order of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivities {
    /// Title of the case.
    pub title: String,
    /// The stages of the chain.
    pub stages: Vec<Name>,
    /// The case as assumed.
    pub base: Results,
    /// Each row.
    pub sensitivities: Vec<Sensitivity>,
}

/// The result by which sensitivities are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The objective.
    Objective,
    /// The net present value.
    Npv,
    /// The capital spent.
    Capital,
    /// What the public pays.
    Public,
    /// Defense demand not served.
    Defense,
    /// The share of a stage made at home; of the weakest stage without one.
    Home(Option<usize>),
}

impl Measure {
    /// Reads `objective`, `npv`, `capital`, `public`, `defense`, `home` or `home:STAGE`.
    ///
    /// # Errors
    /// What would have been right.
    pub fn parse(text: &str, stages: &[Name]) -> Result<Self, String> {
        Ok(match text.split_once(':') {
            None if text == "objective" => Self::Objective,
            None if text == "npv" => Self::Npv,
            None if text == "capital" => Self::Capital,
            None if text == "public" => Self::Public,
            None if text == "defense" => Self::Defense,
            None if text == "home" => Self::Home(None),
            Some(("home", stage)) => match stages.iter().position(|known| known == stage) {
                Some(stage) => Self::Home(Some(stage)),
                None => {
                    return Err(format!("there is no stage `{stage}`; the stages are {}", stages.join(", ")));
                }
            },
            _ => {
                return Err(format!(
                    "expected `objective`, `npv`, `capital`, `public`, `defense`, `home` or `home:STAGE`, found `{text}`"
                ));
            }
        })
    }

    /// What it is, with its unit.
    #[must_use]
    pub fn title(self, stages: &[Name]) -> String {
        match self {
            Self::Objective => "objective, $ million".to_string(),
            Self::Npv => "expected NPV, $ million".to_string(),
            Self::Capital => "expected capital, $ million".to_string(),
            Self::Public => "expected public cost, present value, $ million".to_string(),
            Self::Defense => "expected unserved defense demand, t".to_string(),
            Self::Home(None) => {
                "domestic production share of the weakest stage in the second half of the horizon".to_string()
            }
            Self::Home(Some(stage)) => {
                format!("domestic production share of stage {} in the second half of the horizon", stages[stage])
            }
        }
    }

    /// Whether it is a share.
    #[must_use]
    pub fn is_share(self) -> bool {
        matches!(self, Self::Home(_))
    }

    /// Its value; a share of nothing has none.
    #[must_use]
    pub fn of(self, results: &Results) -> Option<f64> {
        match self {
            Self::Objective => Some(results.objective_musd),
            Self::Npv => Some(results.npv_musd),
            Self::Capital => Some(results.capital_musd),
            Self::Public => Some(results.public_musd),
            Self::Defense => Some(results.defense_short_t),
            Self::Home(None) => results.weakest().map(|(_, share)| share),
            Self::Home(Some(stage)) => results.home[stage],
        }
    }
}

/// A narrower width, as a share of the result, is the solver's rounding.
const ROUNDING: f64 = 1e-7;

impl Sensitivities {
    /// How far a result spans over the ends of a swing and the case as assumed; none where an end has no such result.
    #[must_use]
    pub fn width(&self, sensitivity: &Sensitivity, measure: Measure) -> Option<f64> {
        let base = measure.of(&self.base)?;
        let (mut least, mut most) = (base, base);
        for (_, run) in sensitivity.ends() {
            let value = measure.of(run.outcome.results()?)?;
            (least, most) = (least.min(value), most.max(value));
        }
        let width = most - least;
        Some(if width <= ROUNDING * base.abs().max(1.0) { 0.0 } else { width })
    }

    /// The sensitivities with their widths: first those with an end that has no plan at all, then the widest, at last those without a
    /// result. Equals stay in the order of the table.
    #[must_use]
    pub fn ranked(&self, measure: Measure) -> Vec<(&Sensitivity, Option<f64>)> {
        let mut ranked: Vec<_> =
            self.sensitivities.iter().map(|sensitivity| (sensitivity, self.width(sensitivity, measure))).collect();
        let group = |sensitivity: &Sensitivity, width: Option<f64>| {
            let breaks = |run: &EndRun| matches!(run.outcome, CaseOutcome::Infeasible | CaseOutcome::Unbounded);
            if sensitivity.ends().any(|(_, run)| breaks(run)) { 0 } else { 1 + usize::from(width.is_none()) }
        };
        ranked.sort_by(|a, b| {
            let wider = b.1.unwrap_or(0.0).total_cmp(&a.1.unwrap_or(0.0));
            group(a.0, a.1).cmp(&group(b.0, b.1)).then(wider)
        });
        ranked
    }

    /// Returns whether the time limit left a case unsolved.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        let stopped = |run: &EndRun| matches!(run.outcome, CaseOutcome::Stopped(_));
        self.sensitivities.iter().any(|sensitivity| sensitivity.ends().any(|(_, run)| stopped(run)))
    }
}

/// Solves a checked case as assumed, and with every row of its `sensitivities` at its ends. Ends are solved side by side; what comes
/// out does not depend on the number of threads, as long as no time limit strikes. The limit holds for each of them.
///
/// # Errors
/// When the case as assumed has no plan, or the solver fails.
pub fn sensitivities(
    settings: &Settings,
    tables: &Tables,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Sensitivities, PlanError> {
    let base = sensitivity_base(settings, tables, options, observer)?;
    let sensitivities = sensitivity_rows(settings, tables, 0..tables.sensitivities.len(), options, observer)?;
    Ok(Sensitivities { title: settings.title.clone(), stages: settings.stages.clone(), base, sensitivities })
}

/// Solves a checked case as assumed.
///
/// # Errors
/// As [`sensitivities`].
pub fn sensitivity_base(
    settings: &Settings,
    tables: &Tables,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Results, PlanError> {
    base(&resolve(settings, tables), options, observer)
}

/// Solves a checked case with some rows of its `sensitivities` at their ends. A row depends on itself and the case alone, so that rows of several
/// calls, in whatever order and process, are those of one.
///
/// # Errors
/// When the solver fails.
///
/// # Panics
/// When the table has not so many rows.
pub fn sensitivity_rows(
    settings: &Settings,
    tables: &Tables,
    rows: std::ops::Range<usize>,
    options: &PlanOptions,
    observer: &mut dyn ProgressObserver,
) -> Result<Vec<Sensitivity>, PlanError> {
    let rows = &tables.sensitivities[rows];
    let worth = weights(&resolve(settings, tables));
    let jobs: Vec<(&SensitivityRow, f64)> =
        rows.iter().flat_map(|row| End::BOTH.into_iter().filter_map(move |end| Some((row, row.at(end)?)))).collect();
    let of = jobs.len();
    let mut done = 0;
    observer.step(&Step::Swinging { done, of });
    let runs = each(
        &jobs,
        options.threads,
        |(row, value), messenger| run(&resolve_swung(settings, tables, row, *value)?, &worth, options, messenger),
        &mut |news| match news {
            News::Progress(progress) => observer.progress(progress),
            News::Done => {
                done += 1;
                observer.step(&Step::Swinging { done, of });
                observer.flow()
            }
        },
    );
    let mut runs = runs.into_iter();
    let mut sensitivities = Vec::with_capacity(rows.len());
    for row in rows {
        let mut end = |value: Option<f64>| -> Result<Option<EndRun>, PlanError> {
            let Some(value) = value else { return Ok(None) };
            let outcome = runs.next().expect("a run for every end")?;
            Ok(Some(EndRun { value, outcome }))
        };
        let (low, high) = (end(row.low)?, end(row.high)?);
        sensitivities.push(Sensitivity { row: row.clone(), low, high });
    }
    Ok(sensitivities)
}

/// Weights of materials by id, USD/kg.
type Worth = HashMap<Name, f64>;

/// The weights of the case as assumed.
fn weights(network: &Network) -> Worth {
    network.materials.iter().map(|m| m.id.clone()).zip(worth(network)).collect()
}

/// Listens for the caller.
struct Listen<'a>(&'a mut dyn ProgressObserver);

impl Observer for Listen<'_> {
    fn progress(&mut self, progress: &Progress) -> Flow {
        self.0.progress(progress)
    }
}

/// The results of the case as assumed.
fn base(network: &Network, options: &PlanOptions, observer: &mut dyn ProgressObserver) -> Result<Results, PlanError> {
    let formulation = formulate(network);
    observer.step(&Step::Formulated(formulation.program.counts()));
    observer.step(&Step::Relaxing);
    let solved = relaxation(&formulation, options, &mut Listen(observer))?;
    match read(network, &formulation, solved, &weights(network)) {
        CaseOutcome::Solved(results) => {
            observer.step(&Step::Bounded { bound: results.objective_musd });
            Ok(results)
        }
        CaseOutcome::Infeasible => Err(PlanError::Infeasible(Box::new(formulation))),
        CaseOutcome::Unbounded => Err(PlanError::Unbounded(Box::new(Unlimited::of(network, &formulation)))),
        CaseOutcome::Stopped(stop) => Err(PlanError::NothingYet(stop_word(&stop).to_string())),
    }
}

/// Solves one end.
fn run(
    network: &Network,
    worth: &Worth,
    options: &PlanOptions,
    messenger: &mut Messenger<'_>,
) -> Result<CaseOutcome, PlanError> {
    if messenger.stopped() {
        return Ok(CaseOutcome::Stopped(Stop::Interrupted));
    }
    let formulation = formulate(network);
    let solved = relaxation(&formulation, options, messenger)?;
    Ok(read(network, &formulation, solved, worth))
}

fn relaxation(
    formulation: &Formulation,
    options: &PlanOptions,
    observer: &mut dyn Observer,
) -> Result<Solved, PlanError> {
    let options = Options {
        // A vertex: without one, amounts that do not matter for the objective would be smeared over all ways.
        method: Method::InteriorPoint { crossover: true },
        relax_integers: true,
        time_limit_seconds: Some(options.time_limit_seconds),
        seed: options.seed,
        ..Options::default()
    };
    Ok(Solver::new(&formulation.program)?.solve(&options, observer)?)
}

fn read(network: &Network, formulation: &Formulation, solved: Solved, worth: &Worth) -> CaseOutcome {
    let (bound, proof) = (solved.bound, solved.proof);
    let (objective, solution) = match (solved.stop, solved.objective, solved.solution) {
        (Stop::Optimal, Some(objective), Some(solution)) => (objective, solution),
        (Stop::Infeasible, ..) => return CaseOutcome::Infeasible,
        (Stop::Unbounded, ..) => return CaseOutcome::Unbounded,
        (stop, ..) => return CaseOutcome::Stopped(stop),
    };
    let status = Status {
        stop: Stop::Optimal,
        objective,
        bound: bound.unwrap_or(f64::INFINITY),
        gap: 0.0,
        gap_wanted: 0.0,
        proof,
        iterations: solved.iterations,
        nodes: 0,
        solver_seconds: solved.seconds,
    };
    let plan = read_plan(network, formulation, status, &solution.cols, None);
    // Streams may be others when recoveries are.
    let own = self::worth(network);
    let weights: Vec<f64> =
        network.materials.iter().zip(own).map(|(m, own)| worth.get(&m.id).copied().unwrap_or(own)).collect();
    let shares = domestic_shares_at(network, &plan.values, &weights);
    let stages = network.settings.stages.len();
    CaseOutcome::Solved(Results {
        objective_musd: objective,
        npv_musd: plan.expected_npv_musd,
        capital_musd: capital(network, formulation, &plan, &solution.cols),
        public_musd: public(network, &plan),
        defense_short_t: defense_short(network, &plan),
        home: (0..stages).map(|stage| later_share(&network.tree, &shares, stage)).collect(),
    })
}

/// Expected capital cost; sites may be opened in part, which plans do not know.
fn capital(network: &Network, formulation: &Formulation, plan: &Plan, cols: &[f64]) -> f64 {
    let tree = &network.tree;
    let opened = |build: &super::values::BuildValue| {
        let opening = network.facilities[build.facility].building.as_ref().map_or(0.0, |b| b.opening_cost_musd);
        if build.opens { opening } else { 0.0 }
    };
    let built: f64 =
        plan.values.builds.iter().map(|b| (b.capex_musd - opened(b)) * tree.states[b.state].probability).sum();
    let openings = formulation.variables.open.iter().map(|(slot, col)| {
        let slot = &formulation.sets.slots[slot];
        let opening = network.facilities[slot.facility].building.as_ref().map_or(0.0, |b| b.opening_cost_musd);
        opening * cols[col.index()] * tree.states[slot.state].probability
    });
    built + openings.sum::<f64>()
}

/// Expected present value of what the public pays.
fn public(network: &Network, plan: &Plan) -> f64 {
    let expected = plan.cash.expected(&network.tree).into_iter();
    expected.filter(|(kind, _)| kind.class().is_public()).map(|(_, musd)| musd).sum()
}

/// Expected metric tons of defense demand that are not served.
fn defense_short(network: &Network, plan: &Plan) -> f64 {
    let tree = &network.tree;
    let defense = plan.values.service.iter().filter(|s| network.demands[s.demand].priority == Priority::Defense);
    defense.map(|s| s.short_t * f64::from(tree.period(s.state).length) * tree.states[s.state].probability).sum()
}
