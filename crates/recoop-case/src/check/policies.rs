//! Policies: what they may say, and that they touch something.

use super::case::Case;
use super::prices::Prices;
use super::reach::Reach;
use super::report::{Range, Report};
use super::things::{Number, Sieve, Thing, of_goods, of_plant, of_plants, passing, products, years};
use super::years::span;
use crate::tables::{PolicyKind, PolicyRow};

/// Policies touch something, in the horizon, with a value that their kind allows.
pub(super) fn policies(case: &Case<'_>, prices: &Prices<'_>, reach: &Reach, report: &mut Report) {
    const TABLE: &str = "policies";
    let plants: Vec<_> = case.plants.iter().map(|plant| of_plant(case, plant, Number::Some)).collect();
    for (row, it) in case.tables.policies.iter().enumerate() {
        let range = match it.kind {
            PolicyKind::CapexGrant | PolicyKind::InvestmentCredit | PolicyKind::ProductionCredit => Range::Share,
            PolicyKind::ProductionPayment | PolicyKind::PriceFloor => Range::NotNegative,
        };
        report.number(TABLE, row, "value", it.value, range);
        report.number(TABLE, row, "limit_t_per_year", it.limit_t_per_year, Range::NotNegative);
        span(case, report, TABLE, row, (it.first_year, it.last_year));
        if it.limit_t_per_year.is_some() && it.kind != PolicyKind::PriceFloor {
            let kind = it.kind.as_str();
            report.cell(
                "network::no_effect",
                TABLE,
                row,
                "limit_t_per_year",
                format_args!("`limit_t_per_year` has no meaning for `{kind}`"),
            );
        }
        if it.market.is_some() && it.kind != PolicyKind::PriceFloor {
            let kind = it.kind.as_str();
            report.cell(
                "network::no_effect",
                TABLE,
                row,
                "market",
                format_args!("`market` has no meaning for `{kind}`"),
            );
        }
        if it.kind == PolicyKind::PriceFloor {
            floor(case, (prices, reach), row, it, &plants, report);
            continue;
        }
        let filter = (it.filter.as_slice(), it.kind.filter_names());
        let Some((sieve, _)) = passing(case, report, (TABLE, row), filter, &plants) else { continue };
        if matches!(it.kind, PolicyKind::CapexGrant | PolicyKind::InvestmentCredit) {
            capital_policy(case, row, it, &sieve, &plants, report);
        }
    }
}

/// Help with capital cost touches something that can be committed while it holds.
fn capital_policy(
    case: &Case<'_>,
    row: usize,
    it: &PolicyRow,
    sieve: &Sieve,
    things: &[Thing<'_>],
    report: &mut Report,
) {
    let (first, last) = years(case, it.first_year, it.last_year);
    let (first, last) = (first.max(case.horizon.first), last.min(case.horizon.last));
    let touched = case.plants.iter().zip(things).any(|(plant, thing)| {
        let (from, to) = plant.build_window(case.horizon);
        let (from, to) = (from.max(first), to.min(last));
        plant.buildable() && case.build_years.iter().any(|year| (from..=to).contains(year)) && thing.passes(sieve)
    });
    // A span without years is reported for itself.
    if !touched && first <= last {
        report.cell(
            "network::touches_nothing",
            "policies",
            row,
            "filter",
            format_args!("nothing that the filter matches can be committed between {first} and {last}"),
        );
    }
}

/// A floor tops up the market price of what plants make: some plant that the filter matches makes a material that it
/// matches and that has a price.
fn floor(
    case: &Case<'_>,
    (prices, reach): (&Prices<'_>, &Reach),
    row: usize,
    it: &PolicyRow,
    plants: &[Thing<'_>],
    report: &mut Report,
) {
    const TABLE: &str = "policies";
    let allowed = it.kind.filter_names();
    let owners = of_plants(&it.filter);
    let Some((owner, _)) = passing(case, report, (TABLE, row), (&owners, allowed), plants) else { return };
    let Some(goods) = of_goods(case, report, (TABLE, row), (&it.filter, allowed)) else { return };
    let made = products(case, reach, (plants, &owner), &goods);
    let at = it.market.as_ref().and_then(|id| case.markets.get(id));
    let why = if made.is_empty() {
        "no plant that the filter matches makes such a material"
    } else if let Some(at) = at
        && !made.iter().any(|stream| prices.at_markets(case, *stream, |market| market == at))
    {
        "what it matches has no price at the market that the floor names"
    } else if !made.iter().any(|stream| prices.anywhere(*stream)) {
        "what it matches has no price at any market that the floor could top up"
    } else {
        return;
    };
    report.cell("network::touches_nothing", TABLE, row, "filter", format_args!("{why}"));
}
