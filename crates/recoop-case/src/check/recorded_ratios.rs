//! Recorded outputs, exposed volumes and times of chance out of proportion to plants, flows and the horizon.

use super::case::{Case, Stream};
use super::flows::{Flows, capacity};
use super::report::{Against, Report};
use crate::pattern::Pattern;
use crate::tables::AttackRow;

const CODE: &str = "network::quantity_ratio";

/// Usual range of an output relative to capacity: a plant that is run hard makes somewhat more.
const OUTPUTS: (f64, f64) = (1e-4, 3.0);

/// Usual range of an exposed volume relative to the flow of its material in the case, which may be a part of the world's.
const VOLUMES: (f64, f64) = (1e-3, 100.0);

/// Checks recorded outputs against capacities.
pub(super) fn outputs(case: &Case<'_>, report: &mut Report) {
    for (row, it) in case.tables.outputs.iter().enumerate() {
        let Some(plant) = case.plants.iter().find(|plant| plant.facility.id == it.facility) else { continue };
        let parts = if it.quarter.is_some() { 4.0 } else { 1.0 };
        let number = capacity(plant) / parts;
        if it.output_t > 0.0 && number > 0.0 {
            let time = if it.quarter.is_some() { "a quarter" } else { "a year" };
            let against = Against { words: format_args!("the capacity of `{}` in {time}", it.facility), number };
            report.ratio(CODE, ("outputs", row, "output_t"), (it.output_t, "t"), against, OUTPUTS);
        }
    }
}

/// Checks volumes exposed to attacks against the flows of what the attacks touch.
pub(super) fn volumes(case: &Case<'_>, flows: &Flows, report: &mut Report) {
    for (row, it) in case.tables.attacks.iter().enumerate() {
        let Some(number) = flow(case, flows, it) else { continue };
        let volumes = [("producers_t", it.producers_t), ("treasury_t", it.treasury_t), ("nation_t", it.nation_t)];
        for (column, volume) in volumes {
            if let Some(volume) = volume.filter(|volume| *volume > 0.0) {
                let against = Against { words: format_args!("what the case has of it in a year"), number };
                report.ratio(CODE, ("attacks", row, column), (volume, "t/yr"), against, VOLUMES);
            }
        }
    }
}

/// The largest flow that there is of what an attack touches, t/yr.
fn flow(case: &Case<'_>, flows: &Flows, it: &AttackRow) -> Option<f64> {
    let of = |stream: Stream| {
        let sides =
            [flows.made[stream], flows.used[stream], flows.needed[stream], flows.bought[stream], flows.sold[stream]];
        sides.into_iter().filter(|flow| *flow > 0.0 && flow.is_finite()).reduce(f64::max)
    };
    let term = |name: &str| it.filter.iter().find_map(|term| term.strip_prefix(name)?.strip_prefix('='));
    let streams: Vec<Stream> = match (&it.reference, term("material")) {
        (Some(reference), _) => case.stream(reference).into_iter().collect(),
        (None, Some(text)) => Pattern::parse(text).ok().map(|pattern| case.matching_streams(&pattern))?,
        // All that the offers of its markets are of.
        (None, None) => case.tables.offers.iter().filter_map(|offer| case.stream(&offer.material)).collect(),
    };
    streams.into_iter().filter_map(of).reduce(f64::max)
}

/// Checks lengths of outages and delays against the horizon.
pub(super) fn times(case: &Case<'_>, report: &mut Report) {
    const UNUSUAL: &str = "network::unusual";
    let years = (case.horizon.last - case.horizon.first + 1) as f64;
    let outages = case.tables.outages.iter().enumerate().map(|(row, it)| (("outages", row), it.mean_years));
    let delays = case.tables.delays.iter().enumerate().map(|(row, it)| (("delays", row), it.mean_years));
    for ((table, row), mean) in outages.chain(delays) {
        let against = Against { words: format_args!("the years of the horizon"), number: years };
        report.ratio(UNUSUAL, (table, row, "mean_years"), (mean, "years"), against, (0.0, 1.0));
    }
    for (row, it) in case.tables.outages.iter().enumerate() {
        let idle = it.per_year * it.mean_years;
        let against = Against { words: format_args!("a year"), number: 1.0 };
        report.ratio(UNUSUAL, ("outages", row, "per_year"), (idle, "years of outages a year"), against, (0.0, 1.0));
    }
}
