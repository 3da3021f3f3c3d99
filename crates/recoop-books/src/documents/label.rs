//! The source label of a document that had none.

use serde::{Deserialize, Serialize};

use super::{Post, Role};
use crate::amount::{Cents, Grams};
use crate::chart::{Account, Kind};
use crate::entry::Business;
use crate::ids::{DocumentId, UnitId};
use crate::labels::Source;
use crate::post::Draft;

/// Moves a waiting amount to its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Document without a label.
    pub document: DocumentId,
    /// Whose business it is.
    pub source: Source,
    /// Allocation unit.
    pub unit: UnitId,
}

impl Post for Label {
    const MAKERS: &'static [Role] = &[Role::Controller];
    const IN_REVIEW: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        let Some(waiting) = draft.state().unlabeled.get(&self.document) else {
            draft.fault("label::none", "document", format!("`{}` does not wait for a label", self.document));
            return;
        };
        let day = waiting.date;
        let Some(unit) = draft.unit("unit", &self.unit, day) else { return };
        if unit.source_label != self.source {
            draft.fault(
                "source::unit",
                "source",
                format!("the label is {}, unit `{}` is {}", self.source, self.unit, unit.source_label),
            );
        }
        if let Some(delivered) = draft.state().deliveries.get(&self.document)
            && delivered.document.unit != self.unit
        {
            let message =
                format!("the delivery names unit `{}`; reverse it and post it again", delivered.document.unit);
            draft.fault("label::unit", "unit", message);
        }
        if waiting.cents != Cents::ZERO {
            draft.debit(Account::plain(Kind::Unlabeled), -waiting.cents);
            draft.credit(Account::of_unit(waiting.kind, &self.unit), -waiting.cents);
            if let (Some(member), true) = (&waiting.member, waiting.kind == Kind::Sales || waiting.kind == Kind::Tolls)
            {
                let (member, unit, year) = (member.clone(), self.unit.clone(), draft.year());
                let cents = -waiting.cents;
                draft.business(Business {
                    member,
                    unit,
                    year,
                    delivered: day,
                    entered: None,
                    grams: Grams::ZERO,
                    cents,
                });
            }
        }
        draft.memo = format!("label {} for {}", self.source, self.document);
        let id = self.document.clone();
        draft.then(move |books| {
            books.unlabeled.remove(&id);
        });
    }
}
