//! What the edits of a set touch, and pairs that touch the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A cell, a row (no column) or a setting.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Cell((&'static str, usize), Option<usize>),
    Setting(&'static str),
}

/// What edits of a set touch.
#[derive(Default)]
pub(super) struct Claims {
    cells: HashMap<(&'static str, usize, Option<usize>), usize>,
    /// By row, an edit of any cell of it.
    rows: HashMap<(&'static str, usize), BTreeSet<usize>>,
    settings: HashMap<&'static str, usize>,
    /// Pairs of edits, each with the first place that both touch.
    pub conflicts: BTreeMap<(usize, usize), Place>,
}

impl Claims {
    fn clash(&mut self, first: usize, second: usize, place: Place) {
        if first != second {
            self.conflicts.entry((first.min(second), first.max(second))).or_insert(place);
        }
    }

    /// Claims a cell, or a row that goes.
    pub fn cell(&mut self, row: (&'static str, usize), column: Option<usize>, edit: usize) {
        let place = Place::Cell(row, column);
        let other = *self.cells.entry((row.0, row.1, column)).or_insert(edit);
        self.clash(other, edit, place);
        // A row that goes takes its cells along.
        let rivals: Vec<usize> = match column {
            Some(_) => self.cells.get(&(row.0, row.1, None)).copied().into_iter().collect(),
            None => self.rows.get(&row).into_iter().flatten().copied().collect(),
        };
        for rival in rivals {
            self.clash(rival, edit, Place::Cell(row, None));
        }
        if column.is_some() {
            self.rows.entry(row).or_default().insert(edit);
        }
    }

    pub fn setting(&mut self, path: &'static str, edit: usize) {
        let other = *self.settings.entry(path).or_insert(edit);
        self.clash(other, edit, Place::Setting(path));
    }
}
