//! Admission of a member, or registration of a nonmember patron.

use super::{Member, Post, Role};
use crate::ids::MemberId;
use crate::post::Draft;
use crate::state::Registered;

impl Post for Member {
    const MAKERS: &'static [Role] = &[Role::Secretary];

    fn post(&self, draft: &mut Draft<'_>) {
        if let Err(message) = <MemberId as crate::tables::Cell>::read(self.member.as_str()) {
            draft.fault("member::id", "member", message);
        }
        if draft.state().members.contains_key(&self.member) {
            draft.fault("member::twice", "member", format!("`{}` is in the register", self.member));
        }
        if self.country.len() != 2 || !self.country.bytes().all(|b| b.is_ascii_uppercase()) {
            let message = format!("`{}` is not a country of two capital letters, like US", self.country);
            draft.fault("member::country", "country", message);
        }
        if self.name.trim().is_empty() {
            draft.fault("member::name", "name", "the name is blank");
        }
        let (facts, admitted, order) = (self.clone(), draft.date(), draft.state().members.len());
        draft.then(move |books| {
            books.members.insert(facts.member.clone(), Registered { facts, order, admitted, merged: None });
        });
    }
}
