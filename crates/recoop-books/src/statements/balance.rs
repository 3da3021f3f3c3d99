//! The balance sheet.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Statement, Table};
use crate::amount::Cents;
use crate::books::Books;
use crate::chart::{Group, Kind};

/// Returns the balance sheet of a day, from the entries. Classes with a duty to redeem stand among liabilities; income and costs of the
/// open year stand in equity as its result so far.
pub fn balance_sheet(books: &Books, day: Date) -> Statement {
    let mut statement = Statement::new(books, "Balance sheet", "Cooperative".to_string(), format!("as of {day}"), day);
    let bylaws = books.state().bylaws_on(day).map(|version| &version.bylaws);
    let mut kinds: BTreeMap<(Group, Kind), Cents> = BTreeMap::new();
    let mut result = Cents::ZERO;
    for (account, cents) in books.balances_on(day) {
        let kind = account.kind;
        let group = match kind.group() {
            Group::Income | Group::Cost => {
                result -= cents;
                continue;
            }
            Group::Equity if bylaws.and_then(|b| b.class_on(kind, day)).is_some_and(|row| row.is_liability()) => {
                Group::Liability
            }
            group => group,
        };
        *kinds.entry((group, kind)).or_default() += if group == Group::Asset { cents } else { -cents };
    }
    let mut totals = BTreeMap::new();
    for group in [Group::Asset, Group::Liability, Group::Equity] {
        let title = match group {
            Group::Asset => "Assets (USD)",
            Group::Liability => "Liabilities (USD)",
            _ => "Members' equity (USD)",
        };
        let mut table = Table::new(title, &["Account", "Name", "USD"]);
        let mut sum = Cents::ZERO;
        for ((_, kind), cents) in kinds.iter().filter(|((of, _), cents)| *of == group && **cents != Cents::ZERO) {
            table.row(vec![books.settings().chart.code(*kind).into(), kind.title().into(), (*cents).into()]);
            sum += *cents;
        }
        if group == Group::Equity && result != Cents::ZERO {
            table.row(vec!["".into(), "Result of the open year".into(), result.into()]);
            sum += result;
        }
        table.total(vec!["".into(), "Total".into(), sum.into()]);
        totals.insert(group, sum);
        statement.tables.push(table);
    }
    let difference = totals[&Group::Asset] - totals[&Group::Liability] - totals[&Group::Equity];
    statement.notes.push(format!("Assets less liabilities and equity: {difference}."));
    if kinds.keys().any(|(group, kind)| *group == Group::Liability && kind.group() == Group::Equity) {
        statement.notes.push(
            "Classes with a fixed date or an unconditional duty to redeem are liabilities (ASC 480-10-25-4)."
                .to_string(),
        );
    }
    statement
}
