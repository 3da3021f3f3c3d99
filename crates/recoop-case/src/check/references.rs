//! Names in cells lead somewhere.

use super::case::Case;
use super::lookup::Ids;
use super::report::Report;
use crate::cell::Name;
use crate::each_table;
use crate::pattern::{Pattern, StreamName};
use crate::tables::TableRow;

/// Ids in columns that name a row of another table.
pub(super) fn references(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    macro_rules! each {
        ($($field:ident . $column:ident -> $ids:ident;)+) => {
            $(for (row, it) in tables.$field.iter().enumerate() {
                for id in Named::named(&it.$column) {
                    case.$ids.refer(id, report, stringify!($field), row, stringify!($column));
                }
            })+
        };
    }
    each! {
        compositions.feed -> feeds;
        compositions.element -> elements;
        recipes.technology -> technologies;
        recoveries.technology -> technologies;
        recoveries.element -> elements;
        modes.technology -> technologies;
        modes.feed -> feeds;
        facilities.member -> members;
        facilities.region -> regions;
        facilities.technology -> technologies;
        facilities.feed -> feeds;
        facilities.feeds -> feeds;
        locations.facility -> facilities;
        locations.region -> regions;
        lanes.from -> regions;
        lanes.to -> regions;
        markets.region -> regions;
        offers.market -> markets;
        offers.member -> members;
        demands.member -> members;
        demands.region -> regions;
        quantities.demand -> demands;
        quantities.scenario -> scenarios;
        stocks.region -> regions;
        stocks.member -> members;
        stocks.release_in -> scenarios;
        changes.scenario -> scenarios;
        policies.market -> markets;
        attacks.exclusive_with -> attacks;
        pass_through.attack -> attacks;
        buffers.region -> regions;
        buffers.facility -> facilities;
        finances.member -> members;
        debts.member -> members;
        share_windows.member -> members;
        share_windows.market -> markets;
        credit_lines.member -> members;
        credit_lines.market -> markets;
        credit_lines.share_window -> share_windows;
        outputs.facility -> facilities;
        cash_events.member -> members;
        cash_events.variant -> variants;
        reported_financials.member -> members;
    }
}

/// The ids that a cell holds.
trait Named {
    fn named(&self) -> &[Name];
}

impl Named for Name {
    fn named(&self) -> &[Name] {
        std::slice::from_ref(self)
    }
}

impl Named for Option<Name> {
    fn named(&self) -> &[Name] {
        self.as_slice()
    }
}

impl Named for Vec<Name> {
    fn named(&self) -> &[Name] {
        self
    }
}

/// Sources that rows of any table name.
pub(super) fn sources(case: &Case<'_>, report: &mut Report) {
    macro_rules! each {
        ($($field:ident: $row:ident,)+) => { $(sources_of(&case.tables.$field, &case.sources, report);)+ };
    }
    each_table!(each);
}

fn sources_of<R: TableRow>(rows: &[R], sources: &Ids<'_>, report: &mut Report) {
    // Neighbors mostly name the same source.
    let mut known: Option<&Name> = None;
    for (row, it) in rows.iter().enumerate() {
        if let Some(source) = it.source()
            && known != Some(source)
            && sources.refer(source, report, R::TABLE, row, "source").is_some()
        {
            known = Some(source);
        }
    }
}

/// Columns that name a material as a whole, all feeds of it.
pub(super) fn materials(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    for (row, recipe) in tables.recipes.iter().enumerate() {
        whole_material(case, report, "recipes", row, "material", &recipe.material);
    }
    for (row, recovery) in tables.recoveries.iter().enumerate() {
        whole_material(case, report, "recoveries", row, "product", &recovery.product);
    }
    for (row, technology) in tables.technologies.iter().enumerate() {
        for (column, material) in [("mines", &technology.mines), ("treats", &technology.treats)] {
            if let Some(id) = material {
                whole_material(case, report, "technologies", row, column, id);
            }
        }
    }
}

fn whole_material(
    case: &Case<'_>,
    report: &mut Report,
    table: &'static str,
    row: usize,
    column: &'static str,
    id: &str,
) {
    let form = StreamName::parse(id).form;
    if form.len() < id.len() && case.materials.get(form).is_some() {
        report
            .cell(
                "network::stream_not_meant",
                table,
                row,
                column,
                format_args!("`{id}` names one stream, but here a material is meant with all its feeds"),
            )
            .hint(|| format!("write `{form}`"));
    } else {
        case.materials.refer(id, report, table, row, column);
    }
}

/// Columns that name one stream.
pub(super) fn streams(case: &Case<'_>, report: &mut Report) {
    for (row, offer) in case.tables.offers.iter().enumerate() {
        stream(case, report, "offers", row, "material", &offer.material);
    }
    for (row, demand) in case.tables.demands.iter().enumerate() {
        stream(case, report, "demands", row, "material", &demand.material);
    }
    for (row, stock) in case.tables.stocks.iter().enumerate() {
        stream(case, report, "stocks", row, "material", &stock.material);
    }
}

/// Reports an id that names no stream.
pub(super) fn stream(
    case: &Case<'_>,
    report: &mut Report,
    table: &'static str,
    row: usize,
    column: &'static str,
    id: &str,
) {
    let name = StreamName::parse(id);
    let Some(material) = case.materials.refer(name.form, report, table, row, column) else { return };
    match name.feed {
        None if case.per_feed(material) => {
            let example = case.tables.feeds.first().map(|feed| feed.id.as_str());
            report
                .cell(
                    "network::feed_missing",
                    table,
                    row,
                    column,
                    format_args!("there is one `{id}` for each feed, and this names none of them"),
                )
                .hint(|| format!("write `{id}@{}`, for instance", example.unwrap_or("FEED")));
        }
        Some(_) if !case.per_feed(material) => {
            report
                .cell(
                    "network::feed_not_meant",
                    table,
                    row,
                    column,
                    format_args!("`{}` is the same for all feeds, so `{id}` does not exist", name.form),
                )
                .hint(|| format!("write `{}`, or make it `per_feed` in `materials`", name.form));
        }
        _ => {
            if let Some(feed) = name.feed {
                case.feeds.refer(feed, report, table, row, column);
            }
            if let Some(technology) = name.technology {
                case.technologies.refer(technology, report, table, row, column);
            }
        }
    }
}

/// Patterns of lanes match something.
pub(super) fn lane_patterns(case: &Case<'_>, report: &mut Report) {
    for (row, lane) in case.tables.lanes.iter().enumerate() {
        match Pattern::parse(&lane.material) {
            Err(message) => {
                report.cell("network::bad_pattern", "lanes", row, "material", format_args!("{message}"));
            }
            Ok(pattern) => unmatched_material(case, report, "lanes", row, "material", &pattern),
        }
    }
}

/// Reports a pattern that matches no material.
pub(super) fn unmatched_material(
    case: &Case<'_>,
    report: &mut Report,
    table: &'static str,
    row: usize,
    column: &'static str,
    pattern: &Pattern,
) {
    if !case.matching_streams(pattern).is_empty() {
        return;
    }
    let id = StreamName::parse(pattern.text());
    report.cell("network::unknown_id", table, row, column, format_args!("`{pattern}` matches no material")).hint_if(
        || match (case.materials.get(id.form), id.feed) {
            (Some(material), Some(feed)) if case.per_feed(material) => case.feeds.suggestion(feed),
            (Some(_), Some(_)) => Some(format!("write `{}`: it is the same for all feeds", id.form)),
            _ => case.materials.suggestion(id.form),
        },
    );
}
