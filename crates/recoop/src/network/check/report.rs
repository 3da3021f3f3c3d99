//! Where rules put what they find.

use std::collections::HashMap;
use std::fmt::Arguments;

use crate::each_table;
use crate::fault::{Fault, Severity, Subject};
use crate::network::tables::{self, Column, TableRow};

/// Faults of one code in one column beyond this number are counted, not listed: a renamed market would otherwise give a
/// million faults that say the same.
const LISTED: usize = 100;

/// Collects faults.
#[derive(Default)]
pub(super) struct Report {
    faults: Vec<Fault>,
    counts: HashMap<(&'static str, Place), usize>,
}

/// What is counted together: a column of a table, a table, a setting.
type Place = (&'static str, &'static str);

/// A fault just reported, to which a hint can be added. Empty when the fault was only counted.
pub(super) struct Entry<'r>(Option<&'r mut Fault>);

impl Entry<'_> {
    /// Says what to do.
    pub fn hint(self, text: impl FnOnce() -> String) -> Self {
        self.hint_if(|| Some(text()))
    }

    /// Says what to do, if anything can be said.
    pub fn hint_if(mut self, text: impl FnOnce() -> Option<String>) -> Self {
        if let Some(fault) = &mut self.0 {
            fault.hint = text();
        }
        self
    }

    /// Makes it a warning.
    pub fn warning(mut self) -> Self {
        if let Some(fault) = &mut self.0 {
            fault.severity = Severity::Warning;
        }
        self
    }
}

/// The values that a number may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// Any finite number.
    Finite,
    /// 0 or more.
    NotNegative,
    /// More than 0.
    Positive,
    /// From 0 to 1.
    Share,
    /// More than 0, up to 1.
    PositiveShare,
    /// From -90 to 90.
    Latitude,
    /// From -180 to 180.
    Longitude,
}

/// Numbers of more than this size are slips of the keyboard, whatever they count: products of two of them still are numbers.
const LARGEST: f64 = 1e12;

impl Range {
    /// Whether a number lies inside. Not-a-number, the infinities and what is beyond [`LARGEST`] never do.
    pub fn holds(self, x: f64) -> bool {
        x.abs() <= LARGEST
            && match self {
                Self::Finite => true,
                Self::NotNegative => x >= 0.0,
                Self::Positive => x > 0.0,
                Self::Share => (0.0..=1.0).contains(&x),
                Self::PositiveShare => x > 0.0 && x <= 1.0,
                Self::Latitude => x.abs() <= 90.0,
                Self::Longitude => x.abs() <= 180.0,
            }
    }

    /// What is expected in place of a number that lies outside.
    fn words(self, x: f64) -> &'static str {
        if x.is_finite() && x.abs() > LARGEST {
            return "a number of at most 1e12 in size";
        }
        match self {
            Self::Finite => "a finite number",
            Self::NotNegative => "0 or more",
            Self::Positive => "more than 0",
            Self::Share => "a share from 0 to 1",
            Self::PositiveShare => "a share above 0, up to 1",
            Self::Latitude => "degrees from -90 to 90",
            Self::Longitude => "degrees from -180 to 180",
        }
    }
}

/// A number that was found, without a hundred zeros.
fn shown(x: f64) -> String {
    if x.is_finite() && x.abs() > LARGEST { format!("{x:e}") } else { x.to_string() }
}

/// A number for a message: six decimals are enough to see what is wrong.
pub(super) fn rounded(x: f64) -> f64 {
    let rounded = (x * 1e6).round() / 1e6;
    if rounded.is_finite() { rounded } else { x }
}

/// Whether a sum of shares is 1 but for a tolerance. Not-a-number is not.
pub(super) fn adds_to_one(sum: f64, tolerance: f64) -> bool {
    (sum - 1.0).abs() <= tolerance
}

impl Report {
    /// Reports an error about a cell; `column` is empty when the row as a whole is meant.
    pub fn cell(
        &mut self,
        code: &'static str,
        table: &'static str,
        row: usize,
        column: &'static str,
        message: Arguments<'_>,
    ) -> Entry<'_> {
        self.push(code, (table, column), Subject::Cell { table, row, column }, message)
    }

    /// Reports an error about a table.
    pub fn table(&mut self, code: &'static str, table: &'static str, message: Arguments<'_>) -> Entry<'_> {
        self.push(code, (table, ""), Subject::Table(table), message)
    }

    /// Reports an error about a setting.
    pub fn setting(&mut self, code: &'static str, path: &'static str, message: Arguments<'_>) -> Entry<'_> {
        self.push(code, ("", path), Subject::Setting(path), message)
    }

    fn push(&mut self, code: &'static str, place: Place, subject: Subject, message: Arguments<'_>) -> Entry<'_> {
        let count = self.counts.entry((code, place)).or_default();
        *count += 1;
        if *count > LISTED {
            return Entry(None);
        }
        self.faults.push(Fault::new(code, subject, message.to_string()));
        Entry(self.faults.last_mut())
    }

    /// Reports a number of a cell that lies outside its range.
    pub fn number(
        &mut self,
        table: &'static str,
        row: usize,
        column: &'static str,
        value: impl Into<Option<f64>>,
        range: Range,
    ) {
        if let Some(value) = value.into()
            && !range.holds(value)
        {
            let (expected, found) = (range.words(value), shown(value));
            self.cell("network::range", table, row, column, format_args!("expected {expected}, found {found}"));
        }
    }

    /// Reports a whole number of a cell that lies outside its range.
    pub fn whole(
        &mut self,
        table: &'static str,
        row: usize,
        column: &'static str,
        value: impl Into<Option<i32>>,
        (least, most): (i32, i32),
    ) {
        if let Some(value) = value.into()
            && !(least..=most).contains(&value)
        {
            let expected =
                if most == i32::MAX { format!("{least} or more") } else { format!("from {least} to {most}") };
            let message = format_args!("expected a whole number, {expected}, found {value}");
            self.cell("network::range", table, row, column, message);
        }
    }

    /// Reports a number of a setting that lies outside its range.
    pub fn setting_number(&mut self, path: &'static str, value: f64, range: Range) {
        if !range.holds(value) {
            self.setting(
                "network::range",
                path,
                format_args!("expected {}, found {}", range.words(value), shown(value)),
            );
        }
    }

    /// Whether anything worse than a warning was found.
    pub fn has_errors(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// Every fault: settings first, then table by table in the order of a case, row by row, column by column.
    pub fn finish(mut self) -> Vec<Fault> {
        let mut more: Vec<_> = self.counts.iter().filter(|(_, count)| **count > LISTED).collect();
        more.sort();
        for ((code, (table, column)), count) in more {
            let left = count - LISTED;
            let what = if column.is_empty() { String::new() } else { format!(" in `{column}`") };
            let subject = if table.is_empty() { Subject::Setting(column) } else { Subject::Table(table) };
            self.faults.push(Fault::new(code, subject, format!("{left} more faults like those listed{what}")));
        }
        self.faults.sort_by_cached_key(|fault| (rank(&fault.subject), fault.code, fault.message.clone()));
        self.faults.dedup();
        self.faults
    }
}

macro_rules! shapes {
    ($($field:ident: $row:ident,)+) => {
        /// Name and columns of every table, in the order of a case.
        const SHAPES: &[(&str, &[Column])] = &[$((tables::$row::TABLE, tables::$row::COLUMNS)),+];
    };
}
each_table!(shapes);

/// Place of a subject in the order of a reader.
fn rank(subject: &Subject) -> (usize, usize, usize, &'static str) {
    let table_rank = |name: &str| SHAPES.iter().position(|(table, _)| *table == name).unwrap_or(SHAPES.len());
    match subject {
        Subject::Setting(path) => (0, 0, 0, path),
        Subject::Table(table) => (1 + table_rank(table), 0, 0, table),
        Subject::Cell { table, row, column } => {
            let at = table_rank(table);
            let columns = SHAPES.get(at).map_or(&[][..], |(_, columns)| columns);
            let column_rank = columns.iter().position(|c| c.name == *column).map_or(0, |at| at + 1);
            (1 + at, row + 1, column_rank, column)
        }
    }
}
