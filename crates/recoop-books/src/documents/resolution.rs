//! A resolution of the board: it declares a draft, and only then there are entries.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::{Cents, Remainder, split};
use crate::chart::{Account, Kind};
use crate::ids::DocumentId;
use crate::labels::LegalKind;
use crate::post::Draft;
use crate::rules::t2;
use crate::solvency::tests_of;
use crate::state::DraftContent;
use crate::worksheet::LossPlan;
use crate::worksheet::Worksheet;

/// Declares a draft, as the board resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Draft.
    pub subject: DocumentId,
    /// Number of the resolution in the minutes.
    pub number: String,
}

impl Post for Resolution {
    const MAKERS: &'static [Role] = &[Role::Secretary];
    const APPROVERS: &'static [Role] = &[Role::Controller];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        if self.number.trim().is_empty() {
            draft.fault("resolution::number", "number", "name the resolution's number in the minutes");
        }
        let Some(subject) = draft.state().drafts.get(&self.subject) else {
            draft.fault("resolution::unknown", "subject", format!("there is no draft `{}`", self.subject));
            return;
        };
        if let Some((by, day)) = &subject.declared {
            draft.fault("resolution::twice", "subject", format!("`{}` was declared by `{by}` on {day}", self.subject));
        }
        if draft.ledger.posted(&self.subject).is_some_and(|posted| posted.date > draft.date()) {
            draft.fault("resolution::early", "date", "the resolution is dated before the draft");
        }
        match &subject.content {
            DraftContent::Allocation(sheet) => self.allocate(draft, sheet),
            DraftContent::Dividend(year, _, parts) => dividend(draft, *year, parts),
            DraftContent::Loss(plan) => lose(draft, plan),
            DraftContent::Redemption(redemption) => {
                for test in tests_of(draft.ledger, redemption.total(), draft.date()) {
                    if !test.passes {
                        draft.fault("redemption::solvency", "subject", format!("{}: {}", test.test, test.reason));
                    }
                }
                for part in &redemption.parts {
                    draft.line(part.account(), part.amount, Some(LegalKind::Redemption));
                    draft.line(
                        Account::of_member(Kind::PayableRedemption, &part.member),
                        -part.amount,
                        Some(LegalKind::Redemption),
                    );
                }
            }
        }
        draft.memo = format!("resolution {} on {}", self.number, self.subject);
        let (subject, id, day) = (self.subject.clone(), draft.head.id.clone(), draft.date());
        draft.then(move |books| {
            if let Some(state) = books.drafts.get_mut(&subject) {
                state.declared = Some((id, day));
            }
        });
    }
}

impl Resolution {
    fn allocate(&self, draft: &mut Draft<'_>, sheet: &Worksheet) {
        let other = draft.state().drafts.iter().find(|(id, d)| {
            **id != self.subject
                && d.declared.is_some()
                && matches!(&d.content, DraftContent::Allocation(s) if s.year == sheet.year)
        });
        if let Some((id, _)) = other {
            draft.fault("allocation::twice", "subject", format!("`{id}` of fiscal year {} was declared", sheet.year));
        }
        if let Err(why) = t2::in_payment_period(draft.ledger.settings().year_end, sheet.year, draft.date()) {
            draft.fault("t2::period", "date", why);
        }
        for line in &sheet.units {
            let account = Account::earnings(&line.unit, sheet.year);
            let net = line.book - line.dividends;
            if -draft.ledger.balance(&account) != net {
                let message = format!("net earnings of unit `{}` changed since the draft; draft it again", line.unit);
                draft.fault("allocation::stale", "subject", message);
            }
            // What is allocated leaves net earnings. Differences of tax and losses of other units pass through the reserve.
            let kept = net - line.allocated - line.loss;
            draft.debit(account, net - line.loss);
            draft.credit(Account::plain(Kind::Reserve), kept);
        }
        for share in &sheet.shares {
            let legal = Some(LegalKind::PatronageDividend);
            draft.line(Account::of_member(Kind::PayablePatronage, &share.member), -share.cash, legal);
            draft.line(Account::of_year(Kind::Qualified, &share.member, sheet.year), -share.qualified, legal);
            draft.line(Account::of_year(Kind::Nonqualified, &share.member, sheet.year), -share.nonqualified, legal);
        }
        let kept: Cents = sheet.units.iter().map(|line| line.book - line.dividends - line.allocated - line.loss).sum();
        let reserve = draft.credit_balance(Kind::Reserve);
        if kept < Cents::ZERO && reserve + kept < Cents::ZERO {
            draft.fault(
                "allocation::reserve",
                "subject",
                format!("the unallocated reserve of {reserve} cannot bear {}", -kept),
            );
        }
    }
}

/// In addition to patronage a dividend is paid from the reserve; else it reduces net earnings of all units with a gain.
fn dividend(draft: &mut Draft<'_>, year: i16, parts: &[(crate::ids::MemberId, Cents)]) {
    let last = draft.ledger.settings().year_end.last_day(year);
    let total: Cents = parts.iter().map(|(_, cents)| *cents).sum();
    let Some(terms) = draft.bylaws(last).and_then(|bylaws| bylaws.patronage_on(last)) else { return };
    if terms.capital_in_addition {
        if draft.credit_balance(Kind::Reserve) < total {
            draft.fault(
                "dividend::reserve",
                "subject",
                format!("{total} exceeds the unallocated reserve of {}", draft.credit_balance(Kind::Reserve)),
            );
        }
        draft.debit(Account::plain(Kind::Reserve), total);
    } else {
        let books = draft.ledger;
        let gains: Vec<(&Account, Cents)> = books
            .accounts(Kind::NetEarnings)
            .filter(|(account, cents)| account.year == Some(year) && *cents < Cents::ZERO)
            .collect();
        let weights: Vec<i128> = gains.iter().map(|(_, cents)| -i128::from(cents.0)).collect();
        if weights.iter().sum::<i128>() < i128::from(total.0) {
            draft.fault("dividend::earnings", "subject", format!("{total} exceeds the net earnings of {year}"));
            return;
        }
        let Some(taken) = draft.amount("subject", split(total, &weights, Remainder::Largest)) else { return };
        for ((account, _), cents) in gains.into_iter().zip(taken) {
            draft.debit(account.clone(), cents);
        }
    }
    for (member, cents) in parts {
        draft.line(Account::of_member(Kind::PayableDividend, member), -*cents, Some(LegalKind::CapitalDividend));
    }
}

fn lose(draft: &mut Draft<'_>, plan: &LossPlan) {
    let account = Account::earnings(&plan.unit, plan.year);
    if draft.ledger.balance(&account) != plan.loss {
        draft.fault("loss::stale", "subject", "the loss changed since the draft; draft it again");
    }
    draft.credit(account, plan.loss);
    draft.debit(Account::plain(Kind::Reserve), plan.reserve);
    for (account, cents) in &plan.equity {
        draft.debit(account.clone(), *cents);
    }
    draft.debit(Account::earnings(&plan.unit, plan.year + 1), plan.later);
}
