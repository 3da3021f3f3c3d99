//! A delivery, accrued at its provisional assay.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Delivery, Post, Role, Standing};
use crate::amount::{Cents, Grams, Ppm, Rounding, WHOLE, multiply_divide};
use crate::bylaws::{Title, Unit};
use crate::chart::{Account, Kind};
use crate::entry::{Business, Place, QuantityLine};
use crate::ids::{ElementId, MemberId, PoolId};
use crate::labels::{LegalKind, Source};
use crate::post::Draft;
use crate::rules::t4;
use crate::settlement::{Assay, Settlement};
use crate::state::{Delivered, Pool, Waiting};

impl Post for Delivery {
    const MAKERS: &'static [Role] = &[Role::Maker];
    const BUSINESS: bool = true;

    fn post(&self, draft: &mut Draft<'_>) {
        let day = draft.date();
        let registered = draft.member("member", &self.member);
        let unit = draft.unit("unit", &self.unit, day);
        if let (Some(registered), Some(unit)) = (registered, unit) {
            let own = if registered.facts.standing == Standing::Member { Source::Member } else { Source::Nonmember };
            if matches!(unit.source_label, Source::Member | Source::Nonmember) && unit.source_label != own {
                let message =
                    format!("`{}` is a {} and unit `{}` is for {}", self.member, own, self.unit, unit.source_label);
                draft.fault("source::standing", "unit", message);
            }
        }
        if let (Some(source), Some(unit)) = (self.source, unit)
            && source != unit.source_label
        {
            draft.fault(
                "source::unit",
                "source",
                format!("the label is {source}, unit `{}` is {}", self.unit, unit.source_label),
            );
        }
        match draft.state().pools.get(&self.pool) {
            Some(pool) if pool.closed.is_some() => {
                draft.fault("pool::closed", "pool", format!("pool `{}` is closed", self.pool))
            }
            Some(pool) if pool.unit != self.unit => {
                draft.fault("pool::unit", "pool", format!("pool `{}` is of unit `{}`", self.pool, pool.unit));
            }
            _ => {}
        }
        let settlement = self.settle(draft, day, self.wet, self.moisture, &self.assays);
        draft.memo = format!("delivery of {} to pool {}", self.member, self.pool);
        let is_final = !self.assays.is_empty() && self.assays.iter().all(|assay| assay.cooperative.is_some());
        let mut delivered = Delivered {
            document: self.clone(),
            date: day,
            settlement: None,
            is_final,
            retained: Cents::ZERO,
            retain_kind: None,
            held: Cents::ZERO,
            provisional: None,
        };
        if let (Some(unit), Some(settlement)) = (unit, settlement) {
            book(draft, unit, &mut delivered, settlement);
        }
        let (id, pool, unit_id) = (draft.head.id.clone(), self.pool.clone(), self.unit.clone());
        let pooled = unit.is_some_and(|unit| unit.pooled);
        let (waits, member) = (self.source.is_none(), self.member.clone());
        draft.then(move |books| {
            let pool = books.pools.entry(pool).or_insert_with(|| Pool {
                unit: unit_id,
                pooled,
                closed: None,
                deliveries: Vec::new(),
                entered: BTreeMap::new(),
            });
            let first = pool.entered.entry(member.clone()).or_insert(day);
            *first = day.min(*first);
            pool.deliveries.push(id.clone());
            if waits {
                let waiting =
                    Waiting { date: day, kind: Kind::PayableDelivery, cents: Cents::ZERO, member: Some(member) };
                books.unlabeled.insert(id.clone(), waiting);
            }
            books.set_delivery(id, delivered);
        });
    }
}

impl Delivery {
    /// Settles weights and assays; none if there is no assay yet, or a fault.
    pub(super) fn settle(
        &self,
        draft: &mut Draft<'_>,
        day: Date,
        wet: Grams,
        moisture: Ppm,
        assays: &[Assay],
    ) -> Option<Settlement> {
        let bylaws = draft.bylaws(day)?;
        let settled = Settlement::new(bylaws, day, wet, moisture, assays);
        match settled {
            Ok(settlement) => (!assays.is_empty()).then_some(settlement),
            Err(error) => {
                draft.fault("delivery::settlement", "assays", error.to_string());
                None
            }
        }
    }
}

/// Writes what a settlement changes against the one before: quantities, money, retain, business.
pub(super) fn book(draft: &mut Draft<'_>, unit: &Unit, delivered: &mut Delivered, settlement: Settlement) {
    let Delivery { member, pool, .. } = &delivered.document;
    let (member, pool) = (member.clone(), pool.clone());
    quantities(draft, &member, &pool, delivered.settlement.as_ref(), &settlement);
    let before = delivered.settlement.as_ref();
    let dry_change = settlement.dry - before.map_or(Grams::ZERO, |s| s.dry);
    let value = match unit.title {
        Title::Cooperative => {
            let change = settlement.value() - before.map_or(Cents::ZERO, Settlement::value);
            purchase(draft, unit, delivered, &settlement, change);
            change
        }
        Title::Member => {
            let Some(rate) = toll_rate(draft, unit, delivered.date) else { return };
            let fee = |dry: Grams| multiply_divide(dry.0.into(), rate.0.into(), 1000, Rounding::HalfEven).map(Cents);
            let Some(new) = draft.amount("wet", fee(settlement.dry)) else { return };
            let Some(old) = draft.amount("wet", before.map_or(Ok(Cents::ZERO), |s| fee(s.dry))) else { return };
            draft.debit(Account::of_member(Kind::ReceivableMember, &member), new - old);
            draft.credit(Account::of_unit(Kind::Tolls, &unit.unit), new - old);
            new - old
        }
    };
    if !unit.pooled && (dry_change != Grams::ZERO || value != Cents::ZERO) {
        let (unit, year) = (unit.unit.clone(), draft.year());
        draft.business(Business {
            member,
            unit,
            year,
            delivered: delivered.date,
            entered: None,
            grams: dry_change,
            cents: value,
        });
    }
    delivered.settlement = Some(settlement);
}

/// The cooperative buys: inventory against the member's payable and the retain.
fn purchase(draft: &mut Draft<'_>, unit: &Unit, delivered: &mut Delivered, settlement: &Settlement, change: Cents) {
    let member = delivered.document.member.clone();
    let retain = multiply_divide(settlement.dry.0.into(), unit.retain_usd_per_kg.0.into(), 1000, Rounding::HalfEven);
    let Some(retain) = draft.amount("wet", retain).map(Cents) else { return };
    let kind = delivered.retain_kind.unwrap_or_else(|| {
        let year_end = draft.ledger.settings().year_end;
        let entered = unit
            .pooled
            .then(|| t4::entered(draft.state(), &member, &delivered.document.pool).unwrap_or(delivered.date));
        let covered = t4::covering(&draft.state().consents, &member, delivered.date, entered, year_end).is_some();
        if unit.retain_qualified && covered { Kind::RetainQualified } else { Kind::RetainNonqualified }
    });
    let retain_change = retain - delivered.retained;
    let year = draft.ledger.settings().year_end.year_of(delivered.date);
    let legal = if unit.pooled { LegalKind::Advance } else { LegalKind::FixedPrice };
    draft.debit(Account::of_pool(Kind::Inventory, &delivered.document.pool), change);
    draft.line(Account::of_member(Kind::PayableDelivery, &member), -(change - retain_change), Some(legal));
    draft.line(Account::of_year(kind, &member, year), -retain_change, Some(LegalKind::PerUnitRetain));
    delivered.retained = retain;
    delivered.retain_kind = (unit.retain_usd_per_kg != Cents::ZERO).then_some(kind);
    let payable = settlement.value() - retain;
    let later = if delivered.is_final || payable <= Cents::ZERO {
        Ok(Cents::ZERO)
    } else {
        payable.times(unit.advance.rest().0, WHOLE.0, Rounding::Up)
    };
    delivered.held = draft.amount("unit", later).unwrap_or_default();
}

/// The toll of a unit, USD per kg dry.
fn toll_rate(draft: &mut Draft<'_>, unit: &Unit, day: Date) -> Option<Cents> {
    use crate::bylaws::Dated;
    let bylaws = draft.bylaws(day)?;
    let row = bylaws.toll.iter().find(|row| row.stage == unit.unit.as_str() && row.holds_on(day));
    if row.is_none() {
        draft.fault(
            "toll::none",
            "unit",
            format!("unit `{}` tolls, and table `toll` has no stage of its name", unit.unit),
        );
    }
    row.map(|row| row.usd_per_kg)
}

fn quantities(
    draft: &mut Draft<'_>,
    member: &MemberId,
    pool: &PoolId,
    before: Option<&Settlement>,
    after: &Settlement,
) {
    let mut moved: Vec<(ElementId, Grams)> = vec![("dry".into(), after.dry)];
    moved.extend(after.elements.iter().map(|line| (line.element.clone(), line.contained)));
    if let Some(before) = before {
        moved.push(("dry".into(), -before.dry));
        moved.extend(before.elements.iter().map(|line| (line.element.clone(), -line.contained)));
    }
    for (element, grams) in moved {
        let line = |place, grams| QuantityLine {
            place,
            member: member.clone(),
            pool: pool.clone(),
            element: element.clone(),
            grams,
        };
        draft.quantity(line(Place::Delivered, -grams));
        draft.quantity(line(Place::Pooled, grams));
    }
}
