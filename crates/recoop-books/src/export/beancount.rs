//! The journal as a Beancount file: an independent program checks that it balances, at every close of a month.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::amount::Cents;
use crate::books::Books;
use crate::chart::{Account, Group};
use crate::documents::{Document, PeriodAction};

/// Returns the file. The balance of every account is asserted at every close of a month and at the end. It proves that entries balance,
/// and nothing about splits or years of equity. Assertions have a tolerance of zero; Beancount's own would let a cent pass.
pub fn beancount(books: &Books) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "option \"title\" \"{}\"", escape(&books.settings().name));
    let _ = writeln!(text, "option \"operating_currency\" \"USD\"\n");
    let first = books.entries().iter().map(|entry| entry.date).min();
    let Some(first) = first else { return text };
    let accounts: BTreeSet<&Account> =
        books.entries().iter().flat_map(|entry| entry.lines.iter().map(|line| &line.account)).collect();
    for account in &accounts {
        let _ = writeln!(text, "{first} open {} USD", name(account));
    }
    let mut entries: Vec<_> = books.entries().iter().collect();
    entries.sort_by_key(|entry| (entry.date, entry.number));
    for entry in &entries {
        let _ =
            writeln!(text, "\n{} * \"{}\" \"{}\"", entry.date, escape(entry.document.as_str()), escape(&entry.memo));
        let _ = writeln!(text, "  entry: {}", entry.number);
        for line in &entry.lines {
            let _ = writeln!(text, "  {}  {} USD", name(&line.account), line.cents);
        }
    }
    let mut days: BTreeSet<Date> = books
        .records()
        .iter()
        .filter_map(|record| match &record.document {
            Document::Period(period) if period.action == PeriodAction::Close => Some(period.month.last_day()),
            _ => None,
        })
        .collect();
    days.extend(entries.last().map(|entry| entry.date));
    // Balances grow from day to day; each assertion stands at the beginning of the next day.
    let mut balances: BTreeMap<&Account, Cents> = BTreeMap::new();
    let mut next = 0;
    for day in days {
        while let Some(entry) = entries.get(next).filter(|entry| entry.date <= day) {
            for line in &entry.lines {
                *balances.entry(&line.account).or_default() += line.cents;
            }
            next += 1;
        }
        let after = day.saturating_add(1.day());
        let _ = writeln!(text);
        for (account, cents) in &balances {
            let _ = writeln!(text, "{after} balance {}  {cents} ~ 0 USD", name(account));
        }
    }
    text
}

/// An account as Beancount spells it: parts begin with a capital letter or a digit and have letters, digits and dashes. Ids are
/// written in hexadecimal where a dash would make two of them one.
fn name(account: &Account) -> String {
    let root = match account.kind.group() {
        Group::Asset => "Assets",
        Group::Liability => "Liabilities",
        Group::Equity => "Equity",
        Group::Income => "Income",
        Group::Cost => "Expenses",
    };
    let mut name = format!("{root}:{}", part(account.kind.as_str()));
    let ids = [
        account.member.as_ref().map(|id| id.as_str()),
        account.pool.as_ref().map(|id| id.as_str()),
        account.unit.as_ref().map(|id| id.as_str()),
    ];
    for id in ids.into_iter().flatten() {
        name.push(':');
        name.push_str(&part(id));
    }
    if let Some(year) = account.year {
        let _ = write!(name, ":{year}");
    }
    name
}

fn part(id: &str) -> String {
    let mut out = String::from("X");
    for c in id.chars() {
        match c {
            '_' => out.push('-'),
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c),
            other => {
                let _ = write!(out, "-{:x}-", u32::from(other));
            }
        }
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}
