//! Draft of a redemption: equity at its stated amount, after liquidity, the lender's covenant and the insolvency test.

use super::{Post, Redemption, Role};
use crate::post::Draft;
use crate::solvency::tests_of;
use crate::state::{DraftContent, DraftState};

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
            let there = -draft.ledger.balance(&account);
            if part.amount > there {
                draft.fault(
                    "redemption::exceeds",
                    "parts",
                    format!("{} exceeds the {there} in `{account}`", part.amount),
                );
            }
        }
        for test in tests_of(draft.ledger, self.total(), draft.date()) {
            if !test.passes {
                draft.fault("redemption::solvency", "parts", format!("{}: {}", test.test, test.reason));
            }
        }
        let (id, content) = (draft.head.id.clone(), DraftContent::Redemption(self.clone()));
        draft.then(move |books| {
            books.drafts.insert(id, DraftState { content, declared: None });
        });
    }
}
