//! Posting: a draft collects what a document would do; it is checked as a whole before anything is kept.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::amount::{Cents, Grams};
use crate::bylaws::{Bylaws, Unit};
use crate::chart::{Account, Kind};
use crate::dates::Month;
use crate::entry::{Business, Entry, Line, QuantityLine};
use crate::fault::{Fault, Place, Refused};
use crate::forms::{DocumentKind, Role};
use crate::ids::{DocumentId, ElementId, MemberId, UnitId, UserId};
use crate::labels::LegalKind;
use crate::ledger::GeneralLedger;
use crate::state::{PeriodState, State};

type Change = Box<dyn FnOnce(&mut State)>;

/// Balances stay within this, so that no sum of the books overflows: 10^16 USD.
const MAX_BALANCE: i64 = 1_000_000_000_000_000_000;

/// What every document has, and what its kind asks for.
#[derive(Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) id: &'a DocumentId,
    pub(crate) date: Date,
    /// Time of posting as the caller has it.
    pub(crate) at: &'a str,
    pub(crate) maker: &'a UserId,
    pub(crate) approver: Option<&'a UserId>,
    pub(crate) kind: DocumentKind,
    /// Who makes documents of the kind.
    pub(crate) makers: &'static [Role],
    /// Who approves them; empty: no approval is needed.
    pub(crate) approvers: &'static [Role],
    /// Whether they can be posted while their month is in review.
    pub(crate) in_review: bool,
}

/// A document that was posted and can be undone, as far as registers go.
pub(crate) trait Undo {
    /// Writes into the draft of a reversal what registers forget; a fault where another document stands on this one.
    fn undo(&self, id: &DocumentId, draft: &mut Draft<'_>);
}

/// A document on its way into the books.
pub(crate) struct Draft<'a> {
    pub(crate) ledger: &'a GeneralLedger,
    pub(crate) head: Head<'a>,
    /// Content of the document that this one undoes, if that is in the books.
    pub(crate) undone: Option<&'a dyn Undo>,
    pub(crate) memo: String,
    pub(crate) reverses: Option<DocumentId>,
    faults: Vec<Fault>,
    lines: Vec<Line>,
    quantities: Vec<QuantityLine>,
    business: Vec<Business>,
    changes: Vec<Change>,
}

/// What a sound draft does.
pub(crate) struct Done {
    pub(crate) entry: Option<Entry>,
    pub(crate) changes: Vec<Change>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(ledger: &'a GeneralLedger, head: Head<'a>, undone: Option<&'a dyn Undo>) -> Draft<'a> {
        Draft {
            ledger,
            head,
            undone,
            memo: String::new(),
            reverses: None,
            faults: Vec::new(),
            lines: Vec::new(),
            quantities: Vec::new(),
            business: Vec::new(),
            changes: Vec::new(),
        }
    }

    pub(crate) fn state(&self) -> &'a State {
        self.ledger.state()
    }

    pub(crate) fn date(&self) -> Date {
        self.head.date
    }

    /// Fiscal year of the document's day.
    pub(crate) fn year(&self) -> i16 {
        self.ledger.settings().year_end.year_of(self.head.date)
    }

    pub(crate) fn fault(&mut self, code: &'static str, field: &'static str, message: impl Into<String>) {
        let place = Place::Document { id: self.head.id.clone(), field };
        self.faults.push(Fault { code, place, message: message.into() });
    }

    pub(crate) fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Unwraps the result of an amount's arithmetic; an error is a fault of the field.
    pub(crate) fn amount<T>(
        &mut self,
        field: &'static str,
        result: Result<T, crate::amount::AmountError>,
    ) -> Option<T> {
        result.map_err(|error| self.fault("amount", field, error.to_string())).ok()
    }

    pub(crate) fn positive(&mut self, field: &'static str, cents: Cents) {
        if cents <= Cents::ZERO {
            self.fault(
                "amount::positive",
                field,
                format!("{cents} is not above zero; enter the amount without a sign"),
            );
        }
    }

    pub(crate) fn debit(&mut self, account: Account, cents: Cents) {
        self.line(account, cents, None);
    }

    pub(crate) fn credit(&mut self, account: Account, cents: Cents) {
        self.line(account, -cents, None);
    }

    /// Adds a line; one of zero is left out.
    pub(crate) fn line(&mut self, account: Account, cents: Cents, legal: Option<LegalKind>) {
        if cents != Cents::ZERO {
            self.lines.push(Line { account, cents, legal });
        }
    }

    pub(crate) fn quantity(&mut self, line: QuantityLine) {
        if line.grams != Grams::ZERO {
            self.quantities.push(line);
        }
    }

    pub(crate) fn business(&mut self, part: Business) {
        self.business.push(part);
    }

    pub(crate) fn then(&mut self, change: impl FnOnce(&mut State) + 'static) {
        self.changes.push(Box::new(change));
    }

    /// The bylaws in force on a day.
    pub(crate) fn bylaws(&mut self, day: Date) -> Option<&'a Bylaws> {
        let version = self.state().bylaws_on(day);
        if version.is_none() {
            self.fault("bylaws::none", "date", format!("no bylaws are in force on {day}; post a version first"));
        }
        version.map(|version| &version.bylaws)
    }

    pub(crate) fn unit(&mut self, field: &'static str, unit: &UnitId, day: Date) -> Option<&'a Unit> {
        let bylaws = self.bylaws(day)?;
        let found = bylaws.unit_on(unit, day);
        if found.is_none() {
            let known: Vec<&str> = bylaws.units.iter().map(|row| row.unit.as_str()).collect();
            self.fault(
                "unit::unknown",
                field,
                format!("unit `{unit}` is not in the bylaws of {day}; known: {}", known.join(", ")),
            );
        }
        found
    }

    /// A member who is there and was not merged before the document's day.
    pub(crate) fn member(&mut self, field: &'static str, member: &MemberId) -> Option<&'a crate::state::Registered> {
        let Some(found) = self.state().members.get(member) else {
            self.fault("member::unknown", field, format!("`{member}` is not in the register; admit it first"));
            return None;
        };
        if let Some((into, day)) = &found.merged
            && *day <= self.date()
        {
            self.fault("member::merged", field, format!("`{member}` was merged into `{into}` on {day}; name `{into}`"));
        }
        if found.admitted > self.date() {
            self.fault("member::early", field, format!("`{member}` was admitted on {} only", found.admitted));
        }
        Some(found)
    }

    /// Whoever makes and approves has the duty to.
    pub(crate) fn check_duties(&mut self) {
        let head = self.head;
        if self.ledger.posted(head.id).is_some() {
            self.fault("document::twice", "id", "the books have a document of this id; ids are used once");
        }
        if let Err(message) = <DocumentId as crate::tables::Cell>::read(head.id.as_str()) {
            self.fault("document::id", "id", message);
        }
        let users = &self.state().users;
        // The first user appoints itself: somebody has to.
        if users.is_empty() && head.kind == DocumentKind::User {
            return;
        }
        let (makers, approvers) = (head.makers, head.approvers);
        let names = |roles: &[Role]| roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" or ");
        match users.get(head.maker) {
            None => self.fault("duties::unknown", "maker", format!("`{}` is not a user", head.maker)),
            Some(user) if !makers.contains(&user.role) => {
                let message =
                    format!("`{}` is {}; this document is made by a {}", head.maker, user.role, names(makers));
                self.fault("duties::maker", "maker", message);
            }
            Some(_) => {}
        }
        match head.approver {
            None if !approvers.is_empty() => {
                self.fault(
                    "duties::approver",
                    "approver",
                    format!("the document needs the approval of a {}", names(approvers)),
                );
            }
            Some(approver) if approver == head.maker => {
                self.fault("duties::same", "approver", "maker and approver are one person; two are needed");
            }
            Some(approver) => match users.get(approver) {
                None => self.fault("duties::unknown", "approver", format!("`{approver}` is not a user")),
                Some(user) if !approvers.is_empty() && !approvers.contains(&user.role) => {
                    let message =
                        format!("`{approver}` is {}; this document is approved by a {}", user.role, names(approvers));
                    self.fault("duties::approver", "approver", message);
                }
                Some(_) => {}
            },
            None => {}
        }
    }

    /// The month of the document takes it.
    pub(crate) fn check_period(&mut self) {
        let month = Month::of(self.date());
        let kind = self.head.kind;
        if kind == DocumentKind::Period || !(1900..3000).contains(&self.date().year()) {
            if kind != DocumentKind::Period {
                self.fault("date::far", "date", format!("{} is outside the years 1900 to 2999", self.date()));
            }
            return;
        }
        match self.state().period(month) {
            PeriodState::Open => {}
            PeriodState::InReview if self.head.in_review => {}
            PeriodState::InReview => {
                let message = format!("{month} is in review: vouchers, corrections, labels and the year's close only");
                self.fault("period::in_review", "date", message);
            }
            PeriodState::Closed => {
                self.fault(
                    "period::closed",
                    "date",
                    format!("{month} is closed; post in the open month and name what it concerns"),
                );
            }
        }
    }

    /// Checks the draft as a whole.
    pub(crate) fn finish(mut self) -> Result<Done, Refused> {
        self.check_lines();
        if !self.faults.is_empty() {
            return Err(Refused(self.faults));
        }
        let has_entry = !(self.lines.is_empty() && self.quantities.is_empty() && self.business.is_empty());
        let entry = has_entry.then(|| {
            let last = self.ledger.entries().last();
            let mut entry = Entry {
                number: last.map_or(0, |entry| entry.number) + 1,
                date: self.head.date,
                document: self.head.id.clone(),
                kind: self.head.kind,
                memo: std::mem::take(&mut self.memo),
                lines: std::mem::take(&mut self.lines),
                quantities: std::mem::take(&mut self.quantities),
                business: std::mem::take(&mut self.business),
                maker: self.head.maker.clone(),
                approver: self.head.approver.cloned(),
                at: self.head.at.to_string(),
                reverses: self.reverses.take(),
                previous: last.map_or_else(String::new, |entry| entry.hash.clone()),
                hash: String::new(),
            };
            entry.hash = entry.expected_hash();
            entry
        });
        Ok(Done { entry, changes: self.changes })
    }

    fn check_lines(&mut self) {
        let mut moved: BTreeMap<Account, i128> = BTreeMap::new();
        let mut sum = 0i128;
        for line in std::mem::take(&mut self.lines) {
            if let Err(error) = line.cents.within_limit() {
                self.fault("amount", "lines", error.to_string());
            }
            if let Some(message) = line.account.dimension_error() {
                self.fault("entry::dimensions", "lines", message);
            }
            sum += i128::from(line.cents.0);
            *moved.entry(line.account.clone()).or_default() += i128::from(line.cents.0);
            self.lines.push(line);
        }
        if sum != 0 {
            self.fault("entry::unbalanced", "lines", format!("debits exceed credits by {sum} cents"));
        }
        let closed = self.state().closed_years.contains_key(&self.year());
        for (account, change) in moved {
            let after = i128::from(self.ledger.balance(&account).0) + change;
            if after.abs() > i128::from(MAX_BALANCE) {
                self.fault("amount::balance", "lines", format!("the balance of `{account}` would exceed 10^16 USD"));
            }
            // Equity has credit balances: below zero is a debit.
            if account.kind.is_member_equity() && after > 0 && change > 0 {
                let there = -self.ledger.balance(&account);
                let message = format!("`{account}` would fall below zero: {there} is there");
                self.fault("equity::negative", "lines", message);
            }
            if closed && account.kind.is_temporary() && self.head.kind != DocumentKind::Reversal {
                let message = format!("`{account}` of fiscal year {} was closed into net earnings", self.year());
                self.fault("period::year_closed", "lines", message);
            }
        }
        let mut by_element: BTreeMap<&ElementId, i128> = BTreeMap::new();
        for line in &self.quantities {
            *by_element.entry(&line.element).or_default() += i128::from(line.grams.0);
        }
        let apart = by_element.into_iter().find(|(_, grams)| *grams != 0);
        if let Some(message) = apart.map(|(element, grams)| format!("`{element}` is out of balance by {grams} g")) {
            self.fault("entry::quantity", "quantities", message);
        }
    }

    /// Fault where a payable is less than what is taken from it. Returns what is there.
    pub(crate) fn check_payable(&mut self, account: &Account, cents: Cents, held: Cents) {
        let there = -self.ledger.balance(account) - held;
        if cents > there {
            let message = format!("{cents} exceeds the {there} that is payable in `{account}`");
            self.fault("payment::exceeds", "amount", message);
        }
    }

    /// The unit for nonoperating income.
    pub(crate) fn nonoperating_unit(&mut self, day: Date) -> Option<UnitId> {
        let bylaws = self.bylaws(day)?;
        let unit = bylaws.units.iter().find(|unit| unit.source_label == crate::labels::Source::Nonoperating);
        if unit.is_none() {
            self.fault("unit::nonoperating", "date", "the bylaws have no nonoperating unit; add one to table `units`");
        }
        unit.map(|unit| unit.unit.clone())
    }

    /// Balance of a kind's control account, credit positive.
    pub(crate) fn credit_balance(&self, kind: Kind) -> Cents {
        -self.ledger.control(kind)
    }
}
