//! Where rules put what they find.

use std::collections::HashMap;
use std::fmt::Arguments;

use crate::each_table;
use crate::fault::{Fault, Severity, Subject, number_text};
use crate::tables::{self, Column, TableRow};

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
    /// A rate of a year as a share: above -0.5, up to 1.
    Rate,
    /// A duty as a share of a price: from 0 to [`HIGHEST_DUTY`].
    Duty,
    /// What multiplies another number: from 0 to [`LARGEST_FACTOR`].
    Factor,
    /// From -90 to 90.
    Latitude,
    /// From -180 to 180.
    Longitude,
}

/// Numbers of more than this size are slips of the keyboard, whatever they count: products of two of them still are numbers.
pub(super) const LARGEST: f64 = 1e12;

/// Numbers other than 0 that are smaller are slips, too: what divides by them is beyond what the solver can take, and they are below
/// its tolerances.
const SMALLEST: f64 = 1e-9;

/// A quantity in metric tons below this, a gram, is none: the solver does not see it, and neither does the audit.
const GRAM: f64 = 1e-6;

/// Duties of more than ten times the price are percentages.
const HIGHEST_DUTY: f64 = 10.0;

/// Factors of more than this are percentages: 65 for 0.65.
const LARGEST_FACTOR: f64 = 50.0;

impl Range {
    /// Whether a number lies inside. Not-a-number, the infinities, what is beyond [`LARGEST`] and what is within [`SMALLEST`] of 0
    /// never do.
    pub fn holds(self, x: f64) -> bool {
        x.abs() <= LARGEST
            && (x == 0.0 || x.abs() >= SMALLEST)
            && match self {
                Self::Finite => true,
                Self::NotNegative => x >= 0.0,
                Self::Positive => x > 0.0,
                Self::Share => (0.0..=1.0).contains(&x),
                Self::PositiveShare => x > 0.0 && x <= 1.0,
                Self::Rate => x > -0.5 && x <= 1.0,
                Self::Duty => (0.0..=HIGHEST_DUTY).contains(&x),
                Self::Factor => (0.0..=LARGEST_FACTOR).contains(&x),
                Self::Latitude => x.abs() <= 90.0,
                Self::Longitude => x.abs() <= 180.0,
            }
    }

    /// What is expected in place of a number that lies outside.
    fn words(self, x: f64) -> &'static str {
        if x.is_finite() && x.abs() > LARGEST {
            return "a number of at most 1e12 in size";
        }
        if x != 0.0 && x.abs() < SMALLEST {
            return "0, or a number of at least 1e-9 in size";
        }
        if matches!(self, Self::Duty | Self::Factor) && x < 0.0 {
            return "0 or more";
        }
        match self {
            Self::Finite => "a finite number",
            Self::NotNegative => "0 or more",
            Self::Positive => "more than 0",
            Self::Share => "a share from 0 to 1",
            Self::PositiveShare => "a share above 0, up to 1",
            Self::Rate => "a rate above -0.5, up to 1",
            Self::Duty => "a share of the price from 0 to 10",
            Self::Factor => "a factor from 0 to 50",
            Self::Latitude => "degrees from -90 to 90",
            Self::Longitude => "degrees from -180 to 180",
        }
    }
}

impl Range {
    /// What to write in place of a percentage.
    pub fn percentage(self, x: f64) -> Option<String> {
        let share =
            !matches!(self, Self::Finite | Self::NotNegative | Self::Positive | Self::Latitude | Self::Longitude);
        // A little more than 1 is too much of a share, not a percentage.
        (share && (2.0..=10_000.0).contains(&x)).then(|| format!("{} is {x}%", rounded(x / 100.0)))
    }
}

/// The ratios that go without a warning where nothing narrower is known: a hundredth to a hundred times.
pub(super) const COMMON: (f64, f64) = (0.01, 100.0);

/// What a number is held against, in words.
pub(super) struct Against<'a> {
    /// What it is.
    pub words: Arguments<'a>,
    /// Its number, in the same unit, above 0.
    pub number: f64,
}

/// A number for people: three digits.
pub(super) fn three(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return x.to_string();
    }
    let rounded: f64 = format!("{x:.2e}").parse().unwrap_or(x);
    if (1e-4..1e9).contains(&x.abs()) { rounded.to_string() } else { format!("{rounded:e}") }
}

/// A number for a message: six decimals are enough to see what is wrong.
pub(super) fn rounded(x: f64) -> String {
    let rounded = (x * 1e6).round() / 1e6;
    number_text(if rounded.is_finite() { rounded } else { x })
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
        let Some(value) = value.into() else { return };
        if !range.holds(value) {
            let (expected, found) = (range.words(value), number_text(value));
            self.cell("network::range", table, row, column, format_args!("expected {expected}, found {found}"))
                .hint_if(|| range.percentage(value));
        } else if column.ends_with("_t") && value > 0.0 && value < GRAM {
            let found = number_text(value);
            self.cell(
                "network::range",
                table,
                row,
                column,
                format_args!("expected 0, or at least a gram, found {found} t"),
            )
            .hint(|| "a gram is 1e-6 t; less is below the tolerances of the solver".to_string());
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
                format_args!("expected {}, found {}", range.words(value), number_text(value)),
            )
            .hint_if(|| range.percentage(value));
        }
    }

    /// Warns of a number, above 0, whose ratio to another lies outside a range.
    pub fn ratio(
        &mut self,
        code: &'static str,
        (table, row, column): (&'static str, usize, &'static str),
        (value, unit): (f64, &str),
        against: Against<'_>,
        (least, most): (f64, f64),
    ) {
        let ratio = value / against.number;
        if !ratio.is_finite() || (least..=most).contains(&ratio) {
            return;
        }
        let times =
            if ratio > 1.0 { format!("{} times", three(ratio)) } else { format!("1/{} of", three(1.0 / ratio)) };
        let (words, value, number) = (against.words, three(value), three(against.number));
        self.cell(code, table, row, column, format_args!("{value} {unit} is {times} {words}, {number}")).warning();
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
            let of_place = |fault: &&Fault| fault.code == *code && place(&fault.subject) == (*table, *column);
            let warnings = self.faults.iter().filter(of_place).all(|fault| fault.severity == Severity::Warning);
            let fault = Fault::new(code, subject, format!("{left} more faults like those listed{what}"));
            self.faults.push(if warnings { fault.warning() } else { fault });
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

/// What a subject is counted with.
fn place(subject: &Subject) -> Place {
    match subject {
        Subject::Cell { table, column, .. } => (table, column),
        Subject::Table(table) => (table, ""),
        Subject::Setting(path) => ("", path),
    }
}

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
