//! Close of a fiscal year: income and costs become net earnings by unit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::Cents;
use crate::chart::Account;
use crate::dates::Month;
use crate::ids::UnitId;
use crate::post::Draft;
use crate::state::PeriodState;

/// Closes a year on its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearClose {
    /// Fiscal year, named by the calendar year in which it ends.
    pub year: i16,
}

impl Post for YearClose {
    const MAKERS: &'static [Role] = &[Role::Controller];
    const IN_REVIEW: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        let year_end = draft.ledger.settings().year_end;
        let (first, last) = (year_end.first_day(self.year), year_end.last_day(self.year));
        if draft.date() != last {
            draft.fault("year::date", "date", format!("fiscal year {} is closed on {last}", self.year));
            return;
        }
        if draft.state().closed_years.contains_key(&self.year) {
            draft.fault("year::twice", "year", format!("fiscal year {} is closed", self.year));
        }
        if draft.state().period(Month::of(last)) != PeriodState::InReview {
            draft.fault("year::review", "year", format!("{} has to be in review", Month::of(last)));
        }
        for (id, _) in draft.state().unlabeled.iter().filter(|(_, waiting)| waiting.date <= last) {
            draft.fault("close::label", "year", format!("`{id}` has no source label"));
        }
        let mut balances: BTreeMap<&Account, Cents> = BTreeMap::new();
        for entry in draft.ledger.entries().iter().filter(|entry| entry.date >= first && entry.date <= last) {
            for line in entry.lines.iter().filter(|line| line.account.kind.is_temporary()) {
                *balances.entry(&line.account).or_default() += line.cents;
            }
        }
        let mut net: BTreeMap<&UnitId, Cents> = BTreeMap::new();
        for (account, cents) in balances {
            draft.credit(account.clone(), cents);
            if let Some(unit) = &account.unit {
                *net.entry(unit).or_default() += cents;
            }
        }
        for (unit, cents) in net {
            draft.debit(Account::earnings(unit, self.year), cents);
        }
        draft.memo = format!("close of fiscal year {}", self.year);
        let (year, id) = (self.year, draft.head.id.clone());
        draft.then(move |books| {
            books.closed_years.insert(year, id);
        });
    }
}
