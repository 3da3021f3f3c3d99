//! Cells and rows of one table, whatever its type.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::select::Selection;
use super::yearly::act;
use super::{Act, Text};
use crate::cell::AnyCell;
use crate::check::nearest::nearest;
use crate::each_table;
use crate::former;
use crate::tables::*;

/// Something done with the rows of a table.
pub(super) trait Visit {
    type Out;
    fn visit<R: TableRow>(self, tables: &Tables, rows: &[R]) -> Self::Out;
}

/// Something done to the rows of a table.
pub(super) trait VisitMut {
    type Out;
    fn visit<R: TableRow>(self, rows: &mut Vec<R>) -> Self::Out;
}

macro_rules! visits {
    ($($field:ident : $row:ident,)+) => {
        /// Visits a table by its name; none when there is no such table.
        pub(super) fn visit<V: Visit>(tables: &Tables, table: &str, visitor: V) -> Option<V::Out> {
            let table = former::table(table).unwrap_or(table);
            $( if table == <$row as TableRow>::TABLE {
                return Some(visitor.visit(tables, &tables.$field));
            } )+
            None
        }

        /// Visits a table by its name to change it; none when there is no such table.
        pub(super) fn visit_mut<V: VisitMut>(tables: &mut Tables, table: &str, visitor: V) -> Option<V::Out> {
            let table = former::table(table).unwrap_or(table);
            $( if table == <$row as TableRow>::TABLE {
                return Some(visitor.visit(&mut tables.$field));
            } )+
            None
        }

        const NAMES: &[&str] = &[$(<$row as TableRow>::TABLE),+];
    };
}
each_table!(visits);

/// The message about a table that there is not.
pub(super) fn no_table(table: &str) -> String {
    format!("there is no table `{table}`{}", meant(table, NAMES.iter().copied()))
}

/// The message about a column that there is not.
pub(super) fn no_column<R: TableRow>(column: &str) -> String {
    let names = R::COLUMNS.iter().map(|column| column.name);
    format!("`{}` has no column `{column}`{}", R::TABLE, meant(column, names))
}

/// The message about a setting that there is not.
pub(super) fn no_setting(path: &str) -> String {
    format!("there is no setting `{path}`{}", meant(path, crate::settings::Settings::PATHS.iter().copied()))
}

fn meant<'a>(word: &'a str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(word, known).map_or_else(String::new, |name| format!(", did you mean `{name}`?"))
}

/// What a row is called in messages: table and key, or its number.
pub(super) fn row_name<R: TableRow>(at: usize, row: &R) -> String {
    let key = row.key();
    if key.is_empty() { format!("`{} #{}`", R::TABLE, at + 1) } else { format!("`{} {key}`", R::TABLE) }
}

/// Cells of a column that an edit selects.
#[derive(Debug)]
pub(super) struct Found {
    pub table: &'static str,
    /// Position of the column; none for whole rows.
    pub column: Option<usize>,
    /// Rows, each with the number that its blank cell stands for.
    pub rows: Vec<(usize, Option<f64>)>,
}

/// Why cells or rows cannot be found.
pub(super) enum Lost {
    Unknown(String),
    Selection(String),
    Nothing(String),
}

/// Selects the cells of a column, or rows.
pub(super) struct Find<'e> {
    pub rows: &'e [String],
    pub column: Option<&'e str>,
}

impl Visit for Find<'_> {
    type Out = Result<Found, Lost>;

    fn visit<R: TableRow>(self, tables: &Tables, rows: &[R]) -> Self::Out {
        let column = match self.column {
            Some(name) => Some(R::column(name).ok_or_else(|| Lost::Unknown(no_column::<R>(name)))?),
            None => None,
        };
        let selection = Selection::parse::<R>(self.rows).map_err(Lost::Selection)?;
        let found = selection.rows(rows);
        if found.is_empty() {
            let why = if rows.is_empty() { "the table is empty" } else { "no row is selected" };
            return Err(Lost::Nothing(why.to_string()));
        }
        let blank = |at: usize| column.and_then(|column| stands_for(tables, &rows[at], column));
        Ok(Found { table: R::TABLE, column, rows: found.into_iter().map(|at| (at, blank(at))).collect() })
    }
}

/// The number that a blank cell stands for: that of the technology for a plant, else the default of the column.
fn stands_for<R: TableRow>(tables: &Tables, row: &R, column: usize) -> Option<f64> {
    if !row.cell(column)?.is_blank() {
        return None;
    }
    let number = |text: &str| text.parse().ok();
    if R::TABLE == FacilityRow::TABLE {
        let technology = row.text("technology")?;
        let kind = tables.technologies.iter().find(|kind| kind.id == technology)?;
        if let Some(at) = TechnologyRow::column(R::COLUMNS[column].name).filter(|_| is_taken_over(&R::COLUMNS[column]))
        {
            let own = kind.cell(at)?.text();
            return number(&own).or_else(|| TechnologyRow::COLUMNS[at].default.and_then(number));
        }
    }
    R::COLUMNS[column].default.and_then(number)
}

/// Whether a blank column of a plant takes the technology's value.
fn is_taken_over(column: &Column) -> bool {
    TechnologyRow::COLUMNS.iter().any(|of| of.name == column.name)
        && !["id", "name", "source", "confidence", "note"].contains(&column.name)
}

/// Changes cells. Gives the number of cells that were changed, and what they could not hold.
pub(super) struct Change<'e> {
    pub found: &'e Found,
    pub act: &'e Act,
}

impl VisitMut for Change<'_> {
    type Out = (usize, Vec<(String, String)>);

    fn visit<R: TableRow>(self, rows: &mut Vec<R>) -> Self::Out {
        let (mut changed, mut bad) = (0, Vec::new());
        let Some(column) = self.found.column else { return (0, bad) };
        for (at, blank) in &self.found.rows {
            let Some(cell) = rows[*at].cell_mut(column) else { continue };
            match reshape(cell, *blank, self.act) {
                Ok(true) => changed += 1,
                Ok(false) => {}
                Err(why) => {
                    let place = row_name(*at, &rows[*at]);
                    bad.push((format!("{place} `{}`", R::COLUMNS[column].name), why));
                }
            }
        }
        (changed, bad)
    }
}

/// Applies an act to a value. `false`: it is a blank that stands for no number.
pub(super) fn reshape(cell: &mut dyn AnyCell, blank: Option<f64>, it: &Act) -> Result<bool, String> {
    match it {
        Act::Set(text) => cell.put(text.0.trim()).map(|()| true),
        Act::Multiply(number) => cell.revise(blank, &|value| act(Action::Multiply, *number, value)),
        Act::Add(number) => cell.revise(blank, &|value| act(Action::Add, *number, value)),
    }
}

/// Removes rows.
pub(super) struct Remove<'e>(pub &'e BTreeSet<usize>);

impl VisitMut for Remove<'_> {
    type Out = ();

    fn visit<R: TableRow>(self, rows: &mut Vec<R>) {
        let mut at = 0;
        rows.retain(|_| {
            at += 1;
            !self.0.contains(&(at - 1))
        });
    }
}

/// Adds a row. Gives its name, or the columns and cells that cannot be.
pub(super) struct Add<'e>(pub &'e BTreeMap<String, Text>);

impl VisitMut for Add<'_> {
    type Out = Result<String, Vec<(String, String)>>;

    fn visit<R: TableRow>(self, rows: &mut Vec<R>) -> Self::Out {
        let unknown = |name: &&String| R::column(name).is_none();
        let mut bad: Vec<(String, String)> =
            self.0.keys().filter(unknown).map(|name| (format!("`{}`", R::TABLE), no_column::<R>(name))).collect();
        let cell = |at: usize| {
            self.0.iter().find(|(name, _)| R::column(name) == Some(at)).map_or("", |(_, text)| text.0.trim())
        };
        let row = R::read(cell, |at, why| bad.push((format!("`{} {}`", R::TABLE, R::COLUMNS[at].name), why)));
        let Some(row) = row.filter(|_| bad.is_empty()) else { return Err(bad) };
        let name = row_name(rows.len(), &row);
        rows.push(row);
        Ok(name)
    }
}

/// Names the first row whose key another row has; none of a table without key.
pub(super) struct Twice;

impl Visit for Twice {
    type Out = Option<String>;

    fn visit<R: TableRow>(self, _: &Tables, rows: &[R]) -> Self::Out {
        if R::KEY.is_empty() {
            return None;
        }
        let mut seen = HashSet::with_capacity(rows.len());
        rows.iter().enumerate().find(|(_, row)| !seen.insert(row.key())).map(|(at, row)| row_name(at, row))
    }
}

/// Whether the table has a key with a column in it, and names of rows.
pub(super) struct RowName(pub usize);

impl Visit for RowName {
    type Out = String;

    fn visit<R: TableRow>(self, _: &Tables, rows: &[R]) -> Self::Out {
        rows.get(self.0).map_or_else(String::new, |row| row_name(self.0, row))
    }
}

/// The name of a column, and whether it is part of the key.
pub(super) struct Header(pub usize);

impl Visit for Header {
    type Out = (&'static str, bool);

    fn visit<R: TableRow>(self, _: &Tables, _: &[R]) -> Self::Out {
        let name = R::COLUMNS[self.0].name;
        (name, R::KEY.contains(&name))
    }
}
