//! A back-test as an answer.

use predation::Kill;
use recoop_adversary::backtest::{Backtest, MemberOutcome, Run};
use recoop_adversary::report::bylaw_word;
use recoop_case::attacks::CostLevel;
use recoop_case::tables::Tables;
use serde::Serialize;
use ts_rs::TS;

use crate::Answer;

/// Answer: every run with its paths of cash, and the books beside them. Quarters are texts such as `2014 Q3`.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BacktestAnswer {
    /// Title of the case.
    pub title: String,
    /// Quarters of all paths.
    pub quarters: Vec<String>,
    /// The base run (the recorded past), then the variants.
    pub runs: Vec<RunLine>,
    /// Reported financials beside the model.
    pub books: Vec<BookLine>,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RunLine {
    /// Id of the variant; `null` for the base run.
    pub variant: Option<String>,
    /// Its title.
    pub title: String,
    /// By member.
    pub outcomes: Vec<OutcomeLine>,
    /// Pooling bylaws without an attack.
    pub together: Vec<TogetherLine>,
    /// The recorded fall of prices as an attack, where the variant has other prices.
    pub price_fall: Option<PriceFallLine>,
}

/// A member in a run.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct OutcomeLine {
    /// Id of the member.
    pub member: String,
    /// Purse at the start, MUSD: cash and undrawn credit less minimum cash.
    pub purse_musd: f64,
    /// Purse at the end of each quarter, MUSD; the member fails when it is below 0.
    pub purse_left_musd: Vec<f64>,
    /// Cash at the bank at the end of each quarter, MUSD, as books report it.
    pub cash_musd: Vec<f64>,
    /// Quarter in which it fails.
    pub fails: Option<String>,
    /// Money of each quarter, MUSD.
    pub ledger_musd: Vec<LedgerLine>,
    /// Plants by year.
    pub plants: Vec<PlantLine>,
    /// Cheapest exhausting attacks, by cost perspective.
    pub kills: Vec<BacktestKill>,
}

/// Money of a quarter, MUSD.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct LedgerLine {
    /// Sales.
    pub sales: f64,
    /// Costs of what is made.
    pub costs: f64,
    /// Other operations.
    pub operations: f64,
    /// Capital.
    pub capital: f64,
    /// Debt service.
    pub debt_service: f64,
    /// Money raised.
    pub raised: f64,
    /// Other money.
    pub other: f64,
}

/// A plant in a year.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PlantLine {
    /// Id of the facility.
    pub facility: String,
    /// Year.
    pub year: i32,
    /// Output, t.
    pub output_t: f64,
    /// Revenue of the activity, USD/kg.
    pub price_usd_per_kg: Option<f64>,
    /// Its cost with fixed cost, USD/kg.
    pub cost_usd_per_kg: Option<f64>,
    /// The same at capacity, USD/kg.
    pub cost_at_capacity_usd_per_kg: Option<f64>,
}

/// The cheapest attack on prices that exhausts the cash of a member.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(untagged)]
pub enum BacktestKill {
    /// An attack was found.
    Killed {
        /// Cost perspective.
        level: String,
        /// Its cost, MUSD.
        cost_musd: f64,
        /// Lower bound on the cost, MUSD.
        lower_musd: f64,
        /// Quarter in which the member fails.
        fails: Option<String>,
        /// Purse at the end of each quarter under the attack, MUSD.
        purse_left_musd: Vec<f64>,
        /// Depth of the attack by product and quarter.
        depth: Vec<Vec<f64>>,
    },
    /// No modeled attack exhausts the cash.
    Safe {
        /// Cost perspective.
        level: String,
        /// `null`.
        cost_musd: Option<f64>,
        /// True.
        safe: bool,
    },
    /// Not proven.
    Open {
        /// Cost perspective.
        level: String,
        /// `null`.
        cost_musd: Option<f64>,
        /// Lower bound on the cost, MUSD.
        lower_musd: f64,
    },
}

/// A pooling bylaw without an attack.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TogetherLine {
    /// Bylaw.
    pub bylaw: String,
    /// Quarter in which each member fails.
    pub fails: Vec<Option<String>>,
}

/// The fall of prices as an attack.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PriceFallLine {
    /// Depth in each quarter.
    pub depth: Vec<f64>,
    /// Cost by cost perspective.
    pub costs: Vec<FallCost>,
    /// Quarter in which each member fails.
    pub fails: Vec<Option<String>>,
}

/// Cost of the fall at a cost perspective.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct FallCost {
    /// Cost perspective.
    pub level: String,
    /// Cost, MUSD.
    pub cost_musd: f64,
}

/// A reported figure beside the model.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BookLine {
    /// Id of the member.
    pub member: String,
    /// Measure.
    pub measure: String,
    /// Year.
    pub year: i32,
    /// Quarter; `null` for the year.
    pub quarter: Option<i32>,
    /// Reported, MUSD.
    pub books_musd: f64,
    /// The model's, MUSD.
    pub modeled_musd: Option<f64>,
}

impl Answer for BacktestAnswer {
    const VERB: &'static str = "backtest";
    const SCHEMA_VERSION: u32 = 3;
}

impl BacktestAnswer {
    pub(super) fn of(done: &Backtest, tables: &Tables) -> Self {
        let books = done.books.iter().map(|book| {
            let row = &tables.reported_financials[book.row];
            BookLine {
                member: row.member.to_string(),
                measure: row.measure.as_str().to_string(),
                year: row.year,
                quarter: row.quarter,
                books_musd: row.amount_musd,
                modeled_musd: book.modeled,
            }
        });
        Self {
            title: done.network.settings.title.clone(),
            quarters: done.quarters.iter().map(ToString::to_string).collect(),
            runs: done.runs.iter().map(|run| RunLine::of(done, run)).collect(),
            books: books.collect(),
        }
    }
}

fn quarter(done: &Backtest, at: Option<usize>) -> Option<String> {
    at.map(|at| done.quarters[at].to_string())
}

impl RunLine {
    fn of(done: &Backtest, run: &Run) -> Self {
        let ends = |ends: &[Option<usize>]| ends.iter().map(|at| quarter(done, *at)).collect();
        let together = run
            .together
            .iter()
            .map(|(bylaw, died)| TogetherLine { bylaw: bylaw_word(*bylaw).to_string(), fails: ends(died) });
        let price_fall = run.price_fall.as_ref().map(|fall| PriceFallLine {
            depth: fall.depth.clone(),
            costs: fall
                .costs
                .iter()
                .map(|(level, cost)| FallCost { level: level.as_str().to_string(), cost_musd: *cost })
                .collect(),
            fails: ends(&fall.fails),
        });
        Self {
            variant: run.variant.as_ref().map(ToString::to_string),
            title: run.title.to_string(),
            outcomes: run.outcomes.iter().map(|outcome| OutcomeLine::of(done, outcome)).collect(),
            together: together.collect(),
            price_fall,
        }
    }
}

impl OutcomeLine {
    fn of(done: &Backtest, it: &MemberOutcome) -> Self {
        let ledger = it.ledger.iter().map(|of| LedgerLine {
            sales: of.sales,
            costs: of.costs,
            operations: of.operations,
            capital: of.capital,
            debt_service: of.debt_service,
            raised: of.raised,
            other: of.other,
        });
        let plants = it.plants.iter().map(|of| PlantLine {
            facility: done.network.facilities[of.facility].id.to_string(),
            year: of.year,
            output_t: of.output_t,
            price_usd_per_kg: of.price_usd_per_kg,
            cost_usd_per_kg: of.cost_usd_per_kg,
            cost_at_capacity_usd_per_kg: of.cost_at_capacity_usd_per_kg,
        });
        Self {
            member: done.network.members[it.member].id.to_string(),
            purse_musd: it.purse,
            purse_left_musd: it.purses.clone(),
            cash_musd: it.cash.clone(),
            fails: quarter(done, it.fails),
            ledger_musd: ledger.collect(),
            plants: plants.collect(),
            kills: it.kills.iter().map(|kill| BacktestKill::of(done, kill)).collect(),
        }
    }
}

impl BacktestKill {
    fn of(done: &Backtest, (level, kill): &(CostLevel, Kill)) -> Self {
        let level = level.as_str().to_string();
        match kill {
            Kill::Killed(it) => Self::Killed {
                level,
                cost_musd: it.cost,
                lower_musd: it.lower,
                fails: quarter(done, it.replay.died.first().copied().flatten()),
                purse_left_musd: it.replay.cash[0].clone(),
                depth: it.campaign.cuts.clone(),
            },
            Kill::Unkillable(_) => Self::Safe { level, cost_musd: None, safe: true },
            Kill::Open { lower } => Self::Open { level, cost_musd: None, lower_musd: *lower },
        }
    }
}
