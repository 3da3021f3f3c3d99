//! What firms begin with and owe, beside what their plants earn: the purse that an adversary would have to empty.

use super::super::cell::{AnyCell, Cell, Name, words};
use super::{CONFIDENCE, Class, Column, Confidence, NOTE, SOURCE, TableRow, read_cell};

words! {
    /// How a debt is repaid.
    Repayment {
        /// All of it at the end of its last year.
        Bullet = "bullet",
        /// In equal parts, at the end of each year from the first of the horizon to its last.
        Equal = "equal",
    }
}

table! {
    /// The purse of a member, for `stress`, `robust`, `buffers`, `simulate` and `backtest`; overhead and interest
    /// of this table, of `debts` and of `cash_events` are taken off taxed profit. It has no effect on what a plan may spend
    /// (`members.capital_total_musd`). A member without a row begins with its `capital_total_musd`.
    FinanceRow in "finances" key ["member"] {
        /// A member.
        [own] member: Name,
        /// Cash and short-term investments on the first day, MUSD.
        [sensitive] opening_cash_musd: f64,
        /// Credit that is committed and not drawn, and can be drawn whatever happens, MUSD. Default 0.
        [sensitive] undrawn_credit_musd: Option<f64> = "0",
        /// Cash that has to stay, by a covenant or a rule of the house, MUSD. Below it the member is insolvent. Default 0.
        [sensitive] minimum_cash_musd: Option<f64> = "0",
        /// Cost of the firm beside its plants, MUSD a year, paid whether they run or not. Default 0.
        [sensitive] overhead_musd_per_year: Option<f64> = "0",
        /// Interest on debts that the table `debts` does not list, MUSD a year. Default 0.
        [sensitive] interest_musd_per_year: Option<f64> = "0",
    }
}

table! {
    /// What members owe on the first day. Interest on what is outstanding, and repayment, leave the purse at the end of each year. Debt for
    /// plants that are still to be built is part of the plan.
    DebtRow in "debts" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Full name.
        [sensitive] name: Option<Name>,
        /// A member.
        [own] member: Name,
        /// What is owed on the first day, MUSD.
        [sensitive] principal_musd: f64,
        /// Interest, share of what is outstanding a year. Default 0.
        [sensitive] rate: Option<f64> = "0",
        /// How it is repaid.
        [sensitive] repayment: Repayment,
        /// Its last year. Beyond the horizon, only what is paid inside it counts.
        [sensitive] last_year: i32,
    }
}
