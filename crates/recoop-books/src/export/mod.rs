//! Exports: trial balance, journal, Beancount, and the audit package, all as text.

mod beancount;
mod control;
mod package;

pub use beancount::beancount;
pub use control::{BankLine, ControlLine, Difference, compare_trial_balance, match_bank};
pub use package::package;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::amount::Cents;
use crate::books::Books;
use crate::chart::Account;
use crate::labels::LegalKind;

/// Text of a CSV file from its rows.
pub(crate) fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(false).from_writer(Vec::new());
    // Writing to memory cannot fail, and all rows have the length of the header.
    let mut write = |row: &[String]| writer.write_record(row).is_ok();
    let mut sound = write(&header.iter().map(|cell| (*cell).to_string()).collect::<Vec<_>>());
    for row in rows {
        sound &= write(&row);
    }
    debug_assert!(sound);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Columns of the dimensions of an account.
pub(crate) const ACCOUNT: [&str; 6] = ["code", "account", "member", "pool", "unit", "year"];

/// Cells of an account.
pub(crate) fn account_cells(books: &Books, account: &Account) -> Vec<String> {
    vec![
        books.settings().chart.code(account.kind).to_string(),
        account.kind.to_string(),
        account.member.as_ref().map_or_else(String::new, ToString::to_string),
        account.pool.as_ref().map_or_else(String::new, ToString::to_string),
        account.unit.as_ref().map_or_else(String::new, ToString::to_string),
        account.year.map_or_else(String::new, |year| year.to_string()),
    ]
}

/// Returns the trial balance of a day: every account with its balance, a debit positive.
pub fn trial_balance(books: &Books, day: Date) -> String {
    let header: Vec<&str> = ACCOUNT.iter().copied().chain(["usd"]).collect();
    let balances: BTreeMap<Account, Cents> = books.balances_on(day);
    let rows = balances.iter().filter(|(_, cents)| **cents != Cents::ZERO).map(|(account, cents)| {
        let mut row = account_cells(books, account);
        row.push(cents.to_string());
        row
    });
    csv(&header, rows)
}

/// Returns the journal: a line for each line of an entry, with maker, approver and time.
pub fn journal(books: &Books) -> String {
    let header = ["entry", "date", "document", "kind", "maker", "approver", "at", "reverses", "memo"];
    let header: Vec<&str> = header.into_iter().chain(ACCOUNT).chain(["legal", "usd", "hash"]).collect();
    let rows = books.entries().iter().flat_map(|entry| {
        entry.lines.iter().map(move |line| {
            let mut row = vec![
                entry.number.to_string(),
                entry.date.to_string(),
                entry.document.to_string(),
                entry.kind.to_string(),
                entry.maker.to_string(),
                entry.approver.as_ref().map_or_else(String::new, ToString::to_string),
                entry.at.clone(),
                entry.reverses.as_ref().map_or_else(String::new, ToString::to_string),
                entry.memo.clone(),
            ];
            row.extend(account_cells(books, &line.account));
            row.push(line.legal.map_or_else(String::new, |legal: LegalKind| legal.to_string()));
            row.push(line.cents.to_string());
            row.push(entry.hash.clone());
            row
        })
    });
    csv(&header, rows)
}
