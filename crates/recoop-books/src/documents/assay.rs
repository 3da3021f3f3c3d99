//! The final assay of a delivery: both parties, or the umpire.

use serde::{Deserialize, Serialize};

use super::{Post, Role, delivery};
use crate::amount::{Grams, Ppm};
use crate::dates::Month;
use crate::ids::DocumentId;
use crate::post::Draft;
use crate::settlement::Assay;

/// Trues a delivery up. It posts in the open period and names the delivery's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalAssay {
    /// Delivery.
    pub delivery: DocumentId,
    /// Final wet weight.
    pub wet: Grams,
    /// Final moisture, share of wet weight.
    pub moisture: Ppm,
    /// Assays of both parties.
    pub assays: Vec<Assay>,
}

impl Post for FinalAssay {
    const MAKERS: &'static [Role] = &[Role::Maker];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        let Some(delivered) = draft.state().deliveries.get(&self.delivery) else {
            draft.fault("delivery::unknown", "delivery", format!("there is no delivery `{}`", self.delivery));
            return;
        };
        if delivered.is_final {
            draft.fault(
                "assay::twice",
                "delivery",
                format!("delivery `{}` has a final assay; reverse it first", self.delivery),
            );
        }
        if draft.state().reversed.contains_key(&self.delivery) {
            draft.fault("delivery::reversed", "delivery", format!("delivery `{}` was reversed", self.delivery));
        }
        if self.assays.is_empty() || self.assays.iter().any(|assay| assay.cooperative.is_none()) {
            draft.fault("assay::party", "assays", "a final assay has the results of both parties for each element");
        }
        let first = &delivered.document.assays;
        if let Some(gone) = first.iter().find(|a| self.assays.iter().all(|b| b.element != a.element)) {
            draft.fault(
                "assay::missing",
                "assays",
                format!("`{}` was in the provisional assay and is missing", gone.element),
            );
        }
        if draft.date() < delivered.date {
            draft.fault(
                "assay::early",
                "date",
                format!("the assay is dated before the delivery of {}", delivered.date),
            );
        }
        if draft.state().pools.get(&delivered.document.pool).is_some_and(|pool| pool.closed.is_some()) {
            draft.fault("pool::closed", "delivery", format!("pool `{}` is closed", delivered.document.pool));
        }
        // Terms and prices are those of the delivery's day.
        let day = delivered.date;
        let unit = draft.unit("delivery", &delivered.document.unit, day);
        let mut delivered = delivered.clone();
        delivered.is_final = true;
        delivered.provisional = Some((delivered.settlement.clone(), delivered.retained, delivered.held));
        let settlement = delivered.document.clone().settle(draft, day, self.wet, self.moisture, &self.assays);
        if let (Some(unit), Some(settlement)) = (unit, settlement) {
            delivery::book(draft, unit, &mut delivered, settlement);
        }
        let (member, pool) = (&delivered.document.member, &delivered.document.pool);
        draft.memo =
            format!("final assay of delivery {} of {} in {}, pool {pool}", self.delivery, member, Month::of(day));
        let id = self.delivery.clone();
        draft.then(move |books| {
            books.set_delivery(id, delivered);
        });
    }
}
