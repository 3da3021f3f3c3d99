//! Years of facilities, and spans of years in any table.

use super::case::{CALENDAR, Case};
use super::plant::Plant;
use super::report::Report;
use crate::tables::Status;

const TABLE: &str = "facilities";

/// Years lie in the horizon and in order, and what is built can still produce.
pub(super) fn facilities(case: &Case<'_>, report: &mut Report) {
    let horizon = case.horizon;
    for (row, it) in case.tables.facilities.iter().enumerate() {
        report.whole(TABLE, row, "online_year", it.online_year, CALENDAR);
        report.whole(TABLE, row, "retire_year", it.retire_year, CALENDAR);
        for (column, year) in [("first_build_year", it.first_build_year), ("last_build_year", it.last_build_year)] {
            outside(case, report, TABLE, row, column, year);
        }
        in_order(report, TABLE, row, "last_build_year", it.first_build_year, it.last_build_year);
        if let (Some(online), Some(retire)) = (it.online_year, it.retire_year)
            && retire < online
        {
            report.cell(
                "network::years",
                TABLE,
                row,
                "retire_year",
                format_args!("it retires in {retire}, before it comes on line in {online}"),
            );
        }
    }
    for plant in &case.plants {
        let (row, it) = (plant.row, plant.facility);
        if it.status == Status::Construction
            && let Some(online) = it.online_year
            && i64::from(online) > horizon.last
        {
            report
                .cell(
                    "network::never_runs",
                    TABLE,
                    row,
                    "online_year",
                    format_args!("it comes on line in {online}, after the last year {}", horizon.last),
                )
                .warning();
        }
        if it.status == Status::Existing
            && let Some(online) = it.online_year
            && i64::from(online) > horizon.first
        {
            let first = horizon.first;
            let message = format_args!("what exists cannot come on line in {online}, after the first year {first}");
            let entry = report.cell("network::years", TABLE, row, "online_year", message);
            entry.hint(|| "write `construction` as its status".to_string());
        }
        if let Some(retire) = it.retire_year
            && i64::from(retire) < horizon.first
            && it.status != Status::Candidate
        {
            report
                .cell(
                    "network::never_runs",
                    TABLE,
                    row,
                    "retire_year",
                    format_args!("it retires in {retire}, before the first year {}", horizon.first),
                )
                .warning();
        }
        if plant.buildable() {
            commitment(case, plant, report);
        } else if it.first_build_year.is_some() || it.last_build_year.is_some() || it.max_builds.is_some() {
            let columns = [
                ("first_build_year", it.first_build_year),
                ("last_build_year", it.last_build_year),
                ("max_builds", it.max_builds),
            ];
            for (column, _) in columns.into_iter().filter(|(_, value)| value.is_some()) {
                report
                    .cell(
                        "network::no_effect",
                        TABLE,
                        row,
                        column,
                        format_args!("nothing can be built here, so `{column}` has no meaning"),
                    )
                    .hint(|| "a `max_capacity_t_per_year` above `capacity_t_per_year` allows an expansion".to_string());
            }
        }
    }
}

fn commitment(case: &Case<'_>, plant: &Plant<'_>, report: &mut Report) {
    let (row, last) = (plant.row, case.horizon.last);
    let (from, to) = plant.build_window(case.horizon);
    match plant.first_commitment(case) {
        None if from <= to => {
            report
                .cell(
                    "network::no_build_year",
                    TABLE,
                    row,
                    "first_build_year",
                    format_args!("no year of commitment lies between {from} and {to}"),
                )
                .hint(|| "see `horizon.build_years` and `horizon.period_lengths` in case.toml".to_string());
        }
        Some(first) if first + plant.lead_years() > last => {
            let lead = plant.lead_years();
            report
                .cell(
                    "network::never_runs",
                    TABLE,
                    row,
                    "construction_years",
                    format_args!(
                        "committed in {first} it comes on line after {lead} years, in {}, later than the last year {last}",
                        first + lead
                    ),
                )
                .warning();
        }
        _ => {}
    }
}

/// Reports a year outside the horizon.
pub(super) fn outside(
    case: &Case<'_>,
    report: &mut Report,
    table: &'static str,
    row: usize,
    column: &'static str,
    year: Option<i32>,
) {
    if let Some(year) = year.filter(|year| !case.horizon.contains(*year)) {
        let (first, last) = (case.horizon.first, case.horizon.last);
        report.cell(
            "network::years",
            table,
            row,
            column,
            format_args!("{year} is outside the horizon {first} to {last}"),
        );
    }
}

/// Reports a last year before the first.
pub(super) fn in_order(
    report: &mut Report,
    table: &'static str,
    row: usize,
    column: &'static str,
    first: Option<i32>,
    last: Option<i32>,
) {
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        report.cell(
            "network::years",
            table,
            row,
            column,
            format_args!("the last year {last} comes before the first year {first}"),
        );
    }
}

/// Reports a span of years that is no span, or of which no year is planned (or past, where there are observations). One that reaches
/// beyond the horizon is cut to it.
pub(super) fn span(
    case: &Case<'_>,
    report: &mut Report,
    table: &'static str,
    row: usize,
    (first, last): (Option<i32>, Option<i32>),
) {
    report.whole(table, row, "first_year", first, CALENDAR);
    report.whole(table, row, "last_year", last, CALENDAR);
    in_order(report, table, row, "last_year", first, last);
    let horizon = case.horizon;
    let late = first.filter(|year| i64::from(*year) > horizon.last).map(|year| ("first_year", year));
    let early = last.filter(|year| i64::from(*year) < case.earliest).map(|year| ("last_year", year));
    if let Some((column, year)) = late.or(early) {
        report.cell(
            "network::years",
            table,
            row,
            column,
            format_args!("with {year} no year of the horizon {} to {} is left", case.earliest, horizon.last),
        );
    }
}
