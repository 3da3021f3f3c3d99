//! Draft of an allocation of losses.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::ids::UnitId;
use crate::losses::LossPlan;
use crate::post::Draft;
use crate::state::{DraftContent, DraftState};

/// Asks who bears a unit's loss of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Fiscal year.
    pub year: i16,
    /// Unit.
    pub unit: UnitId,
}

impl Post for Loss {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Controller];

    fn post(&self, draft: &mut Draft<'_>) {
        match LossPlan::new(draft.ledger, self.year, &self.unit) {
            Ok(plan) => {
                let (id, state) =
                    (draft.head.id.clone(), DraftState { content: DraftContent::Loss(plan), declared: None });
                draft.then(move |books| {
                    books.drafts.insert(id, state);
                });
            }
            Err((code, message)) => draft.fault(code, "year", message),
        }
    }
}
