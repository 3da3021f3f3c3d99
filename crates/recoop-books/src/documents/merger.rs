//! Merger of a member into another.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::ids::MemberId;
use crate::post::Draft;

/// Moves every balance of a member to its successor, class by class and year by year. Consents do not move: the successor gives its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merger {
    /// Member that ends.
    pub member: MemberId,
    /// Successor.
    pub into: MemberId,
    /// Evidence: certificate of merger.
    pub evidence: String,
}

impl Post for Merger {
    const MAKERS: &'static [Role] = &[Role::Secretary];
    const APPROVERS: &'static [Role] = &[Role::Controller];

    fn post(&self, draft: &mut Draft<'_>) {
        draft.member("member", &self.member);
        draft.member("into", &self.into);
        if self.member == self.into {
            draft.fault("merger::itself", "into", "a member cannot be merged into itself");
        }
        if self.evidence.trim().is_empty() {
            draft.fault("merger::evidence", "evidence", "name the certificate of merger");
        }
        let open = draft.state().calls.iter().find(|(_, call)| {
            call.parts.get(&self.member).is_some_and(|part| part.paid < part.amount && !part.defaulted)
        });
        if let Some((call, _)) = open {
            draft.fault(
                "merger::call",
                "member",
                format!("call `{call}` of `{}` is open; settle it first", self.member),
            );
        }
        let pending = draft.state().deliveries.iter().find(|(_, d)| d.document.member == self.member && !d.is_final);
        if let Some((delivery, _)) = pending {
            draft.fault(
                "merger::delivery",
                "member",
                format!("delivery `{delivery}` has no final assay; settle it first"),
            );
        }
        for (account, cents) in draft.ledger.balances() {
            if account.member.as_ref() == Some(&self.member) {
                let mut moved = account.clone();
                moved.member = Some(self.into.clone());
                draft.debit(account.clone(), -*cents);
                draft.credit(moved, -*cents);
            }
        }
        draft.memo = format!("merger of {} into {}", self.member, self.into);
        let (member, into, day) = (self.member.clone(), self.into.clone(), draft.date());
        draft.then(move |books| {
            if let Some(registered) = books.members.get_mut(&member) {
                registered.merged = Some((into, day));
            }
        });
    }
}
