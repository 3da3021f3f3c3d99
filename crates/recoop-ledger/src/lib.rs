#![doc = include_str!("../README.md")]

mod ledger;
mod postgres;
mod rows;
mod sheets;
mod sqlite;
mod store;

pub use ledger::Ledger;
pub use postgres::PostgresStore;
pub use sheets::workbook;
pub use sqlite::SqliteStore;
pub use store::{LedgerError, Row, Store};
