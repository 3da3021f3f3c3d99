//! Records of a table, whatever it is written in: comma-separated text or a sheet.

use std::borrow::Cow;
use std::io::Cursor;
use std::ops::Range;

use csv::StringRecord;

use super::text::lines_between;

/// One record; reused from record to record.
#[derive(Default)]
pub(crate) struct Record {
    /// The cells as text.
    pub fields: StringRecord,
    /// Cells without a value: an error of the spreadsheet, for instance `#REF!`, or a formula that was never calculated.
    pub broken: Vec<usize>,
    /// Byte at which the record begins, or row of the sheet from 0.
    pub at: usize,
    /// The column of a sheet, from 0, in which the last field stands, where that is to the right of the header.
    pub stray: Option<usize>,
}

impl Record {
    /// Makes it empty.
    pub fn clear(&mut self) {
        self.fields.clear();
        self.broken.clear();
        self.stray = None;
    }

    /// The trimmed text of a cell, empty when absent.
    pub fn cell(&self, field: usize) -> &str {
        self.fields.get(field).map_or("", str::trim)
    }

    /// Why a broken cell has no value: code, message, hint.
    pub fn why_broken(&self, field: usize) -> (&'static str, String, Option<&'static str>) {
        let text = self.cell(field);
        if text.starts_with('=') {
            let message = format!("the formula `{text}` has no value: the workbook was never calculated");
            let hint = "open it in a spreadsheet program and save it, or type the value in place of the formula";
            return ("table::uncalculated", message, Some(hint));
        }
        let message = format!("the spreadsheet could not work out this cell: `{text}`");
        // A remark may look like the error of a spreadsheet in some language.
        let is_known = ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"].contains(&text);
        let hint = (field == 0 && !is_known).then_some("a remark begins with `#` and a space");
        ("table::spreadsheet_error", message, hint)
    }

    /// Comments begin with `#` in the first cell; a record without any text is a blank line of a spreadsheet.
    pub fn is_data(&self) -> bool {
        let first = self.cell(0);
        if first.starts_with('#') && !self.broken.contains(&0) {
            return false;
        }
        !first.is_empty() || self.fields.iter().any(|field| !field.trim().is_empty())
    }
}

/// Whether a cell holds what spreadsheets write in place of a value that they cannot work out: `#REF!`, `#N/A`, `#NAME?`, in any
/// language (`#BEZUG!`, `#NV`), and `Err:502`.
pub(crate) fn is_error_word(cell: &str) -> bool {
    if let Some(number) = cell.strip_prefix("Err:") {
        return !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    }
    let Some(word) = cell.strip_prefix('#') else { return false };
    if matches!(word, "N/A" | "NV" | "N/D" | "GETTING_DATA") {
        return true;
    }
    let Some(word) = word.strip_suffix(['!', '?']) else { return false };
    let is_part = |sign: char| sign.is_uppercase() || sign.is_ascii_digit() || matches!(sign, '/' | '_' | '¡' | '¿');
    word.chars().count() >= 2 && word.chars().all(is_part)
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
    reader: csv::Reader<Cursor<Cow<'t, [u8]>>>,
    /// What the reader sees in place of a `#` that begins no comment.
    mask: Option<u8>,
    /// A byte and the number of line ends before it.
    counted: (usize, usize),
}

impl<'t> CsvRecords<'t> {
    /// Records of `text`.
    pub fn new(text: &'t str) -> Self {
        let (bytes, mask) = masked(text);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .buffer_capacity(1 << 16)
            .from_reader(Cursor::new(bytes));
        Self { text, reader, mask, counted: (0, 0) }
    }
}

/// The text for a reader that takes every line with a `#` for a comment: another byte stands there where the first cell is an
/// error of the spreadsheet.
fn masked(text: &str) -> (Cow<'_, [u8]>, Option<u8>) {
    let bytes = text.as_bytes();
    let begins_line = |at: usize| at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
    let errors: Vec<usize> =
        text.match_indices('#').map(|(at, _)| at).filter(|&at| begins_line(at) && !is_remark(&text[at..])).collect();
    let free = (1..8).find(|byte| !errors.is_empty() && !bytes.contains(byte));
    let Some(mask) = free else { return (Cow::Borrowed(bytes), None) };
    let mut bytes = bytes.to_vec();
    errors.into_iter().for_each(|at| bytes[at] = mask);
    (Cow::Owned(bytes), Some(mask))
}

/// Whether a line that begins with `#` is a remark. It is none when its first cell is an error of the spreadsheet.
fn is_remark(line: &str) -> bool {
    let first = line.split([',', '\n', '\r']).next().unwrap_or_default();
    !is_error_word(first.trim())
}

impl Records for CsvRecords<'_> {
    fn next(&mut self, record: &mut Record) -> bool {
        record.clear();
        // The text is valid UTF-8 and in memory, and lengths may differ, so that no error is left to occur.
        while self.reader.read_record(&mut record.fields).unwrap_or(false) {
            if let Some(mask) = self.mask.map(char::from)
                && record.fields.iter().any(|field| field.contains(mask))
            {
                let position = record.fields.position().cloned();
                record.fields = record.fields.iter().map(|field| field.replace(mask, "#")).collect();
                record.fields.set_position(position);
            }
            let fields = record.fields.iter().enumerate();
            record.broken.clear();
            record.broken.extend(fields.filter(|(_, text)| is_error_word(text.trim())).map(|(field, _)| field));
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
            Some(b'#') if is_remark(&text[at..]) => {
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

#[cfg(test)]
mod tests {
    use super::{CsvRecords, Record, Records, is_error_word};

    #[test]
    fn errors_of_spreadsheets_are_no_remarks() {
        for word in ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#BEZUG!", "#¿NOMBRE?", "#NV", "Err:502"]
        {
            assert!(is_error_word(word), "{word}");
        }
        for word in ["# a remark!", "#", "#5 mine", "#old", "#!", "Err:", "Error", "#Wow!", ""] {
            assert!(!is_error_word(word), "{word}");
        }
    }

    #[test]
    fn a_line_of_an_error_is_a_record() {
        let text = "# a, \"remark\na,b\n#REF!,1\n\"#N/A\",2\n#x,3\n4,#REF! is no error\n";
        let mut records = CsvRecords::new(text);
        let mut record = Record::default();
        let mut seen = Vec::new();
        while records.next(&mut record) {
            seen.push((record.cell(0).to_string(), record.broken.clone(), records.address(&record)));
        }
        let row = |cell: &str, broken: &[usize], line: &str| (cell.to_string(), broken.to_vec(), line.to_string());
        assert_eq!(
            seen,
            [
                row("a", &[], "line 2"),
                row("#REF!", &[0], "line 3"),
                row("#N/A", &[0], "line 4"),
                row("4", &[], "line 6"),
            ]
        );
    }
}
