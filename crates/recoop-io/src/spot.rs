//! A place, looked up in its file: line, column, and the text around it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::{Finding, Place, Within};
use crate::origin::{Form, Origins, SourceFile};
use crate::read::book::Book;
use crate::read::records::{CsvRecords, Record, Records, field_spans, record_start};
use crate::read::sheet::{Sheet, SheetRecords, address};
use crate::read::text::{decode, line_of};

/// Where a finding stands, for people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spot {
    /// The file; `None` for the case as a whole.
    pub file: Option<String>,
    /// Cell of a workbook, for instance `facilities!F12`.
    pub address: Option<String>,
    /// Line (row of a sheet), from 1.
    pub line: Option<usize>,
    /// Column of the line in characters (column of a sheet), from 1.
    pub column: Option<usize>,
    /// Header of the cell.
    pub header: Option<String>,
    /// Text of the cell.
    pub cell: Option<String>,
    /// The line, and the bytes of it that are meant.
    pub snippet: Option<(String, Range<usize>)>,
    /// Set when the file is not any more what was read.
    pub changed: bool,
}

impl Origins {
    /// Looks up each finding; every file is read once.
    pub(crate) fn spots(&self, findings: &[&Finding]) -> Vec<Spot> {
        let mut spots = vec![Spot::default(); findings.len()];
        let mut by_file: BTreeMap<usize, Vec<(usize, &Within)>> = BTreeMap::new();
        for (at, finding) in findings.iter().enumerate() {
            match &finding.place {
                Place::Case => spots[at].file = Some(self.root.display().to_string()),
                Place::File(file, within) => by_file.entry(*file).or_default().push((at, within)),
            }
        }
        let mut open = None;
        for (file, wanted) in by_file {
            let source = &self.files[file];
            for (at, _) in &wanted {
                spots[*at].file = Some(source.path.display().to_string());
            }
            if wanted.iter().any(|(_, within)| **within != Within::Whole) || matches!(source.form, Form::Sheet(_)) {
                look_up(source, &wanted, &mut spots, &mut open);
            }
        }
        spots
    }
}

/// A workbook that is open, with the fingerprint of its content.
type OpenBook = Option<(blake3::Hash, Book)>;

/// `open` keeps the last workbook, as all of its sheets are files of their own.
fn look_up(source: &SourceFile, wanted: &[(usize, &Within)], spots: &mut [Spot], open: &mut OpenBook) {
    if let (Form::Sheet(name), Some((digest, book))) = (&source.form, &mut *open)
        && *digest == source.digest
    {
        look_up_in_book(book, name, wanted, spots);
        return;
    }
    let bytes = source.bytes().unwrap_or_default();
    if blake3::hash(&bytes) != source.digest {
        // An address into a changed file would point at something else.
        wanted.iter().for_each(|(at, _)| spots[*at].changed = true);
        return;
    }
    match &source.form {
        Form::Text | Form::Csv => {
            let Ok(decoded) = decode(bytes) else { return };
            look_up_text(&decoded.text, wanted, spots);
        }
        Form::Sheet(name) => {
            if let Ok(mut book) = Book::open(&source.path, bytes) {
                look_up_in_book(&mut book, name, wanted, spots);
                *open = Some((source.digest, book));
            }
        }
    }
}

fn look_up_in_book(book: &mut Book, name: &str, wanted: &[(usize, &Within)], spots: &mut [Spot]) {
    wanted.iter().for_each(|(at, _)| spots[*at].address = Some(name.to_string()));
    if wanted.iter().any(|(_, within)| **within != Within::Whole)
        && let Ok(sheet) = book.sheet(name)
    {
        look_up_sheet(name, &sheet, wanted, spots);
    }
}

/// Visits the header and the wanted records in one pass; a record comes with the names of its columns.
fn visit(
    records: &mut dyn Records,
    wanted: &[(usize, &Within)],
    mut found: impl FnMut(usize, Option<usize>, &Record, Option<&[String]>),
) {
    let mut record = Record::default();
    let mut header = Vec::new();
    if records.next(&mut record) {
        header = (0..record.fields.len()).map(|field| record.cell(field).to_string()).collect();
        for (at, within) in wanted {
            if let Within::Header { field } = within {
                found(*at, *field, &record, None);
            }
        }
    }
    let mut rows: Vec<(usize, usize, Option<usize>)> = wanted
        .iter()
        .filter_map(|(at, within)| match within {
            Within::Record { record, field } => Some((*record, *at, *field)),
            _ => None,
        })
        .collect();
    rows.sort_unstable();
    let mut rows = rows.into_iter().peekable();
    let mut number = 0;
    while rows.peek().is_some() && records.next(&mut record) {
        while let Some((_, at, field)) = rows.next_if(|(wanted, ..)| *wanted == number) {
            found(at, field, &record, Some(&header));
        }
        number += 1;
    }
}

fn look_up_text(text: &str, wanted: &[(usize, &Within)], spots: &mut [Spot]) {
    for (at, within) in wanted {
        if let Within::Bytes { start, end } = within {
            mark(text, *start..*end, &mut spots[*at]);
        }
    }
    visit(&mut CsvRecords::new(text), wanted, |at, field, record, header| {
        let start = record_start(text, record.at);
        let spans = field_spans(text, start).0;
        let spot = &mut spots[at];
        let span = field.and_then(|field| spans.get(field).cloned()).unwrap_or_else(|| {
            let end = spans.last().map_or(start, |last| last.end);
            start..end
        });
        if let Some(field) = field {
            spot.cell = Some(record.cell(field).to_string());
            spot.header = header.and_then(|header| header.get(field).cloned());
        }
        mark(text, span, spot);
    });
}

/// Enters line, column and the line's text of a span; of a span over several lines, the first is shown.
fn mark(text: &str, span: Range<usize>, spot: &mut Spot) {
    let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let bytes = text.as_bytes();
    let start = span.start.min(bytes.len());
    let line_start = bytes[..start].iter().rposition(is_end).map_or(0, |at| at + 1);
    let line_end = bytes[start..].iter().position(is_end).map_or(bytes.len(), |at| start + at);
    let end = span.end.clamp(start, line_end);
    spot.line = Some(line_of(text, start) + 1);
    spot.column = Some(text[line_start..start].chars().count() + 1);
    spot.cell.get_or_insert_with(|| text[start..end].to_string());
    spot.snippet = Some((text[line_start..line_end].to_string(), start - line_start..end - line_start));
}

fn look_up_sheet(name: &str, sheet: &Sheet, wanted: &[(usize, &Within)], spots: &mut [Spot]) {
    visit(&mut SheetRecords::new(sheet), wanted, |at, field, record, header| {
        let spot = &mut spots[at];
        spot.line = Some(record.at + 1);
        let mut line = String::new();
        let mut span = 0..0;
        for (column, text) in record.fields.iter().enumerate() {
            if column > 0 {
                line.push_str(" | ");
            }
            let start = line.len();
            line.push_str(&text.trim().replace(['\n', '\r'], " "));
            if field.is_none_or(|field| field == column) {
                span = if field.is_none() { 0..line.len() } else { start..line.len() };
            }
        }
        let last = record.fields.len() - 1;
        let column = field.map(|field| record.stray.filter(|_| field == last).unwrap_or(field));
        let row = u32::try_from(record.at).expect("a row of a sheet fits");
        spot.address = Some(match column {
            Some(column) => format!("{name}!{}", address(row, column)),
            None => format!("{name}!{0}:{0}", record.at + 1),
        });
        spot.column = column.map(|column| column + 1);
        spot.header = header.zip(field).and_then(|(header, field)| header.get(field).cloned());
        spot.cell = field.map(|field| record.cell(field).to_string());
        spot.snippet = Some((line, span));
    });
}
