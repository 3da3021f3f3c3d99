//! Observations of past years: before the horizon, with a band around what was observed, about something that exists.

use super::case::{CALENDAR, Case};
use super::reach::Reach;
use super::report::{Range, Report};
use super::things::{Number, Thing, demands, of_plant, offers, passing, years};
use crate::pattern::Value;
use crate::tables::{ChangeTarget, Measure};

const TABLE: &str = "observations";

/// Each observation can be compared with a run of its year.
pub(super) fn observations(case: &Case<'_>, reach: &Reach, report: &mut Report) {
    if case.tables.observations.is_empty() {
        return;
    }
    let things = Things::of(case, reach);
    for (row, it) in case.tables.observations.iter().enumerate() {
        report.whole(TABLE, row, "year", it.year, CALENDAR);
        if i64::from(it.year) >= case.horizon.first && it.year <= CALENDAR.1 {
            let first = case.horizon.first;
            report.cell(
                "network::years",
                TABLE,
                row,
                "year",
                format_args!("{} is not before the horizon, which begins in {first}", it.year),
            );
        }
        for (column, value) in [("observed", it.observed), ("low", it.low), ("high", it.high)] {
            report.number(TABLE, row, column, value, Range::Finite);
        }
        if it.observed < it.low || it.observed > it.high {
            report.cell(
                "network::band",
                TABLE,
                row,
                "observed",
                format_args!("{} lies outside its own band, {} to {}", it.observed, it.low, it.high),
            );
        }
        let of = match it.measure {
            Measure::Made => &things.plants,
            Measure::Bought | Measure::Sold | Measure::PricePaid | Measure::PriceRealized => &things.offers,
            Measure::Short => &things.demands,
            Measure::NetImportShare => &things.materials,
            Measure::HomeShare => &things.stages,
            Measure::Revenue | Measure::OperatingProfit => &things.members,
        };
        passing(case, report, (TABLE, row), (&it.filter, it.measure.filter_names()), of);
    }
}

/// What observations can be about.
struct Things<'a> {
    plants: Vec<Thing<'a>>,
    offers: Vec<Thing<'a>>,
    demands: Vec<Thing<'a>>,
    materials: Vec<Thing<'a>>,
    stages: Vec<Thing<'a>>,
    members: Vec<Thing<'a>>,
}

impl<'a> Things<'a> {
    fn of(case: &Case<'a>, reach: &Reach) -> Self {
        let thing = |values, carries| Thing { values, carries, number: Number::Some, years: years(case, None, None) };
        let named = |name: &'static str, value: Value<'a>| thing(vec![(name, value)], None);
        let plant =
            |(at, plant)| Thing { carries: Some(reach.products(at).collect()), ..of_plant(case, plant, Number::Some) };
        Self {
            plants: case.plants.iter().enumerate().map(plant).collect(),
            offers: offers(case, ChangeTarget::Price),
            demands: demands(case, ChangeTarget::Demand),
            materials: vec![thing(Vec::new(), Some(case.all_streams()))],
            stages: case.settings.stages.iter().map(|stage| named("stage", Value::from(stage))).collect(),
            members: case.tables.members.iter().map(|row| named("member", Value::from(&row.id))).collect(),
        }
    }
}
