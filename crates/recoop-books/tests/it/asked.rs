//! Random documents: mostly ones that can be posted, some that cannot.

use jiff::civil::Date;
use recoop_books::amount::{Cents, Grams, Ppm};
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::days_after;
use recoop_books::documents::*;
use recoop_books::ids::{DocumentId, MemberId};
use recoop_books::labels::{LegalKind, ShareRule, Source};
use recoop_books::settlement::Assay;

use crate::world::*;

/// Numbers from a seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }

    fn amount(&mut self) -> Cents {
        let size = 10u64.pow(self.below(8) as u32 + 1);
        Cents(self.below(size) as i64)
    }
}

pub const MEMBERS: [&str; 4] = ["ridge_mining", "alder_refining", "tern_motors", "far_metals"];

/// Returns something to ask of the books on a day.
pub fn document(dice: &mut Dice, w: &World, day: Date) -> Document {
    let member = *dice.of(&MEMBERS);
    let unit = *dice.of(&["concentrate", "oxide", "tolling", "outside", "defense", "other"]);
    let source =
        w.books.state().versions[0].bylaws.units.iter().find(|u| u.unit.as_str() == unit).unwrap().source_label;
    let label = if dice.below(8) == 0 { None } else { Some(source) };
    let state = w.books.state();
    let any_document = |dice: &mut Dice| -> DocumentId { dice.of(w.books.records()).id.clone() };
    let any = |dice: &mut Dice, list: Vec<DocumentId>| {
        if list.is_empty() { DocumentId::from("none") } else { dice.of(&list).clone() }
    };
    let year = day.year() - dice.below(2) as i16;
    match dice.below(24) {
        0..=3 => {
            let nd = 100_000 + dice.below(100_000) as i64;
            let (member, unit) =
                if dice.below(3) > 0 { (*dice.of(&MEMBERS[..2]), "concentrate") } else { (member, unit) };
            let assays = match dice.below(6) {
                0 => vec![],
                1 => vec![Assay { cooperative: Some(Ppm(nd + 1000)), ..provisional("nd", "0.1") }],
                _ => vec![Assay { member: Ppm(nd), ..provisional("nd", "0") }, provisional("th", "0.0013")],
            };
            Delivery {
                member: member.into(),
                unit: unit.into(),
                pool: format!("{unit}-{}", day.year()).as_str().into(),
                source: if unit == "concentrate" { Some(Source::Member) } else { label },
                wet: Grams(dice.below(50_000_000) as i64),
                moisture: Ppm(dice.below(200_000) as i64),
                assays,
            }
            .into()
        }
        4..=6 => {
            let open = state.deliveries.iter().filter(|(_, d)| !d.is_final).map(|(id, _)| id.clone()).collect();
            let delivery = any(dice, open);
            let old = state.deliveries.get(&delivery);
            let mut assays = old.map_or(vec![], |d| d.document.assays.clone());
            if assays.is_empty() {
                assays.push(provisional("nd", "0.15"));
            }
            for assay in &mut assays {
                let apart = assay.member.0 / 100;
                assay.cooperative = Some(Ppm(assay.member.0 + apart));
                let limit = if assay.element.as_str() == "nd" { 4000 } else { 200 };
                assay.umpire = (apart > limit).then_some(assay.member);
            }
            let (wet, moisture) = old.map_or((Grams(5), Ppm(0)), |d| (d.document.wet, d.document.moisture));
            FinalAssay { delivery, wet, moisture, assays }.into()
        }
        7..=9 => {
            let direction = if dice.below(3) == 0 { Direction::Out } else { Direction::In };
            let account = if direction == Direction::Out {
                *dice.of(&[Kind::OperatingCost, Kind::Interest])
            } else {
                Kind::Sales
            };
            let mut asked = invoice(direction, unit, source.as_str(), account, "1");
            asked.amount = dice.amount();
            asked.source = label;
            let pools: Vec<_> = state
                .pools
                .iter()
                .filter(|(_, p)| p.closed.is_none() && p.unit.as_str() == unit)
                .map(|(id, _)| id.clone())
                .collect();
            if direction == Direction::In && !pools.is_empty() && dice.below(4) > 0 {
                asked.pool = Some(dice.of(&pools).clone());
            } else if direction == Direction::In && source == Source::Member {
                asked.member = Some((*dice.of(&MEMBERS[..3])).into());
            }
            asked.into()
        }
        10..=11 => {
            let payables = [
                (Kind::PayableDelivery, LegalKind::Advance),
                (Kind::PayablePatronage, LegalKind::PatronageDividend),
                (Kind::PayableRedemption, LegalKind::Redemption),
                (Kind::PayableDividend, LegalKind::CapitalDividend),
            ];
            let (kind, legal) = *dice.of(&payables);
            let there = -w.of_member(kind, member)
                - if kind == Kind::PayableDelivery { state.held(&member.into()) } else { Cents::ZERO };
            let amount = if dice.below(8) == 0 { dice.amount() } else { there };
            paid(kind, Some(member), Some(legal), amount).into()
        }
        12 => {
            let owed = w.of_member(Kind::ReceivableMember, member);
            if dice.below(2) == 0 {
                received(Kind::ReceivableMember, Some(member), owed)
            } else {
                received(Kind::ReceivableCustomer, None, w.balance(Kind::ReceivableCustomer))
            }
            .into()
        }
        13 => {
            let amount = dice.amount();
            let parts = vec![(member.into(), amount), ((*dice.of(&MEMBERS)).into(), Cents(5))];
            CallNotice {
                class: Kind::PaidIn,
                due: days_after(day, 30 + dice.below(20) as i32),
                total: amount + Cents(5),
                parts,
            }
            .into()
        }
        14 => {
            let open: Vec<(DocumentId, MemberId, Cents)> = state
                .calls
                .iter()
                .flat_map(|(id, call)| {
                    call.parts.iter().map(|(m, part)| (id.clone(), m.clone(), part.amount - part.paid))
                })
                .collect();
            if open.is_empty() {
                return consent(member, ConsentForm::Written).into();
            }
            let (call, member, amount) = dice.of(&open).clone();
            match dice.below(6) {
                0 => CallDefault { call, member }.into(),
                1 => CallInterest { call, member }.into(),
                _ => CallPayment { call, member, amount, bank: "wire".to_string() }.into(),
            }
        }
        15 => {
            let form = *dice.of(&[ConsentForm::Written, ConsentForm::BylawCopy, ConsentForm::Revocation]);
            consent(member, form).into()
        }
        16 => {
            let pools: Vec<_> =
                state.pools.iter().filter(|(_, p)| p.closed.is_none()).map(|(id, _)| id.clone()).collect();
            let pool = if pools.is_empty() { "none".into() } else { dice.of(&pools).clone() };
            PoolClose { pool }.into()
        }
        17 => match dice.below(3) {
            0 => Reversal { document: any_document(dice), reason: "error".to_string() }.into(),
            1 => {
                let waiting = any(dice, state.unlabeled.keys().cloned().collect());
                let unit = state.deliveries.get(&waiting).map_or(unit.into(), |d| d.document.unit.clone());
                Label { document: waiting, source, unit }.into()
            }
            _ => {
                let amount = dice.amount();
                let cost = Account::of_unit(Kind::Depreciation, &unit.into());
                voucher("depreciation", vec![(cost, amount), (Account::plain(Kind::AccumulatedDepreciation), -amount)])
                    .into()
            }
        },
        18 => Allocation {
            year,
            key: *dice.of(&[ShareRule::Value, ShareRule::Value, ShareRule::Capital]),
            adjustments: vec![],
        }
        .into(),
        19..=20 => {
            let open = state.drafts.iter().filter(|(_, d)| d.declared.is_none()).map(|(id, _)| id.clone()).collect();
            Resolution { subject: any(dice, open), number: "1".to_string() }.into()
        }
        21 => {
            let allocation = any(dice, state.drafts.keys().cloned().collect());
            Notice { allocation, member: member.into(), text: "n".to_string(), tells_netting: true }.into()
        }
        22 => match dice.below(3) {
            0 => Loss { year, unit: unit.into() }.into(),
            1 => Dividend { year, class: Kind::PaidIn, rate: Ppm(dice.below(50_000) as i64) }.into(),
            _ => {
                let (class, year) =
                    *dice.of(&[(Kind::Qualified, Some(year)), (Kind::Nonqualified, Some(year)), (Kind::PaidIn, None)]);
                let there = -w.books.balance(&Account { year, ..Account::of_member(class, &member.into()) });
                let amount = if dice.below(4) == 0 { dice.amount() } else { there };
                let evidence =
                    Evidence { liquidity: "l".to_string(), covenant: "c".to_string(), insolvency: "i".to_string() };
                Redemption {
                    reason: "r".to_string(),
                    parts: vec![RedemptionPart { class, member: member.into(), year, amount }],
                    evidence,
                    share_value: None,
                }
                .into()
            }
        },
        _ => {
            if dice.below(30) == 0 {
                Merger { member: member.into(), into: (*dice.of(&MEMBERS)).into(), evidence: "certificate".to_string() }
                    .into()
            } else {
                SidePayment {
                    from: member.into(),
                    to: (*dice.of(&MEMBERS)).into(),
                    amount: dice.amount(),
                    contract: "c".to_string(),
                }
                .into()
            }
        }
    }
}
