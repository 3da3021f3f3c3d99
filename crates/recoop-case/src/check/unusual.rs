//! Unitless numbers and times outside their usual range: allowed, and often a slip.

use super::case::Case;
use super::report::{Against, Report, three};
use crate::settings::Settings;
use crate::tables::{Action, FacilityRow, TechnologyRow};

const CODE: &str = "network::unusual";

/// A cell and its usual range.
type Usual = (&'static str, Option<f64>, (f64, f64));

fn warn(report: &mut Report, table: &'static str, row: usize, (column, value, usual): Usual) {
    let Some(value) = value.filter(|value| *value != 0.0 && !(usual.0..=usual.1).contains(&value.abs())) else {
        return;
    };
    let (least, most) = usual;
    let range = match (least, most) {
        (least, f64::INFINITY) => format!("at least {}", three(least)),
        (0.0, most) => format!("at most {}", three(most)),
        (least, most) => format!("{} to {}", three(least), three(most)),
    };
    let entry =
        report.cell(CODE, table, row, column, format_args!("{} is unusual: mostly it is {range}", three(value)));
    entry.warning();
}

/// Checks the rates of `case.toml`.
pub(super) fn rates(case: &Case<'_>, report: &mut Report) {
    let Settings { finance, risk, .. } = case.settings;
    let rates = [
        ("finance.discount_rate", finance.discount_rate, (0.005, 0.4)),
        ("finance.debt_rate", finance.debt_rate, (0.001, 0.2)),
        ("finance.tax_rate", finance.tax_rate, (0.01, 0.7)),
        ("finance.debt_share", finance.debt_share, (0.01, 1.0)),
        ("finance.salvage_share", finance.salvage_share, (0.01, 1.0)),
        ("risk.weight", risk.weight, (0.01, 1.0)),
        ("risk.tail", risk.tail, (0.005, 1.0)),
    ];
    for (path, rate, (least, most)) in rates {
        if rate != 0.0 && !(least..=most).contains(&rate.abs()) {
            let message = format_args!("{} is unusual: mostly it is {least} to {most}", three(rate));
            report.setting(CODE, path, message).warning();
        }
    }
}

/// Checks times, shares and exponents of plants.
pub(super) fn plants(case: &Case<'_>, report: &mut Report) {
    macro_rules! shared {
        ($it:expr) => {
            [
                ("availability", $it.availability, (0.1, 1.0)),
                ("capex_exponent", $it.capex_exponent, (0.2, 1.0)),
                ("lifetime_years", $it.lifetime_years.map(f64::from), (3.0, 100.0)),
                ("permitting_years", $it.permitting_years.map(f64::from), (0.0, 25.0)),
                ("construction_years", $it.construction_years.map(f64::from), (0.0, 15.0)),
            ]
        };
    }
    let of_technology = |it: &TechnologyRow| -> [Usual; 5] { shared!(it) };
    let of_facility = |it: &FacilityRow| -> [Usual; 5] { shared!(it) };
    for (row, it) in case.tables.technologies.iter().enumerate() {
        of_technology(it).into_iter().for_each(|usual| warn(report, "technologies", row, usual));
    }
    for (row, it) in case.tables.facilities.iter().enumerate() {
        of_facility(it).into_iter().for_each(|usual| warn(report, "facilities", row, usual));
    }
}

/// Checks shares, factors and duties of all other tables.
pub(super) fn shares(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    for (row, it) in tables.recoveries.iter().enumerate() {
        warn(report, "recoveries", row, ("recovery", Some(it.recovery), (0.01, 1.0)));
    }
    for (row, it) in tables.modes.iter().enumerate() {
        warn(report, "modes", row, ("capacity_use", it.capacity_use, (0.01, 100.0)));
    }
    for (row, it) in tables.offers.iter().enumerate() {
        warn(report, "offers", row, ("price_factor", it.price_factor, (0.1, 10.0)));
    }
    for (row, it) in tables.lanes.iter().enumerate() {
        warn(report, "lanes", row, ("tariff", it.tariff, (0.001, 1.0)));
    }
    for (row, it) in tables.demands.iter().enumerate() {
        warn(report, "demands", row, ("service_level", it.service_level, (0.01, 1.0)));
        warn(report, "demands", row, ("service_probability", it.service_probability, (0.01, 1.0)));
    }
    for (row, it) in tables.scenarios.iter().enumerate() {
        warn(report, "scenarios", row, ("probability", Some(it.probability), (1e-3, 1.0)));
    }
    for (row, it) in tables.debts.iter().enumerate() {
        warn(report, "debts", row, ("rate", it.rate, (0.001, 0.4)));
    }
    for (row, it) in tables.changes.iter().enumerate().filter(|(_, it)| it.action == Action::Multiply) {
        warn(report, "changes", row, ("value", Some(it.value), (0.01, 10.0)));
    }
}

/// Checks a recipe: outputs against inputs, and each amount against the largest.
pub(super) fn recipes(case: &Case<'_>, report: &mut Report) {
    const RATIO: &str = "network::mass_ratio";
    for (technology, modes) in case.modes.iter().enumerate() {
        let row = &case.tables.technologies[technology];
        let activity = if row.mines.is_some() || row.treats.is_some() { 1.0 } else { 0.0 };
        let id = case.technologies.name(technology);
        for mode in modes {
            let largest = mode.amounts.iter().map(|amount| amount.amount.abs()).fold(activity, f64::max);
            for amount in mode.amounts.iter().filter(|amount| amount.amount != 0.0 && largest > 0.0) {
                let against = Against { words: format_args!("the largest amount of `{id}`"), number: largest };
                let place = ("recipes", amount.row, "amount");
                report.ratio(RATIO, place, (amount.amount.abs(), "t"), against, (1e-3, 1.0));
            }
            let made: f64 = mode.amounts.iter().map(|amount| amount.amount.max(0.0)).sum();
            let used: f64 = activity - mode.amounts.iter().map(|amount| amount.amount.min(0.0)).sum::<f64>();
            let makes = mode.amounts.iter().filter(|amount| amount.amount > 0.0);
            let Some(first) = makes.max_by(|a, b| a.amount.total_cmp(&b.amount)) else { continue };
            if activity == 0.0 && used > 0.0 {
                let against = Against { words: format_args!("what `{id}` uses"), number: used };
                report.ratio(RATIO, ("recipes", first.row, "amount"), (made, "t made"), against, (0.01, 10.0));
            }
        }
    }
}
