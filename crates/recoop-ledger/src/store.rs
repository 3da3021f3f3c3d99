//! What a place for books has to do: begin, load, append. Nothing is ever changed or deleted.

use recoop_books::entry::Entry;
use recoop_books::{Record, Refused, Settings};

/// Why a ledger cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The books refuse a document.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The file or the server fails.
    #[error("the ledger cannot be read or written: {0}")]
    Store(String),
    /// Somebody else posted since the ledger was opened.
    #[error("another process posted to the ledger since it was opened; open it again")]
    Behind,
    /// There are books already.
    #[error("the ledger holds books already; choose another place")]
    Exists,
    /// There are no books.
    #[error("there are no books here; begin with `init`")]
    Missing,
    /// What is stored contradicts itself.
    #[error("the ledger is damaged: {0}")]
    Damaged(String),
}

/// A posted document on its way to the store.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Position among all documents, from 1.
    pub position: i64,
    /// Document.
    pub record: &'a Record,
    /// Its entry, if it made one.
    pub entry: Option<&'a Entry>,
}

/// Everything that is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Settings.
    pub settings: Settings,
    /// Documents in the order of posting.
    pub records: Vec<Record>,
    /// Hashes of the entries in their order.
    pub hashes: Vec<String>,
}

/// A place for books. Implementations acknowledge an append only when it is on the disk, whole.
pub trait Store {
    /// Begins books with their settings.
    ///
    /// # Errors
    /// Books that are there already, a place that cannot be written.
    fn begin(&mut self, settings: &Settings) -> Result<(), LedgerError>;

    /// Reads everything.
    ///
    /// # Errors
    /// No books, a place that cannot be read, content of another form.
    fn load(&mut self) -> Result<Stored, LedgerError>;

    /// Reads the journal alone, for an audit that sees nothing else.
    ///
    /// # Errors
    /// A place that cannot be read, content of another form.
    fn entries(&mut self) -> Result<Vec<Entry>, LedgerError>;

    /// Appends documents in one transaction.
    ///
    /// # Errors
    /// `Behind` where a position is taken; a place that cannot be written.
    fn append(&mut self, rows: &[Row<'_>]) -> Result<(), LedgerError>;
}
