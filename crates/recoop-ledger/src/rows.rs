//! Documents and entries as cells: the same in both stores.

use recoop_books::Record;
use recoop_books::entry::{Entry, Line};

use crate::store::LedgerError;

/// Version of the tables.
pub(crate) const SCHEMA: i64 = 1;

/// Tables. Money is in cents; documents and entries are kept whole as JSON beside the columns that people query.
pub(crate) const TABLES: &str = "
CREATE TABLE books (one BIGINT PRIMARY KEY CHECK (one = 1), schema_version BIGINT NOT NULL, settings TEXT NOT NULL);
CREATE TABLE documents (
    position BIGINT PRIMARY KEY, id TEXT NOT NULL UNIQUE, date TEXT NOT NULL, kind TEXT NOT NULL,
    maker TEXT NOT NULL, approver TEXT, posted_at TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE entries (
    number BIGINT PRIMARY KEY, document TEXT NOT NULL UNIQUE, date TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE lines (
    entry BIGINT NOT NULL, position BIGINT NOT NULL, account TEXT NOT NULL, member TEXT, pool TEXT, unit TEXT, year BIGINT, legal TEXT,
    cents BIGINT NOT NULL, PRIMARY KEY (entry, position));
";

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::Store(error.to_string()))
}

pub(crate) fn record_of(body: &str) -> Result<Record, LedgerError> {
    serde_json::from_str(body).map_err(|error| LedgerError::Damaged(format!("a document cannot be read: {error}")))
}

pub(crate) fn entry_of(body: &str) -> Result<Entry, LedgerError> {
    serde_json::from_str(body).map_err(|error| LedgerError::Damaged(format!("an entry cannot be read: {error}")))
}

/// Cells of a line: account, member, pool, unit, year, legal kind, cents.
pub(crate) struct LineCells<'a> {
    pub(crate) account: &'static str,
    pub(crate) member: Option<&'a str>,
    pub(crate) pool: Option<&'a str>,
    pub(crate) unit: Option<&'a str>,
    pub(crate) year: Option<i64>,
    pub(crate) legal: Option<&'static str>,
    pub(crate) cents: i64,
}

impl<'a> LineCells<'a> {
    pub(crate) fn of(line: &'a Line) -> LineCells<'a> {
        let account = &line.account;
        LineCells {
            account: account.kind.as_str(),
            member: account.member.as_ref().map(|id| id.as_str()),
            pool: account.pool.as_ref().map(|id| id.as_str()),
            unit: account.unit.as_ref().map(|id| id.as_str()),
            year: account.year.map(i64::from),
            legal: line.legal.map(|legal| legal.as_str()),
            cents: line.cents.0,
        }
    }
}
