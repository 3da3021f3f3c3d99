//! State of a month: open, in review, closed. A closed month is reopened by two people with a reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::Cents;
use crate::chart::Kind;
use crate::dates::Month;
use crate::post::Draft;
use crate::state::{PeriodState, Reopening};
use crate::words::words;

words! {
    /// What happens to a month.
    pub enum PeriodAction: "action on a month" {
        /// From open to in review.
        Review = "review",
        /// From in review to closed.
        Close = "close",
        /// From closed to in review.
        Reopen = "reopen",
    }
}
crate::tables::cells! { PeriodAction }

/// Changes the state of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Month.
    pub month: Month,
    /// Action.
    pub action: PeriodAction,
    /// Reason of a reopening.
    #[serde(default)]
    pub reason: String,
}

impl Post for Period {
    const MAKERS: &'static [Role] = &[Role::Controller];
    const IN_REVIEW: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        let month = self.month;
        let now = draft.state().period(month);
        let (needed, next) = match self.action {
            PeriodAction::Review => (PeriodState::Open, PeriodState::InReview),
            PeriodAction::Close => (PeriodState::InReview, PeriodState::Closed),
            PeriodAction::Reopen => (PeriodState::Closed, PeriodState::InReview),
        };
        if now != needed {
            draft.fault(
                "period::state",
                "action",
                format!("{month} cannot be changed by `{}` in its present state", self.action),
            );
        }
        if draft.date() < month.last_day() {
            draft.fault("period::early", "date", format!("{month} has not ended on {}", draft.date()));
        }
        match self.action {
            PeriodAction::Review => {}
            PeriodAction::Close => self.check_close(draft),
            PeriodAction::Reopen => {
                if self.reason.trim().is_empty() {
                    draft.fault("period::reason", "reason", "a month is reopened for a reason");
                }
                let later = draft.state().months.iter().find(|(m, s)| **m > month && **s == PeriodState::Closed);
                if let Some((later, _)) = later {
                    draft.fault("period::order", "month", format!("{later} is closed; reopen the last month first"));
                }
                match draft.head.approver {
                    None => draft.fault("duties::approver", "approver", "reopening takes two people"),
                    Some(second) => {
                        let by = (draft.head.maker.clone(), second.clone());
                        let reopening = Reopening { month, date: draft.date(), reason: self.reason.clone(), by };
                        draft.then(move |books| books.reopenings.push(reopening));
                    }
                }
            }
        }
        draft.then(move |books| {
            books.months.insert(month, next);
        });
    }
}

impl Period {
    /// Nothing is pending, and controls agree with their subledgers.
    fn check_close(&self, draft: &mut Draft<'_>) {
        let (state, last) = (draft.state(), self.month.last_day());
        let year_end = draft.ledger.settings().year_end;
        if let Some(first) = draft.ledger.entries().iter().map(|entry| Month::of(entry.date)).min() {
            let mut month = first;
            while month < self.month {
                if state.period(month) != PeriodState::Closed {
                    draft.fault("period::order", "month", format!("{month} is not closed; months are closed in order"));
                    break;
                }
                month = month.next();
            }
        }
        for (id, _) in state.unlabeled.iter().filter(|(_, waiting)| waiting.date <= last) {
            draft.fault("close::label", "month", format!("`{id}` has no source label"));
        }
        for (id, _) in state.deliveries.iter().filter(|(_, d)| d.date <= last && d.settlement.is_none()) {
            draft.fault(
                "close::pending",
                "month",
                format!("delivery `{id}` has no assay; accrue it at its provisional value"),
            );
        }
        let year = year_end.year_of(last);
        if last == year_end.last_day(year) && !state.closed_years.contains_key(&year) {
            draft.fault(
                "close::year",
                "month",
                format!("fiscal year {year} is not closed into net earnings (`year_close`)"),
            );
        }
        let mut sums: BTreeMap<Kind, Cents> = BTreeMap::new();
        for (account, cents) in draft.ledger.balances() {
            *sums.entry(account.kind).or_default() += *cents;
        }
        for (kind, sum) in sums {
            if sum != draft.ledger.control(kind) {
                draft.fault(
                    "close::control",
                    "month",
                    format!("control `{kind}` is {}, its accounts add up to {sum}", draft.ledger.control(kind)),
                );
            }
        }
    }
}
