//! Draft of a redemption: equity at its stated amount, after liquidity, the lender's covenant and the insolvency test.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::Cents;
use crate::chart::{Account, Kind};
use crate::ids::MemberId;
use crate::post::Draft;
use crate::solvency::tests_of;
use crate::state::{DraftContent, DraftState};

/// Equity of a member to be retired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedemptionPart {
    /// Class of equity.
    pub class: Kind,
    /// Member.
    pub member: MemberId,
    /// Fiscal year of issue, for classes that have one.
    #[serde(default)]
    pub year: Option<i16>,
    /// Amount: the stated one, or a part of it.
    pub amount: Cents,
}

impl RedemptionPart {
    /// Returns the account.
    pub fn account(&self) -> Account {
        Account { year: self.year, ..Account::of_member(self.class, &self.member) }
    }
}

/// Evidence of the tests that a redemption has to pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Liquidity: cash forecast.
    pub liquidity: String,
    /// Covenant: the lender's certificate.
    pub covenant: String,
    /// Insolvency test of the state: who certified it.
    pub insolvency: String,
}

/// Asks for a redemption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redemption {
    /// Why: revolving, a percentage of all years, an exit.
    pub reason: String,
    /// Parts.
    pub parts: Vec<RedemptionPart>,
    /// Evidence.
    pub evidence: Evidence,
    /// Value of the members' stake from `recoop share`, to compare with. It changes no amount.
    #[serde(default)]
    pub share_value: Option<Cents>,
}

impl Redemption {
    /// Returns the amount in total.
    pub fn total(&self) -> Cents {
        self.parts.iter().map(|part| part.amount).sum()
    }
}

impl Post for Redemption {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Controller];

    fn post(&self, draft: &mut Draft<'_>) {
        if self.reason.trim().is_empty() {
            draft.fault("redemption::reason", "reason", "give the reason");
        }
        if self.parts.is_empty() {
            draft.fault("redemption::parts", "parts", "name the equity to be retired");
        }
        for (field, text) in [
            ("liquidity", &self.evidence.liquidity),
            ("covenant", &self.evidence.covenant),
            ("insolvency", &self.evidence.insolvency),
        ] {
            if text.trim().is_empty() {
                draft.fault("redemption::evidence", field, format!("name the evidence of the test of {field}"));
            }
        }
        for (position, part) in self.parts.iter().enumerate() {
            draft.positive("parts", part.amount);
            let account = part.account();
            if !part.class.is_member_equity() || account.dimension_error().is_some() {
                draft.fault("redemption::class", "parts", format!("`{account}` is not a class of members' equity"));
                continue;
            }
            if self.parts[..position].iter().any(|other| other.account() == account) {
                draft.fault("redemption::twice", "parts", format!("`{account}` is named twice"));
            }
            let there = -draft.books.balance(&account);
            if part.amount > there {
                draft.fault(
                    "redemption::exceeds",
                    "parts",
                    format!("{} exceeds the {there} in `{account}`", part.amount),
                );
            }
        }
        for test in tests_of(draft.books, self.total(), draft.date()) {
            if !test.passes {
                draft.fault("redemption::solvency", "parts", format!("{}: {}", test.test, test.reason));
            }
        }
        let (id, content) = (draft.record.id.clone(), DraftContent::Redemption(self.clone()));
        draft.then(move |books| {
            books.drafts.insert(id, DraftState { content, declared: None });
        });
    }
}
