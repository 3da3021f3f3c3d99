//! What the books know besides balances: registers, drafts, periods. Changed by posted documents only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::amount::{Cents, Grams};
use crate::bylaws::Bylaws;
use crate::chart::Kind;
use crate::dates::Month;
use crate::entry::Business;
use crate::forms::{self, Consent, Member, Role, Voucher};
use crate::ids::{DocumentId, MemberId, PoolId, UnitId, UserId};
use crate::settlement::Settlement;
use crate::worksheet::{LossPlan, Worksheet};

/// A person who works with the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// Duty.
    pub role: Role,
    /// Member who employs the person.
    pub employer: Option<MemberId>,
}

/// A member or nonmember patron in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registered {
    /// What was recorded at admission.
    pub facts: Member,
    /// Position in the order of admission.
    pub order: usize,
    /// Day of admission.
    pub admitted: Date,
    /// Successor after a merger, with its day.
    pub merged: Option<(MemberId, Date)>,
}

/// A version of the bylaws in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Document that adopted it.
    pub document: DocumentId,
    /// First day.
    pub from: Date,
    /// Resolution that adopted it.
    pub resolution: String,
    /// Tables.
    pub bylaws: Bylaws,
}

/// A delivery in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// Document as posted.
    pub document: forms::Delivery,
    /// Day of the delivery.
    pub date: Date,
    /// Last settlement; none while no assay is there.
    pub settlement: Option<Settlement>,
    /// Whether both parties' assays are in.
    pub is_final: bool,
    /// Amount retained per unit so far.
    pub retained: Cents,
    /// Account that the retain was credited to.
    pub retain_kind: Option<Kind>,
    /// Part of the value that is not payable before the assay is final.
    pub held: Cents,
    /// Settlement, retain and held part before the final assay, to which its reversal returns.
    pub provisional: Option<(Option<Settlement>, Cents, Cents)>,
}

/// A pool in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pool {
    /// Allocation unit.
    pub unit: UnitId,
    /// Whether business waits for the close of the pool.
    pub pooled: bool,
    /// Day of the close.
    pub closed: Option<Date>,
    /// Deliveries.
    pub deliveries: Vec<DocumentId>,
    /// Day on which each member entered: its first delivery.
    pub entered: BTreeMap<MemberId, Date>,
}

/// A member's part of a cash call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallPart {
    /// Called.
    pub amount: Cents,
    /// Paid so far.
    pub paid: Cents,
    /// Day up to which interest was charged.
    pub charged_until: Option<Date>,
    /// Whether the unpaid part was canceled.
    pub defaulted: bool,
}

/// A cash call in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Call {
    /// Class of equity that it pays.
    pub class: Kind,
    /// Day of notice.
    pub noticed: Date,
    /// Due date.
    pub due: Date,
    /// Parts by member.
    pub parts: BTreeMap<MemberId, CallPart>,
}

/// A draft that a board resolution can declare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DraftState {
    /// What it would do.
    pub content: DraftContent,
    /// Resolution that declared it, with its day.
    pub declared: Option<(DocumentId, Date)>,
}

/// What a draft would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum DraftContent {
    /// Patronage of a year.
    Allocation(Worksheet),
    /// A dividend on capital: fiscal year, class, amounts by member.
    Dividend(i16, Kind, Vec<(MemberId, Cents)>),
    /// Equity to be retired.
    Redemption(forms::Redemption),
    /// A loss to be borne.
    Loss(LossPlan),
}

impl DraftContent {
    /// Returns the fiscal year that the draft is about, if one.
    pub fn year(&self) -> Option<i16> {
        match self {
            DraftContent::Allocation(worksheet) => Some(worksheet.year),
            DraftContent::Dividend(year, ..) => Some(*year),
            DraftContent::Loss(plan) => Some(plan.year),
            DraftContent::Redemption(_) => None,
        }
    }
}

/// State of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodState {
    /// Every document can be posted.
    Open,
    /// Vouchers, corrections, labels and the closing of the year only.
    InReview,
    /// No document can be posted.
    Closed,
}

/// A reopening of a month, printed on the next statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reopening {
    /// Month.
    pub month: Month,
    /// Day.
    pub date: Date,
    /// Reason.
    pub reason: String,
    /// Two people.
    pub by: (UserId, UserId),
}

/// A document that waits for its source label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Day.
    pub date: Date,
    /// Account that its amount belongs to once the unit is known.
    pub kind: Kind,
    /// Amount: debit positive.
    pub cents: Cents,
    /// Member, if business with one.
    pub member: Option<MemberId>,
}

/// A consent in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consented {
    /// Document.
    pub document: DocumentId,
    /// Day.
    pub date: Date,
    /// Content.
    pub consent: Consent,
}

/// A written notice of allocation that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Noticed {
    /// Document.
    pub document: DocumentId,
    /// Allocation.
    pub allocation: DocumentId,
    /// Member.
    pub member: MemberId,
    /// Day on which it was given.
    pub date: Date,
    /// Evidence for T1 to T4.
    pub evidence: Vec<DocumentId>,
}

/// All registers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct State {
    /// Users.
    pub users: BTreeMap<UserId, User>,
    /// Members and nonmember patrons.
    pub members: BTreeMap<MemberId, Registered>,
    /// Versions of the bylaws, by first day.
    pub versions: Vec<Version>,
    /// Commitments: a memorandum register outside the trial balance.
    pub commitments: BTreeMap<DocumentId, forms::Commitment>,
    /// Deliveries.
    pub deliveries: BTreeMap<DocumentId, Delivered>,
    /// What is not payable before assays are final, by member.
    pub held: BTreeMap<MemberId, Cents>,
    /// Pools.
    pub pools: BTreeMap<PoolId, Pool>,
    /// Business that counts, by fiscal year and unit.
    pub business: BTreeMap<(i16, UnitId), Vec<Business>>,
    /// Cash calls.
    pub calls: BTreeMap<DocumentId, Call>,
    /// Months that are not open.
    pub months: BTreeMap<Month, PeriodState>,
    /// Fiscal years whose income and costs were closed into net earnings.
    pub closed_years: BTreeMap<i16, DocumentId>,
    /// Reopened months.
    pub reopenings: Vec<Reopening>,
    /// Drafts.
    pub drafts: BTreeMap<DocumentId, DraftState>,
    /// Consents and revocations.
    pub consents: Vec<Consented>,
    /// Notices.
    pub notices: Vec<Noticed>,
    /// Documents without a source label.
    pub unlabeled: BTreeMap<DocumentId, Waiting>,
    /// Vouchers, each of which an audit lists.
    pub vouchers: BTreeMap<DocumentId, Voucher>,
    /// Documents that were reversed, with the reversal.
    pub reversed: BTreeMap<DocumentId, DocumentId>,
    /// First day on which money moved or business was done, from which bylaws cannot be changed backwards.
    pub last_business: Option<Date>,
    /// Days on which money of a declared draft was paid out: draft, day, amount.
    pub payments: Vec<(Kind, MemberId, Date, Cents)>,
}

impl State {
    /// Returns the bylaws in force on a day.
    pub fn bylaws_on(&self, day: Date) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.from <= day)
    }

    /// Returns the state of a month.
    pub fn period(&self, month: Month) -> PeriodState {
        self.months.get(&month).copied().unwrap_or(PeriodState::Open)
    }

    /// Returns the members' ids in the order of admission, by which ties are broken.
    pub fn by_admission(&self) -> Vec<&MemberId> {
        let mut members: Vec<_> = self.members.iter().collect();
        members.sort_by_key(|(_, member)| member.order);
        members.into_iter().map(|(id, _)| id).collect()
    }

    /// Returns who has a member's rights and duties: itself, or its successor after mergers.
    pub fn successor<'a>(&'a self, member: &'a MemberId) -> &'a MemberId {
        let mut now = member;
        // A member that was merged takes no further part, so the walk ends.
        while let Some((into, _)) = self.members.get(now).and_then(|registered| registered.merged.as_ref()) {
            now = into;
        }
        now
    }

    /// Returns what is not payable to a member before its assays are final.
    pub fn held(&self, member: &MemberId) -> Cents {
        self.held.get(member).copied().unwrap_or_default()
    }

    /// Puts a delivery into the register, or its next state.
    pub(crate) fn set_delivery(&mut self, id: DocumentId, delivered: Delivered) {
        let held = self.held.entry(delivered.document.member.clone()).or_default();
        *held += delivered.held;
        if let Some(before) = self.deliveries.insert(id, delivered) {
            *held -= before.held;
        }
    }

    /// Takes a delivery out of the register.
    pub(crate) fn drop_delivery(&mut self, id: &DocumentId) {
        if let Some(before) = self.deliveries.remove(id)
            && let Some(held) = self.held.get_mut(&before.document.member)
        {
            *held -= before.held;
        }
    }

    /// Returns the dry weight delivered by a member to a pool.
    pub fn dry_in_pool(&self, member: &MemberId, pool: &PoolId) -> Grams {
        let Some(pool) = self.pools.get(pool) else { return Grams::ZERO };
        let deliveries = pool.deliveries.iter().filter_map(|id| self.deliveries.get(id));
        deliveries.filter(|d| d.document.member == *member).filter_map(|d| d.settlement.as_ref()).map(|s| s.dry).sum()
    }

    /// Returns whether a user may read the statements of a member: a member's user only its own, everybody else with a duty all.
    pub fn may_read(&self, user: &UserId, member: &MemberId) -> bool {
        self.users.get(user).is_some_and(|user| user.role != Role::Member || user.employer.as_ref() == Some(member))
    }

    /// Returns the months that were reopened since they were closed.
    pub fn reopened_months(&self) -> BTreeSet<Month> {
        self.reopenings.iter().map(|reopening| reopening.month).collect()
    }
}
