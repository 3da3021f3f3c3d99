//! Books with a place: what is acknowledged is stored.

use recoop_books::entry::Entry;
use recoop_books::{Books, Record, Settings};

use crate::store::{LedgerError, Row, Store};

/// Books kept in a store.
#[derive(Debug)]
pub struct Ledger<S> {
    books: Books,
    store: S,
}

impl<S: Store> Ledger<S> {
    /// Begins books.
    ///
    /// # Errors
    /// Books that are there already, a place that cannot be written.
    pub fn init(mut store: S, settings: Settings) -> Result<Ledger<S>, LedgerError> {
        store.begin(&settings)?;
        Ok(Ledger { books: Books::new(settings), store })
    }

    /// Opens books: every document is posted again, and the entries that this makes are compared with those that are stored.
    ///
    /// # Errors
    /// No books, a place that cannot be read, entries that are not those of the documents.
    pub fn open(mut store: S) -> Result<Ledger<S>, LedgerError> {
        let stored = store.load()?;
        let books = Books::replay(stored.settings, stored.records)
            .map_err(|refused| LedgerError::Damaged(format!("a stored document is refused: {refused}")))?;
        let ours = books.entries().iter().map(|entry| entry.hash.as_str());
        if books.entries().len() != stored.hashes.len() || !ours.eq(stored.hashes.iter().map(String::as_str)) {
            return Err(LedgerError::Damaged("the stored entries are not those of the stored documents".to_string()));
        }
        Ok(Ledger { books, store })
    }

    /// Posts one document. When this returns, it is on the disk.
    ///
    /// # Errors
    /// Faults of the document; a store that fails, after which nothing is kept.
    pub fn post(&mut self, record: Record) -> Result<(), LedgerError> {
        self.post_all(vec![record])
    }

    /// Posts documents in one transaction: all of them or none.
    ///
    /// # Errors
    /// Faults of all documents that are refused; a store that fails, after which nothing is kept.
    pub fn post_all(&mut self, records: Vec<Record>) -> Result<(), LedgerError> {
        let before = self.books.records().len();
        self.books.post_all(records)?;
        let rows: Vec<Row<'_>> = self.books.records()[before..]
            .iter()
            .zip(before as i64 + 1..)
            .map(|(record, position)| Row { position, record, entry: self.books.entry_of(&record.id) })
            .collect();
        if let Err(error) = self.store.append(&rows) {
            let kept = self.books.records()[..before].to_vec();
            self.books = Books::replay(self.books.settings().clone(), kept)?;
            return Err(error);
        }
        Ok(())
    }

    /// Returns the books.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// Reads the journal from the store, past the books in memory.
    ///
    /// # Errors
    /// A place that cannot be read, content of another form.
    pub fn stored_entries(&mut self) -> Result<Vec<Entry>, LedgerError> {
        self.store.entries()
    }
}
