//! A member or nonmember patron, as it is admitted.

use serde::{Deserialize, Serialize};

use crate::ids::MemberId;
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
