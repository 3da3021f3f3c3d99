//! Admission of a member, or registration of a nonmember patron.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::ids::MemberId;
use crate::post::Draft;
use crate::state::Registered;
use crate::words::words;

words! {
    /// Whether a patron is a member.
    pub enum Standing: "standing" {
        /// A member.
        Member = "member",
        /// A patron who is not a member.
        Nonmember = "nonmember",
    }
}

words! {
    /// Type of payee, by which reporting to the tax authority differs.
    pub enum Payee: "type of payee" {
        /// A person.
        Individual = "individual",
        /// A partnership.
        Partnership = "partnership",
        /// A corporation: no Form 1099-PATR.
        Corporation = "corporation",
        /// A government or its agency: no Form 1099-PATR.
        Government = "government",
        /// Another cooperative.
        Cooperative = "cooperative",
    }
}
crate::tables::cells! { Standing, Payee }

/// Puts a patron into the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Id.
    pub member: MemberId,
    /// Name.
    pub name: String,
    /// Whether it is a member.
    pub standing: Standing,
    /// Type of payee.
    pub payee: Payee,
    /// Country of residence, two letters (ISO 3166).
    pub country: String,
}

impl Member {
    /// Whether payments are reviewed for withholding: the payee is foreign.
    pub fn is_foreign(&self) -> bool {
        self.country != "US"
    }
}

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
