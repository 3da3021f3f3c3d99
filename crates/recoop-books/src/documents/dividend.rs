//! Draft of a dividend on capital, capped by the bylaws.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::{Cents, Ppm, Rounding, WHOLE};
use crate::chart::Kind;
use crate::ids::MemberId;
use crate::post::Draft;
use crate::state::{DraftContent, DraftState};

/// Asks for a dividend on a class of capital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dividend {
    /// Fiscal year.
    pub year: i16,
    /// Class.
    pub class: Kind,
    /// Rate on the balance at the end of the year, share of one.
    pub rate: Ppm,
}

impl Post for Dividend {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Controller];

    fn post(&self, draft: &mut Draft<'_>) {
        let last = draft.ledger.settings().year_end.last_day(self.year);
        if !draft.state().closed_years.contains_key(&self.year) {
            draft.fault(
                "dividend::open_year",
                "year",
                format!("fiscal year {} is not closed into net earnings", self.year),
            );
        }
        let Some(terms) = draft.bylaws(last).and_then(|bylaws| bylaws.class_on(self.class, last)) else {
            draft.fault("dividend::class", "class", format!("the bylaws have no class of `{}`", self.class));
            return;
        };
        let earlier: i64 = draft
            .state()
            .drafts
            .values()
            .filter(|d| d.declared.is_some())
            .map(|d| self.rate_of(&d.content, draft, last))
            .sum();
        if self.rate.0 <= 0 || self.rate.0 + earlier > terms.dividend_limit.0 {
            let message = format!(
                "{} a year, with {} declared before, is not within the limit of {}",
                self.rate,
                Ppm(earlier),
                terms.dividend_limit
            );
            draft.fault("dividend::limit", "rate", message);
        }
        let mut parts: Vec<(MemberId, Cents)> = Vec::new();
        for (account, cents) in draft.ledger.balances_on(last) {
            let (true, Some(member)) = (account.kind == self.class, account.member) else { continue };
            let part = (-cents).times(self.rate.0, WHOLE.0, Rounding::Down);
            if let Some(part) = draft.amount("rate", part).filter(|part| *part > Cents::ZERO) {
                parts.push((member, part));
            }
        }
        if parts.is_empty() && draft.is_sound() {
            draft.fault("dividend::none", "class", format!("no member holds `{}` on {last}", self.class));
        }
        let (id, content) = (draft.head.id.clone(), DraftContent::Dividend(self.year, self.class, parts));
        draft.then(move |books| {
            books.drafts.insert(id, DraftState { content, declared: None });
        });
    }
}

impl Dividend {
    /// Rate that a declared dividend of this year and class had, rounded up.
    fn rate_of(&self, content: &DraftContent, draft: &Draft<'_>, last: jiff::civil::Date) -> i64 {
        let DraftContent::Dividend(year, class, parts) = content else { return 0 };
        if (*year, *class) != (self.year, self.class) {
            return 0;
        }
        let paid: i128 = parts.iter().map(|(_, cents)| i128::from(cents.0)).sum();
        let balances = draft.ledger.balances_on(last);
        let stated: i128 =
            balances.iter().filter(|(a, _)| a.kind == *class).map(|(_, cents)| -i128::from(cents.0)).sum();
        crate::amount::divide(paid * i128::from(WHOLE.0), stated, Rounding::Up).map_or(i64::MAX / 2, |rate| rate as i64)
    }
}
