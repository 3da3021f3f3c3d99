//! Demands, their quantities, and stocks.

use super::case::{CALENDAR, Case};
use super::report::{Range, Report};
use super::scenarios;
use super::years::outside;
use crate::fault::number_text;

/// Numbers and years of demands.
pub(super) fn demands(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "demands";
    for (row, it) in case.tables.demands.iter().enumerate() {
        report.number(TABLE, row, "value_usd_per_kg", it.value_usd_per_kg, Range::NotNegative);
        report.number(TABLE, row, "shortage_cost_usd_per_kg", it.shortage_cost_usd_per_kg, Range::NotNegative);
        report.number(TABLE, row, "service_level", it.service_level, Range::Share);
        report.number(TABLE, row, "service_probability", it.service_probability, Range::PositiveShare);
        outside(case, report, TABLE, row, "service_from", it.service_from);
        report.whole(TABLE, row, "origin_rule_from", it.origin_rule_from, CALENDAR);
        let idle =
            [("service_from", it.service_from.is_some()), ("service_probability", it.service_probability.is_some())];
        for (column, filled) in idle {
            if filled && it.service_level.is_none() {
                report.cell(
                    "network::no_effect",
                    TABLE,
                    row,
                    column,
                    format_args!("`{column}` has no meaning without `service_level`"),
                );
            }
        }
        if let Some(year) = it.origin_rule_from
            && i64::from(year) > case.horizon.last
        {
            report
                .cell(
                    "network::rule_never_holds",
                    TABLE,
                    row,
                    "origin_rule_from",
                    format_args!("the rule begins in {year}, after the last year {}", case.horizon.last),
                )
                .warning();
        }
    }
}

/// Every demand has quantities in every scenario.
pub(super) fn quantities(case: &Case<'_>, report: &mut Report) {
    let root = scenarios::root(case);
    // By demand: whether any row, whether one that holds from the root on.
    let mut found = vec![(false, false); case.tables.demands.len()];
    for (row, it) in case.tables.quantities.iter().enumerate() {
        report.whole("quantities", row, "year", it.year, CALENDAR);
        report.number("quantities", row, "quantity_t_per_year", it.quantity_t_per_year, Range::NotNegative);
        if let Some(demand) = case.demands.get(&it.demand) {
            found[demand].0 = true;
            let scenario = it.scenario.as_ref().map(|scenario| case.scenarios.get(scenario));
            // An unknown scenario is reported for itself.
            found[demand].1 |= scenario.is_none_or(|scenario| scenario.is_none() || scenario == root);
        }
    }
    for (row, (any, everywhere)) in found.into_iter().enumerate() {
        let id = &case.tables.demands[row].id;
        if case.demands.get(id) != Some(row) {
            continue;
        }
        if !any {
            report.cell(
                "network::no_quantity",
                "demands",
                row,
                "id",
                format_args!("`{id}` has no row in `quantities`"),
            );
        } else if !everywhere {
            report
                .cell(
                    "network::no_quantity",
                    "demands",
                    row,
                    "id",
                    format_args!("`{id}` has quantities in some scenarios only, and none at the root of the tree"),
                )
                .hint(|| "add rows of `quantities` without a scenario".to_string());
        }
    }
}

/// Numbers and years of stocks.
pub(super) fn stocks(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "stocks";
    for (row, it) in case.tables.stocks.iter().enumerate() {
        report.number(TABLE, row, "initial_t", it.initial_t, Range::NotNegative);
        report.number(TABLE, row, "limit_t", it.limit_t, Range::NotNegative);
        report.number(TABLE, row, "holding_cost_usd_per_kg", it.holding_cost_usd_per_kg, Range::NotNegative);
        report.number(TABLE, row, "reserve_t", it.reserve_t, Range::NotNegative);
        report.number(TABLE, row, "final_t", it.final_t, Range::NotNegative);
        outside(case, report, TABLE, row, "reserve_from", it.reserve_from);
        let fills = [("initial_t", it.initial_t), ("reserve_t", it.reserve_t), ("final_t", it.final_t)];
        for (column, amount) in fills {
            if let (Some(amount), Some(limit)) = (amount, it.limit_t)
                && amount > limit
            {
                report.cell(
                    "network::above_limit",
                    TABLE,
                    row,
                    column,
                    format_args!("{} t do not fit: the limit is {}", number_text(amount), number_text(limit)),
                );
            }
        }
        report.whole(TABLE, row, "filled_from", it.filled_from, CALENDAR);
        if it.filled_from.is_some() && it.initial_t.is_none_or(|initial| initial == 0.0) {
            let message = format_args!("`filled_from` has no meaning without `initial_t`");
            report.cell("network::no_effect", TABLE, row, "filled_from", message);
        }
        if let Some(year) = it.filled_from.filter(|year| i64::from(*year) >= case.horizon.first) {
            let first = case.horizon.first;
            let message = format_args!("{year} is not before the horizon, which begins in {first}");
            report.cell("network::years", TABLE, row, "filled_from", message);
        }
        let idle = [("reserve_from", it.reserve_from.is_some()), ("release_in", !it.release_in.is_empty())];
        for (column, filled) in idle {
            if filled && it.reserve_t.is_none_or(|reserve| reserve == 0.0) {
                report.cell(
                    "network::no_effect",
                    TABLE,
                    row,
                    column,
                    format_args!("`{column}` has no meaning without `reserve_t`"),
                );
            }
        }
    }
}
