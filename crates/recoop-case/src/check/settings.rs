//! `case.toml`.

use std::collections::HashSet;

use super::case::{CALENDAR, Case, LONGEST_HORIZON, period_starts};
use super::report::{Range, Report, adds_to_one, rounded};
use crate::fault::number_text;

/// Shares that have to add up may miss by this much: they are written with few digits.
const SUM_TOLERANCE: f64 = 1e-6;

/// Horizon, periods and years of commitment fit together.
pub(super) fn horizon(case: &Case<'_>, report: &mut Report) {
    let horizon = &case.settings.horizon;
    let (first, last) = (i64::from(horizon.first_year), i64::from(horizon.last_year));
    let years = last - first + 1;
    let named = [
        ("horizon.first_year", horizon.first_year),
        ("horizon.last_year", horizon.last_year),
        ("horizon.base_year", horizon.base_year),
    ];
    // What is not written follows the first year, and is not to blame for it.
    let follows = |path: &str| path == "horizon.base_year" && horizon.base_year == horizon.first_year;
    for (path, year) in named.into_iter().filter(|(path, _)| !follows(path)) {
        whole(report, path, year, CALENDAR);
    }
    let calendar = i64::from(CALENDAR.0)..=i64::from(CALENDAR.1);
    if !calendar.contains(&first) || !calendar.contains(&last) {
        // Spans and distances that follow from such a year say nothing more.
        return;
    }
    if years < 1 {
        report.setting(
            "network::horizon",
            "horizon.last_year",
            format_args!("the last year {last} comes before the first year {first}"),
        );
        return;
    }
    if years > LONGEST_HORIZON {
        report.setting(
            "network::horizon",
            "horizon.last_year",
            format_args!("the horizon has {years} years, at most {LONGEST_HORIZON} can be planned"),
        );
        return;
    }
    if (i64::from(horizon.base_year) - first).abs() > 100 {
        report.setting(
            "network::horizon",
            "horizon.base_year",
            format_args!("the base year {} is more than 100 years from the first year {first}", horizon.base_year),
        );
    }
    let lengths = &horizon.period_lengths;
    if let Some(length) = lengths.iter().find(|length| **length < 1) {
        report.setting(
            "network::horizon",
            "horizon.period_lengths",
            format_args!("a period has at least one year, found {length}"),
        );
    } else if !lengths.is_empty() {
        let sum: i64 = lengths.iter().copied().map(i64::from).sum();
        if sum != years {
            report.setting(
                "network::horizon",
                "horizon.period_lengths",
                format_args!("the periods add up to {sum} years, but {first} to {last} are {years}"),
            );
        }
    }
    build_years(case, report);
}

fn build_years(case: &Case<'_>, report: &mut Report) {
    const PATH: &str = "horizon.build_years";
    let starts = period_starts(case.settings, case.tables, case.horizon);
    let mut seen = HashSet::new();
    for year in &case.settings.horizon.build_years {
        if !case.horizon.contains(*year) {
            let (first, last) = (case.horizon.first, case.horizon.last);
            report.setting("network::horizon", PATH, format_args!("{year} is outside the horizon {first} to {last}"));
        } else if starts.binary_search(&i64::from(*year)).is_err() {
            report.setting("network::horizon", PATH, format_args!("{year} is not the first year of a period"));
        }
        if !seen.insert(*year) {
            report.setting("network::horizon", PATH, format_args!("{year} is named twice"));
        }
    }
}

/// Settings of finance, risk and the solver lie in their ranges.
pub(super) fn ranges(case: &Case<'_>, report: &mut Report) {
    let (finance, risk, solve) = (&case.settings.finance, &case.settings.risk, &case.settings.solve);
    for (path, rate) in [("finance.discount_rate", finance.discount_rate), ("finance.debt_rate", finance.debt_rate)] {
        report.setting_number(path, rate, Range::Rate);
    }
    tax_rate(finance.tax_rate, |message, hint| {
        report.setting("network::range", "finance.tax_rate", format_args!("{message}")).hint_if(|| hint);
    });
    if finance.depreciation.iter().any(|share| !Range::NotNegative.holds(*share)) {
        report.setting("network::range", "finance.depreciation", format_args!("no share may be below 0"));
    }
    let sum: f64 = finance.depreciation.iter().sum();
    if !adds_to_one(sum, SUM_TOLERANCE) {
        report
            .setting(
                "network::depreciation_sum",
                "finance.depreciation",
                format_args!("the shares add up to {}, not 1", rounded(sum)),
            )
            .hint(|| "`[1.0]` writes everything off in the first year".to_string());
    }
    report.setting_number("finance.debt_share", finance.debt_share, Range::Share);
    report.setting_number("finance.salvage_share", finance.salvage_share, Range::Share);
    whole(report, "finance.debt_years", finance.debt_years, (1, 100));
    whole(report, "finance.scale_segments", finance.scale_segments, (1, 20));
    report.setting_number("risk.weight", risk.weight, Range::Share);
    report.setting_number("risk.tail", risk.tail, Range::PositiveShare);
    let adversary = &case.settings.adversary;
    for (at, budget) in adversary.budgets_musd.iter().enumerate() {
        report.setting_number("adversary.budgets_musd", *budget, Range::NotNegative);
        if adversary.budgets_musd[..at].contains(budget) {
            report.setting(
                "network::named_twice",
                "adversary.budgets_musd",
                format_args!("`{}` is given twice", number_text(*budget)),
            );
        }
    }
    report.setting_number("backtest.cash_error_musd", case.settings.backtest.cash_error_musd, Range::NotNegative);
    if adversary.budget_per_year_musd.is_finite() || adversary.budget_per_year_musd.is_nan() {
        report.setting_number("adversary.budget_per_year_musd", adversary.budget_per_year_musd, Range::NotNegative);
    }
    report.setting_number("solve.gap", solve.gap, Range::NotNegative);
    report.setting_number("solve.time_limit_seconds", solve.time_limit_seconds, Range::Positive);
    whole(report, "solve.threads", solve.threads, (0, 4096));
}

fn whole(report: &mut Report, path: &'static str, value: i32, (least, most): (i32, i32)) {
    if !(least..=most).contains(&value) {
        report.setting(
            "network::range",
            path,
            format_args!("expected a whole number, from {least} to {most}, found {value}"),
        );
    }
}

/// Calls `bad` with a message and a hint when a tax rate is not in \[0, 1).
pub(super) fn tax_rate(rate: f64, bad: impl FnOnce(String, Option<String>)) {
    if !(0.0..1.0).contains(&rate) || !Range::Share.holds(rate) {
        bad(format!("expected a share from 0 to below 1, found {}", number_text(rate)), Range::Share.percentage(rate));
    }
}

/// There are stages, no two alike.
pub(super) fn stages(case: &Case<'_>, report: &mut Report) {
    if case.settings.stages.is_empty() {
        report
            .setting("network::stages", "stages", format_args!("the chain has no stages"))
            .hint(|| "list them in order, for instance `[\"mining\", \"separation\"]`".to_string());
    }
    let mut seen = HashSet::new();
    for stage in &case.settings.stages {
        if !seen.insert(stage) {
            report.setting("network::stages", "stages", format_args!("`{stage}` is named twice"));
        }
    }
    for (row, technology) in case.tables.technologies.iter().enumerate() {
        if !case.settings.stages.contains(&technology.stage) {
            let stages = case.settings.stages.iter().map(|stage| stage.as_str());
            report
                .cell(
                    "network::unknown_id",
                    "technologies",
                    row,
                    "stage",
                    format_args!("`stages` of case.toml has no `{}`", technology.stage),
                )
                .hint_if(|| {
                    super::nearest::nearest(&technology.stage, stages).map(|name| format!("did you mean `{name}`?"))
                });
        }
    }
}
