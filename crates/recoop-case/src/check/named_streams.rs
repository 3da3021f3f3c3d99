//! Streams that rows name are streams that the network will have.

use std::collections::BTreeSet;

use super::case::Case;
use super::nearest::nearest;
use super::report::Report;
use crate::pattern::Pattern;
use crate::streams;

/// A stream that no plant mines or makes does not come to exist, and what names it would be lost in silence.
///
/// Streams follow from mines and recoveries, so this rule waits until the rest of the case has no error.
pub(super) fn named_streams(case: &Case<'_>, report: &mut Report) {
    let unique = [&case.elements, &case.materials, &case.feeds, &case.technologies].iter().all(|ids| ids.unique());
    if report.has_errors() || !unique {
        return;
    }
    let tables = case.tables;
    let mut named: Vec<(&'static str, usize, &str)> = Vec::new();
    named.extend(tables.offers.iter().enumerate().map(|(row, it)| ("offers", row, it.material.as_str())));
    named.extend(tables.demands.iter().enumerate().map(|(row, it)| ("demands", row, it.material.as_str())));
    named.extend(tables.stocks.iter().enumerate().map(|(row, it)| ("stocks", row, it.material.as_str())));
    // A price table may have a million rows, of few materials.
    let mut seen = BTreeSet::new();
    let priced = tables.prices.iter().enumerate().filter(|(_, it)| it.material.contains('@'));
    named.extend(priced.map(|(row, it)| ("prices", row, it.material.as_str())).filter(|(.., id)| seen.insert(*id)));
    let lanes = tables
        .lanes
        .iter()
        .enumerate()
        .filter(|(_, it)| Pattern::parse(&it.material).is_ok_and(|pattern| pattern.exact().is_some()));
    named.extend(lanes.map(|(row, it)| ("lanes", row, it.material.as_str())));
    named.retain(|(.., id)| id.contains('@'));
    if named.is_empty() {
        return;
    }
    let made = streams::generate(tables).materials;
    for (table, row, id) in named {
        // A lane may name the streams of a feed without the technologies that tell them apart.
        let wanted = Pattern::parse(id);
        let fits = |it: &streams::Material| match &wanted {
            Ok(pattern) if table == "lanes" => pattern.matches_material(&it.id, it.kind),
            _ => it.id == id,
        };
        if !made.iter().any(fits) {
            report
                .cell(
                    "network::no_such_stream",
                    table,
                    row,
                    "material",
                    format_args!("no mine and no recovery makes the stream `{id}`"),
                )
                .hint_if(|| {
                    let ids = made.iter().map(|it| it.id.as_str()).filter(|id| id.contains('@'));
                    nearest(id, ids).map(|near| format!("did you mean `{near}`?"))
                });
        }
    }
}
