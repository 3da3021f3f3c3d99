//! Notice of a cash call.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::{Cents, Remainder, split};
use crate::chart::{Account, Kind};
use crate::dates::days_between;
use crate::ids::MemberId;
use crate::post::Draft;
use crate::state::{Call, CallPart};

/// Calls capital from members, by delivery shares unless parts are named. Called and unpaid amounts are deducted from equity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallNotice {
    /// Class of equity that is paid: `membership_share`, `delivery_share`, `paid_in` or `preferred`.
    pub class: Kind,
    /// Due date.
    pub due: Date,
    /// Amount in total.
    pub total: Cents,
    /// Parts by member; empty: by delivery shares.
    #[serde(default)]
    pub parts: Vec<(MemberId, Cents)>,
}

impl Post for CallNotice {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Secretary];
    const APPROVERS: &'static [Role] = &[Role::Controller, Role::Approver];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        let day = draft.date();
        draft.positive("total", self.total);
        if !matches!(self.class, Kind::MembershipShare | Kind::DeliveryShare | Kind::PaidIn | Kind::Preferred) {
            draft.fault("call::class", "class", format!("`{}` is not paid in by calls", self.class));
        }
        let Some(terms) = draft.bylaws(day).and_then(|bylaws| bylaws.calls_on(day)) else {
            draft.fault("call::terms", "date", format!("the bylaws of {day} have no row in table `calls`"));
            return;
        };
        let days = days_between(day, self.due);
        if days < terms.notice_days {
            draft.fault(
                "call::notice",
                "due",
                format!("{days} days of notice, the bylaws ask for {}", terms.notice_days),
            );
        }
        let mut parts: BTreeMap<MemberId, CallPart> = BTreeMap::new();
        for (member, amount) in self.amounts(draft) {
            draft.member("parts", &member);
            draft.positive("parts", amount);
            draft.debit(Account::of_member(Kind::Subscriptions, &member), amount);
            draft.credit(Account::of_member(self.class, &member), amount);
            let part = CallPart { amount, paid: Cents::ZERO, charged_until: None, defaulted: false };
            if parts.insert(member.clone(), part).is_some() {
                draft.fault("call::twice", "parts", format!("`{member}` is called twice"));
            }
        }
        draft.memo = format!("cash call due {}", self.due);
        let (id, call) = (draft.head.id.clone(), Call { class: self.class, noticed: day, due: self.due, parts });
        draft.then(move |books| {
            books.calls.insert(id, call);
        });
    }
}

impl CallNotice {
    fn amounts(&self, draft: &mut Draft<'_>) -> Vec<(MemberId, Cents)> {
        if !self.parts.is_empty() {
            let sum: Cents = self.parts.iter().map(|(_, amount)| *amount).sum();
            if sum != self.total {
                draft.fault("call::sum", "parts", format!("the parts add up to {sum}, the total is {}", self.total));
            }
            return self.parts.clone();
        }
        let state = draft.state();
        let books = draft.ledger;
        let holders: Vec<(MemberId, Cents)> = state
            .by_admission()
            .into_iter()
            .map(|member| (member.clone(), -books.balance(&Account::of_member(Kind::DeliveryShare, member))))
            .filter(|(_, shares)| *shares > Cents::ZERO)
            .collect();
        if holders.is_empty() {
            draft.fault("call::basis", "parts", "no member holds delivery shares; name the parts");
            return Vec::new();
        }
        let weights: Vec<i128> = holders.iter().map(|(_, shares)| shares.0.into()).collect();
        let Some(parts) = draft.amount("total", split(self.total, &weights, Remainder::Largest)) else {
            return Vec::new();
        };
        holders
            .into_iter()
            .zip(parts)
            .map(|((member, _), part)| (member, part))
            .filter(|(_, part)| *part != Cents::ZERO)
            .collect()
    }
}
