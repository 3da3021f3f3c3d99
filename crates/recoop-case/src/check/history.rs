//! What really happened, and what might have been different: outputs, payments, accounts and variants.

use std::collections::HashSet;

use super::case::Case;
use super::changes::{idle, moves_something};
use super::report::{Range, Report};
use super::things::{Number, Thing, of_plant, offers, passing, years};
use super::years::{in_order, outside};
use crate::cell::Name;
use crate::pattern::Value;
use crate::tables::{Action, ChangeTarget, MemberRow, PaymentKind, VariantRow, VariantTarget};

/// Outputs are of years of the horizon, as a whole or by quarters.
pub(super) fn outputs(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "outputs";
    let rows = &case.tables.outputs;
    for (row, it) in rows.iter().enumerate() {
        report.number(TABLE, row, "output_t", it.output_t, Range::NotNegative);
        dated(case, report, (TABLE, row), it.year, it.quarter);
    }
    whole_or_quarters(report, TABLE, rows.iter().map(|it| (&it.facility, it.year, it.quarter)));
}

/// Payments are of years of the horizon, with the sign of their kind.
pub(super) fn payments(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "cash_events";
    for (row, it) in case.tables.cash_events.iter().enumerate() {
        report.number(TABLE, row, "amount_musd", it.amount_musd, Range::Finite);
        let wrong = match it.kind {
            PaymentKind::Equity | PaymentKind::Loan => it.amount_musd < 0.0,
            PaymentKind::Repayment | PaymentKind::Interest | PaymentKind::Capital => it.amount_musd > 0.0,
            PaymentKind::Operations | PaymentKind::Other => false,
        };
        if wrong {
            let way =
                if it.amount_musd < 0.0 { "comes in, so it is 0 or more" } else { "goes out, so it is 0 or less" };
            let message = format_args!("money of the kind `{}` {way}, found {}", it.kind.as_str(), it.amount_musd);
            report.cell("network::range", TABLE, row, "amount_musd", message);
        }
        dated(case, report, (TABLE, row), it.year, it.quarter);
    }
}

/// Accounts are of years of the horizon.
pub(super) fn accounts(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "reported_financials";
    for (row, it) in case.tables.reported_financials.iter().enumerate() {
        report.number(TABLE, row, "amount_musd", it.amount_musd, Range::Finite);
        dated(case, report, (TABLE, row), it.year, it.quarter);
    }
}

/// Variants touch something.
pub(super) fn variants(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "variants";
    for (row, it) in case.tables.variants.iter().enumerate() {
        let range = match (it.action, it.target) {
            (Action::Set | Action::Add, VariantTarget::Payment) | (Action::Add, _) => Range::Finite,
            (Action::Multiply, _) => Range::Factor,
            (Action::Set, _) => Range::NotNegative,
        };
        report.number(TABLE, row, "value", it.value, range);
        if let Some(entry) = idle((TABLE, row, "value"), it.action, it.value, report) {
            entry.warning();
        }
        span(case, report, row, it);
        let things = things(case, it);
        let place = (TABLE, row);
        if let Some((_, found)) = passing(case, report, place, (&it.filter, it.target.filter_names()), &things) {
            moves_something(place, it.action, &found, report);
        }
    }
}

/// The years of a row: in the horizon, in order, and none where a number has no years.
fn span(case: &Case<'_>, report: &mut Report, row: usize, it: &VariantRow) {
    const TABLE: &str = "variants";
    let yearless = it.target == VariantTarget::Purse;
    for (column, year) in [("first_year", it.first_year), ("last_year", it.last_year)] {
        if yearless && year.is_some() {
            let message = format_args!("a purse is that of the start: it takes no years");
            report.cell("network::no_effect", TABLE, row, column, message).hint(|| "leave it blank".to_string());
        } else {
            outside(case, report, TABLE, row, column, year);
        }
    }
    in_order(report, TABLE, row, "last_year", it.first_year, it.last_year);
}

/// What a row of a variant can touch.
fn things<'a>(case: &Case<'a>, it: &VariantRow) -> Vec<Thing<'a>> {
    let tables = case.tables;
    let thing = |values, number| Thing { values, carries: None, number, years: years(case, None, None) };
    match it.target {
        VariantTarget::Price => offers(case, ChangeTarget::Price),
        VariantTarget::VariableCost | VariantTarget::FixedCost => {
            let plants = case.plants.iter().map(|plant| {
                let (own, kind) = (plant.facility, plant.technology);
                let cost = match it.target {
                    VariantTarget::FixedCost => own.fixed_cost_usd_per_kg.or(kind.fixed_cost_usd_per_kg),
                    _ => own.variable_cost_usd_per_kg.or(kind.variable_cost_usd_per_kg),
                };
                of_plant(case, plant, Number::of(cost, Number::Zero))
            });
            plants.collect()
        }
        VariantTarget::Output => {
            let given =
                |id: &Name| tables.outputs.iter().any(|output| output.facility == *id && it.holds_in(output.year));
            // What is not given is what the plant could make: a row can only take its place.
            let number = |id: &Name| if given(id) { Number::Some } else { Number::Unlimited };
            case.plants.iter().map(|plant| of_plant(case, plant, number(&plant.facility.id))).collect()
        }
        VariantTarget::Payment => {
            let own = tables.cash_events.iter().filter(|row| row.variant.is_none() && it.holds_in(row.year));
            let values = own.map(|row| {
                let values = vec![
                    ("payment", Value::from(&row.id)),
                    ("kind", Value::from(row.kind.as_str())),
                    ("member", Value::from(&row.member)),
                ];
                thing(values, Number::of(Some(row.amount_musd), Number::Zero))
            });
            values.collect()
        }
        VariantTarget::Purse => {
            let members = tables.members.iter();
            let purse = |amount| Number::of(amount, Number::Unlimited);
            let cash = |row: &MemberRow| {
                let own = tables.finances.iter().find(|it| it.member == row.id);
                own.map(|it| it.opening_cash_musd).or(row.capital_total_musd)
            };
            members.map(|row| thing(vec![("member", Value::from(&row.id))], purse(cash(row)))).collect()
        }
    }
}

/// A year of the horizon, and one of four quarters.
fn dated(case: &Case<'_>, report: &mut Report, (table, row): (&'static str, usize), year: i32, quarter: Option<i32>) {
    outside(case, report, table, row, "year", Some(year));
    report.whole(table, row, "quarter", quarter, (1, 4));
}

/// Reports the first row by quarters of a year that is also given as a whole.
fn whole_or_quarters<'r>(
    report: &mut Report,
    table: &'static str,
    rows: impl Iterator<Item = (&'r Name, i32, Option<i32>)> + Clone,
) {
    let whole: HashSet<_> = rows.clone().filter(|it| it.2.is_none()).map(|it| (it.0, it.1)).collect();
    for (row, (id, year, quarter)) in rows.enumerate() {
        if quarter.is_some() && whole.contains(&(id, year)) {
            let message = format_args!("{year} of `{id}` is also given as a whole");
            report.cell("network::quarters", table, row, "quarter", message);
        }
    }
}
