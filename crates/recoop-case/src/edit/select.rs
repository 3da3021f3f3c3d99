//! Which rows of a table an edit names.

use super::text::exact;
use crate::pattern::Pattern;
use crate::tables::TableRow;

/// Terms that a row has to pass.
pub(super) struct Selection(Vec<Term>);

enum Term {
    /// The row at a position.
    Row(usize),
    /// A cell, by the position of its column.
    Cell(usize, Test),
}

enum Test {
    Blank,
    Exact(String),
    Pattern(Pattern),
    Range(i64, i64),
}

impl Selection {
    /// Reads terms `column=pattern` over the columns of a table.
    ///
    /// # Errors
    /// The first term that cannot be read, and why.
    pub fn parse<R: TableRow>(terms: &[String]) -> Result<Self, String> {
        terms
            .iter()
            .map(|term| Term::parse::<R>(term).map_err(|why| format!("`{term}`: {why}")))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Positions of the rows that pass.
    pub fn rows<R: TableRow>(&self, rows: &[R]) -> Vec<usize> {
        let passes = |(at, row): (usize, &R)| self.0.iter().all(|term| term.passes(at, row)).then_some(at);
        rows.iter().enumerate().filter_map(passes).collect()
    }
}

impl Term {
    fn parse<R: TableRow>(term: &str) -> Result<Self, String> {
        if let Some(number) = term.strip_prefix('#') {
            let row = number.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            return row.map(Self::Row).ok_or_else(|| "expected the number of a row, from 1".to_string());
        }
        let (column, pattern) = term.split_once('=').ok_or("expected `column=pattern`")?;
        let (column, pattern) = (column.trim(), pattern.trim());
        let at = R::column(column).ok_or_else(|| super::rows::no_column::<R>(column))?;
        let whole = R::COLUMNS[at].kind == <i32 as crate::cell::Cell>::KIND;
        let test = if pattern.is_empty() {
            Test::Blank
        } else if let Some(text) = exact(pattern) {
            Test::Exact(text)
        } else if let (true, Some((first, last))) = (whole, pattern.split_once("..")) {
            let end = |text: &str, open: i64| match text.trim() {
                "" => Ok(open),
                text => text.parse().map_err(|_| format!("expected whole numbers around `..`, found `{text}`")),
            };
            Test::Range(end(first, i64::MIN)?, end(last, i64::MAX)?)
        } else {
            let pattern = Pattern::parse(pattern)?;
            if pattern.kind().is_some() {
                return Err("`kind:` is for filters; name the materials".to_string());
            }
            Test::Pattern(pattern)
        };
        Ok(Self::Cell(at, test))
    }

    fn passes<R: TableRow>(&self, position: usize, row: &R) -> bool {
        let (at, test) = match self {
            Self::Row(wanted) => return *wanted == position,
            Self::Cell(at, test) => (*at, test),
        };
        let Some(cell) = row.cell(at) else { return false };
        match test {
            Test::Blank => cell.is_blank(),
            Test::Exact(text) => cell.text() == *text,
            Test::Pattern(pattern) => cell.items().iter().any(|item| pattern.matches_id(item)),
            Test::Range(first, last) => {
                cell.items().iter().any(|item| item.parse().is_ok_and(|value: i64| (*first..=*last).contains(&value)))
            }
        }
    }
}
