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

table! {
    /// New shares that a firm sells in years in which markets are open to it: while a market price is above a level. An attack that presses the price
    /// down far enough shuts the window. What a window brings is not taxed and not repaid; that it is sold in every open year is an assumption of the row. Counted by
    /// `stress`, `robust`, `buffers`, `simulate` and `backtest` ([attacks.md](../attacks.md#share-windows)); it has no effect on a plan.
    ShareWindowRow in "share_windows" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Full name.
        [sensitive] name: Option<Name>,
        /// A member. It has one window in a year.
        [own] member: Name,
        /// A market with a price of the material in `prices`.
        [sensitive] market: Name,
        /// A material.
        [sensitive] material: Name,
        /// The window is open in a year in which the price of the material at the market is above this, USD/kg.
        [sensitive] opens_above_usd_per_kg: f64,
        /// What shares bring in a year in which it is open, MUSD.
        [sensitive] open_musd_per_year: f64,
        /// What they bring in a year in which it is shut, MUSD; not more. Default 0.
        [sensitive] shut_musd_per_year: Option<f64> = "0",
        /// First year; blank: that of the horizon.
        [sensitive] first_year: Option<i32>,
        /// Last year; blank: that of the horizon.
        [sensitive] last_year: Option<i32>,
    }
}

table! {
    /// Money that lenders, owners or the public have promised on a condition. All of it is drawn in the first of its years in which the condition holds, and stays;
    /// without such a year it never comes. Conditions are facts of prices and calendar, no choice of the firm. Counted as `share_windows`.
    CreditLineRow in "credit_lines" key ["id"] {
        /// Unique id.
        [own] id: Name,
        /// Full name.
        [sensitive] name: Option<Name>,
        /// A member.
        [own] member: Name,
        /// What is drawn, MUSD.
        [sensitive] amount_musd: f64,
        /// First year in which it can be drawn; blank: that of the horizon.
        [sensitive] first_year: Option<i32>,
        /// Last year in which it can be drawn; blank: that of the horizon.
        [sensitive] last_year: Option<i32>,
        /// Condition: this share window of the member is open in the year.
        [sensitive] share_window: Option<Name>,
        /// Condition in place of a share window: the price at this market, ...
        [sensitive] market: Option<Name>,
        /// ... of this material, ...
        [sensitive] material: Option<Name>,
        /// ... is above this, USD/kg. Without a condition the money comes in the first year.
        [sensitive] above_usd_per_kg: Option<f64>,
    }
}
