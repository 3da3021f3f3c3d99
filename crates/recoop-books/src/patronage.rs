//! The patronage worksheet: from a year's net earnings by unit to what each patron receives, exact to the cent.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::amount::{AmountError, Cents, Ppm, Remainder, Rounding, WHOLE, split};
use crate::bylaws::{Earnings, NoticeForm, Patronage};
use crate::chart::{Account, Kind};
use crate::entry::Business;
use crate::forms::Allocation;
use crate::ids::{MemberId, UnitId};
use crate::labels::{Basis, LegalKind, ShareRule};
use crate::ledger::GeneralLedger;
use crate::rules::{t1, t4};
use crate::state::DraftContent;
pub use crate::worksheet::{Share, UnitLine, Worksheet};

/// What stands against a worksheet: code, field, message.
pub type Objection = (&'static str, &'static str, String);

impl Worksheet {
    /// Reckons a year.
    ///
    /// # Errors
    /// Every reason why the year cannot be allocated this way.
    pub fn new(ledger: &GeneralLedger, asked: &Allocation) -> Result<Worksheet, Vec<Objection>> {
        let year_end = ledger.settings().year_end;
        let last = year_end.last_day(asked.year);
        let mut against: Vec<Objection> = Vec::new();
        if !ledger.state().closed_years.contains_key(&asked.year) {
            against.push((
                "allocation::open_year",
                "year",
                format!("fiscal year {} is not closed into net earnings", asked.year),
            ));
        }
        let version = ledger.state().bylaws_on(last);
        let Some((bylaws, terms)) = version.and_then(|v| Some((&v.bylaws, v.bylaws.patronage_on(last)?))) else {
            against.push(("bylaws::none", "year", format!("the bylaws of {last} have no row in table `patronage`")));
            return Err(against);
        };
        if let Err(why) = t1::key(asked.key) {
            against.push(("t1::key", "key", why));
        } else if asked.key != terms.key {
            against.push((
                "allocation::key",
                "key",
                format!("the bylaws in force say `{}`, not `{}`", terms.key, asked.key),
            ));
        }
        if let Err(why) = t1::obligation(ledger, terms, asked.year) {
            against.push(("t1::obligation", "year", why));
        }
        if terms.earnings == Earnings::Book && !asked.adjustments.is_empty() {
            against.push((
                "allocation::basis",
                "adjustments",
                "the bylaws take net earnings as booked; differences to tax have no effect".to_string(),
            ));
        }
        for adjustment in &asked.adjustments {
            if !bylaws.units.iter().any(|unit| unit.unit == adjustment.unit) {
                against.push((
                    "unit::unknown",
                    "adjustments",
                    format!("unit `{}` is not in the bylaws", adjustment.unit),
                ));
            }
        }
        if !against.is_empty() {
            return Err(against);
        }
        let mut sheet = Worksheet {
            year: asked.year,
            earnings: terms.earnings,
            key: asked.key,
            units: Vec::new(),
            shares: Vec::new(),
        };
        sheet.units = unit_lines(ledger, asked, last);
        let done = sheet.net(terms).and_then(|()| sheet.divide(ledger, terms, last));
        done.map_err(|error| vec![("amount", "year", error.to_string())])??;
        Ok(sheet)
    }

    /// Losses of units are netted at the cooperative's option; the reserve takes its part, the rest goes to patrons.
    fn net(&mut self, terms: &Patronage) -> Result<(), AmountError> {
        let basis = |line: &UnitLine| line.book - line.dividends + line.adjustments;
        if terms.netting {
            let losses: Cents =
                self.units.iter().filter(|l| l.patronage).map(basis).filter(|net| *net < Cents::ZERO).sum();
            let gains: Vec<i128> =
                self.units.iter().map(|l| if l.patronage { basis(l).0.max(0).into() } else { 0 }).collect();
            let gain = Cents(gains.iter().sum::<i128>() as i64);
            let taken = Cents(losses.0.max(-gain.0));
            if taken != Cents::ZERO {
                let parts = split(taken, &gains, Remainder::Largest)?;
                let weights: Vec<i128> =
                    self.units.iter().map(|l| if l.patronage { (-basis(l).0).max(0).into() } else { 0 }).collect();
                let relief = split(-taken, &weights, Remainder::Largest)?;
                for (line, (part, relief)) in self.units.iter_mut().zip(parts.into_iter().zip(relief)) {
                    line.netted = part + relief;
                }
            }
        }
        for line in &mut self.units {
            let net = line.book - line.dividends + line.adjustments + line.netted;
            if line.patronage && net > Cents::ZERO {
                line.reserve = net.times(terms.reserve.0, WHOLE.0, Rounding::Down)?;
                line.allocated = net - line.reserve;
            } else if line.patronage {
                line.loss = net;
            } else {
                line.reserve = net;
            }
        }
        Ok(())
    }

    fn divide(
        &mut self,
        ledger: &GeneralLedger,
        terms: &Patronage,
        last: Date,
    ) -> Result<Result<(), Vec<Objection>>, AmountError> {
        let state = ledger.state();
        let mut against = Vec::new();
        for line in self.units.iter().filter(|line| line.allocated > Cents::ZERO) {
            let none = Vec::new();
            let business = state.business.get(&(self.year, line.unit.clone())).unwrap_or(&none);
            let by_quantity = match state.bylaws_on(last).and_then(|v| v.bylaws.unit_on(&line.unit, last)) {
                Some(unit) => unit.basis == Basis::Quantity,
                None => continue,
            };
            if by_quantity != (self.key != ShareRule::Value) {
                let message = format!(
                    "unit `{}` counts {}, the key is `{}`",
                    line.unit,
                    if by_quantity { Basis::Quantity } else { Basis::Value },
                    self.key
                );
                against.push(("t1::basis", "key", message));
                continue;
            }
            let measured = measure(ledger, business, by_quantity);
            let members: Vec<&MemberId> =
                state.by_admission().into_iter().filter(|m| measured.contains_key(*m)).collect();
            let weights: Vec<i128> = members.iter().map(|m| measured[*m].0.into()).collect();
            if let Some(position) = weights.iter().position(|w| *w < 0) {
                let message = format!("the business of `{}` in unit `{}` is below zero", members[position], line.unit);
                against.push(("allocation::negative", "year", message));
                continue;
            }
            if weights.iter().sum::<i128>() == 0 {
                let message =
                    format!("unit `{}` earned {} and no business of the year counts", line.unit, line.allocated);
                against.push(("allocation::no_business", "year", message));
                continue;
            }
            let partner =
                terms.rounding_partner.as_ref().and_then(|partner| members.iter().position(|m| *m == partner));
            let parts = split(line.allocated, &weights, partner.map_or(Remainder::Largest, Remainder::Partner))?;
            for (member, amount) in members.into_iter().zip(parts) {
                let (total, covered) = measured[member];
                self.shares.push(share(member, &line.unit, total, covered, amount, terms)?);
            }
        }
        Ok(if against.is_empty() { Ok(()) } else { Err(against) })
    }
}

/// Units of the year with their net earnings, in the order of the bylaws.
fn unit_lines(ledger: &GeneralLedger, asked: &Allocation, last: Date) -> Vec<UnitLine> {
    use crate::bylaws::Dated;
    let Some(version) = ledger.state().bylaws_on(last) else { return Vec::new() };
    let dividends = declared_dividends(ledger, asked.year);
    let units = version.bylaws.units.iter().filter(|unit| unit.holds_on(last));
    let lines = units.map(|unit| {
        let left = -ledger.balance(&Account::earnings(&unit.unit, asked.year));
        let dividends = dividends.get(&unit.unit).copied().unwrap_or_default();
        let adjustments = asked.adjustments.iter().filter(|a| a.unit == unit.unit).map(|a| a.cents).sum();
        UnitLine {
            unit: unit.unit.clone(),
            patronage: unit.is_patronage(),
            book: left + dividends,
            dividends,
            adjustments,
            netted: Cents::ZERO,
            reserve: Cents::ZERO,
            allocated: Cents::ZERO,
            loss: Cents::ZERO,
        }
    });
    lines.filter(|line| line.book != Cents::ZERO || line.adjustments != Cents::ZERO).collect()
}

/// What dividends on capital took from each unit's net earnings of a year.
fn declared_dividends(ledger: &GeneralLedger, year: i16) -> BTreeMap<UnitId, Cents> {
    let mut taken = BTreeMap::new();
    for draft in ledger.state().drafts.values() {
        let (DraftContent::Dividend(of, ..), Some((resolution, _))) = (&draft.content, &draft.declared) else {
            continue;
        };
        let Some(entry) = ledger.entry_of(resolution).filter(|_| *of == year) else { continue };
        for line in
            entry.lines.iter().filter(|line| line.account.kind == Kind::NetEarnings && line.account.year == Some(year))
        {
            if let Some(unit) = &line.account.unit {
                *taken.entry(unit.clone()).or_default() += line.cents;
            }
        }
    }
    taken
}

/// Business by patron: all of it, and what a consent covers. A merged member's business is its successor's.
fn measure(ledger: &GeneralLedger, business: &[Business], by_quantity: bool) -> BTreeMap<MemberId, (i64, i64)> {
    let (state, year_end) = (ledger.state(), ledger.settings().year_end);
    let mut measured: BTreeMap<MemberId, (i64, i64)> = BTreeMap::new();
    for part in business {
        let member = state.successor(&part.member);
        let size = if by_quantity { part.grams.0 } else { part.cents.0 };
        let covered = t4::covering(&state.consents, member, part.delivered, part.entered, year_end).is_some();
        let sum = measured.entry(member.clone()).or_default();
        sum.0 += size;
        sum.1 += if covered { size } else { 0 };
    }
    measured
}

/// One patron's dividend: cash is rounded up, so that its share is never below what the bylaws say.
fn share(
    member: &MemberId,
    unit: &UnitId,
    business: i64,
    covered: i64,
    amount: Cents,
    terms: &Patronage,
) -> Result<Share, AmountError> {
    let covered = covered.clamp(0, business);
    let parts = split(amount, &[covered.into(), (business - covered).into()], Remainder::Largest)?;
    let cash_of = |part: Cents| part.times(terms.cash.0, WHOLE.0, Rounding::Up);
    let (first, second) = (cash_of(parts[0])?, cash_of(parts[1])?);
    // A notice that would fail the 20% test is not a qualified one.
    let passes = crate::rules::t3::twenty_percent(first, parts[0]).is_ok();
    let qualified = if terms.notice == NoticeForm::Qualified && passes { parts[0] - first } else { Cents::ZERO };
    let cash = first + second;
    let nonqualified = amount - cash - qualified;
    Ok(Share { member: member.clone(), unit: unit.clone(), business, covered, amount, cash, qualified, nonqualified })
}

/// Returns the size of a nonqualified notice with which the cooperative keeps as much cash as with a qualified one: `kept / (1 - tax)`,
/// to the cent, halves up.
///
/// # Errors
/// A tax rate of one.
pub fn nonqualified_for(kept: Cents, tax: Ppm) -> Result<Cents, AmountError> {
    kept.times(WHOLE.0, tax.rest().0, Rounding::HalfUp)
}

/// Legal kinds of what a pool pays to a patron, of the example in Reg. 1.1388-1: only what net earnings fix is a dividend.
pub fn kind_of_pool_payment(fixed_by_net_earnings: bool, kept: bool) -> LegalKind {
    match (fixed_by_net_earnings, kept) {
        (true, _) => LegalKind::PatronageDividend,
        (false, true) => LegalKind::PerUnitRetain,
        (false, false) => LegalKind::Advance,
    }
}
