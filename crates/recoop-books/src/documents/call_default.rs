//! Default on a call: the unpaid part is canceled.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::chart::{Account, Kind};
use crate::dates::days_after;
use crate::ids::{DocumentId, MemberId};
use crate::post::Draft;

/// Cancels the unpaid part of a call once it can no longer be cured. Patronage equity is not diluted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallDefault {
    /// Call.
    pub call: DocumentId,
    /// Member.
    pub member: MemberId,
}

impl Post for CallDefault {
    const MAKERS: &'static [Role] = &[Role::Secretary];
    const APPROVERS: &'static [Role] = &[Role::Controller];

    fn post(&self, draft: &mut Draft<'_>) {
        let call = draft.state().calls.get(&self.call);
        let Some((call, part)) = call.and_then(|call| Some((call, call.parts.get(&self.member)?))) else {
            draft.fault("call::unknown", "call", format!("there is no call `{}` of `{}`", self.call, self.member));
            return;
        };
        let Some(terms) = draft.bylaws(call.noticed).and_then(|bylaws| bylaws.calls_on(call.noticed)) else { return };
        let last = days_after(call.due, terms.cure_days);
        if draft.date() <= last {
            draft.fault("call::cure", "date", format!("the call can be cured until {last}"));
        }
        let open = part.amount - part.paid;
        if part.defaulted || open.0 <= 0 {
            draft.fault("call::paid", "member", format!("`{}` owes no part of `{}`", self.member, self.call));
        }
        draft.debit(Account::of_member(call.class, &self.member), open);
        draft.credit(Account::of_member(Kind::Subscriptions, &self.member), open);
        draft.memo = format!("default of {} on call {}", self.member, self.call);
        let (call, member) = (self.call.clone(), self.member.clone());
        draft.then(move |books| {
            if let Some(part) = books.calls.get_mut(&call).and_then(|call| call.parts.get_mut(&member)) {
                part.defaulted = true;
            }
        });
    }
}
