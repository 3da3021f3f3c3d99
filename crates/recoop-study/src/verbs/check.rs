//! Validates a case: everything that is wrong with it. With the table `observations`, the past years beside what was observed.

use std::path::PathBuf;

use recoop::plan::PlanOptions;
use recoop::plan::hindcast::{Comparison, hindcast};
use recoop_case::Network;
use recoop_case::conditional::Receipt;
use recoop_case::settings::Settings;
use recoop_case::tables::{ObservationRow, Tables};
use recoop_io::Finding;
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;

use crate::{Answer, Done, FaultLine, Faults, Loaded, Request, Session, StudyError, run};

/// Request for the errors and warnings of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Also run the chain through the past years of the table `observations`, without building anything. Default: false.
    #[serde(default, alias = "facts")]
    pub hindcast: bool,
}

/// Answer: the errors and warnings of a case, which may have errors. `recoop check --json` prints the list `findings` alone, with `--hindcast` the list
/// `observations` alone.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CheckAnswer {
    /// Errors and warnings, in the order of files and lines.
    #[ts(as = "Vec<FaultLine>")]
    pub findings: Findings,
    /// Observations beside what the model says, where they were asked for and the case has no errors.
    pub observations: Option<Vec<Observation>>,
    /// Purses with a limit, where the case has no errors.
    pub purses: Vec<PurseLine>,
}

/// A purse beside what leaves it, MUSD.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PurseLine {
    /// Id of the member.
    pub member: String,
    /// Cash and undrawn credit less minimum cash on the first day.
    pub purse_musd: f64,
    /// Overhead, interest on debts of the first day and fixed cost of installed plants in the first year.
    pub fixed_musd_per_year: f64,
    /// Repayments over the horizon.
    pub debts_due_musd: f64,
    /// Other dated payments over the horizon; below 0 they go out.
    pub payments_musd: f64,
    /// Credit lines that a condition opens.
    pub credit_lines_musd: f64,
    /// Largest receipts of share windows in an open year.
    pub share_windows_musd_per_year: f64,
}

/// What is wrong with a case. A file can have hundreds of thousands of findings: their lines and cells are looked up only for JSON.
#[derive(Clone, Debug)]
pub struct Findings(pub Faults);

impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FaultLine::all(&self.0).serialize(serializer)
    }
}

/// An observation beside what the model says.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Observation {
    /// Id of the row of the table `observations`.
    pub id: String,
    /// Year.
    pub year: i32,
    /// Measure.
    pub measure: String,
    /// Unit of the numbers.
    pub unit: String,
    /// Lower end of the band.
    pub low: f64,
    /// What was observed.
    pub observed: f64,
    /// Upper end of the band.
    pub high: f64,
    /// What the model says.
    pub modeled: Option<f64>,
    /// Whether the model is inside the band.
    pub holds: bool,
    /// Name for people.
    #[serde(skip)]
    pub name: String,
    /// Confidence of the row.
    #[serde(skip)]
    pub confidence: Option<String>,
}

/// Results of the engine.
#[derive(Debug)]
pub struct Engine {
    /// The tables that could be read.
    pub tables: Tables,
    /// The network, where there are no errors.
    pub network: Option<Network>,
    /// Hash of the case's values, where there are no errors.
    pub values_hash: Option<String>,
}

impl Answer for CheckAnswer {
    const VERB: &'static str = "check";
    const SCHEMA_VERSION: u32 = 2;
}

impl CheckAnswer {
    /// Returns whether the case has errors.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.0.findings.iter().any(Finding::is_error)
    }

    /// Returns the number of observations outside their bands.
    #[must_use]
    pub fn outside(&self) -> usize {
        self.observations.iter().flatten().filter(|it| !it.holds).count()
    }
}

impl CheckRequest {
    /// Returns the request with all defaults.
    #[must_use]
    pub fn new(case: impl Into<PathBuf>) -> Self {
        Self { case: case.into(), hindcast: false }
    }
}

impl Request for CheckRequest {
    type Answer = CheckAnswer;
    type Engine = Engine;

    fn validate(&self) -> Result<(), StudyError> {
        Ok(())
    }

    /// # Errors
    /// Not for errors of the case: they are the answer. [`StudyError::Unfit`] where observations are asked for and there are none, and those
    /// of a plan.
    fn run(&self, session: &mut Session<'_>) -> Result<Done<CheckAnswer, Engine>, StudyError> {
        let loaded = Loaded::of(&self.case);
        let faults = loaded.faults(&self.case);
        let settings = loaded.read.settings.as_ref().filter(|_| !loaded.has_errors());
        if !faults.findings.is_empty() && settings.is_some() {
            session.warnings(&faults);
        }
        let observations = match settings {
            Some(settings) if self.hindcast => Some(compared(settings, &loaded.read.tables, session)?),
            _ => None,
        };
        let network: Option<Network> =
            settings.map(|settings| recoop_case::resolve::resolve(settings, &loaded.read.tables));
        let values_hash = network.as_ref().and_then(|_| loaded.read.values_hash());
        let purses = network.as_ref().map(PurseLine::all).unwrap_or_default();
        let engine = Engine { tables: loaded.read.tables, network, values_hash };
        let mut done = Done::plain(CheckAnswer { findings: Findings(faults), observations, purses }, engine);
        if done.answer.has_errors() {
            done.ending.open.push(done.answer.findings.0.to_string());
        }
        match done.answer.outside() {
            0 => {}
            outside => done.ending.open.push(format!("{outside} observations are outside their bands")),
        }
        Ok(done)
    }
}

/// Runs the past years of a case.
fn compared(settings: &Settings, tables: &Tables, session: &mut Session<'_>) -> Result<Vec<Observation>, StudyError> {
    if tables.observations.is_empty() {
        let message = "--hindcast: the case has no table `observations`; list observed values of past years there";
        return Err(StudyError::Unfit(message.to_string()));
    }
    let solve = settings.solve;
    let threads = usize::try_from(solve.threads).unwrap_or(0);
    let options = PlanOptions { gap: solve.gap, time_limit_seconds: solve.time_limit_seconds, threads, seed: 0 };
    session.begin("the best plan so far");
    let compared = hindcast(settings, tables, &options, session);
    session.end();
    let compared = compared.map_err(|(year, error)| match run::no_plan(error) {
        StudyError::NoPlan(why) => StudyError::NoPlan(format!("the year {year} of `observations` has no plan: {why}")),
        StudyError::Nothing(why) => StudyError::Nothing(format!("the year {year} of `observations`: {why}")),
        other => other,
    })?;
    Ok(compared.iter().map(|comparison| Observation::of(&tables.observations[comparison.row], comparison)).collect())
}

impl PurseLine {
    /// Purses with a limit, in the order of members.
    fn all(network: &Network) -> Vec<Self> {
        let members = (0..network.cooperative()).filter(|at| network.members[*at].finance.purse_musd.is_finite());
        members.map(|at| Self::of(network, at)).collect()
    }

    fn of(network: &Network, member: usize) -> Self {
        let (first, last) = (network.tree.first_year(), network.tree.last_year());
        let finance = &network.members[member].finance;
        let own = network.facilities.iter().filter(|facility| facility.member == member);
        let fixed = own.map(|it| network.existing_in(it, first, false) * it.fixed_cost_usd_per_kg / 1000.0);
        let (interest, _) = finance.standing_debt_musd(first);
        // What is deducted from taxed profit is overhead and interest: the rest of debt service is repayment.
        let repaid = |year: i32| {
            finance.debt_service_musd(year) + finance.overhead_musd_per_year - finance.deductible_musd(year)
        };
        let paid = |year: i32| finance.other_musd(year) + finance.overhead_musd_per_year;
        let (mut lines, mut windows) = (0.0, 0.0_f64);
        for money in &finance.conditional {
            match money.receipt {
                Receipt::Once(musd) => lines += musd,
                Receipt::Yearly { open_musd, .. } => windows = windows.max(open_musd),
            }
        }
        Self {
            member: network.members[member].id.to_string(),
            purse_musd: finance.purse_musd,
            fixed_musd_per_year: finance.overhead_musd_per_year + interest + fixed.sum::<f64>(),
            debts_due_musd: (first..=last).map(repaid).sum(),
            payments_musd: (first..=last).map(paid).sum(),
            credit_lines_musd: lines,
            share_windows_musd_per_year: windows,
        }
    }
}

impl Observation {
    fn of(row: &ObservationRow, comparison: &Comparison) -> Self {
        Self {
            id: row.id.to_string(),
            year: row.year,
            measure: row.measure.as_str().to_string(),
            unit: row.measure.unit().to_string(),
            low: row.low,
            observed: row.observed,
            high: row.high,
            modeled: comparison.modeled,
            holds: comparison.holds(row),
            name: row.name.as_ref().unwrap_or(&row.id).to_string(),
            confidence: row.confidence.map(|confidence| confidence.as_str().to_string()),
        }
    }
}
