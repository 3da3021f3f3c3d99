//! Reads a version of the bylaws from its tables. All faults are found at once.

use std::collections::BTreeMap;

use super::{Bylaws, Dated};
use crate::amount::{Cents, WHOLE};
use crate::chart::Kind;
use crate::fault::{Fault, Refused};
use crate::labels::LegalKind;
use crate::tables::{RawTable, cell_fault};

macro_rules! reader {
    ($($field:ident: $row:ty),* $(,)?) => {
        /// Names of all tables of the bylaws.
        pub const TABLES: &[&str] = &[$(<$row>::TABLE),*];

        impl Bylaws {
            /// Reads the tables of a version. A table that is not given is empty.
            ///
            /// # Errors
            /// Every fault of every table, at its cell.
            pub fn read(tables: &[RawTable]) -> Result<Bylaws, Refused> {
                let mut faults = Vec::new();
                let mut bylaws = Bylaws::default();
                for table in tables {
                    match table.name.as_str() {
                        $(<$row>::TABLE => {
                            bylaws.$field = <$row>::read(table, &mut faults);
                            check_dates(table, &bylaws.$field, &mut faults);
                        })*
                        unknown => {
                            let message = format!("unknown table `{unknown}`; known tables: {}", TABLES.join(", "));
                            faults.push(cell_fault("bylaws::unknown_table", unknown, 1, "", message));
                        }
                    }
                }
                if faults.is_empty() {
                    bylaws.check(tables, &mut faults);
                }
                if faults.is_empty() { Ok(bylaws) } else { Err(Refused(faults)) }
            }

            /// Returns the tables as text: name, header, rows.
            pub fn tables(&self) -> Vec<(&'static str, &'static [&'static str], Vec<Vec<String>>)> {
                vec![$((<$row>::TABLE, <$row>::COLUMNS, self.$field.iter().map(|row| row.cells()).collect())),*]
            }
        }
    };
}

reader! {
    equity: super::EquityClass,
    calls: super::Calls,
    toll: super::Toll,
    exits: super::Exit,
    calendar: super::CalendarDuty,
    capacity_rights: super::CapacityRight,
    thorium: super::Thorium,
    units: super::Unit,
    patronage: super::Patronage,
    losses: super::LossOrder,
    prices: super::Price,
    assays: super::AssayRule,
    votes: super::Votes,
}

fn check_dates<T: Dated>(table: &RawTable, rows: &[T], faults: &mut Vec<Fault>) {
    // Rows with faults were left out, so lines are only known where there are none.
    if rows.len() != table.rows.len() {
        return;
    }
    for (row, (line, _)) in rows.iter().zip(&table.rows) {
        if let Some(until) = row.until()
            && until < row.from()
        {
            let message = format!("`until` {until} is before `from` {}; swap or correct them", row.from());
            faults.push(cell_fault("bylaws::dates", &table.name, *line, "until", message));
        }
    }
}

impl Bylaws {
    /// Rules between cells: shares within one, one row for a subject and a day.
    fn check(&self, tables: &[RawTable], faults: &mut Vec<Fault>) {
        let line = |table: &str, row: usize| {
            tables.iter().find(|t| t.name == table).and_then(|t| t.rows.get(row)).map_or(0, |(line, _)| *line)
        };
        let mut share = |table: &'static str, row: usize, column: &'static str, value: crate::amount::Ppm| {
            if value.0 < 0 || value > WHOLE {
                let message = format!("`{value}` is not between 0 and 1");
                faults.push(cell_fault("bylaws::share", table, line(table, row), column, message));
            }
        };
        for (row, patronage) in self.patronage.iter().enumerate() {
            share("patronage", row, "cash", patronage.cash);
            share("patronage", row, "reserve", patronage.reserve);
        }
        for (row, assay) in self.assays.iter().enumerate() {
            share("assays", row, "splitting_limit", assay.splitting_limit);
            share("assays", row, "payable", assay.payable);
        }
        for (row, unit) in self.units.iter().enumerate() {
            share("units", row, "advance", unit.advance);
        }
        for (row, class) in self.equity.iter().enumerate() {
            share("equity", row, "dividend_limit", class.dividend_limit);
        }
        for (row, thorium) in self.thorium.iter().enumerate() {
            share("thorium", row, "liability_share", thorium.liability_share);
        }
        for (row, patronage) in self.patronage.iter().enumerate() {
            let (kind, why) = patronage.key.kind();
            if kind != LegalKind::PatronageDividend {
                let message = format!("`{}` cannot be patronage under T1: {why}; it is `{kind}`", patronage.key);
                faults.push(cell_fault("bylaws::key", "patronage", line("patronage", row), "key", message));
            }
        }
        for (row, class) in self.equity.iter().enumerate() {
            if !class.kind.is_member_equity() {
                let message = format!("`{}` is not a class of members' equity", class.kind);
                faults.push(cell_fault("bylaws::class", "equity", line("equity", row), "kind", message));
            }
        }
        for (row, step) in self.losses.iter().enumerate() {
            if !matches!(
                step.kind,
                Kind::Qualified | Kind::Nonqualified | Kind::RetainQualified | Kind::RetainNonqualified
            ) {
                let message = format!("`{}` is not retained equity, which alone bears losses", step.kind);
                faults.push(cell_fault("bylaws::loss", "losses", line("losses", row), "kind", message));
            }
        }
        for (row, assay) in self.assays.iter().enumerate() {
            let parts =
                [assay.penalty_above.is_some(), assay.penalty_step.is_some(), assay.penalty_usd_per_t.is_some()];
            if parts.contains(&true) && parts.contains(&false) {
                let message = "a penalty needs `penalty_above`, `penalty_step` and `penalty_usd_per_t`".to_string();
                faults.push(cell_fault("bylaws::penalty", "assays", line("assays", row), "penalty_above", message));
            }
            if assay.penalty_step.is_some_and(|step| step.0 <= 0) {
                let message = "a penalty step has to be positive".to_string();
                faults.push(cell_fault("bylaws::penalty", "assays", line("assays", row), "penalty_step", message));
            }
        }
        for (row, price) in self.prices.iter().enumerate() {
            if price.usd_per_kg < Cents::ZERO {
                let message = format!("a price of {} is negative; a penalty belongs into `assays`", price.usd_per_kg);
                faults.push(cell_fault("bylaws::price", "prices", line("prices", row), "usd_per_kg", message));
            }
        }
        for (row, calls) in self.calls.iter().enumerate() {
            for (column, days) in
                [("notice_days", calls.notice_days), ("grace_days", calls.grace_days), ("cure_days", calls.cure_days)]
            {
                if days < 0 {
                    faults.push(cell_fault(
                        "bylaws::days",
                        "calls",
                        line("calls", row),
                        column,
                        format!("{days} days are negative"),
                    ));
                }
            }
        }
        once("patronage", &self.patronage, |_| String::new(), &line, faults);
        once("calls", &self.calls, |_| String::new(), &line, faults);
        once("units", &self.units, |row| row.unit.to_string(), &line, faults);
        once("prices", &self.prices, |row| row.element.to_string(), &line, faults);
        once("assays", &self.assays, |row| row.element.to_string(), &line, faults);
        once("equity", &self.equity, |row| row.kind.to_string(), &line, faults);
        once("losses", &self.losses, |row| format!("{} {}", row.unit, row.position), &line, faults);
        once("thorium", &self.thorium, |_| String::new(), &line, faults);
    }
}

/// On each day one row holds for a subject.
fn once<T: Dated>(
    table: &'static str,
    rows: &[T],
    subject: impl Fn(&T) -> String,
    line: &impl Fn(&str, usize) -> usize,
    faults: &mut Vec<Fault>,
) {
    let mut subjects: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, row) in rows.iter().enumerate() {
        subjects.entry(subject(row)).or_default().push(position);
    }
    for (name, positions) in subjects {
        for (at, second) in positions.iter().enumerate() {
            for first in &positions[..at] {
                let (a, b) = (&rows[*first], &rows[*second]);
                let apart =
                    a.until().is_some_and(|until| until < b.from()) || b.until().is_some_and(|until| until < a.from());
                if !apart {
                    let message = format!(
                        "`{name}` has two rows for one day (the other is in line {}); end one of them",
                        line(table, *first)
                    );
                    faults.push(cell_fault("bylaws::twice", table, line(table, *second), "from", message));
                }
            }
        }
    }
}
