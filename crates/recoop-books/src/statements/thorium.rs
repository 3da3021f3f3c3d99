//! The thorium ledger: weight by pool and member. It is no license report.

use std::collections::BTreeMap;

use super::{Statement, Table};
use crate::amount::{Grams, Rounding, WHOLE, multiply_divide};
use crate::books::Books;
use crate::bylaws::Dated;
use crate::entry::Place;
use crate::ids::{ElementId, MemberId, PoolId};

/// Returns the thorium ledger of a fiscal year. `element` is the name of thorium in the assays.
pub fn thorium_ledger(books: &Books, year: i16, element: &ElementId) -> Statement {
    let year_end = books.settings().year_end;
    let (first, last) = (year_end.first_day(year), year_end.last_day(year));
    let mut statement =
        Statement::new(books, "Thorium ledger", "All pools".to_string(), format!("fiscal year {year}"), last);
    let mut weights: BTreeMap<(PoolId, MemberId), (Grams, Grams)> = BTreeMap::new();
    for entry in books.entries().iter().filter(|entry| entry.date <= last) {
        for line in entry.quantities.iter().filter(|line| line.place == Place::Pooled && line.element == *element) {
            let (opening, moved) = weights.entry((line.pool.clone(), line.member.clone())).or_default();
            *(if entry.date < first { opening } else { moved }) += line.grams;
        }
    }
    let mut table = Table::new("Thorium contained (kg)", &["Pool", "Member", "Opening", "Moved", "Closing"]);
    let mut sum = Grams::ZERO;
    for ((pool, member), (opening, moved)) in weights {
        table.row(vec![
            pool.as_str().into(),
            member.as_str().into(),
            opening.into(),
            moved.into(),
            (opening + moved).into(),
        ]);
        sum += opening + moved;
    }
    table.total(vec!["Total".into(), "".into(), "".into(), "".into(), sum.into()]);
    statement.tables.push(table);
    statement.notes.push("This ledger is no license report.".to_string());
    let terms =
        books.state().bylaws_on(last).and_then(|version| version.bylaws.thorium.iter().find(|row| row.holds_on(last)));
    if let Some(terms) = terms {
        let fee =
            multiply_divide(sum.0.into(), terms.fee_usd_per_kg.0.into(), 1000, Rounding::HalfEven).unwrap_or_default();
        let liability =
            if terms.liability_share == WHOLE { "all".to_string() } else { terms.liability_share.to_string() };
        statement.notes.push(format!(
            "Route: {} ({}); fee for the closing weight {} USD; part of the liability that it takes: {liability}.",
            terms.route,
            terms.status,
            crate::amount::Cents(fee)
        ));
    }
    statement
}
