//! A commitment: a promise in a memorandum register outside the trial balance.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::{Cents, Grams};
use crate::ids::MemberId;
use crate::post::Draft;
use crate::words::words;

words! {
    /// What is promised.
    pub enum Promise: "promise" {
        /// To take product.
        Offtake = "offtake",
        /// To deliver feed.
        Feed = "feed",
        /// To pay in capital.
        Capital = "capital",
    }
}
crate::tables::cells! { Promise }

/// A promise of a member. It makes no entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Member.
    pub member: MemberId,
    /// What is promised.
    pub promise: Promise,
    /// Weight a year, for offtake and feed.
    #[serde(default)]
    pub kg_per_year: Option<Grams>,
    /// Amount in total, for capital.
    #[serde(default)]
    pub amount: Option<Cents>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

impl Post for Commitment {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Secretary];

    fn post(&self, draft: &mut Draft<'_>) {
        draft.member("member", &self.member);
        let money = self.promise == Promise::Capital;
        if money != self.amount.is_some() || money == self.kg_per_year.is_some() {
            let message = "a promise of capital has an amount, one of offtake or feed has kg a year";
            draft.fault("commitment::measure", "promise", message);
        }
        if self.until < self.from {
            draft.fault("commitment::dates", "until", format!("{} is before {}", self.until, self.from));
        }
        if let Some(amount) = self.amount {
            draft.positive("amount", amount);
            draft.amount("amount", amount.within_limit());
        }
        if self.kg_per_year.is_some_and(|weight| weight <= Grams::ZERO) {
            draft.fault("commitment::weight", "kg_per_year", "the weight is not above zero");
        }
        let (id, commitment) = (draft.record.id.clone(), self.clone());
        draft.then(move |books| {
            books.commitments.insert(id, commitment);
        });
    }
}
