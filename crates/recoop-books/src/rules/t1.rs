//! T1: a patronage dividend is paid by quantity or value, under an obligation that existed before the money was received, out of
//! patronage earnings, and equally for the same business (26 USC 1388(a)).

use crate::bylaws::Patronage;
use crate::labels::{LegalKind, ShareRule};
use crate::ledger::GeneralLedger;
use crate::worksheet::Worksheet;

/// The key follows business done.
///
/// # Errors
/// Why the rule is not patronage, and what it is.
pub fn key(key: ShareRule) -> Result<(), String> {
    match key.kind() {
        (LegalKind::PatronageDividend, _) => Ok(()),
        (kind, why) => Err(format!("`{key}` is not a patronage dividend (T1): {why}; pay it as `{kind}`")),
    }
}

/// The obligation existed before the first money of the year was received.
///
/// # Errors
/// The day of the obligation and the first business, if they are in the wrong order.
pub fn obligation(ledger: &GeneralLedger, terms: &Patronage, year: i16) -> Result<(), String> {
    if terms.obligation.trim().is_empty() {
        return Err("the bylaws state no obligation to pay".to_string());
    }
    let parts = ledger.state().business.iter().filter(|((of, _), _)| *of == year).flat_map(|(_, parts)| parts);
    match parts.map(|part| part.delivered).min() {
        Some(first) if terms.from > first => {
            Err(format!("the obligation of {} did not exist when business of {first} was done", terms.from))
        }
        _ => Ok(()),
    }
}

/// Equal treatment: for the same business in one unit, dividends differ by no more than a cent.
///
/// # Errors
/// Two patrons who are treated differently.
pub fn equal_treatment(sheet: &Worksheet) -> Result<(), String> {
    for line in &sheet.units {
        let shares: Vec<_> = sheet.shares.iter().filter(|share| share.unit == line.unit).collect();
        let total: i128 = shares.iter().map(|share| i128::from(share.business)).sum();
        for share in shares {
            let exact = i128::from(line.allocated.0) * i128::from(share.business);
            let given = i128::from(share.amount.0) * total;
            if (exact - given).abs() >= total.max(1) {
                return Err(format!("`{}` in unit `{}` is more than a cent from its part", share.member, line.unit));
            }
        }
    }
    Ok(())
}
