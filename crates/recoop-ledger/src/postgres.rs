//! Books in a PostgreSQL database.

use std::io::Write;

use postgres::error::SqlState;
use postgres::{Client, NoTls, Transaction};
use recoop_books::Settings;
use recoop_books::entry::Entry;

use crate::rows::{LineCells, SCHEMA, TABLES, entry_of, record_of, to_json};
use crate::store::{LedgerError, Row, Store, Stored};

/// A connection to a database. A commit returns when the server has synced it.
pub struct PostgresStore(Client);

impl From<postgres::Error> for LedgerError {
    fn from(error: postgres::Error) -> LedgerError {
        match error.code() {
            Some(code) if *code == SqlState::UNIQUE_VIOLATION || *code == SqlState::T_R_SERIALIZATION_FAILURE => {
                LedgerError::Behind
            }
            _ => LedgerError::Store(
                error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_string()),
            ),
        }
    }
}

impl PostgresStore {
    /// Connects to a database, by parameters as `libpq` has them: `host=/run/postgresql user=books dbname=books`.
    ///
    /// # Errors
    /// A server that does not answer or refuses.
    pub fn connect(parameters: &str) -> Result<PostgresStore, LedgerError> {
        let mut client = Client::connect(parameters, NoTls)?;
        // Whatever the server's default: acknowledged is synced.
        client.batch_execute("SET synchronous_commit = on; SET default_transaction_isolation = 'serializable'; SET client_min_messages = warning")?;
        Ok(PostgresStore(client))
    }
}

impl Store for PostgresStore {
    fn begin(&mut self, settings: &Settings) -> Result<(), LedgerError> {
        let there: bool = self.0.query_one("SELECT to_regclass('books') IS NOT NULL", &[])?.get(0);
        if there {
            return Err(LedgerError::Exists);
        }
        let mut transaction = self.0.transaction()?;
        transaction.batch_execute(TABLES)?;
        transaction.execute("INSERT INTO books VALUES (1, $1, $2)", &[&SCHEMA, &to_json(settings)?])?;
        Ok(transaction.commit()?)
    }

    fn load(&mut self) -> Result<Stored, LedgerError> {
        let there: bool = self.0.query_one("SELECT to_regclass('books') IS NOT NULL", &[])?.get(0);
        if !there {
            return Err(LedgerError::Missing);
        }
        let mut transaction = self.0.transaction()?;
        let first =
            transaction.query_opt("SELECT schema_version, settings FROM books", &[])?.ok_or(LedgerError::Missing)?;
        let version: i64 = first.get(0);
        if version != SCHEMA {
            return Err(LedgerError::Damaged(format!(
                "its tables are of version {version}, this program knows {SCHEMA}"
            )));
        }
        let settings = serde_json::from_str(first.get(1)).map_err(|error| LedgerError::Damaged(error.to_string()))?;
        let mut records = Vec::new();
        for row in transaction.query("SELECT position, body FROM documents ORDER BY position", &[])? {
            if row.get::<_, i64>(0) != records.len() as i64 + 1 {
                return Err(LedgerError::Damaged(format!("document {} is missing", records.len() + 1)));
            }
            records.push(record_of(row.get(1))?);
        }
        let hashes =
            transaction.query("SELECT hash FROM entries ORDER BY number", &[])?.iter().map(|row| row.get(0)).collect();
        Ok(Stored { settings, records, hashes })
    }

    fn entries(&mut self) -> Result<Vec<Entry>, LedgerError> {
        self.0.query("SELECT body FROM entries ORDER BY number", &[])?.iter().map(|row| entry_of(row.get(0))).collect()
    }

    fn append(&mut self, rows: &[Row<'_>]) -> Result<(), LedgerError> {
        let (mut documents, mut entries, mut lines) = (String::new(), String::new(), String::new());
        for Row { position, record, entry } in rows {
            let (date, kind) = (record.date.to_string(), record.document.kind().as_str());
            let approver = record.approver.as_ref().map(|user| user.as_str());
            let position = position.to_string();
            let body = to_json(record)?;
            copy_row(
                &mut documents,
                &[
                    Some(&position),
                    Some(record.id.as_str()),
                    Some(&date),
                    Some(kind),
                    Some(record.maker.as_str()),
                    approver,
                    Some(&record.at),
                    Some(&body),
                ],
            );
            let Some(entry) = entry else { continue };
            let (number, body) = (entry.number.to_string(), to_json(entry)?);
            copy_row(
                &mut entries,
                &[
                    Some(&number),
                    Some(entry.document.as_str()),
                    Some(&date),
                    Some(kind),
                    Some(&entry.hash),
                    Some(&body),
                ],
            );
            for (at, line) in entry.lines.iter().enumerate() {
                let c = LineCells::of(line);
                let (at, year, cents) = (at.to_string(), c.year.map(|year| year.to_string()), c.cents.to_string());
                copy_row(
                    &mut lines,
                    &[
                        Some(&number),
                        Some(&at),
                        Some(c.account),
                        c.member,
                        c.pool,
                        c.unit,
                        year.as_deref(),
                        c.legal,
                        Some(&cents),
                    ],
                );
            }
        }
        let mut transaction = self.0.transaction()?;
        copy(&mut transaction, "documents", &documents)?;
        copy(&mut transaction, "entries", &entries)?;
        copy(&mut transaction, "lines", &lines)?;
        Ok(transaction.commit()?)
    }
}

fn copy(transaction: &mut Transaction<'_>, table: &str, text: &str) -> Result<(), LedgerError> {
    if text.is_empty() {
        return Ok(());
    }
    let mut writer = transaction.copy_in(&format!("COPY {table} FROM STDIN"))?;
    writer.write_all(text.as_bytes()).map_err(|error| LedgerError::Store(error.to_string()))?;
    writer.finish()?;
    Ok(())
}

/// A row in the text form of COPY.
fn copy_row(text: &mut String, cells: &[Option<&str>]) {
    for (position, cell) in cells.iter().enumerate() {
        if position > 0 {
            text.push('\t');
        }
        let Some(cell) = cell else {
            text.push_str("\\N");
            continue;
        };
        for c in cell.chars() {
            match c {
                '\\' => text.push_str("\\\\"),
                '\t' => text.push_str("\\t"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                c => text.push(c),
            }
        }
    }
    text.push('\n');
}
