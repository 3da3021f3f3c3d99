//! Tariffs are shares of a price, so there has to be one.

use super::case::Case;
use super::prices::Prices;
use super::reach::{Pool, Reach};
use super::report::Report;
use crate::pattern::Pattern;

/// What a lane with a tariff carries has a price at a market in the region where the lane begins.
pub(super) fn tariffs(case: &Case<'_>, prices: &Prices<'_>, reach: &Reach, report: &mut Report) {
    for (row, lane) in case.tables.lanes.iter().enumerate() {
        let Some(from) = case.regions.get(&lane.from) else { continue };
        let Some(pattern) =
            lane.tariff.filter(|tariff| *tariff > 0.0).and_then(|_| Pattern::parse(&lane.material).ok())
        else {
            continue;
        };
        let matched = case.matching_streams(&pattern);
        if matched.is_empty() {
            continue;
        }
        // What can never be there needs no price, unless nothing else is matched.
        let there: Vec<_> = matched.iter().copied().filter(|stream| reach.has(from, *stream, Pool::All)).collect();
        let carried = if there.is_empty() { matched } else { there };
        let missing: Vec<_> = carried.iter().filter(|stream| !prices.in_region(from, **stream)).collect();
        if missing.is_empty() {
            continue;
        }
        let names: Vec<String> =
            missing.iter().take(3).map(|stream| format!("`{}`", case.stream_id(**stream))).collect();
        let more = if missing.len() > 3 { format!(" and {} more", missing.len() - 3) } else { String::new() };
        let names = names.join(", ") + &more;
        let entry = report
            .cell(
                "network::tariff_without_price",
                "lanes",
                row,
                "tariff",
                format_args!("no market in `{}` has a price for {names}, of which the tariff is a share", lane.from),
            )
            .hint(|| "add rows of `prices` for a market there, or name the materials in the lane".to_string());
        if missing.len() < carried.len() {
            entry.warning();
        }
    }
}
