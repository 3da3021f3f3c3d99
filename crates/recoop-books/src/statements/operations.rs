//! The statement of operations by allocation unit.

use std::collections::{BTreeMap, BTreeSet};

use super::{Statement, Table, Value};
use crate::amount::Cents;
use crate::books::Books;
use crate::chart::{Group, Kind};
use crate::documents::DocumentKind;
use crate::ids::UnitId;

/// Returns income and costs of a fiscal year by unit, before the year's close.
pub fn operations(books: &Books, year: i16) -> Statement {
    let year_end = books.settings().year_end;
    let (first, last) = (year_end.first_day(year), year_end.last_day(year));
    let mut statement = Statement::new(
        books,
        "Statement of operations",
        "By allocation unit".to_string(),
        format!("fiscal year {year}"),
        last,
    );
    let mut amounts: BTreeMap<(Kind, UnitId), Cents> = BTreeMap::new();
    let mut units: BTreeSet<UnitId> = BTreeSet::new();
    for entry in books.entries().iter().filter(|entry| entry.date >= first && entry.date <= last) {
        // The close and its reversals empty these accounts; the statement shows what they held.
        let reversed = entry.reverses.as_ref().and_then(|id| books.kind_of(id));
        if entry.kind == DocumentKind::YearClose || reversed == Some(DocumentKind::YearClose) {
            continue;
        }
        for line in entry.lines.iter().filter(|line| line.account.kind.is_temporary()) {
            if let Some(unit) = &line.account.unit {
                *amounts.entry((line.account.kind, unit.clone())).or_default() -= line.cents;
                units.insert(unit.clone());
            }
        }
    }
    let columns: Vec<&str> = ["Account"].into_iter().chain(units.iter().map(UnitId::as_str)).chain(["Total"]).collect();
    let mut table = Table::new("Income and costs (USD)", &columns);
    let mut net: BTreeMap<&UnitId, Cents> = BTreeMap::new();
    for kind in Kind::ALL.iter().filter(|kind| matches!(kind.group(), Group::Income | Group::Cost)) {
        let row: Vec<Cents> =
            units.iter().map(|unit| amounts.get(&(*kind, unit.clone())).copied().unwrap_or_default()).collect();
        if row.iter().all(|cents| *cents == Cents::ZERO) {
            continue;
        }
        for (unit, cents) in units.iter().zip(&row) {
            *net.entry(unit).or_default() += *cents;
        }
        let sum: Cents = row.iter().copied().sum();
        let values: Vec<Value> =
            [kind.title().into()].into_iter().chain(row.into_iter().map(Value::Money)).chain([sum.into()]).collect();
        table.row(values);
    }
    let sum: Cents = net.values().copied().sum();
    let nets = units.iter().map(|unit| Value::Money(net.get(unit).copied().unwrap_or_default()));
    table.total(["Net earnings".into()].into_iter().chain(nets).chain([sum.into()]).collect());
    statement.tables.push(table);
    statement
}
