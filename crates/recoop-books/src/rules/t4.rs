//! T4: consent to be taxed on a qualified notice: in writing, by a bylaw with its copy, or by a qualified check
//! (26 USC 1388(c)(2)-(3)), or a right to cash for at least 90 days (1388(c)(1)(A)).

use jiff::civil::Date;

use crate::dates::YearEnd;
use crate::forms::ConsentForm;
use crate::ids::{DocumentId, MemberId, PoolId, UnitId};
use crate::ledger::GeneralLedger;
use crate::state::{Consented, State};

/// Days for which a right to cash has to be open.
pub const CASH_RIGHT_DAYS: i32 = 90;

/// Returns the consent that covers a delivery, if one does.
///
/// A written consent covers its whole taxable year and later ones. A revocation starts with the next year and spares pools that were
/// entered by then. A bylaw covers deliveries after its copy was received, by the day of the delivery even in a pool.
pub fn covering<'a>(
    consents: &'a [Consented],
    member: &MemberId,
    delivered: Date,
    entered: Option<Date>,
    year_end: YearEnd,
) -> Option<&'a Consented> {
    let own = || consents.iter().filter(|consent| consent.consent.member == *member);
    let of = |form: ConsentForm| own().filter(move |consent| consent.consent.form == form);
    let written = of(ConsentForm::Written).find(|consent| {
        let first = year_end.first_day(year_end.year_of(consent.date));
        let revoked = of(ConsentForm::Revocation).any(|revocation| {
            revocation.date >= consent.date
                && delivered > year_end.last_day(year_end.year_of(revocation.date))
                && entered.is_none_or(|day| day > revocation.date)
        });
        delivered >= first && !revoked
    });
    written.or_else(|| of(ConsentForm::BylawCopy).find(|consent| delivered > consent.date))
}

/// Returns the day of a member's first delivery to a pool.
pub fn entered(state: &State, member: &MemberId, pool: &PoolId) -> Option<Date> {
    state.pools.get(pool)?.entered.get(member).copied()
}

/// A right to cash is open for at least 90 days.
///
/// # Errors
/// The days that were given.
pub fn cash_right(days: i32) -> Result<(), String> {
    if days >= CASH_RIGHT_DAYS {
        Ok(())
    } else {
        Err(format!("a right to cash of {days} days is shorter than {CASH_RIGHT_DAYS} (T4)"))
    }
}

/// A qualified check was cashed by the 90th day after the payment period.
///
/// # Errors
/// The last day.
pub fn check_in_time(year_end: YearEnd, year: i16, cashed: Date) -> Result<(), String> {
    let last = year_end.check_deadline(year);
    if cashed <= last { Ok(()) } else { Err(format!("the check was cashed on {cashed}, after {last} (T4)")) }
}

/// Returns the consents that cover a patron's business of a year in a unit: the evidence of its notice.
pub fn evidence(ledger: &GeneralLedger, member: &MemberId, year: i16, unit: &UnitId) -> Vec<DocumentId> {
    let (state, year_end) = (ledger.state(), ledger.settings().year_end);
    let parts = state.business.get(&(year, unit.clone())).into_iter().flatten().filter(|part| part.member == *member);
    let covering = parts.filter_map(|part| covering(&state.consents, member, part.delivered, part.entered, year_end));
    let mut evidence: Vec<DocumentId> = covering.map(|consent| consent.document.clone()).collect();
    evidence.sort();
    evidence.dedup();
    evidence
}
