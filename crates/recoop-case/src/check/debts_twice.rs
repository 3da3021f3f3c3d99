//! Interest and repayment that several tables seem to hold: each counts, so that the same money would leave the purse twice.

use super::case::Case;
use super::report::{Report, rounded};
use crate::cell::Name;
use crate::tables::{CashEventRow, DebtRow, PaymentKind, Repayment, Tables};

const CODE: &str = "network::debts_twice";

/// Interest of two tables that differs by at most this share seems to be the same.
const ALIKE: f64 = 0.1;

/// Warns of interest and repayment of a member that more than one of `finances`, `debts` and `cash_events` holds.
pub(super) fn debts_twice(case: &Case<'_>, report: &mut Report) {
    let tables = case.tables;
    for (row, it) in tables.finances.iter().enumerate() {
        let (listed, own) = (interest_musd(tables, &it.member), it.interest_musd_per_year.unwrap_or(0.0));
        if own > 0.0 && listed > 0.0 && (own / listed - 1.0).abs() <= ALIKE {
            let message = format_args!(
                "{} MUSD/yr, and {} on what `{}` owes in `debts`: both count",
                rounded(own),
                rounded(listed),
                it.member
            );
            report
                .cell(CODE, "finances", row, "interest_musd_per_year", message)
                .warning()
                .hint(|| "`finances` has interest on debts that `debts` does not list".to_string());
        }
    }
    for (row, it) in tables.members.iter().enumerate() {
        if tables.members[..row].iter().any(|other| other.id == it.id) {
            continue;
        }
        of_events(tables, &it.id, PaymentKind::Interest, report);
        of_events(tables, &it.id, PaymentKind::Repayment, report);
    }
}

/// One warning for a member and a kind, at the first row.
fn of_events(tables: &Tables, member: &Name, kind: PaymentKind, report: &mut Report) {
    let elsewhere = |event: &CashEventRow| -> Option<&'static str> {
        let debts = || tables.debts.iter().filter(|debt| debt.member == *member && debt.principal_musd > 0.0);
        let finances = || tables.finances.iter().filter(|row| row.member == *member);
        if kind == PaymentKind::Repayment {
            return debts().any(|debt| repays(debt, event.year)).then_some("debts");
        }
        let pays = |debt: &DebtRow| debt.rate.is_some_and(|rate| rate > 0.0) && event.year <= debt.last_year;
        if debts().any(pays) {
            return Some("debts");
        }
        finances().any(|row| row.interest_musd_per_year.is_some_and(|musd| musd > 0.0)).then_some("finances")
    };
    let events = tables.cash_events.iter().enumerate().filter(|(_, event)| {
        event.member == *member && event.kind == kind && event.variant.is_none() && event.amount_musd != 0.0
    });
    let twice: Vec<_> = events.filter_map(|(row, event)| Some((row, event, elsewhere(event)?))).collect();
    let Some((row, event, table)) = twice.first().copied() else { return };
    let others = match twice.len() {
        1 => String::new(),
        count => format!("; rows like it: {count}"),
    };
    let message =
        format_args!("`{table}` has {} of `{member}` in {}, too: both count{others}", kind.as_str(), event.year);
    report.cell(CODE, "cash_events", row, "kind", message).warning().hint(|| format!("leave out what `{table}` has"));
}

/// Yearly interest on all that a member owes in `debts`, MUSD.
fn interest_musd(tables: &Tables, member: &Name) -> f64 {
    let own = tables.debts.iter().filter(|debt| debt.member == *member);
    own.map(|debt| debt.principal_musd * debt.rate.unwrap_or(0.0)).sum()
}

/// Whether a part of a debt is repaid in a year.
fn repays(debt: &DebtRow, year: i32) -> bool {
    match debt.repayment {
        Repayment::Bullet => year == debt.last_year,
        Repayment::Equal => year <= debt.last_year,
    }
}
