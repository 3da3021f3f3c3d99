//! Reversal of a document: the only correction. The right document is posted beside it.

use serde::{Deserialize, Serialize};

use super::{Document, Post, Role};
use crate::amount::Cents;
use crate::chart::Group;
use crate::ids::DocumentId;
use crate::post::{Draft, Undo};

/// Reverses every line of a document in the open period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// Document.
    pub document: DocumentId,
    /// Reason.
    pub reason: String,
}

impl Post for Reversal {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Controller];
    const APPROVERS: &'static [Role] = &[Role::Approver, Role::Controller];
    const IN_REVIEW: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        if self.reason.trim().is_empty() {
            draft.fault("reversal::reason", "reason", "give the reason");
        }
        let (Some(posted), Some(undone)) = (draft.ledger.posted(&self.document), draft.undone) else {
            draft.fault("reversal::unknown", "document", format!("there is no document `{}`", self.document));
            return;
        };
        if let Some(by) = draft.state().reversed.get(&self.document) {
            draft.fault("reversal::twice", "document", format!("`{}` was reversed by `{by}`", self.document));
        }
        if draft.date() < posted.date {
            draft.fault(
                "reversal::early",
                "date",
                format!("`{}` is of {}; a reversal is not dated before it", self.document, posted.date),
            );
        }
        undone.undo(&self.document, draft);
        let year = draft.year();
        if let Some(entry) = draft.ledger.entry_of(&self.document) {
            for line in &entry.lines {
                if line.account.kind.group() == Group::Liability
                    && line.account.member.is_some()
                    && line.cents < Cents::ZERO
                {
                    // What was credited and paid since cannot be taken back here.
                    draft.check_payable(&line.account, -line.cents, Cents::ZERO);
                }
                draft.line(line.account.clone(), -line.cents, line.legal);
            }
            for line in &entry.quantities {
                let mut back = line.clone();
                back.grams = -back.grams;
                draft.quantity(back);
            }
            for part in &entry.business {
                let mut back = part.clone();
                (back.grams, back.cents, back.year) = (-back.grams, -back.cents, year);
                draft.business(back);
            }
        } else {
            draft.fault("reversal::no_entry", "document", format!("`{}` made no entry to reverse", self.document));
        }
        draft.memo = format!("reversal of {}: {}", self.document, self.reason);
        draft.reverses = Some(self.document.clone());
        let (document, by) = (self.document.clone(), draft.head.id.clone());
        draft.then(move |books| {
            books.reversed.insert(document, by);
        });
    }
}

impl Undo for Document {
    fn undo(&self, id: &DocumentId, draft: &mut Draft<'_>) {
        let depends = |draft: &mut Draft<'_>, on: &str| {
            let message = format!("{on} stands on `{id}`; it cannot be reversed");
            draft.fault("reversal::depends", "document", message);
        };
        let id = id.clone();
        match self {
            Document::Voucher(_) | Document::SidePayment(_) => {}
            Document::Payment(payment) => {
                if let Some(member) = &payment.member {
                    let back = (payment.account, member.clone(), draft.date(), -payment.amount);
                    draft.then(move |books| books.payments.push(back));
                }
            }
            Document::Invoice(invoice) => {
                let waits = draft.state().unlabeled.contains_key(&id);
                if !waits && (invoice.source.is_none() || invoice.unit.is_none()) {
                    depends(draft, "its label");
                }
                if let Some(pool) = &invoice.pool
                    && draft.state().pools.get(pool).is_some_and(|pool| pool.closed.is_some())
                {
                    depends(draft, "the close of its pool");
                }
                draft.then(move |books| {
                    books.unlabeled.remove(&id);
                });
            }
            Document::Delivery(delivery) => {
                let state = draft.state();
                let by_label = delivery.source.is_none() && !state.unlabeled.contains_key(&id);
                let assayed = state.deliveries.get(&id).is_some_and(|d| d.provisional.is_some());
                if by_label {
                    depends(draft, "its label");
                }
                if assayed {
                    depends(draft, "its final assay");
                }
                if state.pools.get(&delivery.pool).is_some_and(|pool| pool.closed.is_some()) {
                    depends(draft, "the close of its pool");
                }
                let pool = delivery.pool.clone();
                draft.then(move |books| {
                    books.drop_delivery(&id);
                    books.unlabeled.remove(&id);
                    if let Some(pool) = books.pools.get_mut(&pool) {
                        pool.deliveries.retain(|delivery| *delivery != id);
                    }
                });
            }
            Document::FinalAssay(assay) => {
                let pool = draft.state().deliveries.get(&assay.delivery).map(|d| d.document.pool.clone());
                if pool.and_then(|pool| draft.state().pools.get(&pool)).is_some_and(|pool| pool.closed.is_some()) {
                    depends(draft, "the close of the pool");
                }
                let delivery = assay.delivery.clone();
                draft.then(move |books| {
                    let Some(mut delivered) = books.deliveries.get(&delivery).cloned() else { return };
                    if let Some((settlement, retained, held)) = delivered.provisional.take() {
                        delivered.is_final = false;
                        (delivered.settlement, delivered.retained, delivered.held) = (settlement, retained, held);
                        books.set_delivery(delivery, delivered);
                    }
                });
            }
            Document::CallPayment(payment) => {
                let payment = payment.clone();
                draft.then(move |books| {
                    if let Some(part) =
                        books.calls.get_mut(&payment.call).and_then(|c| c.parts.get_mut(&payment.member))
                    {
                        part.paid -= payment.amount;
                    }
                });
            }
            Document::YearClose(close) => {
                let year = close.year;
                let declared =
                    draft.state().drafts.values().any(|d| d.declared.is_some() && d.content.year() == Some(year));
                if declared {
                    depends(draft, "a declared draft of the year");
                }
                draft.then(move |books| {
                    books.closed_years.remove(&year);
                });
            }
            Document::Resolution(resolution) => {
                let subject = resolution.subject.clone();
                if draft.state().notices.iter().any(|notice| notice.allocation == subject) {
                    depends(draft, "a notice that was given");
                }
                draft.then(move |books| {
                    if let Some(state) = books.drafts.get_mut(&subject) {
                        state.declared = None;
                    }
                });
            }
            other => {
                let message = format!("a `{}` is not reversed; post the document that follows from it", other.kind());
                draft.fault("reversal::kind", "document", message);
            }
        }
    }
}
