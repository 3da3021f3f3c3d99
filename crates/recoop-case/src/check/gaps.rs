//! What is missing without being wrong: tables, rows and years that a case of its kind has.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{CALENDAR, Case};
use super::flows::{Flows, amounts};
use super::reach::Reach;
use super::report::Report;
use super::scenarios::{line_of, parent};
use crate::tables::Side;

/// Scenarios with the same parent differ in something.
pub(super) fn scenarios(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    let mut told = vec![false; tables.scenarios.len()];
    let named = tables.changes.iter().map(|it| &it.scenario);
    let named = named.chain(tables.prices.iter().filter_map(|it| it.scenario.as_ref()));
    let named = named.chain(tables.quantities.iter().filter_map(|it| it.scenario.as_ref()));
    let named = named.chain(tables.stocks.iter().flat_map(|it| &it.release_in));
    for scenario in named.filter_map(|id| case.scenarios.get(id)) {
        // What is said below a scenario tells it apart, too.
        line_of(case, scenario).for_each(|at| told[at] = true);
    }
    let mut siblings: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in 0..tables.scenarios.len() {
        if let Some(parent) = parent(case, row) {
            siblings.entry(parent).or_default().push(row);
        }
    }
    for rows in siblings.values() {
        let same: Vec<usize> = rows.iter().copied().filter(|row| !told[*row]).collect();
        if let [first, second, ..] = same.as_slice() {
            let (first, id) = (case.scenarios.name(*first), case.scenarios.name(*second));
            report
                .cell(
                    "network::same_future",
                    "scenarios",
                    *second,
                    "id",
                    format_args!("nothing is different in `{id}` from `{first}`"),
                )
                .hint(|| "rows of `changes`, `prices` or `quantities` say what is".to_string())
                .warning();
        }
    }
}

/// Every region with plants, markets or demands is connected, where there are several.
pub(super) fn lanes(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    let busy: BTreeSet<&str> = (tables.facilities.iter().map(|it| it.region.as_str()))
        .chain(tables.markets.iter().map(|it| it.region.as_str()))
        .chain(tables.demands.iter().map(|it| it.region.as_str()))
        .collect();
    if busy.len() < 2 {
        return;
    }
    for (row, region) in tables.regions.iter().enumerate().filter(|(_, region)| busy.contains(region.id.as_str())) {
        if !tables.lanes.iter().any(|lane| lane.from == region.id || lane.to == region.id) {
            report
                .cell(
                    "network::no_lane",
                    "regions",
                    row,
                    "id",
                    format_args!("no lane leads from or to `{}`", region.id),
                )
                .hint(|| "without rows of `lanes` nothing is shipped between regions".to_string())
                .warning();
        }
    }
}

/// What is priced at a market is traded there, or something else follows that price.
pub(super) fn unused_prices(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    let mut used: BTreeSet<(&str, &str)> =
        tables.offers.iter().map(|it| (it.market.as_str(), it.material.as_str())).collect();
    used.extend(tables.price_links.iter().map(|it| (it.market.as_str(), it.material.as_str())));
    // Duties, floors and attacks look prices up by region or material.
    let dutiable = tables.lanes.iter().any(|lane| lane.tariff.is_some_and(|tariff| tariff > 0.0));
    if dutiable || !tables.observations.is_empty() || !tables.attacks.is_empty() {
        return;
    }
    let mut seen = BTreeSet::new();
    for (row, it) in tables.prices.iter().enumerate() {
        let pair = (it.market.as_str(), it.material.as_str());
        if !used.contains(&pair) && seen.insert(pair) && case.stream(&it.material).is_some() {
            report
                .cell(
                    "network::unused",
                    "prices",
                    row,
                    "material",
                    format_args!("`{}` has a price at `{}`, but no offer there", it.material, it.market),
                )
                .warning();
        }
    }
}

/// A row of a table without key is not said twice.
pub(super) fn same_rows(case: &Case<'_>, report: &mut Report) {
    let changes = &case.tables.changes;
    for (row, it) in changes.iter().enumerate() {
        let same = |other: &&crate::tables::ChangeRow| {
            (
                &other.scenario,
                other.target,
                &other.filter,
                other.action,
                other.value.to_bits(),
                other.first_year,
                other.last_year,
            ) == (&it.scenario, it.target, &it.filter, it.action, it.value.to_bits(), it.first_year, it.last_year)
        };
        if let Some(before) = changes[..row].iter().position(|other| same(&other)) {
            let message = format_args!("row {} already changes the same in the same years", before + 1);
            report.cell("network::same_row", "changes", row, "filter", message).warning();
        }
    }
}

/// What a plant makes can go somewhere, and what it needs can come.
pub(super) fn outlets(case: &Case<'_>, flows: &Flows, reach: &Reach, report: &mut Report) {
    for (at, plant) in case.plants.iter().enumerate() {
        let id = &plant.facility.id;
        if let Some(stream) = reach.lacks(at) {
            let what = case.stream_id(stream);
            let message = format_args!("`{id}` cannot run: nothing brings `{what}` to `{}`", plant.facility.region);
            report.cell("network::never_runs", "facilities", plant.row, "region", message).warning();
            continue;
        }
        for (stream, amount) in amounts(case, plant) {
            let outlet = flows.used[stream] + flows.needed[stream] + flows.sold[stream];
            if amount > 0.0 && outlet == 0.0 {
                let what = case.stream_id(stream);
                report
                    .cell(
                        "network::no_outlet",
                        "facilities",
                        plant.row,
                        "technology",
                        format_args!("`{id}` makes `{what}`, which nothing uses, sells or gets rid of: it cannot run"),
                    )
                    .hint(|| "what has no use needs an offer to sell or a `disposal_cost_usd_per_kg`".to_string())
                    .warning();
            }
        }
    }
}

/// What is sold is made by some plant or bought.
pub(super) fn sales(case: &Case<'_>, flows: &Flows, report: &mut Report) {
    for (row, it) in case.tables.offers.iter().enumerate().filter(|(_, it)| it.side == Side::Sell) {
        let Some(stream) = case.stream(&it.material) else { continue };
        if flows.made[stream] + flows.bought[stream] == 0.0 {
            report
                .cell(
                    "network::unused",
                    "offers",
                    row,
                    "material",
                    format_args!("no plant makes and nobody sells `{}`, so that none can be sold", it.material),
                )
                .warning();
        }
    }
}

/// Years after the horizon in which a debt may still be due.
const LONGEST_DEBT: i64 = 40;

/// Years of prices and quantities lie near the horizon, and a series begins before most of it is over.
pub(super) fn years(case: &Case<'_>, report: &mut Report) {
    const CODE: &str = "network::far_year";
    let (first, last) = (case.horizon.first, case.horizon.last);
    let mut begins: BTreeMap<(&str, &str), (i64, usize)> = BTreeMap::new();
    let check = |table: &'static str, row: usize, year: i32, report: &mut Report| {
        let year = i64::from(year);
        if year > last + 20 || year < first - 60 {
            let message = format_args!("{year} is far from the horizon, {first} to {last}");
            report.cell(CODE, table, row, "year", message).warning();
        }
    };
    for (row, it) in case.tables.prices.iter().enumerate() {
        check("prices", row, it.year, report);
        if it.scenario.is_none() {
            let found = begins.entry((&it.market, &it.material)).or_insert((i64::from(it.year), row));
            *found = (*found).min((i64::from(it.year), row));
        }
    }
    for (row, it) in case.tables.quantities.iter().enumerate() {
        check("quantities", row, it.year, report);
    }
    for (row, it) in case.tables.debts.iter().enumerate().filter(|(_, it)| it.last_year <= CALENDAR.1) {
        if i64::from(it.last_year) > last + LONGEST_DEBT {
            let message = format_args!("{} is far from the horizon, {first} to {last}", it.last_year);
            report.cell(CODE, "debts", row, "last_year", message).warning();
        }
    }
    let late = |year: i64| year > first && 2 * (year - first) > last - first;
    for (year, row) in begins.into_values().filter(|(year, _)| late(*year)) {
        let message = format_args!("the first price is of {year}, and holds from {first} on");
        report.cell(CODE, "prices", row, "year", message).warning();
    }
}
