//! Payment of a cash call, in time or as a cure.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::Cents;
use crate::chart::{Account, Kind};
use crate::dates::days_after;
use crate::ids::{DocumentId, MemberId};
use crate::post::Draft;

/// A member pays its part of a call. After the days of grace, interest is charged first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPayment {
    /// Call.
    pub call: DocumentId,
    /// Member.
    pub member: MemberId,
    /// Amount.
    pub amount: Cents,
    /// The bank's reference.
    pub bank: String,
}

impl Post for CallPayment {
    const MAKERS: &'static [Role] = &[Role::Maker];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        draft.member("member", &self.member);
        draft.positive("amount", self.amount);
        if self.bank.trim().is_empty() {
            draft.fault("payment::bank", "bank", "name the bank's reference");
        }
        let state = draft.state();
        let Some(call) = state.calls.get(&self.call) else {
            draft.fault("call::unknown", "call", format!("there is no call `{}`", self.call));
            return;
        };
        let Some(part) = call.parts.get(&self.member) else {
            draft.fault("call::member", "member", format!("`{}` is not called by `{}`", self.member, self.call));
            return;
        };
        let open = if part.defaulted { Cents::ZERO } else { part.amount - part.paid };
        if self.amount > open {
            draft.fault("call::exceeds", "amount", format!("{} exceeds the {open} that is open", self.amount));
        }
        let day = draft.date();
        let terms = draft.bylaws(call.noticed).and_then(|bylaws| bylaws.calls_on(call.noticed));
        if let Some(terms) = terms
            && day > days_after(call.due, terms.grace_days)
            && part.charged_until != Some(day)
        {
            let message =
                format!("the call was due on {}; charge interest until {day} first (`call_interest`)", call.due);
            draft.fault("call::late", "date", message);
        }
        draft.debit(Account::plain(Kind::Cash), self.amount);
        draft.credit(Account::of_member(Kind::Subscriptions, &self.member), self.amount);
        draft.memo = format!("bank {}", self.bank);
        let (call, member, amount) = (self.call.clone(), self.member.clone(), self.amount);
        draft.then(move |books| {
            if let Some(part) = books.calls.get_mut(&call).and_then(|call| call.parts.get_mut(&member)) {
                part.paid += amount;
            }
        });
    }
}
