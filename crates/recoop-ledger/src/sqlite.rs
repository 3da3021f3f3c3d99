//! Books in one SQLite file.

use std::path::Path;

use recoop_books::Settings;
use recoop_books::entry::Entry;
use rusqlite::{Connection, ErrorCode, OpenFlags, params};

use crate::rows::{LineCells, SCHEMA, TABLES, entry_of, record_of, to_json};
use crate::store::{LedgerError, Row, Store, Stored};

/// One SQLite file. A commit returns when it is synced.
#[derive(Debug)]
pub struct SqliteStore(Connection);

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        match error.sqlite_error_code() {
            // A position or an id that is taken: somebody else posted.
            Some(ErrorCode::ConstraintViolation | ErrorCode::DatabaseBusy) => LedgerError::Behind,
            _ => LedgerError::Store(error.to_string()),
        }
    }
}

impl SqliteStore {
    /// Creates the file for new books.
    ///
    /// # Errors
    /// A file that is there, a folder that cannot be written.
    pub fn create(path: &Path) -> Result<SqliteStore, LedgerError> {
        if path.exists() {
            return Err(LedgerError::Exists);
        }
        SqliteStore::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens the file of books.
    ///
    /// # Errors
    /// A file that is not there, or is none of SQLite.
    pub fn open(path: &Path) -> Result<SqliteStore, LedgerError> {
        if !path.exists() {
            return Err(LedgerError::Missing);
        }
        SqliteStore::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<SqliteStore, LedgerError> {
        let connection = Connection::open_with_flags(path, flags)?;
        // One file with a log beside it while it is open; FULL syncs the log at every commit.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok(SqliteStore(connection))
    }
}

impl Store for SqliteStore {
    fn begin(&mut self, settings: &Settings) -> Result<(), LedgerError> {
        let tables: i64 =
            self.0.query_row("SELECT count(*) FROM sqlite_master WHERE name = 'books'", [], |row| row.get(0))?;
        if tables > 0 {
            return Err(LedgerError::Exists);
        }
        let transaction = self.0.transaction()?;
        transaction.execute_batch(TABLES)?;
        transaction.execute("INSERT INTO books VALUES (1, ?1, ?2)", params![SCHEMA, to_json(settings)?])?;
        Ok(transaction.commit()?)
    }

    fn load(&mut self) -> Result<Stored, LedgerError> {
        // One transaction, so that documents and entries are of one moment.
        let transaction = self.0.transaction()?;
        let first = transaction.query_row("SELECT schema_version, settings FROM books", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        });
        let (version, settings) = first.map_err(|_| LedgerError::Missing)?;
        if version != SCHEMA {
            return Err(LedgerError::Damaged(format!(
                "its tables are of version {version}, this program knows {SCHEMA}"
            )));
        }
        let settings = serde_json::from_str(&settings).map_err(|error| LedgerError::Damaged(error.to_string()))?;
        let mut query = transaction.prepare("SELECT position, body FROM documents ORDER BY position")?;
        let mut records = Vec::new();
        for row in query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))? {
            let (position, body) = row?;
            if position != records.len() as i64 + 1 {
                return Err(LedgerError::Damaged(format!("document {} is missing", records.len() + 1)));
            }
            records.push(record_of(&body)?);
        }
        let mut query = transaction.prepare("SELECT hash FROM entries ORDER BY number")?;
        let hashes = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Stored { settings, records, hashes })
    }

    fn entries(&mut self) -> Result<Vec<Entry>, LedgerError> {
        let mut query = self.0.prepare("SELECT body FROM entries ORDER BY number")?;
        let bodies: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        bodies.iter().map(|body| entry_of(body)).collect()
    }

    fn append(&mut self, rows: &[Row<'_>]) -> Result<(), LedgerError> {
        let transaction = self.0.transaction()?;
        {
            let mut documents =
                transaction.prepare_cached("INSERT INTO documents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
            let mut entries = transaction.prepare_cached("INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            let mut lines =
                transaction.prepare_cached("INSERT INTO lines VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
            for Row { position, record, entry } in rows {
                let approver = record.approver.as_ref().map(|user| user.as_str());
                let (date, kind) = (record.date.to_string(), record.document.kind().as_str());
                documents.execute(params![
                    position,
                    record.id.as_str(),
                    date,
                    kind,
                    record.maker.as_str(),
                    approver,
                    record.at,
                    to_json(record)?
                ])?;
                let Some(entry) = entry else { continue };
                let number = entry.number as i64;
                entries.execute(params![number, entry.document.as_str(), date, kind, entry.hash, to_json(entry)?])?;
                for (at, line) in entry.lines.iter().enumerate() {
                    let c = LineCells::of(line);
                    lines.execute(params![
                        number, at as i64, c.account, c.member, c.pool, c.unit, c.year, c.legal, c.cents
                    ])?;
                }
            }
        }
        Ok(transaction.commit()?)
    }
}
