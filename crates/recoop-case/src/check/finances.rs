//! What firms begin with and owe.

use super::case::{CALENDAR, Case};
use super::report::{Range, Report, rounded};

/// Amounts are not below 0; what has to stay is there.
pub(super) fn finances(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "finances";
    for (row, it) in case.tables.finances.iter().enumerate() {
        let numbers = [
            ("opening_cash_musd", Some(it.opening_cash_musd)),
            ("undrawn_credit_musd", it.undrawn_credit_musd),
            ("minimum_cash_musd", it.minimum_cash_musd),
            ("overhead_musd_per_year", it.overhead_musd_per_year),
            ("interest_musd_per_year", it.interest_musd_per_year),
        ];
        for (column, number) in numbers {
            report.number(TABLE, row, column, number, Range::NotNegative);
        }
        let (begins, stays) =
            (it.opening_cash_musd + it.undrawn_credit_musd.unwrap_or(0.0), it.minimum_cash_musd.unwrap_or(0.0));
        if begins < stays {
            let message = format_args!(
                "`{}` begins with {} MUSD of cash and credit, and {} have to stay: it is insolvent unless the first period earns the rest",
                it.member,
                rounded(begins),
                rounded(stays),
            );
            report.cell("network::insolvent_at_start", TABLE, row, "minimum_cash_musd", message).warning();
        }
    }
}

/// Debts end in the horizon or after it.
pub(super) fn debts(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "debts";
    for (row, it) in case.tables.debts.iter().enumerate() {
        report.number(TABLE, row, "principal_musd", it.principal_musd, Range::NotNegative);
        report.number(TABLE, row, "rate", it.rate, Range::Share);
        report.whole(TABLE, row, "last_year", it.last_year, CALENDAR);
        if i64::from(it.last_year) < case.horizon.first {
            let message =
                format_args!("{} is before the horizon, which begins in {}", it.last_year, case.horizon.first);
            report.cell("network::years", TABLE, row, "last_year", message);
        }
        let member = case.tables.members.iter().find(|member| member.id == it.member);
        let has_purse = case.tables.finances.iter().any(|row| row.member == it.member);
        if !has_purse && member.is_some_and(|member| member.capital_total_musd.is_none()) {
            let message =
                format_args!("`{}` has no purse, so that nothing can exhaust it: the debt has no effect", it.member);
            let entry = report.cell("network::debt_without_purse", TABLE, row, "member", message);
            entry.hint(|| "give it a row in `finances`".to_string()).warning();
        }
    }
}
