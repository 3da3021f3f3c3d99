//! Rows that say the same thing twice: the values of a table's key columns may occur together only once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use recoop_case::cell::Cell;
use recoop_case::tables::{Column, TableRow};

use super::records::{Record, Records};
use crate::finding::{Finding, Place};

/// Duplicates that are listed; the others are counted.
const LISTED: usize = 1000;

/// The keys seen so far, as 128-bit fingerprints: at a million rows two different keys never share one.
pub(crate) struct Keys {
    /// Key columns: what they hold and their position in the header.
    parts: Vec<(&'static Column, Option<usize>)>,
    seen: HashMap<u128, usize, BuildHasherDefault<Fingerprint>>,
    buffer: Vec<u8>,
    /// First record, later record, the key in words.
    duplicates: Vec<(usize, usize, String)>,
    unlisted: usize,
}

/// Takes a fingerprint as it is: it is spread evenly already.
#[derive(Default)]
struct Fingerprint(u64);

impl Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "half of the fingerprint is enough for a bucket")]
    fn write_u128(&mut self, value: u128) {
        self.0 = value as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Keys {
    /// No keys yet; `of_column` gives the position in the header of each of the table's columns.
    pub fn new<T: TableRow>(of_column: &[Option<usize>]) -> Self {
        let parts = T::COLUMNS
            .iter()
            .zip(of_column)
            .filter(|(column, _)| T::KEY.contains(&column.name))
            .map(|(column, &field)| (column, field))
            .collect();
        Self { parts, seen: HashMap::default(), buffer: Vec::new(), duplicates: Vec::new(), unlisted: 0 }
    }

    /// Takes in a record that gave a row.
    pub fn add(&mut self, record: &Record, at: usize) {
        if self.parts.is_empty() {
            return;
        }
        self.buffer.clear();
        for (column, field) in &self.parts {
            let text = field.map_or("", |field| record.cell(field));
            push_canonical(column, text, &mut self.buffer);
            self.buffer.push(0);
        }
        let digest = blake3::hash(&self.buffer);
        let (half, _) = digest.as_bytes().split_first_chunk::<16>().expect("a digest has 32 bytes");
        let fingerprint = u128::from_le_bytes(*half);
        let first = *self.seen.entry(fingerprint).or_insert(at);
        if first == at {
            return;
        }
        if self.duplicates.len() < LISTED {
            self.duplicates.push((first, at, self.words(record)));
        } else {
            self.unlisted += 1;
        }
    }

    fn words(&self, record: &Record) -> String {
        let part = |(column, field): &(&'static Column, Option<usize>)| {
            let text = field.map_or("", |field| record.cell(field));
            if text.is_empty() { format!("{} blank", column.name) } else { format!("{} `{text}`", column.name) }
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// Reports the duplicates; `again` reads the table a second time, to say where the first of each pair is.
    pub fn close(self, again: &mut dyn Records, file: usize, findings: &mut Vec<Finding>) {
        if self.duplicates.is_empty() {
            return;
        }
        let addresses = addresses(again, self.duplicates.iter().map(|(first, ..)| *first).collect());
        let field = match self.parts.as_slice() {
            [(_, field)] => *field,
            _ => None,
        };
        for (first, at, words) in self.duplicates {
            let address = addresses.get(&first).map_or("a row above", String::as_str);
            let message = format!("{words}: already given in {address}");
            findings.push(Finding::new("table::duplicate_key", Place::record(file, at, field), message));
        }
        if self.unlisted > 0 {
            let message = format!("{} more duplicate rows are not listed", self.unlisted);
            findings.push(Finding::new("table::more_faults", Place::header(file, None), message));
        }
    }
}

/// Where the records of the given positions stand.
fn addresses(records: &mut dyn Records, mut wanted: Vec<usize>) -> HashMap<usize, String> {
    wanted.sort_unstable();
    wanted.dedup();
    let mut record = Record::default();
    let mut found = HashMap::new();
    let mut wanted = wanted.into_iter().peekable();
    records.next(&mut record);
    let mut at = 0;
    while wanted.peek().is_some() && records.next(&mut record) {
        if wanted.next_if_eq(&at).is_some() {
            found.insert(at, records.address(&record));
        }
        at += 1;
    }
    found
}

/// Different spellings of one value give the same bytes: `2031` and `2031.0`, `yes` and `true`.
fn push_canonical(column: &Column, text: &str, out: &mut Vec<u8>) {
    if column.kind == i32::KIND {
        if let Ok(value) = i32::parse(text) {
            out.extend(value.to_le_bytes());
            return;
        }
    } else if column.kind == bool::KIND
        && let Ok(value) = bool::parse(text)
    {
        out.push(u8::from(value));
        return;
    }
    out.extend(text.as_bytes());
}
