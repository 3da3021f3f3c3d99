//! What firms begin with and owe.

use super::case::Case;
use super::report::{Range, Report};

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
    }
}

/// Debts end in the horizon or after it.
pub(super) fn debts(case: &Case<'_>, report: &mut Report) {
    const TABLE: &str = "debts";
    for (row, it) in case.tables.debts.iter().enumerate() {
        report.number(TABLE, row, "principal_musd", it.principal_musd, Range::NotNegative);
        report.number(TABLE, row, "rate", it.rate, Range::Share);
        if i64::from(it.last_year) < case.horizon.first {
            let message =
                format_args!("{} is before the horizon, which begins in {}", it.last_year, case.horizon.first);
            report.cell("network::years", TABLE, row, "last_year", message);
        }
    }
}
