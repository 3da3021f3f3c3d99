//! Members' equity: movements by member, class and year.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{Statement, Table};
use crate::amount::Cents;
use crate::books::Books;
use crate::chart::{Account, Group};

/// Movement of one equity account in a period; credit balances are positive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EquityMovement {
    /// Account.
    pub account: Account,
    /// Balance before the period.
    pub opening: Cents,
    /// Credits.
    pub added: Cents,
    /// Debits, as a positive amount.
    pub taken: Cents,
    /// Balance at the end.
    pub closing: Cents,
}

/// Returns the movements of all equity accounts, from the entries.
pub fn equity_movements(books: &Books, from: Date, until: Date) -> Vec<EquityMovement> {
    let mut movements: BTreeMap<&Account, [Cents; 3]> = BTreeMap::new();
    for entry in books.entries().iter().filter(|entry| entry.date <= until) {
        for line in entry.lines.iter().filter(|line| line.account.kind.group() == Group::Equity) {
            let [opening, added, taken] = movements.entry(&line.account).or_default();
            let credit = -line.cents;
            if entry.date < from {
                *opening += credit;
            } else if credit > Cents::ZERO {
                *added += credit;
            } else {
                *taken -= credit;
            }
        }
    }
    let movement = |(account, [opening, added, taken]): (&Account, [Cents; 3])| EquityMovement {
        account: account.clone(),
        opening,
        added,
        taken,
        closing: opening + added - taken,
    };
    movements.into_iter().map(movement).collect()
}

/// Returns the statement of members' equity: by member, class and year, and what belongs to no member.
pub fn members_equity(books: &Books, year: i16) -> Statement {
    let year_end = books.settings().year_end;
    let (from, until) = (year_end.first_day(year), year_end.last_day(year));
    let mut statement = Statement::new(
        books,
        "Statement of members' equity",
        "All members".to_string(),
        format!("fiscal year {year}"),
        until,
    );
    let mut table =
        Table::new("Equity (USD)", &["Class", "Member or unit", "Year", "Opening", "Added", "Taken", "Closing"]);
    let mut sums = [Cents::ZERO; 4];
    for movement in equity_movements(books, from, until) {
        let account = &movement.account;
        let who = account
            .member
            .as_ref()
            .map(|m| m.as_str())
            .or(account.unit.as_ref().map(|u| u.as_str()))
            .unwrap_or_default();
        let amounts = [movement.opening, movement.added, movement.taken, movement.closing];
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += amount;
        }
        let of = account.year.map_or_else(String::new, |year| year.to_string());
        let mut row = vec![account.kind.title().into(), who.into(), of.into()];
        row.extend(amounts.map(Into::into));
        table.row(row);
    }
    let mut row = vec!["Total".into(), "".into(), "".into()];
    row.extend(sums.map(Into::into));
    table.total(row);
    statement.tables.push(table);
    statement
}
