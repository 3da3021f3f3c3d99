//! Edits in today's words: a case under former names is read as today's, and so are the words by which edits select and set.

use std::borrow::Cow;

use super::{Act, Edit, Text};
use crate::former;

impl Edit {
    /// The edit with former words of cells and filters in today's. Former tables and columns are found as they are.
    pub(super) fn in_todays_words(&self) -> Cow<'_, Self> {
        let mut edit = self.clone();
        match &mut edit {
            Self::Cells { table, rows, column, act } => {
                terms(table, rows);
                if let Act::Set(text) = act {
                    cell(table, column, text);
                }
            }
            Self::RemoveRows { table, rows } => terms(table, rows),
            Self::AddRow { table, cells } => cells.iter_mut().for_each(|(column, text)| cell(table, column, text)),
            Self::Assume { filter, .. } => {
                for term in filter {
                    if let Some((.., today)) = former::words_of("", "filter", term) {
                        *term = today;
                    }
                }
            }
            Self::Setting { .. } | Self::SingleScenario { .. } | Self::Attack { .. } => return Cow::Borrowed(self),
        }
        Cow::Owned(edit)
    }
}

/// Terms `column=pattern` that select rows.
fn terms(table: &str, rows: &mut [String]) {
    for term in rows {
        if let Some((column, pattern)) = term.split_once('=') {
            let mut text = Text(pattern.to_string());
            cell(table, column, &mut text);
            *term = format!("{column}={}", text.0);
        }
    }
}

fn cell(table: &str, column: &str, text: &mut Text) {
    let (table, column) = (former::table(table).unwrap_or(table), column.trim());
    let column = former::column(table, column).unwrap_or(column);
    if let Some((.., today)) = former::words_of(table, column, text.0.trim()) {
        text.0 = today;
    }
}
