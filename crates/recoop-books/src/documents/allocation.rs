//! Draft of an allocation of patronage. It makes no entry: a resolution of the board declares it.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::Cents;
use crate::ids::UnitId;
use crate::labels::ShareRule;
use crate::patronage::Worksheet;
use crate::post::Draft;
use crate::state::{DraftContent, DraftState};

/// A difference between net earnings as taxed and as booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Unit.
    pub unit: UnitId,
    /// Reason.
    pub reason: String,
    /// Amount that tax earnings are above book earnings.
    pub cents: Cents,
}

/// Asks for the worksheet of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Fiscal year.
    pub year: i16,
    /// Key. Rules that do not follow business done are refused under T1.
    pub key: ShareRule,
    /// Differences between tax and books, where the bylaws take the tax basis.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
}

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
        match Worksheet::new(draft.books, self) {
            Ok(sheet) => {
                let (id, state) =
                    (draft.record.id.clone(), DraftState { content: DraftContent::Allocation(sheet), declared: None });
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
