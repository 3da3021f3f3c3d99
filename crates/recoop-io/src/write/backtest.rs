//! Paths of a back-test as comma-separated text: one row for each run, member and quarter.

use std::io::Write;

use recoop_adversary::backtest::Backtest;
use recoop_case::tables::{AccountMeasure, Tables};

/// Writes where the money of every quarter came from and went, MUSD, until cash is gone; beside what was also the cash of the books.
///
/// # Errors
/// What the writer said.
pub fn write_backtest(out: &mut dyn Write, done: &Backtest, tables: &Tables) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "variant",
        "member",
        "year",
        "quarter",
        "sales_musd",
        "costs_musd",
        "operations_musd",
        "capital_musd",
        "debt_service_musd",
        "raised_musd",
        "other_musd",
        "cash_musd",
        "purse_musd",
        "books_cash_musd",
    ])?;
    for run in &done.runs {
        for outcome in &run.outcomes {
            let member = &done.network.members[outcome.member].id;
            let lived = outcome.fails.map_or(done.quarters.len(), |end| end + 1);
            for (at, quarter) in done.quarters.iter().enumerate().take(lived) {
                let books = tables.reported_financials.iter().find(|row| {
                    run.variant.is_none()
                        && row.measure == AccountMeasure::Cash
                        && row.member == *member
                        && (row.year, row.quarter.unwrap_or(4)) == (quarter.year, quarter.quarter)
                });
                let it = outcome.ledger[at];
                let flows = [it.sales, it.costs, it.operations, it.capital, it.debt_service, it.raised, it.other];
                let named = [
                    run.variant.as_ref().map_or("", |variant| variant.as_str()).to_string(),
                    member.to_string(),
                    quarter.year.to_string(),
                    quarter.quarter.to_string(),
                ];
                let money =
                    flows.into_iter().chain([outcome.cash[at], outcome.purses[at]]).map(|value| value.to_string());
                let books = books.map_or_else(String::new, |row| row.amount_musd.to_string());
                writer.write_record(named.into_iter().chain(money).chain([books]))?;
            }
        }
    }
    writer.flush()
}
