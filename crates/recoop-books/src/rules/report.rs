//! All rules asked of one fiscal year of the books.

use serde::{Deserialize, Serialize};

use super::{RULES, Rule, t1, t2, t3, t6, t7, t8, t9, t10, t12};
use crate::amount::Cents;
use crate::chart::Kind;
use crate::forms::ConsentForm;
use crate::ids::DocumentId;
use crate::ledger::GeneralLedger;
use crate::state::DraftContent;
use crate::words::words;
use crate::worksheet::Worksheet;

words! {
    /// Answer of a rule.
    pub enum RuleAnswer: "answer" {
        /// It holds.
        Passes = "passes",
        /// It does not hold.
        Fails = "fails",
        /// It does not apply, or another document answers it.
        NotApplicable = "not_applicable",
    }
}

/// A rule's answer for a year, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Rule.
    pub rule: Rule,
    /// Answer.
    pub verdict: RuleAnswer,
    /// Why, or what fails.
    pub reason: String,
    /// Documents that show it.
    pub evidence: Vec<DocumentId>,
}

/// Asks every rule of a fiscal year.
pub fn check_year(ledger: &GeneralLedger, year: i16) -> Vec<Finding> {
    let state = ledger.state();
    let declared = state.drafts.iter().find_map(|(id, draft)| match (&draft.content, &draft.declared) {
        (DraftContent::Allocation(sheet), Some((resolution, day))) if sheet.year == year => {
            Some((id, sheet, resolution, *day))
        }
        _ => None,
    });
    RULES
        .iter()
        .map(|rule| {
            let (result, evidence) = match (rule.id, declared) {
                ("T5" | "T11", _) => (None, Vec::new()),
                ("T6" | "T8" | "T12", _) => (
                    Some(of_bylaws(ledger, rule.id, year)),
                    state.versions.iter().map(|v| v.document.clone()).collect(),
                ),
                (_, None) => (None, Vec::new()),
                (id, Some((allocation, sheet, resolution, day))) => {
                    let notices = state.notices.iter().filter(|n| n.allocation == *allocation);
                    let evidence = [resolution.clone()].into_iter().chain(notices.flat_map(|n| n.evidence.clone()));
                    let mut evidence: Vec<DocumentId> = evidence.collect();
                    evidence.sort();
                    evidence.dedup();
                    (Some(of_allocation(ledger, id, allocation, sheet, day)), evidence)
                }
            };
            let (verdict, reason) = match result {
                None if matches!(rule.id, "T5" | "T11") => {
                    (RuleAnswer::NotApplicable, "see the tax sheets".to_string())
                }
                None => (RuleAnswer::NotApplicable, format!("no allocation of {year} is declared")),
                Some(Ok(())) => (RuleAnswer::Passes, String::new()),
                Some(Err(why)) => (RuleAnswer::Fails, why),
            };
            Finding { rule: *rule, verdict, reason, evidence }
        })
        .collect()
}

fn of_bylaws(ledger: &GeneralLedger, rule: &str, year: i16) -> Result<(), String> {
    let last = ledger.settings().year_end.last_day(year);
    let Some(version) = ledger.state().bylaws_on(last) else { return Err(format!("no bylaws are in force on {last}")) };
    match rule {
        "T6" => version.bylaws.units.iter().try_for_each(|unit| {
            let first = ledger
                .state()
                .deliveries
                .values()
                .filter(|d| d.document.unit == unit.unit && d.retained != Cents::ZERO);
            t6::retain(unit, first.map(|d| d.date).min())
        }),
        "T8" => {
            let allocated = ledger.state().drafts.values().filter_map(|draft| match &draft.content {
                DraftContent::Allocation(sheet) if sheet.year == year && draft.declared.is_some() => Some(sheet),
                _ => None,
            });
            let units = allocated.flat_map(|sheet| &sheet.units).filter(|line| line.allocated != Cents::ZERO);
            units.filter_map(|line| version.bylaws.unit_on(&line.unit, last)).try_for_each(t8::patronage)
        }
        _ => t12::cooperative_basis(&version.bylaws, last),
    }
}

fn of_allocation(
    ledger: &GeneralLedger,
    rule: &str,
    allocation: &DocumentId,
    sheet: &Worksheet,
    declared: jiff::civil::Date,
) -> Result<(), String> {
    let (state, year_end) = (ledger.state(), ledger.settings().year_end);
    let last = year_end.last_day(sheet.year);
    let Some(terms) = state.bylaws_on(last).and_then(|v| v.bylaws.patronage_on(last)) else {
        return Err(format!("the bylaws of {last} have no row in table `patronage`"));
    };
    match rule {
        "T1" => t1::key(sheet.key)
            .and_then(|()| t1::obligation(ledger, terms, sheet.year))
            .and_then(|()| if terms.rounding_partner.is_some() { Ok(()) } else { t1::equal_treatment(sheet) }),
        "T2" => {
            t2::in_payment_period(year_end, sheet.year, declared)?;
            unpaid_late(ledger, sheet)?;
            state
                .notices
                .iter()
                .filter(|n| n.allocation == *allocation)
                .try_for_each(|n| t2::in_payment_period(year_end, sheet.year, n.date))
        }
        "T3" => sheet
            .shares
            .iter()
            .filter(|s| s.qualified != Cents::ZERO)
            .try_for_each(|s| t3::twenty_percent(s.cash, s.cash + s.qualified)),
        "T4" => sheet.shares.iter().filter(|s| s.qualified != Cents::ZERO).try_for_each(|s| {
            let consented = s.covered > 0 && !super::t4::evidence(ledger, &s.member, sheet.year, &s.unit).is_empty();
            let right =
                state.consents.iter().any(|c| c.consent.member == s.member && c.consent.form == ConsentForm::CashRight);
            if consented || right {
                Ok(())
            } else {
                Err(format!("`{}` has a qualified notice and no consent (T4)", s.member))
            }
        }),
        "T7" => {
            t7::netting(sheet, terms.netting)?;
            Ok(())
        }
        "T9" => {
            state.pools.iter().filter(|(_, pool)| pool.pooled && pool.closed.is_some()).try_for_each(|(_, pool)| {
                let business = state.business.get(&(sheet.year, pool.unit.clone())).into_iter().flatten();
                let first = business.filter(|part| part.entered.is_some()).map(|part| part.delivered).min();
                let in_year = state
                    .pools
                    .values()
                    .any(|p| p.unit == pool.unit && p.closed.is_some_and(|day| year_end.year_of(day) == sheet.year));
                match first {
                    Some(day) if !in_year => t9::counts_in(year_end, sheet.year, day, pool.closed),
                    _ => Ok(()),
                }
            })
        }
        _ => t10::dividends(sheet, terms.capital_in_addition),
    }
}

/// Money of the dividend was paid within the payment period. What is still owed is not late yet.
fn unpaid_late(ledger: &GeneralLedger, sheet: &Worksheet) -> Result<(), String> {
    let year_end = ledger.settings().year_end;
    let deadline = year_end.payment_deadline(sheet.year);
    for share in &sheet.shares {
        let own = ledger
            .state()
            .payments
            .iter()
            .filter(|(kind, member, ..)| *kind == Kind::PayablePatronage && *member == share.member);
        // Payments settle the oldest year first; the first late one within the next year's period is this year's.
        let late = own.clone().find(|(_, _, day, _)| *day > deadline && *day < year_end.first_day(sheet.year + 2));
        let in_time: Cents = own.filter(|(_, _, day, _)| *day <= deadline).map(|(.., cents)| *cents).sum();
        if let Some((_, member, day, _)) = late
            && in_time < share.cash
        {
            return Err(format!("`{member}` was paid on {day}, after {deadline} (T2)"));
        }
    }
    Ok(())
}
