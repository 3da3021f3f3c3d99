//! Written notice of allocation to one patron.

use super::{NoStatement, Statement, Table};
use crate::amount::{Cents, Ppm, Rounding, WHOLE, divide};
use crate::books::Books;
use crate::ids::{DocumentId, MemberId};
use crate::rules::{CHECKED_UNTIL, RULES};
use crate::state::DraftContent;

/// Returns the notice. Before the board's resolution it is a draft.
///
/// # Errors
/// An unknown allocation, or a patron without a part of it.
pub fn patronage_notice(books: &Books, allocation: &DocumentId, member: &MemberId) -> Result<Statement, NoStatement> {
    let state = books.state();
    let Some(draft) = state.drafts.get(allocation) else {
        return Err(NoStatement(format!("`{allocation}` is not an allocation")));
    };
    let DraftContent::Allocation(sheet) = &draft.content else {
        return Err(NoStatement(format!("`{allocation}` is not an allocation")));
    };
    let shares: Vec<_> = sheet.shares.iter().filter(|share| share.member == *member).collect();
    if shares.is_empty() {
        return Err(NoStatement(format!("`{member}` has no part of `{allocation}`")));
    }
    let name = state.members.get(member).map_or(member.as_str(), |registered| registered.facts.name.as_str());
    let year_end = books.settings().year_end;
    let last = year_end.last_day(sheet.year);
    let mut statement = Statement::new(
        books,
        "Written notice of allocation",
        name.to_string(),
        format!("fiscal year {}", sheet.year),
        last,
    );
    statement.draft = draft.declared.is_none() || sheet.year > CHECKED_UNTIL;
    let columns = [
        "Unit",
        "Your business",
        "All business",
        "Your part",
        "Patronage dividend",
        "In money",
        "Qualified",
        "Nonqualified",
    ];
    let mut table = Table::new("Patronage dividend (USD)", &columns);
    let mut sums = [Cents::ZERO; 4];
    for share in &shares {
        let all: i64 = sheet.shares.iter().filter(|other| other.unit == share.unit).map(|other| other.business).sum();
        let part =
            divide(i128::from(share.business) * i128::from(WHOLE.0), all.into(), Rounding::HalfUp).unwrap_or_default();
        let by_value = state
            .bylaws_on(last)
            .and_then(|v| v.bylaws.unit_on(&share.unit, last))
            .is_none_or(|u| u.basis == crate::labels::Basis::Value);
        let business = |size: i64| if by_value { Cents(size).into() } else { crate::amount::Grams(size).into() };
        let amounts = [share.amount, share.cash, share.qualified, share.nonqualified];
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += amount;
        }
        let mut row =
            vec![share.unit.as_str().into(), business(share.business), business(all), Ppm(part as i64).into()];
        row.extend(amounts.map(Into::into));
        table.row(row);
    }
    let mut row = vec!["Total".into(), "".into(), "".into(), "".into()];
    row.extend(sums.map(Into::into));
    table.total(row);
    statement.tables.push(table);
    if let Some((resolution, day)) = &draft.declared {
        statement.notes.push(format!("Declared by resolution {resolution} on {day}. Your part is rounded for display; the dividend follows the exact ratio."));
    }
    statement.notes.push(format!("Payable until {}.", year_end.payment_deadline(sheet.year)));
    if sheet.units.iter().any(|line| line.netted != Cents::ZERO) {
        statement
            .notes
            .push("Losses of allocation units were netted against gains of others (26 USC 1388(j)).".to_string());
    }
    for rule in &RULES[..4] {
        statement.notes.push(rule.caption());
    }
    if let Some(notice) = state.notices.iter().find(|n| n.allocation == *allocation && n.member == *member) {
        let evidence: Vec<&str> = notice.evidence.iter().map(DocumentId::as_str).collect();
        statement.notes.push(format!("Given on {}; evidence: {}.", notice.date, evidence.join(", ")));
    }
    Ok(statement)
}
