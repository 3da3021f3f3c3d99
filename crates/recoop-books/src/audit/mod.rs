//! The second path: an audit that reads only entries. It shares no code with posting beyond the types.

mod chain;
mod conduct;
mod running;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::amount::Cents;
use crate::chart::{Account, Kind};
use crate::dates::YearEnd;
use crate::entry::Entry;
use crate::forms::DocumentKind;
use crate::ids::{DocumentId, UserId};
use crate::words::words;

words! {
    /// A check of the audit.
    pub enum Check: "check" {
        /// Entries are numbered from 1 without a gap.
        Numbers = "numbers",
        /// Each entry has its own hash and that of the one before.
        Chain = "chain",
        /// Lines of an entry sum to zero.
        Balance = "balance",
        /// Accounts have the dimensions of their kind.
        Dimensions = "dimensions",
        /// Weights of an entry sum to zero by element.
        Quantities = "quantities",
        /// A document makes one entry.
        Documents = "documents",
        /// Maker and approver are two people, where an approval is needed.
        Duties = "duties",
        /// A reversal is the mirror of one document, once.
        Reversals = "reversals",
        /// No class of a member's equity falls below zero, and no more is redeemed than was allocated in its year.
        Equity = "equity",
        /// No more is paid than was owed.
        Payables = "payables",
        /// Subscriptions are not paid beyond the call.
        Subscriptions = "subscriptions",
        /// Accounts are touched by the kinds of documents that may.
        Conduct = "conduct",
        /// Amounts of members carry the legal kind of their account.
        LegalKinds = "legal_kinds",
        /// Income and costs of a closed year are zero, and stay.
        YearClose = "year_close",
        /// A closed pool holds nothing and takes nothing.
        Pools = "pools",
        /// Weights in pools are the weights of the business that counts.
        Business = "business",
        /// A qualified notice comes with 20% in money.
        TwentyPercent = "twenty_percent",
        /// An allocation and what is kept add up to the net earnings that they come from.
        Allocation = "allocation",
        /// Balances that somebody claims are those of the entries.
        Claimed = "claimed",
    }
}

/// Something that an audit found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Check.
    pub check: Check,
    /// Number of the entry, if it is about one.
    pub entry: Option<u64>,
    /// What is wrong.
    pub message: String,
}

/// A voucher, which every audit lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Entry.
    pub entry: u64,
    /// Document.
    pub document: DocumentId,
    /// Reason.
    pub reason: String,
    /// Maker.
    pub maker: UserId,
    /// Approver.
    pub approver: Option<UserId>,
    /// Sum of debits.
    pub amount: Cents,
}

/// Result of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// What is wrong; empty in sound books.
    pub findings: Vec<Finding>,
    /// All vouchers.
    pub vouchers: Vec<Listed>,
    /// All reversals.
    pub reversals: Vec<Listed>,
}

/// Findings on the way.
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, check: Check, entry: &Entry, message: String) {
        self.0.push(Finding { check, entry: Some(entry.number), message });
    }
}

/// Audits a journal. `claimed` are balances to compare with: the books' own, or an imported trial balance.
pub fn audit(entries: &[Entry], year_end: YearEnd, claimed: Option<&BTreeMap<Account, Cents>>) -> Audit {
    let mut findings = Findings(Vec::new());
    chain::check(entries, &mut findings);
    conduct::check(entries, &mut findings);
    let balances = running::check(entries, year_end, &mut findings);
    if let Some(claimed) = claimed {
        compare(&balances, claimed, &mut findings);
    }
    let listed = |kind: DocumentKind| {
        let of_kind = entries.iter().filter(|entry| entry.kind == kind);
        of_kind
            .map(|entry| Listed {
                entry: entry.number,
                document: entry.document.clone(),
                reason: entry.memo.clone(),
                maker: entry.maker.clone(),
                approver: entry.approver.clone(),
                amount: entry.lines.iter().map(|line| line.cents).filter(|cents| *cents > Cents::ZERO).sum(),
            })
            .collect()
    };
    Audit { findings: findings.0, vouchers: listed(DocumentKind::Voucher), reversals: listed(DocumentKind::Reversal) }
}

/// Control accounts against the sum of their accounts, account by account.
fn compare(balances: &BTreeMap<Account, Cents>, claimed: &BTreeMap<Account, Cents>, findings: &mut Findings) {
    let mut kinds: BTreeMap<Kind, (Cents, Cents)> = BTreeMap::new();
    for (side, list) in [(0, balances), (1, claimed)] {
        for (account, cents) in list {
            let sums = kinds.entry(account.kind).or_default();
            *(if side == 0 { &mut sums.0 } else { &mut sums.1 }) += *cents;
            let (ours, theirs) =
                (balances.get(account).copied().unwrap_or_default(), claimed.get(account).copied().unwrap_or_default());
            if side == 1 && ours != theirs || side == 0 && !claimed.contains_key(account) && ours != Cents::ZERO {
                let message = format!("`{account}` is {ours} by the entries, {theirs} is claimed");
                findings.0.push(Finding { check: Check::Claimed, entry: None, message });
            }
        }
    }
    for (kind, (ours, theirs)) in kinds.into_iter().filter(|(_, (a, b))| a != b) {
        let message = format!("control `{kind}` is {ours} by the entries, {theirs} is claimed");
        findings.0.push(Finding { check: Check::Claimed, entry: None, message });
    }
}
