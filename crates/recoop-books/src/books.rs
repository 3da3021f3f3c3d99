//! The books: settings, journal, balances, registers. One way in: `post`.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::Cents;
use crate::chart::{Account, ChartMap, Kind};
use crate::dates::YearEnd;
use crate::documents::{Document, DocumentKind};
use crate::entry::Entry;
use crate::fault::{Fault, Refused};
use crate::ids::{DocumentId, MemberId, UserId};
use crate::post::Draft;
use crate::state::State;

/// What does not change in the life of the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Name of the cooperative.
    pub name: String,
    /// End of the fiscal year.
    pub year_end: YearEnd,
    /// Basis of accounting, as statements name it: `accrual basis, US GAAP`.
    pub basis: String,
    /// The controller's codes.
    #[serde(default)]
    pub chart: ChartMap,
    /// Whether the figures are invented: statements then say `synthetic`.
    #[serde(default)]
    pub synthetic: bool,
}

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

/// The books of one cooperative.
#[derive(Clone, Debug)]
pub struct Books {
    settings: Settings,
    pub(crate) state: State,
    records: Vec<Record>,
    positions: HashMap<DocumentId, (usize, Option<usize>)>,
    entries: Vec<Entry>,
    balances: BTreeMap<Account, Cents>,
    controls: BTreeMap<Kind, Cents>,
}

impl Books {
    /// Returns empty books.
    pub fn new(settings: Settings) -> Books {
        Books {
            settings,
            state: State::default(),
            records: Vec::new(),
            positions: HashMap::new(),
            entries: Vec::new(),
            balances: BTreeMap::new(),
            controls: BTreeMap::new(),
        }
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
        let mut draft = Draft::new(self, &record);
        draft.check_duties();
        draft.check_period();
        record.document.post(&mut draft);
        let done = draft.finish()?;
        let entry = done.entry;
        if let Some(entry) = &entry {
            for line in &entry.lines {
                *self.balances.entry(line.account.clone()).or_default() += line.cents;
                *self.controls.entry(line.account.kind).or_default() += line.cents;
            }
            for part in &entry.business {
                self.state.business.entry((part.year, part.unit.clone())).or_default().push(part.clone());
            }
        }
        for change in done.changes {
            change(&mut self.state);
        }
        if record.document.is_business() {
            self.state.last_business = self.state.last_business.max(Some(record.date));
        }
        let at = entry.as_ref().map(|_| self.entries.len());
        self.positions.insert(record.id.clone(), (self.records.len(), at));
        self.records.push(record);
        self.entries.extend(entry);
        Ok(at.map(|at| &self.entries[at]))
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
            *self = Books::replay(self.settings.clone(), kept)?;
        }
        Err(Refused(faults))
    }

    /// Returns the settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the registers.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns all records, in the order of posting.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Returns the journal.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns a record.
    pub fn record(&self, id: &DocumentId) -> Option<&Record> {
        self.positions.get(id).map(|(record, _)| &self.records[*record])
    }

    /// Returns the entry of a document, if it made one.
    pub fn entry_of(&self, id: &DocumentId) -> Option<&Entry> {
        self.positions.get(id).and_then(|(_, entry)| entry.map(|at| &self.entries[at]))
    }

    /// Returns the balance of an account: a debit is positive.
    pub fn balance(&self, account: &Account) -> Cents {
        self.balances.get(account).copied().unwrap_or_default()
    }

    /// Returns the balance of a control account: all accounts of a kind.
    pub fn control(&self, kind: Kind) -> Cents {
        self.controls.get(&kind).copied().unwrap_or_default()
    }

    /// Returns all balances.
    pub fn balances(&self) -> &BTreeMap<Account, Cents> {
        &self.balances
    }

    /// Returns the accounts of a kind with their balances.
    pub fn accounts(&self, kind: Kind) -> impl Iterator<Item = (&Account, Cents)> {
        let first = Account::plain(kind);
        self.balances
            .range(first..)
            .take_while(move |(account, _)| account.kind == kind)
            .map(|(account, cents)| (account, *cents))
    }

    /// Returns the members' equity of all classes without liabilities by label: credit balances as a positive amount.
    pub fn members_equity(&self, member: &MemberId) -> Cents {
        let own = self
            .balances
            .iter()
            .filter(|(account, _)| account.kind.is_member_equity() && account.member.as_ref() == Some(member));
        -own.map(|(_, cents)| *cents).sum::<Cents>()
    }

    /// Returns the balances at the end of a day, from the entries alone.
    pub fn balances_on(&self, day: Date) -> BTreeMap<Account, Cents> {
        let mut balances: BTreeMap<Account, Cents> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.date <= day) {
            for line in &entry.lines {
                *balances.entry(line.account.clone()).or_default() += line.cents;
            }
        }
        balances
    }

    /// Returns the kind of a posted document.
    pub fn kind_of(&self, id: &DocumentId) -> Option<DocumentKind> {
        self.record(id).map(|record| record.document.kind())
    }
}
