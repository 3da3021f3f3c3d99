//! Beside the firm's own ledger: control accounts against an imported trial balance, bank lines against payments.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::amount::Cents;
use crate::books::Books;
use crate::chart::Kind;
use crate::documents::{Direction, Document};
use crate::fault::Refused;
use crate::tables::{RawTable, table};

table! {
    /// A line of an imported trial balance.
    pub struct ControlLine in "trial_balance" {
        /// The controller's code.
        code: String,
        /// Balance, a debit positive.
        usd: Cents,
    }
}

table! {
    /// A line of a bank statement.
    pub struct BankLine in "bank" {
        /// Day.
        date: Date,
        /// The bank's reference.
        reference: String,
        /// Amount: money received positive.
        usd: Cents,
    }
}

/// Something that one side has and the other has not, or has otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Code or reference.
    pub subject: String,
    /// In these books.
    pub books: Cents,
    /// On the other side.
    pub other: Cents,
}

/// Compares the control accounts of a day with an imported trial balance, by the controller's code, and lists every difference.
///
/// # Errors
/// Faults of the table at their cells.
pub fn compare_trial_balance(books: &Books, day: Date, table: &RawTable) -> Result<Vec<Difference>, Refused> {
    let mut faults = Vec::new();
    let rows = ControlLine::read(table, &mut faults);
    if !faults.is_empty() {
        return Err(Refused(faults));
    }
    let mut sides: BTreeMap<String, (Cents, Cents)> = BTreeMap::new();
    for (account, cents) in books.balances_on(day) {
        sides.entry(books.settings().chart.code(account.kind).to_string()).or_default().0 += cents;
    }
    for row in rows {
        sides.entry(row.code).or_default().1 += row.usd;
    }
    let apart = sides.into_iter().filter(|(_, (ours, theirs))| ours != theirs);
    Ok(apart.map(|(subject, (books, other))| Difference { subject, books, other }).collect())
}

/// Matches bank lines with payments by reference and amount, and lists what is on one side only.
///
/// # Errors
/// Faults of the table at their cells.
pub fn match_bank(books: &Books, table: &RawTable) -> Result<Vec<Difference>, Refused> {
    let mut faults = Vec::new();
    let rows = BankLine::read(table, &mut faults);
    if !faults.is_empty() {
        return Err(Refused(faults));
    }
    // Sums by reference: a bank may batch payments, and the books may split one.
    let mut sides: BTreeMap<String, (Cents, Cents)> = BTreeMap::new();
    for record in books.records().iter().filter(|record| !books.state().reversed.contains_key(&record.id)) {
        let (bank, cents) = match &record.document {
            Document::Payment(payment) if payment.direction == Direction::In => (&payment.bank, payment.amount),
            Document::Payment(payment) => (&payment.bank, -payment.amount),
            Document::CallPayment(payment) => (&payment.bank, payment.amount),
            _ => continue,
        };
        sides.entry(bank.clone()).or_default().0 += cents;
    }
    for row in rows {
        sides.entry(row.reference).or_default().1 += row.usd;
    }
    // Cash that moved by vouchers has no reference.
    let vouchers: Cents = books
        .entries()
        .iter()
        .filter(|entry| entry.kind == crate::documents::DocumentKind::Voucher)
        .flat_map(|entry| &entry.lines)
        .filter(|line| line.account.kind == Kind::Cash)
        .map(|line| line.cents)
        .sum();
    if vouchers != Cents::ZERO {
        sides.entry("(vouchers)".to_string()).or_default().0 += vouchers;
    }
    let apart = sides.into_iter().filter(|(_, (ours, theirs))| ours != theirs);
    Ok(apart.map(|(subject, (books, other))| Difference { subject, books, other }).collect())
}
