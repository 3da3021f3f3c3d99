//! Ids to rows, and the nearest id to one that is unknown.

use std::collections::HashMap;

use super::nearest::nearest;
use super::report::Report;

/// The ids of a table.
pub(super) struct Ids<'a> {
    /// What one of them is called, for messages.
    pub noun: &'static str,
    names: Vec<&'a str>,
    rows: HashMap<&'a str, usize>,
    /// Whether rows of the table are missing because they could not be read: an unknown id is then no fault.
    pub open: bool,
}

impl<'a> Ids<'a> {
    /// Ids in the order of their table.
    pub fn new(noun: &'static str, names: impl Iterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.collect();
        let mut rows = HashMap::with_capacity(names.len());
        for (row, name) in names.iter().enumerate() {
            // Of two rows with one id the first counts; the reader reports the second.
            rows.entry(*name).or_insert(row);
        }
        Self { noun, names, rows, open: false }
    }

    /// Row of an id.
    pub fn get(&self, id: &str) -> Option<usize> {
        self.rows.get(id).copied()
    }

    /// Id of a row.
    pub fn name(&self, row: usize) -> &'a str {
        self.names[row]
    }

    /// Whether no id occurs twice. A second row with the same id is reported when the tables are read.
    pub fn unique(&self) -> bool {
        self.rows.len() == self.names.len()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// "did you mean", when a name is near.
    pub fn suggestion(&self, id: &str) -> Option<String> {
        nearest(id, self.names.iter().copied()).map(|name| format!("did you mean `{name}`?"))
    }

    /// Row of an id that a cell names; an unknown one is reported.
    pub fn refer(
        &self,
        id: &str,
        report: &mut Report,
        table: &'static str,
        row: usize,
        column: &'static str,
    ) -> Option<usize> {
        let found = self.get(id);
        if found.is_none() && !self.open {
            report
                .cell("network::unknown_id", table, row, column, format_args!("there is no {} `{id}`", self.noun))
                .hint_if(|| self.suggestion(id));
        }
        found
    }
}
