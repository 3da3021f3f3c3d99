//! One table: header to columns, records to rows, and everything that is wrong with them.
//!
//! Long: everything that can be wrong with one table.

use std::borrow::Cow;
use std::collections::BTreeMap;

use recoop_case::cell::{Cell, Name};
use recoop_case::former;
use recoop_case::tables::{Column, TableRow};

use super::hints;
use super::keys::Keys;
use super::records::{Record, Records};
use crate::finding::{Finding, Place};
use crate::origin::TableOrigin;
use crate::visible::{has_unseen, hides, steers, visible};

/// Faults of one column that are listed; the others are counted. The same for columns of a header.
const LISTED_PER_COLUMN: usize = 1000;
/// Most bytes of a cell: four for each of the characters that a spreadsheet allows.
const MAX_IN_CELL: usize = 4 * 32_767;
/// What a text has that is written out wherever it is shown.
pub(crate) const UNSEEN: &str = "has characters that cannot be seen or that turn the text around";
/// What to do about it.
pub(crate) const UNSEEN_HINT: &str = "they are written out wherever the text is shown; type it anew without them";
/// Most bytes of an id.
const MAX_IN_ID: usize = 200;

/// Reads the rows of a table and where they were written.
pub(crate) fn load<T: TableRow>(
    records: &mut dyn Records,
    again: &mut dyn Records,
    file: usize,
    findings: &mut Vec<Finding>,
) -> (Vec<T>, TableOrigin) {
    let mut rows = Vec::new();
    let mut record = Record::default();
    if !records.next(&mut record) {
        findings.push(empty(T::COLUMNS, file));
        return (rows, TableOrigin { file, ..TableOrigin::default() });
    }
    if let Some(field) = records.unfinished(record.at) {
        // The rest of the file is in this cell: what else is wrong with the header follows from that.
        findings.push(unclosed(Place::header(file, Some(field))));
        return (rows, TableOrigin { file, ..TableOrigin::default() });
    }
    let Some(header) = Header::read(T::TABLE, T::COLUMNS, &record, file, findings) else {
        return (rows, TableOrigin { file, ..TableOrigin::default() });
    };
    let mut origin =
        TableOrigin { file, columns: header.by_name(T::COLUMNS), skipped: Vec::new(), unread: BTreeMap::new() };
    let mut keys = Keys::new::<T>(&header.of_column);
    let mut sink = Sink::new(file, header.width, findings);
    let mut at = 0;
    while records.next(&mut record) {
        let long = record.fields.iter().position(|field| field.len() > MAX_IN_CELL);
        if (long.is_some() || record.fields.len() != header.width) && records.unfinished(record.at).is_some() {
            // What a quote left open has swallowed is said below.
            origin.skipped.push(at);
            at += 1;
            continue;
        }
        if let Some(field) = long {
            let message = format!("a cell of {} bytes; at most {MAX_IN_CELL} can be read", record.fields[field].len());
            let hint = "is a line end missing, or a quote too much?".to_string();
            sink.report("table::long_cell", at, field.min(header.width), message, Some(hint));
            origin.skipped.push(at);
            at += 1;
            continue;
        }
        harmless::<T>(&header, &mut record, at, &mut sink);
        let row = header.fits(&record, at, &mut sink).then(|| read_row::<T>(&header, &record, at, &mut sink)).flatten();
        match row {
            Some((row, unread)) => {
                keys.add(&record, at);
                if !unread.is_empty() {
                    origin.unread.insert(rows.len(), unread);
                }
                rows.push(row);
            }
            None => origin.skipped.push(at),
        }
        at += 1;
    }
    if let Some(field) = records.unfinished(record.at) {
        let place = match at {
            0 => Place::header(file, Some(field)),
            _ => Place::record(file, at - 1, Some(field)),
        };
        sink.push(unclosed(place));
    }
    sink.close();
    keys.close(again, file, findings);
    empty_columns(&rows, &origin, findings);
    (rows, origin)
}

/// A cell whose quote is left open.
fn unclosed(place: Place) -> Finding {
    let hint = "a cell that begins with `\"` has to end with `\"`; write a quote inside it as `\"\"`";
    Finding::new("table::unclosed_quote", place, "a quoted cell begins here and never ends").hint(hint)
}

/// Warns of a column of numbers that stands in the header and is blank in every row: its numbers may have been lost.
fn empty_columns<T: TableRow>(rows: &[T], origin: &TableOrigin, findings: &mut Vec<Finding>) {
    let numbers = T::COLUMNS.iter().filter(|column| !column.required && column.kind == "number");
    let is_whole = origin.skipped.is_empty() && origin.unread.is_empty();
    for column in numbers.filter(|_| !rows.is_empty() && is_whole) {
        let Some(field) = origin.columns.get(column.name) else { continue };
        if rows.iter().all(|row| row.text(column.name).is_none_or(|text| text.is_empty())) {
            let message = format!("`{}` is blank in every row", column.name);
            let place = Place::header(origin.file, Some(*field));
            findings.push(
                Finding::new("table::empty_column", place, message)
                    .hint("fill it in, or leave the column out of the header")
                    .warning(),
            );
        }
    }
}

/// A column that is there twice, perhaps under its former name.
fn twice(first: &str, second: &str, today: &str, place: Place) -> Finding {
    let message = match (first == today, second == today) {
        (true, true) => format!("the column `{today}` is there twice"),
        (true, false) => format!("`{second}` and `{today}` are one column: `{second}` is its former name"),
        (false, _) => format!("`{first}` and `{today}` are one column: `{first}` is its former name"),
    };
    Finding::new("table::duplicate_column", place, message).hint("keep one of them")
}

/// A warning that something has another name now; it is read under the former one until [`former::UNTIL`].
pub(crate) fn renamed(kind: &str, name: &str, now: &str, place: Place) -> Finding {
    Finding::new("table::former_name", place, format!("the {kind} `{name}` is called `{now}` now"))
        .hint(format!("rename it: version {} no longer reads `{name}`", former::UNTIL))
        .warning()
}

fn empty(columns: &[Column], file: usize) -> Finding {
    let names: Vec<&str> = columns.iter().filter(|column| column.required).map(|column| column.name).collect();
    Finding::new("table::empty", Place::whole(file), "there is no header line")
        .hint(format!("begin with a line of column names, at least `{}`", names.join(",")))
}

/// Makes texts harmless for every screen and file on which they will stand, and warns of what was made visible; ids are left for [`bad_id`]
/// to refuse.
fn harmless<T: TableRow>(header: &Header, record: &mut Record, at: usize, sink: &mut Sink<'_>) {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte);
    if record.fields.iter().all(|field| field.bytes().all(plain)) {
        return;
    }
    let ids: Vec<usize> = ids::<T>(header).collect();
    let columns = T::COLUMNS.iter().zip(&header.of_column).filter_map(|(column, field)| Some((column.name, (*field)?)));
    for (name, field) in columns.filter(|(_, field)| !ids.contains(field)) {
        let text = record.cell(field);
        if has_unseen(text) {
            sink.warn("table::unseen", at, field, format!("`{name}` {UNSEEN}: `{}`", visible(text)), UNSEEN_HINT);
        }
    }
    let position = record.fields.position().cloned();
    let fields = record.fields.iter().enumerate().map(|(field, text)| match ids.contains(&field) {
        true => Cow::Borrowed(text),
        false => visible(text.trim()),
    });
    record.fields = fields.collect::<Vec<_>>().into();
    record.fields.set_position(position);
}

/// Fields that name things: ids, and the other texts that make up the key of a row.
fn ids<T: TableRow>(header: &Header) -> impl Iterator<Item = usize> {
    let columns = T::COLUMNS.iter().zip(&header.of_column);
    let is_id = |column: &Column| T::KEY.contains(&column.name) && column.kind == Name::KIND;
    columns.filter(move |(column, _)| is_id(column)).filter_map(|(_, field)| *field)
}

/// Why a text can be no id, and what to do about it.
pub(crate) fn bad_id(text: &str) -> Option<(String, &'static str)> {
    if text.contains(['\n', '\r']) {
        let message = format!("an id stands on one line, found one of {} lines", text.lines().count());
        return Some((
            message,
            "is the closing quote of the cell missing? Without it the cell ends at the next quote of the file",
        ));
    }
    if text.chars().any(steers) {
        let message = format!("an id has no control characters, found `{}`", visible(text));
        return Some((message, "an id stands in messages, tables and file names; type it anew"));
    }
    if text.chars().any(hides) {
        let message = format!("an id has no characters that cannot be seen, found `{}`", visible(text));
        return Some((message, "an id that looks like another one is another one; type it anew"));
    }
    if text.starts_with(['=', '+', '-', '@']) {
        let message = format!("an id does not begin with `{}`, found `{text}`", &text[..1]);
        return Some((message, "a spreadsheet that opens the results would take it for a formula"));
    }
    (text.len() > MAX_IN_ID).then(|| {
        (format!("an id has at most {MAX_IN_ID} bytes, found {}", text.len()), "keep the long text in `name` or `note`")
    })
}

/// The row, with the columns whose numbers could not be read: they are blank, or 0, so that what else is wrong with the row is found. A row with any
/// other cell that cannot be read is none.
fn read_row<T: TableRow>(
    header: &Header,
    record: &Record,
    at: usize,
    sink: &mut Sink<'_>,
) -> Option<(T, Vec<&'static str>)> {
    for &field in &record.broken {
        let (code, message, hint) = record.why_broken(field);
        sink.report(code, at, field, message, hint.map(str::to_string));
    }
    let mut is_named = true;
    for field in ids::<T>(header).filter(|field| !record.broken.contains(field)) {
        if let Some((message, hint)) = bad_id(record.cell(field)) {
            is_named = false;
            sink.report("table::bad_id", at, field, message, Some(hint.to_string()));
        }
    }
    let written = |column: usize| header.of_column[column].map_or("", |field| record.cell(field));
    let mut in_todays_words = Vec::new();
    for (position, column) in T::COLUMNS.iter().enumerate() {
        let (Some(field), text) = (header.of_column[position], written(position)) else { continue };
        if let Some((former, now, whole)) = former::words_of(T::TABLE, column.name, text) {
            let finding = renamed("word", former, now, Place::Case);
            sink.warn(finding.code, at, field, finding.message, &finding.hint.unwrap_or_default());
            in_todays_words.push((position, whole));
        }
    }
    let text = |column: usize| {
        let translated = in_todays_words.iter().find(|(position, _)| *position == column);
        translated.map_or_else(|| written(column), |(_, whole)| whole.as_str())
    };
    let mut bad = Vec::new();
    let row = T::read(text, |column, message| {
        bad.push(column);
        // A missing column is one fault, not one for each row; a broken cell is reported above.
        let Some(field) = header.of_column[column].filter(|field| !record.broken.contains(field)) else { return };
        let text = record.cell(field);
        let column = &T::COLUMNS[column];
        sink.report(code(column, text), at, field, message, hint(column, text));
    });
    if !record.broken.is_empty() || !is_named {
        return None;
    }
    if let Some(row) = row {
        return Some((row, Vec::new()));
    }
    let is_number = |column: &usize| {
        let it = &T::COLUMNS[*column];
        header.of_column[*column].is_some() && (it.kind == "number" || it.kind == "whole number" && !it.required)
    };
    if !bad.iter().all(is_number) {
        return None;
    }
    let patched = |column: usize| match bad.contains(&column) {
        true if T::COLUMNS[column].required => "0",
        true => "",
        false => text(column),
    };
    let names = bad.iter().map(|column| T::COLUMNS[*column].name).collect();
    T::read(patched, |_, _| {}).map(|row| (row, names))
}

fn code(column: &Column, text: &str) -> &'static str {
    match text {
        "" => "table::blank_cell",
        _ if (column.words)().is_empty() => "table::bad_value",
        _ => "table::unknown_word",
    }
}

fn hint(column: &Column, text: &str) -> Option<String> {
    let words = (column.words)();
    match text {
        "" if words.is_empty() => None,
        "" => Some(format!("one of {}", quoted(words))),
        _ if words.is_empty() => text.split(';').find_map(|item| hints::number_of(column.name, item.trim())),
        _ => hints::did_you_mean(text, words.iter().copied()),
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// What a header says.
struct Header {
    /// For each column of the table its position in the header.
    of_column: Vec<Option<usize>>,
    /// Positions without a name; their cells have to be blank.
    unnamed: Vec<usize>,
    /// Number of fields.
    width: usize,
}

impl Header {
    /// Reads the header; `None` if it is none, so that rows would only repeat the fault.
    fn read(
        table: &str,
        columns: &[Column],
        record: &Record,
        file: usize,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let width = record.fields.len();
        if let Some(finding) = separator(record, file) {
            findings.push(finding);
            return None;
        }
        let mut header = Self { of_column: vec![None; columns.len()], unnamed: Vec::new(), width };
        let mut unlisted = 0;
        for field in 0..width {
            let name = record.cell(field);
            let place = Place::header(file, Some(field));
            let former = former::column(table, name);
            match columns.iter().position(|column| column.name == former.unwrap_or(name)) {
                Some(column) => match header.of_column[column] {
                    Some(other) => findings.push(twice(record.cell(other), name, columns[column].name, place)),
                    None => {
                        header.of_column[column] = Some(field);
                        if let Some(now) = former {
                            findings.push(renamed("column", name, now, place));
                        }
                    }
                },
                None if name.is_empty() => header.unnamed.push(field),
                None if field - header.unnamed.len() >= LISTED_PER_COLUMN => unlisted += 1,
                None => findings.push(
                    Finding::new("table::unknown_column", place, format!("`{table}` has no column `{name}`"))
                        .hint(unknown_column_hint(table, columns, name)),
                ),
            }
        }
        if unlisted > 0 {
            let message = format!("{unlisted} more columns are not listed");
            findings.push(Finding::new("table::more_faults", Place::header(file, None), message));
        }
        header.report_missing(columns, file, findings);
        Some(header)
    }

    fn report_missing(&self, columns: &[Column], file: usize, findings: &mut Vec<Finding>) {
        for (column, field) in columns.iter().zip(&self.of_column) {
            if column.required && field.is_none() {
                let message = format!("the column `{}` is missing", column.name);
                findings.push(Finding::new("table::missing_column", Place::header(file, None), message).hint(format!(
                    "{}: {}",
                    column.kind,
                    column.doc.trim()
                )));
            }
        }
    }

    fn by_name(&self, columns: &[Column]) -> std::collections::BTreeMap<&'static str, usize> {
        columns.iter().zip(&self.of_column).filter_map(|(column, field)| Some((column.name, (*field)?))).collect()
    }

    /// Whether a record has the header's shape.
    fn fits(&self, record: &Record, at: usize, sink: &mut Sink<'_>) -> bool {
        if record.stray.is_some() {
            let message = "this cell is to the right of the last column of the table".to_string();
            sink.report("table::unnamed_column", at, self.width, message, Some("name the column or clear it".into()));
            return false;
        }
        if record.fields.len() != self.width {
            let found = record.fields.len();
            let message = format!(
                "{found} cell{} in this record, {} in the header",
                if found == 1 { "" } else { "s" },
                self.width
            );
            // A quote that was forgotten ends where the next one is.
            if let Some(field) = record.fields.iter().position(|field| field.contains(['\n', '\r'])) {
                let lines = record.fields[field].lines().count();
                let message = format!("{message}: a quoted cell begins here and goes on over {lines} lines");
                let hint = "is its closing quote missing? Without it the cell ends at the next quote of the file";
                sink.report("table::cell_count", at, field.min(self.width), message, Some(hint.to_string()));
                return false;
            }
            let hint = match found > self.width {
                true => "a comma inside a cell needs quotes around the cell; a decimal point is a point",
                false => "blank cells need their commas too",
            };
            sink.report_record("table::cell_count", at, message, hint);
            return false;
        }
        for &field in &self.unnamed {
            if !record.cell(field).is_empty() {
                let message = "this cell is in a column without a name".to_string();
                sink.report("table::unnamed_column", at, field, message, Some("name the column or clear it".into()));
            }
        }
        true
    }
}

fn unknown_column_hint(table: &str, columns: &[Column], name: &str) -> String {
    let names = || columns.iter().map(|column| column.name);
    let formers = former::COLUMNS.iter().filter(|it| it.0 == table).map(|it| it.1);
    if let Some(near) = hints::nearest(name, names().chain(formers)) {
        return format!("did you mean `{}`?", former::column(table, near).unwrap_or(near));
    }
    let all: Vec<&str> = names().collect();
    format!("its columns are {}", quoted(&all))
}

/// A header of one field with other separators in it.
pub(crate) fn separator(record: &Record, file: usize) -> Option<Finding> {
    let only = (record.fields.len() == 1).then(|| record.cell(0))?;
    let signs = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
    let (_, name) = signs.into_iter().find(|(sign, _)| only.contains(*sign))?;
    Some(
        Finding::new("table::separator", Place::header(file, None), format!("the cells are separated by {name}"))
            .hint("save it with commas between the cells, and points as decimal points"),
    )
}

/// Collects the faults of a table, and only counts them once a column has very many.
struct Sink<'f> {
    file: usize,
    findings: &'f mut Vec<Finding>,
    /// Faults so far of each field, and of whole records in the last place.
    counts: Vec<usize>,
}

impl<'f> Sink<'f> {
    fn new(file: usize, width: usize, findings: &'f mut Vec<Finding>) -> Self {
        Self { file, findings, counts: vec![0; width + 1] }
    }

    fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn report(&mut self, code: &'static str, at: usize, field: usize, message: String, hint: Option<String>) {
        self.counts[field] += 1;
        if self.counts[field] <= LISTED_PER_COLUMN {
            let place = Place::record(self.file, at, Some(field));
            self.push(Finding::new(code, place, message).maybe_hint(hint));
        }
    }

    fn warn(&mut self, code: &'static str, at: usize, field: usize, message: String, hint: &str) {
        let place = Place::record(self.file, at, Some(field));
        self.push(Finding::new(code, place, message).hint(hint).warning());
    }

    fn report_record(&mut self, code: &'static str, at: usize, message: String, hint: &str) {
        let count = self.counts.last_mut().expect("there is one more count than fields");
        *count += 1;
        if *count <= LISTED_PER_COLUMN {
            self.push(Finding::new(code, Place::record(self.file, at, None), message).hint(hint));
        }
    }

    /// Says how many faults were only counted.
    fn close(self) {
        let width = self.counts.len() - 1;
        for (field, &count) in self.counts.iter().enumerate() {
            if count > LISTED_PER_COLUMN {
                let message = format!("{} more faults of this kind are not listed", count - LISTED_PER_COLUMN);
                let place = Place::header(self.file, (field < width).then_some(field));
                self.findings.push(Finding::new("table::more_faults", place, message));
            }
        }
    }
}
