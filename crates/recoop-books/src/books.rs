//! The books: the general ledger and the documents that made it. One way in: `post`.

use std::ops::Deref;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::documents::Document;
use crate::entry::Entry;
use crate::fault::{Fault, Refused};
use crate::ids::{DocumentId, UserId};
use crate::ledger::GeneralLedger;
pub use crate::ledger::Settings;
use crate::post::{Draft, Head, Undo};

/// A document with who made it and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Id, once in the books.
    pub id: DocumentId,
    /// Day on which it counts.
    pub date: Date,
    /// Time of posting as the caller has it; the books read no clock.
    pub at: String,
    /// Maker.
    pub maker: UserId,
    /// Approver, where the document needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<UserId>,
    /// The document.
    pub document: Document,
}

impl Record {
    fn head(&self) -> Head<'_> {
        let kind = self.document.kind();
        Head {
            id: &self.id,
            date: self.date,
            at: &self.at,
            maker: &self.maker,
            approver: self.approver.as_ref(),
            kind,
            makers: self.document.makers(),
            approvers: self.document.approvers(),
            in_review: kind.is_allowed_in_review(),
        }
    }
}

/// The books of one cooperative. Everything but the documents is in the general ledger, which the books give access to.
#[derive(Clone, Debug)]
pub struct Books {
    ledger: GeneralLedger,
    records: Vec<Record>,
}

impl Deref for Books {
    type Target = GeneralLedger;

    fn deref(&self) -> &GeneralLedger {
        &self.ledger
    }
}

impl Books {
    /// Returns empty books.
    pub fn new(settings: Settings) -> Books {
        Books { ledger: GeneralLedger::new(settings), records: Vec::new() }
    }

    /// Returns the books that a list of records makes.
    ///
    /// # Errors
    /// The faults of the first record that is refused, which never happens to records that were posted before.
    pub fn replay(settings: Settings, records: impl IntoIterator<Item = Record>) -> Result<Books, Refused> {
        let mut books = Books::new(settings);
        for record in records {
            books.post(record)?;
        }
        Ok(books)
    }

    /// Posts a document: all of it or, with every reason, none of it.
    ///
    /// # Errors
    /// All faults of the document.
    pub fn post(&mut self, record: Record) -> Result<Option<&Entry>, Refused> {
        let undone =
            record.document.undoes().and_then(|id| self.record(id)).map(|record| &record.document as &dyn Undo);
        let mut draft = Draft::new(&self.ledger, record.head(), undone);
        draft.check_duties();
        draft.check_period();
        record.document.post(&mut draft);
        let done = draft.finish()?;
        if let Some(entry) = &done.entry {
            self.ledger.carry(entry);
        }
        let state = &mut self.ledger.state;
        for change in done.changes {
            change(state);
        }
        if record.document.is_business() {
            state.last_business = state.last_business.max(Some(record.date));
        }
        let at = self.ledger.keep(record.id.clone(), record.document.kind(), record.date, done.entry);
        self.records.push(record);
        Ok(at.map(|at| &self.ledger.entries()[at]))
    }

    /// Posts all documents, or none of them.
    ///
    /// # Errors
    /// The faults of all documents that are refused. A document that needs a refused one is refused as well.
    pub fn post_all(&mut self, records: Vec<Record>) -> Result<(), Refused> {
        let before = self.records.len();
        let mut faults: Vec<Fault> = Vec::new();
        for record in records {
            if let Err(Refused(more)) = self.post(record) {
                faults.extend(more);
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        if self.records.len() > before {
            let kept: Vec<Record> = self.records.drain(..before).collect();
            *self = Books::replay(self.settings().clone(), kept)?;
        }
        Err(Refused(faults))
    }

    /// Returns all records, in the order of posting.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Returns a record.
    pub fn record(&self, id: &DocumentId) -> Option<&Record> {
        self.posted(id).map(|posted| &self.records[posted.position])
    }
}
