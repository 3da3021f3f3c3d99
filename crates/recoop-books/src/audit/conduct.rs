//! Who did what: duties, documents, reversals, and which documents touch which accounts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Findings};
use crate::chart::{Account, Kind};
use crate::entry::Entry;
use crate::forms::DocumentKind as D;
use crate::ids::DocumentId;
use crate::labels::LegalKind;

/// Kinds of documents that need an approval, as the auditor knows them.
const APPROVED: [D; 9] = [
    D::Merger,
    D::Payment,
    D::SidePayment,
    D::CallNotice,
    D::CallDefault,
    D::PoolClose,
    D::Voucher,
    D::Reversal,
    D::Resolution,
];

pub(super) fn check(entries: &[Entry], findings: &mut Findings) {
    let mut seen: BTreeMap<&DocumentId, &Entry> = BTreeMap::new();
    let mut reversed: BTreeSet<&DocumentId> = BTreeSet::new();
    let mut business = false;
    for entry in entries {
        if seen.contains_key(&entry.document) {
            findings.add(Check::Documents, entry, format!("`{}` made an entry before", entry.document));
        }
        if entry.approver.as_ref() == Some(&entry.maker) {
            findings.add(Check::Duties, entry, format!("`{}` made and approved it", entry.maker));
        }
        if entry.approver.is_none() && APPROVED.contains(&entry.kind) {
            findings.add(Check::Duties, entry, format!("a `{}` has no approver", entry.kind));
        }
        match (&entry.reverses, entry.kind) {
            (Some(document), D::Reversal) => {
                if !reversed.insert(document) {
                    findings.add(Check::Reversals, entry, format!("`{document}` was reversed before"));
                }
                match seen.get(document) {
                    None => findings.add(Check::Reversals, entry, format!("`{document}` is not there")),
                    Some(original) if !mirrors(original, entry) => {
                        findings.add(Check::Reversals, entry, format!("it is not the mirror of `{document}`"));
                    }
                    Some(_) => {}
                }
            }
            (None, D::Reversal) => findings.add(Check::Reversals, entry, "it names no document".to_string()),
            (Some(_), _) => findings.add(Check::Reversals, entry, format!("a `{}` reverses a document", entry.kind)),
            (None, _) => {}
        }
        for line in &entry.lines {
            if !may_touch(entry.kind, line.account.kind, business) {
                findings.add(Check::Conduct, entry, format!("a `{}` touches `{}`", entry.kind, line.account));
            }
            if entry.kind == D::Payment && !legal_of(line.account.kind, line.legal) {
                let kind = line.legal.map_or("none", LegalKind::as_str);
                findings.add(Check::LegalKinds, entry, format!("`{}` has the legal kind `{kind}`", line.account));
            }
        }
        seen.insert(&entry.document, entry);
        business |= !matches!(entry.kind, D::Voucher | D::Reversal);
    }
}

/// Whether one entry has the lines of another with the signs turned.
fn mirrors(original: &Entry, entry: &Entry) -> bool {
    let sum = |entry: &Entry, sign: i64| {
        let mut sums: BTreeMap<Account, i64> = BTreeMap::new();
        for line in &entry.lines {
            *sums.entry(line.account.clone()).or_default() += sign * line.cents.0;
        }
        sums
    };
    let grams = |entry: &Entry| {
        entry.quantities.iter().filter(|l| l.place == crate::entry::Place::Pooled).map(|l| l.grams.0).sum::<i64>()
    };
    sum(original, 1) == sum(entry, -1) && grams(original) == -grams(entry)
}

/// Which documents may touch an account.
fn may_touch(document: D, account: Kind, business: bool) -> bool {
    if document == D::Reversal {
        return true;
    }
    if document == D::Merger {
        return account.is_member_equity()
            || matches!(account, Kind::Subscriptions)
            || account.group() != crate::chart::Group::Equity;
    }
    let opening = document == D::Voucher && !business;
    match account {
        Kind::Qualified | Kind::Nonqualified => opening || matches!(document, D::Resolution | D::Consent),
        Kind::RetainQualified | Kind::RetainNonqualified => {
            opening || matches!(document, D::Delivery | D::FinalAssay | D::Resolution)
        }
        Kind::MembershipShare | Kind::DeliveryShare | Kind::PaidIn | Kind::Preferred => {
            opening || matches!(document, D::CallNotice | D::CallDefault | D::Resolution)
        }
        Kind::Subscriptions => opening || matches!(document, D::CallNotice | D::CallPayment | D::CallDefault),
        Kind::NetEarnings => opening || matches!(document, D::YearClose | D::Resolution),
        Kind::PayablePatronage | Kind::PayableRedemption | Kind::PayableDividend => {
            opening || matches!(document, D::Resolution | D::Payment | D::Voucher)
        }
        Kind::PayableSide => opening || matches!(document, D::SidePayment | D::Payment | D::Voucher),
        Kind::Inventory => matches!(document, D::Delivery | D::FinalAssay | D::PoolClose | D::Voucher),
        Kind::PoolProceeds => matches!(document, D::Invoice | D::PoolClose | D::Voucher),
        Kind::Unlabeled => matches!(document, D::Invoice | D::Label),
        Kind::Cash => matches!(document, D::Payment | D::CallPayment | D::Voucher),
        _ => true,
    }
}

/// Whether a payment from an account of members carries its legal kind.
fn legal_of(account: Kind, legal: Option<LegalKind>) -> bool {
    match account {
        Kind::PayableDelivery => matches!(legal, Some(LegalKind::FixedPrice | LegalKind::Advance)),
        Kind::PayablePatronage => legal == Some(LegalKind::PatronageDividend),
        Kind::PayableRedemption => legal == Some(LegalKind::Redemption),
        Kind::PayableDividend => legal == Some(LegalKind::CapitalDividend),
        Kind::PayableSide => legal == Some(LegalKind::SidePayment),
        _ => legal.is_none(),
    }
}
