//! Interest on a late call.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::{Cents, Rounding, WHOLE, multiply_divide};
use crate::chart::{Account, Kind};
use crate::dates::{days_after, days_between};
use crate::ids::{DocumentId, MemberId};
use crate::post::Draft;

/// Days of a year for interest, as the bylaws count.
const DAYS_OF_A_YEAR: i128 = 365;

/// Charges simple interest on the unpaid part, from the due date or the last charge to the document's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallInterest {
    /// Call.
    pub call: DocumentId,
    /// Member.
    pub member: MemberId,
}

impl Post for CallInterest {
    const MAKERS: &'static [Role] = &[Role::Maker];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        draft.member("member", &self.member);
        let day = draft.date();
        let call = draft.state().calls.get(&self.call);
        let Some((call, part)) = call.and_then(|call| Some((call, call.parts.get(&self.member)?))) else {
            draft.fault("call::unknown", "call", format!("there is no call `{}` of `{}`", self.call, self.member));
            return;
        };
        let Some(terms) = draft.bylaws(call.noticed).and_then(|bylaws| bylaws.calls_on(call.noticed)) else { return };
        if day <= days_after(call.due, terms.grace_days) {
            draft.fault(
                "call::grace",
                "date",
                format!("the call is within {} days of grace after {}", terms.grace_days, call.due),
            );
        }
        let from = part.charged_until.unwrap_or(call.due);
        let open = if part.defaulted { Cents::ZERO } else { part.amount - part.paid };
        let days = i128::from(days_between(from, day));
        if open <= Cents::ZERO || days <= 0 {
            draft.fault(
                "call::no_interest",
                "date",
                format!("{open} is open for {days} days, so there is no interest to charge"),
            );
            return;
        }
        let interest = multiply_divide(
            i128::from(open.0) * i128::from(terms.late_rate.0),
            days,
            DAYS_OF_A_YEAR * i128::from(WHOLE.0),
            Rounding::HalfEven,
        );
        let Some(interest) = draft.amount("call", interest).map(Cents) else { return };
        let Some(unit) = draft.nonoperating_unit(day) else { return };
        draft.debit(Account::of_member(Kind::ReceivableMember, &self.member), interest);
        draft.credit(Account::of_unit(Kind::Nonoperating, &unit), interest);
        draft.memo = format!("interest of {} on call {} for {days} days", self.member, self.call);
        let (call, member) = (self.call.clone(), self.member.clone());
        draft.then(move |books| {
            if let Some(part) = books.calls.get_mut(&call).and_then(|call| call.parts.get_mut(&member)) {
                part.charged_until = Some(day);
            }
        });
    }
}
