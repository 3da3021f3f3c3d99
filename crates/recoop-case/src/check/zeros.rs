//! Zeros and blanks that stand alone: what is 0 or blank in one row and filled in all like it.

use std::collections::BTreeMap;

use super::case::Case;
use super::report::Report;
use super::worth::Worth;
use crate::tables::{Column, Status, TableRow};

const ZERO: &str = "network::zero";

/// A zero that makes a row say nothing, or that no other row of its kind has.
pub(super) fn zeros(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    let tables = case.tables;
    let mut warn = |table: &'static str, row: usize, column: &'static str, value: Option<f64>, what: &str| {
        if value == Some(0.0) {
            report.cell(ZERO, table, row, column, format_args!("{what}")).warning();
        }
    };
    const FREE: &str = "a cost of 0; leave the cell blank where there is none";
    const CLOSED: &str = "a limit of 0 closes it for good; a blank cell is no limit";
    for (row, it) in tables.offers.iter().enumerate() {
        warn("offers", row, "limit_t_per_year", it.limit_t_per_year, CLOSED);
        warn("offers", row, "price_factor", it.price_factor, "with a factor of 0 it has no price");
    }
    for (row, it) in tables.lanes.iter().enumerate() {
        warn("lanes", row, "limit_t_per_year", it.limit_t_per_year, CLOSED);
    }
    for (row, it) in tables.policies.iter().enumerate() {
        warn(
            "policies",
            row,
            "limit_t_per_year",
            it.limit_t_per_year,
            "a floor for 0 t says nothing; a blank cell is no limit",
        );
        warn("policies", row, "value", Some(it.value), "a policy of 0 says nothing");
    }
    for (row, it) in tables.stocks.iter().enumerate() {
        warn("stocks", row, "limit_t", it.limit_t, "nothing fits; a blank cell is no limit");
    }
    for (row, it) in tables.recoveries.iter().enumerate() {
        warn("recoveries", row, "recovery", Some(it.recovery), "a recovery of 0 says nothing");
    }
    for (row, it) in tables.facilities.iter().enumerate() {
        let standing = it.capacity_t_per_year.filter(|_| it.status != Status::Candidate);
        warn("facilities", row, "capacity_t_per_year", standing, "a plant of 0 t/yr makes nothing");
        warn("facilities", row, "reserve_t", it.reserve_t, "a mine of 0 t is empty; a blank cell is ore enough");
        warn("facilities", row, "capex_ref_musd", it.capex_ref_musd, "a plant that costs nothing");
        warn("facilities", row, "variable_cost_usd_per_kg", it.variable_cost_usd_per_kg, FREE);
        warn("facilities", row, "fixed_cost_usd_per_kg", it.fixed_cost_usd_per_kg, FREE);
        warn("facilities", row, "opening_cost_musd", it.opening_cost_musd, FREE);
    }
    for (row, it) in tables.technologies.iter().enumerate() {
        warn("technologies", row, "capex_ref_musd", it.capex_ref_musd, "a plant that costs nothing");
        warn("technologies", row, "variable_cost_usd_per_kg", it.variable_cost_usd_per_kg, FREE);
        warn("technologies", row, "fixed_cost_usd_per_kg", it.fixed_cost_usd_per_kg, FREE);
    }
    for (row, it) in tables.materials.iter().enumerate() {
        warn(
            "materials",
            row,
            "disposal_cost_usd_per_kg",
            it.disposal_cost_usd_per_kg,
            "all of it is got rid of for nothing",
        );
    }
    for (row, it) in tables.demands.iter().enumerate() {
        let what = "what is delivered is worth nothing to its user";
        warn("demands", row, "value_usd_per_kg", Some(it.value_usd_per_kg), what);
    }
    for (row, it) in tables.prices.iter().enumerate().filter(|(_, it)| it.price_usd_per_kg == 0.0) {
        let paid = case.stream(&it.material).and_then(|stream| worth.paid[stream]);
        if paid.is_some() {
            warn("prices", row, "price_usd_per_kg", Some(0.0), "a price of 0, where others of the material are above");
        }
    }
    quantities(case, report);
}

/// A quantity of 0 between years in which something is needed.
fn quantities(case: &Case<'_>, report: &mut Report) {
    // By demand and scenario: year and row.
    type Years = Vec<(i32, usize)>;
    let mut series: BTreeMap<(&str, Option<&str>), Years> = BTreeMap::new();
    for (row, it) in case.tables.quantities.iter().enumerate() {
        series.entry((&it.demand, it.scenario.as_deref())).or_default().push((it.year, row));
    }
    let zero = |row: usize| case.tables.quantities[row].quantity_t_per_year == 0.0;
    for mut rows in series.into_values() {
        rows.sort_unstable();
        for (at, (_, row)) in rows.iter().enumerate().filter(|(_, (_, row))| zero(*row)) {
            let before = at.checked_sub(1).map(|at| zero(rows[at].1));
            let after = rows.get(at + 1).map(|(_, row)| zero(*row));
            if before != Some(true) && after != Some(true) {
                let message = format_args!("nothing is needed in this year, and something in those beside it");
                report.cell(ZERO, "quantities", *row, "quantity_t_per_year", message).warning();
            }
        }
    }
}

/// Rows of a kind of which all but one fill a column: fewer say nothing about the one.
const MIN_FILLED: usize = 4;

/// A blank number in a column that every other row of its kind fills.
pub(super) fn blanks(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    lonely(&tables.technologies, |it| format!("{}", it.mines.is_some()), report);
    lonely(&tables.facilities, |it| format!("{}/{}", it.technology, it.status.as_str()), report);
    lonely(&tables.offers, |it| format!("{}/{}", it.market, it.side.as_str()), report);
    lonely(&tables.lanes, |_| String::new(), report);
    lonely(&tables.members, |_| String::new(), report);
    lonely(&tables.stocks, |_| String::new(), report);
    lonely(&tables.policies, |it| it.kind.as_str().to_string(), report);
}

fn lonely<R: TableRow>(rows: &[R], kind: impl Fn(&R) -> String, report: &mut Report) {
    let mut kinds: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (row, it) in rows.iter().enumerate() {
        kinds.entry(kind(it)).or_default().push(row);
    }
    let number = |column: &&Column| !column.required && (column.kind == "number" || column.kind == "whole number");
    for column in R::COLUMNS.iter().filter(number) {
        // What a facility leaves blank its technology says.
        if column.doc.contains("See technologies") {
            continue;
        }
        for of_kind in kinds.values().filter(|rows| rows.len() > MIN_FILLED) {
            let blank = |row: &usize| rows[*row].text(column.name).is_none_or(|text| text.is_empty());
            let mut blanks = of_kind.iter().copied().filter(blank);
            if let (Some(row), None) = (blanks.next(), blanks.next()) {
                let others = of_kind.len() - 1;
                let message = format_args!("blank, where all {others} other rows of its kind have a number");
                report.cell("network::blank", R::TABLE, row, column.name, message).warning();
            }
        }
    }
}
