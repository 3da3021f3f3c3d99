//! The scenario tree.

use std::collections::BTreeMap;

use super::case::{Case, period_starts};
use super::report::{Range, Report, adds_to_one, rounded};

const TABLE: &str = "scenarios";

/// Probabilities of siblings may miss 1 by this much.
const SUM_TOLERANCE: f64 = 1e-6;

/// Row of a scenario's parent, when it exists.
pub(super) fn parent(case: &Case<'_>, scenario: usize) -> Option<usize> {
    case.tables.scenarios[scenario].parent.as_ref().and_then(|parent| case.scenarios.get(parent))
}

/// The scenario and those that it follows, up to the root. Ends also when the data runs in a circle.
pub(super) fn line_of(case: &Case<'_>, scenario: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(scenario), |at| parent(case, *at)).take(case.scenarios.len())
}

/// Row of the root, when there is exactly one.
pub(super) fn root(case: &Case<'_>) -> Option<usize> {
    let mut roots = (0..case.tables.scenarios.len()).filter(|row| case.tables.scenarios[*row].parent.is_none());
    roots.next().filter(|_| roots.next().is_none())
}

/// Last year of each scenario: the one before its children begin, or the horizon's.
pub(super) fn last_years(case: &Case<'_>) -> Vec<i64> {
    let mut last = vec![case.horizon.last; case.tables.scenarios.len()];
    for (row, scenario) in case.tables.scenarios.iter().enumerate() {
        if let Some(parent) = parent(case, row) {
            last[parent] = last[parent].min(i64::from(scenario.first_year) - 1);
        }
    }
    last
}

/// One root that begins with the horizon; every other scenario hangs on it.
pub(super) fn tree(case: &Case<'_>, report: &mut Report) {
    let scenarios = &case.tables.scenarios;
    let mut first_root = None;
    for (row, scenario) in scenarios.iter().enumerate() {
        match (&scenario.parent, first_root) {
            (None, None) => {
                first_root = Some(row);
                if i64::from(scenario.first_year) != case.horizon.first {
                    report.cell(
                        "network::scenario_years",
                        TABLE,
                        row,
                        "first_year",
                        format_args!(
                            "the root begins with the horizon in {}, found {}",
                            case.horizon.first, scenario.first_year
                        ),
                    );
                }
            }
            (None, Some(root)) => {
                let root = case.scenarios.name(root);
                report.cell(
                    "network::scenario_root",
                    TABLE,
                    row,
                    "parent",
                    format_args!("`{root}` is already the root, so `{}` needs a parent", scenario.id),
                );
            }
            (Some(parent), _) => {
                case.scenarios.refer(parent, report, TABLE, row, "parent");
            }
        }
    }
    if first_root.is_none() && !scenarios.is_empty() {
        report
            .table("network::scenario_root", TABLE, format_args!("no scenario is the root"))
            .hint(|| "leave the parent of the first one blank".to_string());
    }
    circles(case, report);
}

fn circles(case: &Case<'_>, report: &mut Report) {
    // 0 unknown, 1 on the way, 2 ends at a root or at an unknown parent, 3 ends in a circle.
    let mut state = vec![0_u8; case.scenarios.len()];
    for start in 0..state.len() {
        let mut way = Vec::new();
        let mut at = Some(start);
        while let Some(row) = at.filter(|row| state[*row] == 0) {
            state[row] = 1;
            way.push(row);
            at = parent(case, row);
        }
        let circle = at.filter(|row| state[*row] == 1);
        if let Some(first) = circle {
            let members =
                way.iter().skip_while(|row| **row != first).map(|row| format!("`{}`", case.scenarios.name(*row)));
            let names = members.collect::<Vec<_>>().join(", ");
            report.cell(
                "network::scenario_circle",
                TABLE,
                first,
                "parent",
                format_args!("following the parents runs in a circle: {names}"),
            );
        }
        let end = if circle.is_some() || at.is_some_and(|row| state[row] == 3) { 3 } else { 2 };
        for row in way {
            state[row] = end;
        }
    }
}

/// Children begin after their parent, siblings together, inside the horizon, with a period.
pub(super) fn years(case: &Case<'_>, report: &mut Report) {
    let starts = period_starts(case.settings, case.tables, case.horizon);
    let mut eldest: BTreeMap<usize, usize> = BTreeMap::new();
    for (row, scenario) in case.tables.scenarios.iter().enumerate() {
        let Some(above) = parent(case, row) else { continue };
        let parent = &case.tables.scenarios[above];
        let year = scenario.first_year;
        let mut fault = |message: std::fmt::Arguments<'_>| {
            report.cell("network::scenario_years", TABLE, row, "first_year", message);
        };
        if !case.horizon.contains(year) {
            fault(format_args!("{year} is outside the horizon {} to {}", case.horizon.first, case.horizon.last));
        } else if starts.binary_search(&i64::from(year)).is_err() {
            fault(format_args!("{year} is not the first year of a period"));
        }
        if year <= parent.first_year {
            fault(format_args!(
                "it follows `{}`, which begins in {}, but begins in {year}",
                parent.id, parent.first_year
            ));
        }
        let first = &case.tables.scenarios[*eldest.entry(above).or_insert(row)];
        if first.first_year != year {
            fault(format_args!("its sibling `{}` begins in {}, but it begins in {year}", first.id, first.first_year));
        }
    }
}

/// Probabilities lie in (0, 1] and those of siblings add up to 1.
pub(super) fn probabilities(case: &Case<'_>, report: &mut Report) {
    let mut sums: BTreeMap<Option<usize>, (f64, usize, Vec<&str>)> = BTreeMap::new();
    for (row, scenario) in case.tables.scenarios.iter().enumerate() {
        report.number(TABLE, row, "probability", scenario.probability, Range::PositiveShare);
        let above = parent(case, row);
        if scenario.parent.is_some() && above.is_none() {
            continue;
        }
        let (sum, first, names) = sums.entry(above).or_insert((0.0, row, Vec::new()));
        // A second root is a fault of its own.
        if above.is_some() || *first == row {
            *sum += scenario.probability;
            names.push(&scenario.id);
        }
    }
    for (above, (sum, first, names)) in sums {
        if adds_to_one(sum, SUM_TOLERANCE) {
            continue;
        }
        let sum = rounded(sum);
        let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let what = match above {
            Some(above) => {
                format!("after `{}` the probabilities of {names} add up to {sum}, not 1", case.scenarios.name(above))
            }
            None => format!("the root has probability {sum}, not 1"),
        };
        report.cell("network::probability_sum", TABLE, first, "probability", format_args!("{what}"));
    }
}
