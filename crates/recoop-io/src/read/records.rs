//! Records of a table, whatever it is written in: comma-separated text or a sheet.

use std::ops::Range;

use calamine::{Data, Range as Cells};
use csv::StringRecord;
use jiff::ToSpan;

use super::text::lines_between;

/// One record; reused from record to record.
#[derive(Default)]
pub(crate) struct Record {
    /// The cells as text.
    pub fields: StringRecord,
    /// Cells that hold an error of the spreadsheet, for instance `#REF!`.
    pub broken: Vec<usize>,
    /// Byte at which the record begins, or row of the sheet from 0.
    pub at: usize,
}

impl Record {
    /// The trimmed text of a cell, empty when absent.
    pub fn cell(&self, field: usize) -> &str {
        self.fields.get(field).map_or("", str::trim)
    }

    /// Comments begin with `#` in the first cell; a record without any text is a blank line of a spreadsheet.
    fn is_data(&self) -> bool {
        let first = self.cell(0);
        if first.starts_with('#') && !self.broken.contains(&0) {
            return false;
        }
        !first.is_empty() || self.fields.iter().any(|field| !field.trim().is_empty())
    }
}

/// A source of records: the header first, then the rows, without comments and blank lines.
pub(crate) trait Records {
    /// Reads the next record; false at the end.
    fn next(&mut self, record: &mut Record) -> bool;
    /// The field of the last record, which begins at `at`, whose quote is left open.
    fn unfinished(&self, _at: usize) -> Option<usize> {
        None
    }
    /// How a person finds a record again, for instance `line 12`. To be asked in ascending order.
    fn address(&mut self, record: &Record) -> String;
}

/// Records of comma-separated text.
pub(crate) struct CsvRecords<'t> {
    text: &'t str,
    reader: csv::Reader<&'t [u8]>,
    /// A byte and the number of line ends before it.
    counted: (usize, usize),
}

impl<'t> CsvRecords<'t> {
    /// Records of `text`.
    pub fn new(text: &'t str) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .buffer_capacity(1 << 16)
            .from_reader(text.as_bytes());
        Self { text, reader, counted: (0, 0) }
    }
}

impl Records for CsvRecords<'_> {
    fn next(&mut self, record: &mut Record) -> bool {
        record.broken.clear();
        // The text is valid UTF-8 and in memory, and lengths may differ, so that no error is left to occur.
        while self.reader.read_record(&mut record.fields).unwrap_or(false) {
            if record.is_data() {
                let before = record.fields.position().map_or(0, csv::Position::byte);
                record.at = usize::try_from(before).unwrap_or(usize::MAX);
                return true;
            }
        }
        false
    }

    fn unfinished(&self, at: usize) -> Option<usize> {
        let (spans, open) = field_spans(self.text, record_start(self.text, at));
        open.then(|| spans.len() - 1)
    }

    fn address(&mut self, record: &Record) -> String {
        let start = record_start(self.text, record.at);
        let (byte, lines) = self.counted;
        self.counted = (start, lines + lines_between(self.text, byte, start));
        format!("line {}", self.counted.1 + 1)
    }
}

/// The byte at which a record itself begins: the reader's position is before the blank and comment lines above it.
pub(crate) fn record_start(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at) {
            Some(b'\r' | b'\n') => at += 1,
            Some(b'#') => {
                at += bytes[at..].iter().take_while(|&&byte| byte != b'\n').count();
            }
            _ => return at,
        }
    }
}

/// Bytes of each field of the record that begins at `start`, without the spaces around it, and whether a quote is left
/// open.
pub(crate) fn field_spans(text: &str, start: usize) -> (Vec<Range<usize>>, bool) {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut at = start;
    loop {
        let begin = at;
        let mut open = false;
        if bytes.get(at) == Some(&b'"') {
            open = true;
            at += 1;
            while open && at < bytes.len() {
                match (bytes[at], bytes.get(at + 1)) {
                    (b'"', Some(b'"')) => at += 2,
                    (b'"', _) => {
                        open = false;
                        at += 1;
                    }
                    _ => at += 1,
                }
            }
        }
        while !open && bytes.get(at).is_some_and(|byte| !matches!(byte, b',' | b'\r' | b'\n')) {
            at += 1;
        }
        spans.push(trimmed(text, begin, at));
        if open || bytes.get(at) != Some(&b',') {
            return (spans, open);
        }
        at += 1;
    }
}

fn trimmed(text: &str, begin: usize, end: usize) -> Range<usize> {
    let field = &text[begin..end];
    let left = field.len() - field.trim_start().len();
    let inner = field.trim().len();
    if inner == 0 { begin..begin } else { begin + left..begin + left + inner }
}

/// Records of a sheet.
pub(crate) struct SheetRecords<'c> {
    cells: &'c Cells<Data>,
    next_row: usize,
}

impl<'c> SheetRecords<'c> {
    /// Records of a sheet's cells.
    pub fn new(cells: &'c Cells<Data>) -> Self {
        Self { cells, next_row: 0 }
    }
}

impl Records for SheetRecords<'_> {
    fn next(&mut self, record: &mut Record) -> bool {
        let (first_row, first_column) = self.cells.start().unwrap_or((0, 0));
        while self.next_row < self.cells.height() {
            record.fields.clear();
            record.broken.clear();
            record.at = first_row as usize + self.next_row;
            // Fields count from column A, so that they are cell addresses.
            for _ in 0..first_column {
                record.fields.push_field("");
            }
            for (column, cell) in self.cells[self.next_row].iter().enumerate() {
                if matches!(cell, Data::Error(_)) {
                    record.broken.push(first_column as usize + column);
                }
                record.fields.push_field(&cell_text(cell));
            }
            self.next_row += 1;
            if record.is_data() {
                return true;
            }
        }
        false
    }

    fn address(&mut self, record: &Record) -> String {
        format!("row {}", record.at + 1)
    }
}

/// The text that the cell would have in a CSV file.
fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => if *value { "yes" } else { "no" }.to_string(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => date_text(moment.as_f64()),
    }
}

/// A spreadsheet's day number as `year-month-day`. A date where a number belongs must not pass as its day number.
#[allow(clippy::cast_possible_truncation, reason = "days beyond the calendar fail the addition below")]
fn date_text(days: f64) -> String {
    let epoch = jiff::civil::date(1899, 12, 30);
    let date = (days.abs() < 3e6).then(|| epoch.checked_add((days.floor() as i64).days()).ok()).flatten();
    date.map_or_else(|| format!("date {days}"), |date| date.to_string())
}
