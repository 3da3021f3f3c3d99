//! Lanes, markets, offers, and the cost of capital of members.

use std::collections::HashMap;

use super::case::Case;

use super::report::{Range, Report};
use super::settings::tax_rate;
use super::years::span;

/// Numbers and years of lanes; a lane leads somewhere else.
pub(super) fn lanes(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "lanes";
    for (row, it) in case.tables.lanes.iter().enumerate() {
        if it.from == it.to {
            report
                .cell(
                    "network::lane_to_itself",
                    TABLE,
                    row,
                    "to",
                    format_args!("the lane leads from `{}` to itself", it.to),
                )
                .hint(|| "inside a region nothing needs a lane".to_string());
        }
        report.number(TABLE, row, "cost_usd_per_kg", it.cost_usd_per_kg, Range::NotNegative);
        report.number(TABLE, row, "tariff", it.tariff, Range::Duty);
        report.number(TABLE, row, "limit_t_per_year", it.limit_t_per_year, Range::NotNegative);
        span(case, report, TABLE, row, (it.first_year, it.last_year));
    }
}

/// Numbers and years of offers; no two steps alike.
pub(super) fn offers(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "offers";
    let mut steps = HashMap::new();
    for (row, it) in case.tables.offers.iter().enumerate() {
        report.number(TABLE, row, "price_factor", it.price_factor, Range::Factor);
        report.number(TABLE, row, "price_add_usd_per_kg", it.price_add_usd_per_kg, Range::Finite);
        report.number(TABLE, row, "limit_t_per_year", it.limit_t_per_year, Range::NotNegative);
        report.whole(TABLE, row, "step", it.step, (1, i32::MAX));
        span(case, report, TABLE, row, (it.first_year, it.last_year));
        let step = it.step.unwrap_or(1);
        let before = *steps.entry((&it.market, &it.material, it.side, step)).or_insert(row);
        if before != row {
            let side = it.side.as_str();
            report
                .cell(
                    "network::duplicate_step",
                    TABLE,
                    row,
                    "step",
                    format_args!("row {} is already step {step} of the offer to {side} `{}`", before + 1, it.material),
                )
                .hint(|| "number the steps 1, 2, ...".to_string());
        }
    }
}

/// Purses and tax rates of members.
pub(super) fn members(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "members";
    for (row, it) in case.tables.members.iter().enumerate() {
        report.number(TABLE, row, "capital_total_musd", it.capital_total_musd, Range::NotNegative);
        report.number(TABLE, row, "capital_per_year_musd", it.capital_per_year_musd, Range::NotNegative);
        if let Some(rate) = it.tax_rate {
            tax_rate(rate, |message, hint| {
                report.cell("network::range", TABLE, row, "tax_rate", format_args!("{message}")).hint_if(|| hint);
            });
        }
    }
}
