//! Statements as typed documents. Renderers (HTML, CSV) know no accounting; builders know no layout. The same books give the same bytes:
//! no clock, user or locale is read.

mod balance;
mod call;
mod capital;
mod csv_text;
mod equity;
mod html;
mod notice;
mod operations;
mod settlement;
mod tax;
mod thorium;
mod worksheet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use balance::balance_sheet;
pub use call::cash_call;
pub use capital::capital_account;
pub use csv_text::to_csv;
pub use equity::{EquityMovement, equity_movements, members_equity};
pub use html::to_html;
pub use notice::patronage_notice;
pub use operations::operations;
pub use settlement::delivery_settlement;
pub use tax::{boxes_of, tax_sheet};
pub use thorium::thorium_ledger;
pub use worksheet::patronage_worksheet;

use crate::amount::{Cents, Grams, Ppm};
use crate::books::Books;

/// A value in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text.
    Text(String),
    /// US dollars.
    Money(Cents),
    /// Kilograms.
    Weight(Grams),
    /// Share of one.
    Share(Ppm),
}

impl Value {
    /// Returns the value as it is written, without separators of thousands.
    pub fn plain(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Money(cents) => cents.to_string(),
            Value::Weight(grams) => grams.to_string(),
            Value::Share(share) => share.to_string(),
        }
    }

    /// Whether the value is a number.
    pub fn is_number(&self) -> bool {
        !matches!(self, Value::Text(_))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_string())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<Cents> for Value {
    fn from(cents: Cents) -> Value {
        Value::Money(cents)
    }
}

impl From<Grams> for Value {
    fn from(grams: Grams) -> Value {
        Value::Weight(grams)
    }
}

impl From<Ppm> for Value {
    fn from(share: Ppm) -> Value {
        Value::Share(share)
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Values, one for each column.
    pub values: Vec<Value>,
    /// Whether it is a sum.
    pub total: bool,
}

/// A table with its unit in the title or the column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Title.
    pub title: String,
    /// Columns.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Returns an empty table.
    pub fn new(title: &str, columns: &[&str]) -> Table {
        Table {
            title: title.to_string(),
            columns: columns.iter().map(|c| (*c).to_string()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, values: Vec<Value>) {
        debug_assert_eq!(values.len(), self.columns.len());
        self.rows.push(Row { values, total: false });
    }

    /// Adds a sum.
    pub fn total(&mut self, values: Vec<Value>) {
        debug_assert_eq!(values.len(), self.columns.len());
        self.rows.push(Row { values, total: true });
    }
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Title.
    pub title: String,
    /// Cooperative.
    pub cooperative: String,
    /// For whom or what, in one line.
    pub subject: String,
    /// Day or period.
    pub period: String,
    /// Basis of accounting.
    pub basis: String,
    /// Version, from 1.
    pub version: u32,
    /// Whether every page says `draft`.
    pub draft: bool,
    /// Whether the figures are invented.
    pub synthetic: bool,
    /// Notes below the tables.
    pub notes: Vec<String>,
    /// Tables.
    pub tables: Vec<Table>,
}

/// A statement that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoStatement(pub String);

impl Statement {
    pub(crate) fn new(books: &Books, title: &str, subject: String, period: String, until: Date) -> Statement {
        let settings = books.settings();
        let mut notes = vec!["Unaudited. Prepared from the books; not legal or tax advice.".to_string()];
        // A reopening after a close is printed on what follows it.
        for reopening in books.state().reopenings.iter().filter(|reopening| reopening.month.last_day() <= until) {
            let (first, second) = &reopening.by;
            notes.push(format!(
                "{} was reopened on {} by {first} and {second}: {}",
                reopening.month, reopening.date, reopening.reason
            ));
        }
        Statement {
            title: title.to_string(),
            cooperative: settings.name.clone(),
            subject,
            period,
            basis: settings.basis.clone(),
            version: 1,
            draft: false,
            synthetic: settings.synthetic,
            notes,
            tables: Vec::new(),
        }
    }

    /// Returns the statement as the next version of one that was given before, with what changed. Without a change it is the earlier one.
    #[must_use]
    pub fn reissue(mut self, before: &Statement) -> Statement {
        let mut changes = Vec::new();
        for table in &self.tables {
            let old = before.tables.iter().find(|other| other.title == table.title);
            for (position, row) in table.rows.iter().enumerate() {
                let name = row.values.first().map(Value::plain).unwrap_or_default();
                match old.and_then(|old| old.rows.get(position)) {
                    Some(other) if other == row => {}
                    Some(other) => changes.extend(changed(table, &name, other, row)),
                    None => changes.push(format!("{}: row `{name}` is new", table.title)),
                }
            }
            let gone = old.map_or(0, |old| old.rows.len().saturating_sub(table.rows.len()));
            if gone > 0 {
                changes.push(format!("{}: {gone} rows fell away", table.title));
            }
        }
        if changes.is_empty() {
            return before.clone();
        }
        self.version = before.version + 1;
        self.notes.push(format!(
            "Version {} replaces version {}. What changed: {}.",
            self.version,
            before.version,
            changes.join("; ")
        ));
        self
    }
}

fn changed(table: &Table, name: &str, old: &Row, new: &Row) -> Vec<String> {
    let cells = table.columns.iter().zip(old.values.iter().zip(&new.values)).filter(|(_, (a, b))| a != b);
    cells.map(|(column, (a, b))| format!("{}, {name}, {column}: {} to {}", table.title, a.plain(), b.plain())).collect()
}
