//! Back-tests: recorded years, run through the model of firms against an adversary.
//!
//! Nothing is optimized. Plants make what they made (`outputs`; else what they can), at the prices of the case along one future; money
//! comes and goes as it did (`cash_events`). The result is the purse of every member, quarter by quarter, until the member fails:
//!
//! ```text
//!   purse[t] = purse[t-1] + sum over plants of max(sales - avoidable cost, 0) - fixed cost - debt service + other payments
//! ```
//!
//! A purse is cash and undrawn credit less minimum cash. A member fails when its purse is below 0; books report its cash at the bank
//! ([`Finance::cash_at_bank_musd`](recoop_case::finance::Finance::cash_at_bank_musd)).
//!
//! The same is asked of every variant of the case (`variants`): what would have been, had prices, debt, outputs or rounds of finance been others. It
//! is the cash model of [`predation`], so that the same run also says the kill cost, how members
//! would have fared with one purse, and what the fall of prices that really came would have done to the plan of a variant.
//! Taxes are not reckoned: those that were paid are payments.

mod build;
mod contest;

use program::Flow;

use self::build::{Built, Varied};
use self::contest::Contests;
use predation::{Bylaw, Campaign, Kill, KillOptions, PredationError};
use recoop_case::attacks::CostLevel;
use recoop_case::cell::Name;
use recoop_case::edit::variants::{variants, varied};
use recoop_case::positions::{FacilityAt, StatePath};
use recoop_case::resolve::resolve;
use recoop_case::settings::Settings;
use recoop_case::tables::{AccountMeasure, Tables};
use recoop_case::{Network, tables};

/// A quarter of a year of the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    /// Year.
    pub year: i32,
    /// 1 to 4.
    pub quarter: i32,
}

impl std::fmt::Display for Quarter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} Q{}", self.year, self.quarter)
    }
}

/// Where the money of a quarter came from and went, MUSD.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Sales of what plants make.
    pub sales: f64,
    /// Purchases, variable and fixed cost of plants, at most 0.
    pub costs: f64,
    /// Payments of the kind `operations`.
    pub operations: f64,
    /// Spending on plants.
    pub capital: f64,
    /// Interest and repayment.
    pub debt_service: f64,
    /// Shares sold and debt drawn.
    pub raised: f64,
    /// Everything else.
    pub other: f64,
}

/// What a plant earned in a year, and what it cost to run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlantYear {
    /// Position in [`Network::facilities`].
    pub facility: FacilityAt,
    /// Year.
    pub year: i32,
    /// Activity, t.
    pub output_t: f64,
    /// Sales for a kg of activity, USD/kg; none where nothing is made.
    pub price_usd_per_kg: Option<f64>,
    /// Avoidable and fixed cost for a kg of activity, USD/kg; none where nothing is made.
    pub cost_usd_per_kg: Option<f64>,
    /// The same if it ran at its capacity, USD/kg.
    pub cost_at_capacity_usd_per_kg: Option<f64>,
}

/// What became of a member in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberOutcome {
    /// Position in [`Network::members`].
    pub member: usize,
    /// Purse at the start, MUSD.
    pub purse: f64,
    /// By quarter.
    pub ledger: Vec<Ledger>,
    /// Purse at the end of each quarter, MUSD; from the quarter of failure on it stays where it was.
    pub purses: Vec<f64>,
    /// Cash at the bank at the end of each quarter, MUSD; as [`Self::purses`].
    pub cash: Vec<f64>,
    /// The quarter in which the member fails: a position in [`Backtest::quarters`].
    pub fails: Option<usize>,
    /// Its plants by year.
    pub plants: Vec<PlantYear>,
    /// Kill costs by cost perspective, MUSD of present value. Empty where the member fails without an attack, or no attack on prices reaches it.
    pub kills: Vec<(CostLevel, Kill)>,
}

/// The recorded fall of prices, as an attack on the plan of a variant with other prices.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceFall {
    /// Depth by quarter: the mean over what all members sell.
    pub depth: Vec<f64>,
    /// Its cost to the adversary, MUSD of present value.
    pub costs: Vec<(CostLevel, f64)>,
    /// The quarter in which each member fails, in the order of the outcomes.
    pub fails: Vec<Option<usize>>,
}

/// A run: as it was, or a variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The variant; none for what was.
    pub variant: Option<Name>,
    /// What is different.
    pub title: Name,
    /// Members with a purse.
    pub outcomes: Vec<MemberOutcome>,
    /// Several members together: quarters of failure under each pooling bylaw, in the order of the outcomes.
    pub together: Vec<(Bylaw, Vec<Option<usize>>)>,
    /// The recorded fall of prices; none where prices are the recorded ones.
    pub price_fall: Option<PriceFall>,
}

/// An account beside what the model says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Book {
    /// Row of `reported_financials`.
    pub row: usize,
    /// What the model says, MUSD; none after the member failed.
    pub modeled: Option<f64>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Backtest {
    /// The case as it was.
    pub network: Network,
    /// Quarters of the future that is run.
    pub quarters: Vec<Quarter>,
    /// What was, then every variant.
    pub runs: Vec<Run>,
    /// Accounts beside the run of what was, in the order of the table.
    pub books: Vec<Book>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    /// No member has money at the start.
    #[error("no member has a purse: `capital_total_musd` of `members` is the cash that a backtest starts with")]
    NoPurse,
    /// Which of several modes a plant ran is not known.
    #[error("`{0}` can be run in several ways; a backtest needs plants with one")]
    Modes(Name),
    /// No market knows what a plant makes or uses.
    #[error("no market has a price for `{material}`, which `{facility}` makes or uses, in {year}")]
    NoPrice {
        /// The plant.
        facility: Name,
        /// The material.
        material: Name,
        /// The first year without.
        year: i32,
    },
    /// The firms are no firms.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Data(Vec<PredationError>),
    /// A variant is no edit of the case.
    #[error(transparent)]
    Variant(#[from] recoop_case::edit::EditErrors),
    /// A search failed.
    #[error(transparent)]
    Predation(#[from] PredationError),
    /// Somebody stopped it.
    #[error("interrupted")]
    Stopped,
}

/// Bylaws that several members are tried under.
const TOGETHER: [Bylaw; 3] = [Bylaw::Alone, Bylaw::Joint, Bylaw::LetGo];

/// Runs a checked case as it was, and every variant of it; `before` is told of each run.
///
/// # Errors
/// See [`BacktestError`].
pub fn backtest(
    settings: &Settings,
    tables: &Tables,
    before: &mut dyn FnMut(&str) -> Flow,
) -> Result<Backtest, BacktestError> {
    let actual = varied(settings, tables, None)?;
    let network = resolve(settings, &actual);
    let quarters = quarters(&network);
    let known = variants(tables);
    let mut runs = Vec::new();
    let asked = std::iter::once((None, Name::new("Base run"))).chain(known.into_iter().map(|(id, it)| (Some(id), it)));
    for (variant, title) in asked {
        if before(&title) == Flow::Stop {
            return Err(BacktestError::Stopped);
        }
        runs.push(run(settings, tables, (&network, &quarters), variant, title)?);
    }
    let books = books(tables, &network, &quarters, &runs[0]);
    Ok(Backtest { network, quarters, runs, books })
}

/// The case as it was, without its variants.
pub(crate) fn as_recorded(settings: &Settings, tables: &Tables) -> Result<Backtest, BacktestError> {
    let network = resolve(settings, &varied(settings, tables, None)?);
    let quarters = quarters(&network);
    let run = run(settings, tables, (&network, &quarters), None, Name::new("Base run"))?;
    let books = books(tables, &network, &quarters, &run);
    Ok(Backtest { network, quarters, runs: vec![run], books })
}

/// States along the most probable future, root first.
fn states(network: &Network) -> StatePath {
    let tree = &network.tree;
    let mut states: StatePath = tree.path(tree.leaves[tree.likeliest(|_| true)]).collect();
    states.reverse();
    states
}

fn quarters(network: &Network) -> Vec<Quarter> {
    let years = states(network).into_iter().flat_map(|state| network.tree.period(state).years());
    years.flat_map(|year| (1..=4).map(move |quarter| Quarter { year, quarter })).collect()
}

fn run(
    settings: &Settings,
    tables: &Tables,
    (actual, quarters): (&Network, &[Quarter]),
    variant: Option<Name>,
    title: Name,
) -> Result<Run, BacktestError> {
    let edited = varied(settings, tables, variant.as_ref())?;
    let network = resolve(settings, &edited);
    let varied = Varied { network: &network, tables: &edited, variant: variant.as_ref() };
    let built = Built::all(&varied, quarters)?;
    let contests = Contests { network: &network, quarters, built: &built };
    let everybody = contests.unattacked()?;
    let nothing = Campaign::none(&everybody);
    let alone = everybody.replay(&nothing, Bylaw::Alone)?;
    let mut outcomes = Vec::new();
    for (at, it) in built.iter().enumerate() {
        let fails = alone.died[at];
        let mut kills = Vec::new();
        for level in CostLevel::ALL.into_iter().filter(|_| fails.is_none()) {
            if let Some(contest) = contests.of(&[at], level)? {
                kills.push((level, contest.kill_firms(&[0], &KillOptions::default())?));
            }
        }
        let finance = &network.members[it.member].finance;
        outcomes.push(MemberOutcome {
            member: it.member,
            purse: it.purse,
            ledger: it.ledger.clone(),
            purses: alone.cash[at].clone(),
            cash: alone.cash[at].iter().map(|purse| finance.cash_at_bank_musd(*purse)).collect(),
            fails,
            plants: it.plants.clone(),
            kills,
        });
    }
    let mut together = Vec::new();
    if built.len() > 1 {
        for bylaw in TOGETHER {
            together.push((bylaw, everybody.replay(&nothing, bylaw)?.died));
        }
    }
    let price_fall = contests.price_fall(actual)?;
    Ok(Run { variant, title, outcomes, together, price_fall })
}

fn books(tables: &Tables, network: &Network, quarters: &[Quarter], run: &Run) -> Vec<Book> {
    let model = |row: &tables::ReportedFinancialRow| {
        let outcome = run.outcomes.iter().find(|it| network.members[it.member].id == row.member)?;
        let last = Quarter { year: row.year, quarter: row.quarter.unwrap_or(4) };
        let first = Quarter { quarter: row.quarter.unwrap_or(1), ..last };
        let at = quarters.iter().position(|quarter| *quarter == last)?;
        if outcome.fails.is_some_and(|fails| fails < at) {
            return None;
        }
        Some(match row.measure {
            AccountMeasure::Cash => outcome.cash[at],
            AccountMeasure::Revenue => {
                let of = quarters.iter().zip(&outcome.ledger).filter(|(it, _)| (first..=last).contains(it));
                of.map(|(_, ledger)| ledger.sales).sum()
            }
        })
    };
    tables.reported_financials.iter().enumerate().map(|(row, it)| Book { row, modeled: model(it) }).collect()
}

impl MemberOutcome {
    /// Lowest purse, MUSD, and its quarter.
    #[must_use]
    pub fn lowest(&self) -> Option<(usize, f64)> {
        self.purses.iter().copied().enumerate().min_by(|a, b| a.1.total_cmp(&b.1))
    }
}
