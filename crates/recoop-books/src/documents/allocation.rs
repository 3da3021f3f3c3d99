//! Draft of an allocation of patronage. It makes no entry: a resolution of the board declares it.

use super::{Allocation, Post, Role};
use crate::patronage::Worksheet;
use crate::post::Draft;
use crate::state::{DraftContent, DraftState};

impl Post for Allocation {
    const MAKERS: &'static [Role] = &[Role::Maker, Role::Controller];

    fn post(&self, draft: &mut Draft<'_>) {
        let declared = draft.state().drafts.iter().find(|(_, d)| {
            d.declared.is_some() && matches!(&d.content, DraftContent::Allocation(sheet) if sheet.year == self.year)
        });
        if let Some((id, _)) = declared {
            draft.fault("allocation::twice", "year", format!("`{id}` of fiscal year {} was declared", self.year));
            return;
        }
        match Worksheet::new(draft.ledger, self) {
            Ok(sheet) => {
                let (id, state) =
                    (draft.head.id.clone(), DraftState { content: DraftContent::Allocation(sheet), declared: None });
                draft.then(move |books| {
                    books.drafts.insert(id, state);
                });
            }
            Err(against) => {
                for (code, field, message) in against {
                    draft.fault(code, field, message);
                }
            }
        }
    }
}
