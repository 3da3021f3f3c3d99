//! Changes: what they may say, and that they touch something.

use super::case::Case;
use super::prices::Prices;
use super::report::{Entry, Range, Report};
use super::things::{Number, Sieve, Thing, passing, things};
use super::years::in_order;
use crate::fault::number_text;
use crate::pattern::Value;
use crate::tables::{Action, ChangeRow, ChangeTarget};

/// Changes touch something, within the life of their scenario, in a way that has an effect.
pub(super) fn changes(case: &Case<'_>, prices: &Prices<'_>, report: &mut Report) {
    const TABLE: &str = "changes";
    let mut known: Vec<(ChangeTarget, Vec<Thing<'_>>)> = Vec::new();
    for (row, it) in case.tables.changes.iter().enumerate() {
        let range = match (it.action, it.target) {
            (Action::Set, ChangeTarget::Availability) => Range::Share,
            (Action::Multiply, _) => Range::Factor,
            (Action::Set, ChangeTarget::Tariff) => Range::Duty,
            (Action::Add, ChangeTarget::Tariff) if it.value > 0.0 => Range::Duty,
            (Action::Set, _) => Range::NotNegative,
            (Action::Add, _) => Range::Finite,
        };
        report.number(TABLE, row, "value", it.value, range);
        if let Some(entry) = idle((TABLE, row, "value"), it.action, it.value, report) {
            entry.warning();
        }
        let life = life(case, row, it, report);
        let at = known.iter().position(|(target, _)| *target == it.target).unwrap_or_else(|| {
            known.push((it.target, things(case, it.target)));
            known.len() - 1
        });
        let place = (TABLE, row);
        let allowed = it.target.filter_names();
        let Some((sieve, found)) = passing(case, report, place, (&it.filter, allowed), &known[at].1) else { continue };
        effect(row, it, life, &found, report);
        if it.target == ChangeTarget::Tariff && it.value > 0.0 && it.action != Action::Multiply {
            tariff_is_priced(case, prices, place, (&sieve, &found), report);
        }
    }
}

/// Reports an action whose number leaves everything as it is.
pub(super) fn idle<'r>(
    (table, row, column): (&'static str, usize, &'static str),
    action: Action,
    value: f64,
    report: &'r mut Report,
) -> Option<Entry<'r>> {
    let neutral = match action {
        Action::Multiply => value == 1.0,
        Action::Add => value == 0.0,
        Action::Set => false,
    };
    let message = format_args!("`{}` with {} changes nothing", action.as_str(), number_text(value));
    neutral.then(|| report.cell("network::no_effect", table, row, column, message))
}

/// The years of a change; those outside its scenario's are reported.
fn life(case: &Case<'_>, row: usize, it: &ChangeRow, report: &mut Report) -> (i64, i64) {
    const TABLE: &str = "changes";
    let scenario = case.scenarios.get(&it.scenario).map(|at| &case.tables.scenarios[at]);
    let begins = scenario.map_or(case.horizon.first, |scenario| i64::from(scenario.first_year));
    // What is said of the root holds for the past too, where it names years.
    let first = if scenario.is_some_and(|scenario| scenario.parent.is_none()) { case.earliest } else { begins };
    for (column, year) in [("first_year", it.first_year), ("last_year", it.last_year)] {
        let year = year.filter(|year| !(first..=case.horizon.last).contains(&i64::from(*year)));
        if let Some(year) = year {
            report.cell(
                "network::years",
                TABLE,
                row,
                column,
                format_args!("{year} is outside `{}`, which lasts from {first} to {}", it.scenario, case.horizon.last),
            );
        }
    }
    in_order(report, TABLE, row, "last_year", it.first_year, it.last_year);
    (it.first_year.map_or(begins, i64::from), it.last_year.map_or(case.horizon.last, i64::from))
}

fn effect(row: usize, it: &ChangeRow, (first, last): (i64, i64), found: &[&Thing<'_>], report: &mut Report) {
    const TABLE: &str = "changes";
    let alive: Vec<&Thing<'_>> =
        found.iter().copied().filter(|thing| thing.years.0 <= last && first <= thing.years.1).collect();
    if alive.is_empty() && first <= last {
        report.cell(
            "network::touches_nothing",
            TABLE,
            row,
            "filter",
            format_args!("what the filter matches does not exist between {first} and {last}"),
        );
        return;
    }
    moves_something((TABLE, row), it.action, &alive, report);
}

/// Some of the numbers that an action finds can be moved by it.
pub(super) fn moves_something(
    (table, row): (&'static str, usize),
    action: Action,
    found: &[&Thing<'_>],
    report: &mut Report,
) {
    let moves = |number: Number| match action {
        Action::Set => true,
        Action::Multiply => number == Number::Some,
        Action::Add => number != Number::Unlimited,
    };
    if !found.is_empty() && !found.iter().any(|thing| moves(thing.number)) {
        let why = match action {
            Action::Multiply => "no number other than 0 to multiply",
            _ => "no limit to add to",
        };
        report
            .cell("network::touches_nothing", table, row, "action", format_args!("what the filter matches has {why}"))
            .hint(|| "use `set`".to_string());
    }
}

/// A duty that is set or added to has a price that it is a share of.
pub(super) fn tariff_is_priced(
    case: &Case<'_>,
    prices: &Prices<'_>,
    (table, row): (&'static str, usize),
    (sieve, found): (&Sieve, &[&Thing<'_>]),
    report: &mut Report,
) {
    let priced = found.iter().any(|lane| {
        let from = lane.values.iter().find(|(name, _)| *name == "from").and_then(|(_, value)| match value {
            Value::Id(id) => case.regions.get(id),
            _ => None,
        });
        // A lane from an unknown region is reported for itself.
        from.is_none_or(|from| {
            lane.carries.iter().flatten().any(|stream| sieve.lets_through(*stream) && prices.in_region(from, *stream))
        })
    });
    if !priced {
        report
            .cell(
                "network::tariff_without_price",
                table,
                row,
                "filter",
                format_args!("nothing that it matches has a price at a market where the lane begins"),
            )
            .hint(|| "a tariff is a share of that price: add rows of `prices`".to_string());
    }
}
