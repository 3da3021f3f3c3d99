//! The general ledger: settings, registers, journal and balances, as everything that posts and checks reads them.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::Cents;
use crate::chart::{Account, ChartMap, Kind};
use crate::dates::YearEnd;
use crate::entry::Entry;
use crate::forms::DocumentKind;
use crate::ids::{DocumentId, MemberId};
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

/// What the ledger keeps of a posted document besides its entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posted {
    /// Position in the order of posting.
    pub(crate) position: usize,
    pub(crate) kind: DocumentKind,
    pub(crate) date: Date,
    /// Position of its entry in the journal, if it made one.
    entry: Option<usize>,
}

/// What the books know, without the documents that made it.
#[derive(Clone, Debug)]
pub struct GeneralLedger {
    settings: Settings,
    pub(crate) state: State,
    posted: HashMap<DocumentId, Posted>,
    entries: Vec<Entry>,
    balances: BTreeMap<Account, Cents>,
    controls: BTreeMap<Kind, Cents>,
}

impl GeneralLedger {
    pub(crate) fn new(settings: Settings) -> GeneralLedger {
        GeneralLedger {
            settings,
            state: State::default(),
            posted: HashMap::new(),
            entries: Vec::new(),
            balances: BTreeMap::new(),
            controls: BTreeMap::new(),
        }
    }

    /// Adds an entry's amounts to the balances and its business to the register; `keep` files the entry itself.
    pub(crate) fn carry(&mut self, entry: &Entry) {
        for line in &entry.lines {
            *self.balances.entry(line.account.clone()).or_default() += line.cents;
            *self.controls.entry(line.account.kind).or_default() += line.cents;
        }
        for part in &entry.business {
            self.state.business.entry((part.year, part.unit.clone())).or_default().push(part.clone());
        }
    }

    /// Files a posted document, and its entry. Returns the entry's position.
    pub(crate) fn keep(
        &mut self,
        id: DocumentId,
        kind: DocumentKind,
        date: Date,
        entry: Option<Entry>,
    ) -> Option<usize> {
        let at = entry.as_ref().map(|_| self.entries.len());
        let position = self.posted.len();
        self.posted.insert(id, Posted { position, kind, date, entry: at });
        self.entries.extend(entry);
        at
    }

    pub(crate) fn posted(&self, id: &DocumentId) -> Option<Posted> {
        self.posted.get(id).copied()
    }

    /// Returns the entry of a document, if it made one.
    pub fn entry_of(&self, id: &DocumentId) -> Option<&Entry> {
        self.posted.get(id).and_then(|posted| posted.entry.map(|at| &self.entries[at]))
    }

    /// Returns the kind of a posted document.
    pub fn kind_of(&self, id: &DocumentId) -> Option<DocumentKind> {
        self.posted.get(id).map(|posted| posted.kind)
    }

    /// Returns the settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the registers.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns the journal.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
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
}
