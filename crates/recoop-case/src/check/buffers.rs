//! Buffers: what each kind needs, and that it is a number of something.

use super::case::Case;
use super::report::{Range, Report};
use super::years::span;
use crate::cell::Name;
use crate::tables::{BufferKind, BufferRow, Side};

const TABLE: &str = "buffers";

/// Cells that a kind needs; others have no meaning for it.
fn needs(kind: BufferKind) -> &'static [&'static str] {
    match kind {
        BufferKind::Reserve | BufferKind::Credit => &[],
        BufferKind::Floor | BufferKind::Offtake => &["material", "price_usd_per_kg"],
        BufferKind::Tolling => &["facility", "price_usd_per_kg"],
        BufferKind::Stockpile => &["material", "region"],
    }
}

/// Whether a kind holds in some years and not in others.
fn has_years(kind: BufferKind) -> bool {
    matches!(kind, BufferKind::Floor | BufferKind::Offtake | BufferKind::Tolling)
}

/// Buffers have what their kind needs, and amounts and costs that are some.
pub(super) fn buffers(case: &Case<'_>, report: &mut Report) {
    for (row, it) in case.tables.buffers.iter().enumerate() {
        report.number(TABLE, row, "amount", it.amount, Range::Positive);
        report.number(TABLE, row, "cost_musd", it.cost_musd, Range::NotNegative);
        report.number(TABLE, row, "price_usd_per_kg", it.price_usd_per_kg, Range::NotNegative);
        span(case, report, TABLE, row, (it.first_year, it.last_year));
        cells(row, it, report);
        if let Some(id) = &it.material
            && let Some(material) = case.materials.refer(id, report, TABLE, row, "material")
            && case.tables.materials[material].per_feed == Some(true)
        {
            let text = format_args!("`{id}` differs by feed: a buffer is of one that is the same for all feeds");
            report.cell("network::feed_missing", TABLE, row, "material", text);
        }
        if let Some(id) = &it.material
            && case.materials.get(id).is_some()
        {
            sold(case, row, it.kind, id, report);
        }
    }
}

/// A floor and an offtake settle the difference to a market; a floor is paid on what is sold.
fn sold(case: &Case<'_>, row: usize, kind: BufferKind, material: &Name, report: &mut Report) {
    let offers = || case.tables.offers.iter().filter(|offer| offer.material == *material);
    let served = || case.tables.demands.iter().any(|demand| demand.material == *material);
    let quoted = offers().next().is_some();
    let why = match kind {
        BufferKind::Floor | BufferKind::Offtake if !quoted => {
            "no market has a price for it, so that nothing is settled"
        }
        BufferKind::Floor if !offers().any(|offer| offer.side == Side::Sell) && !served() => {
            "nobody buys it, and a floor is paid on what is sold"
        }
        _ => return,
    };
    report.cell("network::touches_nothing", TABLE, row, "material", format_args!("`{material}`: {why}"));
}

fn cells(row: usize, it: &BufferRow, report: &mut Report) {
    let (needs, kind) = (needs(it.kind), it.kind.as_str());
    for (column, filled) in [
        ("material", it.material.is_some()),
        ("region", it.region.is_some()),
        ("facility", it.facility.is_some()),
        ("price_usd_per_kg", it.price_usd_per_kg.is_some()),
    ] {
        match (needs.contains(&column), filled) {
            (true, false) => {
                let text = format_args!("a buffer of the kind `{kind}` needs it");
                report.cell("network::missing", TABLE, row, column, text);
            }
            (false, true) => {
                let text = format_args!("`{column}` has no meaning for `{kind}`");
                report.cell("network::no_effect", TABLE, row, column, text);
            }
            _ => {}
        }
    }
    for (column, year) in [("first_year", it.first_year), ("last_year", it.last_year)] {
        if year.is_some() && !has_years(it.kind) {
            let text = format_args!("`{column}` has no meaning for `{kind}`, which is there from the beginning");
            report.cell("network::no_effect", TABLE, row, column, text);
        }
    }
}
