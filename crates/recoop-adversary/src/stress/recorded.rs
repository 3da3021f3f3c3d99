//! Firms as recorded: in the years of table `outputs` plants made what they made, and the money is that of the back-test, quarter by quarter.
//!
//! The other rows of a stress let a firm idle as soon as that is better. A firm of the past did what it did, and failed by that.

use crate::backtest::{BacktestError, MemberOutcome, as_recorded};
use predation::Kill;
use recoop_case::attacks::CostLevel;
use recoop_case::settings::Settings;
use recoop_case::tables::Tables;

/// A firm as recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Position in [`Network::members`](recoop_case::Network::members).
    pub member: usize,
    /// The purse at the beginning, MUSD.
    pub purse_musd: f64,
    /// Months until it is exhausted without an attack; none where it lasts.
    pub runway_months: Option<f64>,
    /// Year by whose end it is exhausted without an attack: with this purse, and with one smaller and larger by [`Self::error_musd`].
    pub fails: [Option<i32>; 3],
    /// The model's error, MUSD: the largest difference between its cash and the reported cash of the firm, at least that of the case
    /// (`backtest.cash_error_musd`); none where neither is known.
    pub error_musd: Option<f64>,
    /// Least purse that lasts to the end without an attack, MUSD.
    pub least_musd: f64,
    /// Kill costs by cost perspective, of those that are known; none of a firm that fails.
    pub kills: Vec<(CostLevel, Kill)>,
}

/// What a purse may be off by, as [`Recorded::fails`] has it.
pub const OFF: [f64; 3] = [0.0, -1.0, 1.0];

const MONTHS: f64 = 3.0;

/// The firms whose plants have recorded outputs; none in a case without.
///
/// # Errors
/// As the back-test of the case.
pub fn recorded(settings: &Settings, tables: &Tables) -> Result<Vec<Recorded>, BacktestError> {
    if tables.outputs.is_empty() {
        return Ok(Vec::new());
    }
    let past = as_recorded(settings, tables)?;
    let network = &past.network;
    let has_outputs = |outcome: &&MemberOutcome| {
        let plants = network.facilities.iter().filter(|facility| facility.member == outcome.member);
        plants.into_iter().any(|facility| tables.outputs.iter().any(|row| row.facility == facility.id))
    };
    let of = |outcome: &MemberOutcome| {
        let errors = past.books.iter().filter_map(|book| {
            let row = &tables.reported_financials[book.row];
            let is_cash = row.measure == recoop_case::tables::AccountMeasure::Cash;
            let is_own = network.members[outcome.member].id == row.member;
            book.modeled.filter(|_| is_cash && is_own).map(|modeled| (modeled - row.amount_musd).abs())
        });
        let known = Some(settings.backtest.cash_error_musd).filter(|error| *error > 0.0);
        let error_musd = errors.chain(known).reduce(f64::max);
        let fails = OFF.map(|off| {
            let more = off * error_musd.unwrap_or_default();
            let gone = outcome.purses.iter().position(|purse| purse + more < 0.0);
            gone.map(|at| past.quarters[at].year)
        });
        let runway_months = outcome.purses.iter().position(|purse| *purse < 0.0).map(|at| {
            let before = if at == 0 { outcome.purse } else { outcome.purses[at - 1] };
            MONTHS * (at as f64 + (before / (before - outcome.purses[at])).clamp(0.0, 1.0))
        });
        let least = outcome.lowest().map_or(0.0, |(_, least)| least);
        Recorded {
            member: outcome.member,
            purse_musd: outcome.purse,
            runway_months,
            fails,
            error_musd,
            least_musd: (outcome.purse - least).max(0.0),
            kills: outcome.kills.clone(),
        }
    };
    Ok(past.runs.iter().take(1).flat_map(|run| &run.outcomes).filter(has_outputs).map(of).collect())
}
