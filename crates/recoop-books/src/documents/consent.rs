//! Consent of a patron to be taxed on a qualified notice, or its revocation.

use super::{Consent, ConsentForm, Post, Role};
use crate::amount::Cents;
use crate::chart::{Account, Kind};
use crate::post::Draft;
use crate::rules::{t2, t3, t4};
use crate::state::{Consented, DraftContent};

impl Post for Consent {
    const MAKERS: &'static [Role] = &[Role::Secretary];

    fn post(&self, draft: &mut Draft<'_>) {
        let registered = draft.member("member", &self.member);
        if self.evidence.trim().is_empty() {
            draft.fault("consent::evidence", "evidence", "name the evidence");
        }
        let of_allocation = matches!(self.form, ConsentForm::QualifiedCheck | ConsentForm::CashRight);
        if of_allocation != self.allocation.is_some() {
            draft.fault(
                "consent::allocation",
                "allocation",
                "a check or a right to cash belongs to one allocation, other forms to none",
            );
        }
        if (self.form == ConsentForm::CashRight) != self.days.is_some() {
            draft.fault("consent::days", "days", "a right to cash has its days, other forms have none");
        }
        if self.form == ConsentForm::BylawCopy
            && let Some(registered) = registered
        {
            if registered.facts.standing == super::Standing::Nonmember {
                draft.fault(
                    "consent::nonmember",
                    "form",
                    "a bylaw binds members; a nonmember consents in writing or by a check",
                );
            }
            let day = draft.date();
            let consents =
                draft.bylaws(day).and_then(|bylaws| bylaws.patronage_on(day)).is_some_and(|row| row.bylaw_consent);
            if !consents {
                draft.fault("consent::no_bylaw", "form", "the bylaws in force do not make membership consent");
            }
        }
        if let Some(Err(why)) = self.days.map(t4::cash_right) {
            draft.fault("t4::cash_right", "days", why);
        }
        if of_allocation {
            self.qualify(draft);
        }
        let consented = Consented { document: draft.head.id.clone(), date: draft.date(), consent: self.clone() };
        draft.then(move |books| books.consents.push(consented));
    }
}

impl Consent {
    /// A check that is cashed in time, or a right to cash that is given in time, makes the rest of the dividend qualified.
    fn qualify(&self, draft: &mut Draft<'_>) {
        let Some(allocation) = &self.allocation else { return };
        let declared = draft.state().drafts.get(allocation).filter(|d| d.declared.is_some());
        let Some(DraftContent::Allocation(worksheet)) = declared.map(|d| &d.content) else {
            draft.fault("consent::allocation", "allocation", format!("`{allocation}` is not a declared allocation"));
            return;
        };
        let year_end = draft.ledger.settings().year_end;
        let in_time = if self.form == ConsentForm::QualifiedCheck {
            t4::check_in_time(year_end, worksheet.year, draft.date())
        } else {
            t2::in_payment_period(year_end, worksheet.year, draft.date())
        };
        if let Err(why) = in_time {
            draft.fault("t4::late", "date", why);
        }
        let share = worksheet.shares.iter().filter(|share| share.member == self.member);
        let (cash, nonqualified) =
            share.fold((Cents::ZERO, Cents::ZERO), |sum, s| (sum.0 + s.cash, sum.1 + s.nonqualified));
        if t3::twenty_percent(cash, cash + nonqualified).is_err() {
            draft.fault("t3::twenty_percent", "allocation", "the money is less than 20% of the dividend");
        }
        let year = worksheet.year;
        // What was redeemed since, or qualified before, is not there any more.
        let there = -draft.ledger.balance(&Account::of_year(Kind::Nonqualified, &self.member, year));
        let nonqualified = nonqualified.min(there);
        draft.debit(Account::of_year(Kind::Nonqualified, &self.member, year), nonqualified);
        draft.credit(Account::of_year(Kind::Qualified, &self.member, year), nonqualified);
        draft.memo = format!("{} of {} qualifies its notice", self.form, self.member);
    }
}
