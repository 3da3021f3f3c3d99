//! Random parts of a case: ties of prices to a history, outages, delays.

use super::case::Case;
use super::references;
use super::report::{Range, Report};
use super::things::{Number, Thing, of_plant, offers, passing};
use crate::cell::Name;
use crate::chance::{MIN_STEPS, steps};
use crate::fault::number_text;
use crate::pattern::{OFFER_NAMES, PLANT_NAMES, closest_first};
use crate::tables::{ChangeTarget, PriceLinkRow};

const LINKS: &str = "price_links";
const OUTAGES: &str = "outages";
const DELAYS: &str = "delays";

/// Longer outages and delays are slips of the keyboard.
const LONGEST: f64 = 100.0;
/// More outages a year are, too.
const MAX_OFTEN: f64 = 365.0;
/// So is a price that goes further along with a history than this.
const STEEPEST: f64 = 10.0;

/// Ties, outages and delays touch something, with numbers that make sense.
pub(super) fn chance(case: &Case<'_>, report: &mut Report) {
    ties(case, report);
    let tables = case.tables;
    if tables.outages.is_empty() && tables.delays.is_empty() {
        return;
    }
    let plants: Vec<Thing<'_>> = case.plants.iter().map(|plant| of_plant(case, plant, Number::Some)).collect();
    let mut reached = vec![false; plants.len()];
    for row in closest_first(tables.outages.iter().map(|it| it.filter.as_slice()), PLANT_NAMES) {
        let it = &tables.outages[row];
        closest_that_fits(case, report, (OUTAGES, row), (&it.filter, PLANT_NAMES), &plants, &mut reached);
        report.number(OUTAGES, row, "per_year", it.per_year, Range::Positive);
        if it.per_year > MAX_OFTEN {
            let message = format_args!("expected at most {MAX_OFTEN}, one a day, found {}", it.per_year);
            report.cell("network::range", OUTAGES, row, "per_year", message);
        }
        report.number(OUTAGES, row, "mean_years", it.mean_years, Range::Positive);
        at_most(report, OUTAGES, row, "mean_years", it.mean_years);
        report.number(OUTAGES, row, "loss", it.loss, Range::PositiveShare);
    }
    let mut reached = vec![false; plants.len()];
    for row in closest_first(tables.delays.iter().map(|it| it.filter.as_slice()), PLANT_NAMES) {
        let it = &tables.delays[row];
        closest_that_fits(case, report, (DELAYS, row), (&it.filter, PLANT_NAMES), &plants, &mut reached);
        report.number(DELAYS, row, "probability", it.probability, Range::PositiveShare);
        report.number(DELAYS, row, "mean_years", it.mean_years, Range::Positive);
        if it.mean_years > 0.0 && it.mean_years < 1.0 {
            let message =
                format_args!("delays are whole years: expected a mean of at least 1, found {}", it.mean_years);
            report.cell("network::range", DELAYS, row, "mean_years", message);
        }
        at_most(report, DELAYS, row, "mean_years", it.mean_years);
    }
}

/// Reports a filter that matches nothing, or nothing that closer rows have left: the closest row that fits counts. Rows come the closest first.
fn closest_that_fits(
    case: &Case<'_>,
    report: &mut Report,
    (table, row): (&'static str, usize),
    filter: (&[Name], &[&'static str]),
    things: &[Thing<'_>],
    reached: &mut [bool],
) {
    let Some((sieve, _)) = passing(case, report, (table, row), filter, things) else { return };
    let mut new = false;
    for (_, reached) in things.iter().zip(reached).filter(|(thing, _)| thing.passes(&sieve)) {
        new |= !std::mem::replace(reached, true);
    }
    if !new {
        let message = format_args!("closer rows reach all that it matches; the closest that fits counts");
        report.cell("network::touches_nothing", table, row, "filter", message);
    }
}

fn at_most(report: &mut Report, table: &'static str, row: usize, column: &'static str, years: f64) {
    if years > LONGEST {
        report.cell("network::range", table, row, column, format_args!("expected at most {LONGEST}, found {years}"));
    }
}

fn ties(case: &Case<'_>, report: &mut Report) {
    if case.tables.price_links.is_empty() {
        return;
    }
    let offers = offers(case, ChangeTarget::Price);
    let mut zeros: Vec<usize> = Vec::new();
    let mut reached = vec![false; offers.len()];
    let rows = &case.tables.price_links;
    for row in closest_first(rows.iter().map(|it| it.filter.as_slice()), OFFER_NAMES) {
        let it = &rows[row];
        closest_that_fits(case, report, (LINKS, row), (&it.filter, OFFER_NAMES), &offers, &mut reached);
        report.number(LINKS, row, "share", it.share, Range::Finite);
        if let Some(share) = it.share.filter(|share| share.is_finite() && share.abs() > STEEPEST) {
            let message = format_args!("expected a share from -{STEEPEST} to {STEEPEST}, found {}", number_text(share));
            report.cell("network::range", LINKS, row, "share", message);
        }
        if it.share == Some(0.0) {
            let message = format_args!("`share` is 0, so this row has no effect");
            report.cell("network::no_effect", LINKS, row, "share", message).hint(|| "leave the row out".to_string());
        }
        case.markets.refer(&it.market, report, LINKS, row, "market");
        references::stream(case, report, LINKS, row, "material", &it.material);
        history(case, row, it, &mut zeros, report);
    }
    zeros.sort_unstable();
    zeros.dedup();
    for row in zeros {
        let price = case.tables.prices[row].price_usd_per_kg;
        let message = format_args!("history that `{LINKS}` rests on has to be above 0, found {}", number_text(price));
        report.cell("network::range", "prices", row, "price_usd_per_kg", message);
    }
}

/// A history is above 0, and as long as a price process needs.
fn history(case: &Case<'_>, row: usize, it: &PriceLinkRow, zeros: &mut Vec<usize>, report: &mut Report) {
    if case.markets.get(&it.market).is_none() {
        return;
    }
    let past = case.tables.prices.iter().enumerate().filter(|(_, price)| {
        price.market == it.market
            && price.material == it.material
            && price.scenario.is_none()
            && i64::from(price.year) < case.horizon.first
    });
    let mut years: Vec<i32> = Vec::new();
    for (at, price) in past {
        years.push(price.year);
        if price.price_usd_per_kg == 0.0 {
            zeros.push(at);
        }
    }
    let steps = steps(years.clone());
    if steps >= MIN_STEPS {
        return;
    }
    let (first, hint) = (case.horizon.first, || "give its prices of past years in `prices`".to_string());
    if years.is_empty() {
        let message = format_args!(
            "`{}` at `{}` has no history: no price before {first} without scenario",
            it.material, it.market
        );
        report.cell("network::history", LINKS, row, "material", message).hint(hint);
    } else {
        let message = format_args!(
            "`{}` at `{}` has {} with a price before {first}, of which {steps} follow another: {MIN_STEPS} are needed, and linked prices stay as in the case",
            it.material,
            it.market,
            counted(years),
        );
        report.cell("network::history", LINKS, row, "material", message).warning().hint(hint);
    }
}

/// Number of calendar years, each once.
fn counted(mut years: Vec<i32>) -> String {
    years.sort_unstable();
    years.dedup();
    format!("{} year{}", years.len(), if years.len() == 1 { "" } else { "s" })
}
