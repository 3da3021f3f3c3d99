//! Share windows and credit lines: money that a price opens.

use super::case::Case;
use super::prices::Prices;
use super::report::{Range, Report};
use super::years::span;
use crate::cell::Name;
use crate::tables::{CreditLineRow, ShareWindowRow};

const WINDOWS: &str = "share_windows";
const LINES: &str = "credit_lines";

/// Windows bring no more when shut, depend on a price that there is, and do not overlap.
pub(super) fn share_windows(case: &Case<'_>, prices: &Prices<'_>, report: &mut Report) {
    let rows = &case.tables.share_windows;
    for (row, it) in rows.iter().enumerate() {
        let numbers = [
            ("opens_above_usd_per_kg", Some(it.opens_above_usd_per_kg)),
            ("open_musd_per_year", Some(it.open_musd_per_year)),
            ("shut_musd_per_year", it.shut_musd_per_year),
        ];
        for (column, number) in numbers {
            report.number(WINDOWS, row, column, number, Range::NotNegative);
        }
        if let Some(shut) = it.shut_musd_per_year.filter(|shut| *shut > it.open_musd_per_year) {
            let message =
                format_args!("{shut} MUSD when it is shut are more than {} when it is open", it.open_musd_per_year);
            report.cell("network::shut_above_open", WINDOWS, row, "shut_musd_per_year", message);
        }
        span(case, report, WINDOWS, row, (it.first_year, it.last_year));
        priced(case, prices, report, (WINDOWS, row), (&it.market, &it.material));
        let meets = |other: &&ShareWindowRow| {
            other.member == it.member && in_common((other.first_year, other.last_year), (it.first_year, it.last_year))
        };
        if let Some(other) = rows[..row].iter().find(meets) {
            let message =
                format_args!("`{}` is open to `{}` in the same year: its money would count twice", other.id, it.member);
            report.cell("network::two_windows", WINDOWS, row, "member", message);
        }
    }
    if rows.len() + case.tables.credit_lines.len() > 0
        && case.tables.attacks.iter().any(|it| it.kind.declared().moves_quotes)
    {
        let table = if rows.is_empty() { LINES } else { WINDOWS };
        let message = format_args!("pooling bylaws of `stress` count its money as without an attack");
        report.table("network::window_in_bylaws", table, message).warning().hint(|| {
            "kill costs shut windows; robust plans and buffers count as shut what an attack can shut".to_string()
        });
    }
}

/// Lines have one condition or none, which can be looked up, in years that there are.
pub(super) fn credit_lines(case: &Case<'_>, prices: &Prices<'_>, report: &mut Report) {
    let tables = case.tables;
    for (row, it) in tables.credit_lines.iter().enumerate() {
        report.number(LINES, row, "amount_musd", it.amount_musd, Range::NotNegative);
        report.number(LINES, row, "above_usd_per_kg", it.above_usd_per_kg, Range::NotNegative);
        span(case, report, LINES, row, (it.first_year, it.last_year));
        match &it.share_window {
            Some(id) => {
                let filled = [
                    ("market", it.market.is_some()),
                    ("material", it.material.is_some()),
                    ("above_usd_per_kg", it.above_usd_per_kg.is_some()),
                ];
                for (column, _) in filled.into_iter().filter(|(_, is_filled)| *is_filled) {
                    let message = format_args!("the condition is the share window `{id}`");
                    report
                        .cell("network::no_effect", LINES, row, column, message)
                        .hint(|| "leave it blank, or leave `share_window` blank".to_string());
                }
                if let Some(window) = case.share_windows.get(id) {
                    of_window(report, row, it, &tables.share_windows[window]);
                }
            }
            None => of_price(case, prices, report, row, it),
        }
    }
}

fn of_window(report: &mut Report, row: usize, it: &CreditLineRow, window: &ShareWindowRow) {
    if window.member != it.member {
        let message = format_args!("`{}` is a share window of `{}`, not of `{}`", window.id, window.member, it.member);
        report.cell("network::other_firm", LINES, row, "share_window", message);
    } else if !in_common((window.first_year, window.last_year), (it.first_year, it.last_year)) {
        let message = format_args!("`{}` has no year in common with this line, which is never drawn", window.id);
        report.cell("network::no_effect", LINES, row, "share_window", message);
    }
}

/// A price is whole: market, material and level.
fn of_price(case: &Case<'_>, prices: &Prices<'_>, report: &mut Report, row: usize, it: &CreditLineRow) {
    let cells = [
        ("market", it.market.is_some()),
        ("material", it.material.is_some()),
        ("above_usd_per_kg", it.above_usd_per_kg.is_some()),
    ];
    if cells.iter().all(|(_, is_filled)| !is_filled) {
        return;
    }
    for (column, _) in cells.into_iter().filter(|(_, is_filled)| !is_filled) {
        let message = format_args!("a price as a condition needs market, material and level");
        report.cell("network::missing", LINES, row, column, message);
    }
    if let (Some(market), Some(material)) = (&it.market, &it.material) {
        priced(case, prices, report, (LINES, row), (market, material));
    }
}

/// Whether the material is one, and has a price at the market in every scenario.
fn priced(
    case: &Case<'_>,
    prices: &Prices<'_>,
    report: &mut Report,
    (table, row): (&'static str, usize),
    (market, material): (&Name, &Name),
) {
    let Some(stream) = case.stream(material) else {
        if !case.materials.open {
            report
                .cell("network::unknown_id", table, row, "material", format_args!("there is no material `{material}`"))
                .hint_if(|| case.materials.suggestion(material));
        }
        return;
    };
    let Some(at) = case.markets.get(market) else { return };
    if !prices.at_markets(case, stream, |of| of == at) {
        let message = format_args!("`{material}` has no price at `{market}` that holds in every scenario");
        report.cell("network::gate_price", table, row, "material", message);
    }
}

/// Whether two spans of years, open at the ends where blank, have a year in common.
fn in_common(a: (Option<i32>, Option<i32>), b: (Option<i32>, Option<i32>)) -> bool {
    let ends = |(first, last): (Option<i32>, Option<i32>)| (first.unwrap_or(i32::MIN), last.unwrap_or(i32::MAX));
    let ((a, until_a), (b, until_b)) = (ends(a), ends(b));
    a.max(b) <= until_a.min(until_b)
}
