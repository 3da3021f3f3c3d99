//! A commitment: a promise in a memorandum register outside the trial balance.

use super::{Commitment, Post, Promise, Role};
use crate::amount::Grams;
use crate::post::Draft;

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
        let (id, commitment) = (draft.head.id.clone(), self.clone());
        draft.then(move |books| {
            books.commitments.insert(id, commitment);
        });
    }
}
