//! A member's tax sheet: information, not a filed form.

use jiff::civil::{Date, date};

use super::{NoStatement, Statement, Table};
use crate::amount::Cents;
use crate::books::Books;
use crate::chart::Kind;
use crate::documents::DocumentKind;
use crate::ids::MemberId;
use crate::labels::LegalKind;
use crate::rules::t11::{Boxes, Reporting, THRESHOLD, reporting};
use crate::rules::{CHECKED_UNTIL, RULES};

/// Returns the amounts of a calendar year by box of Form 1099-PATR, from the entries.
///
/// Dividends count when they are paid in money or given as a qualified notice; nonqualified ones when they are redeemed.
pub fn boxes_of(books: &Books, member: &MemberId, year: i16) -> Boxes {
    let (first, last): (Date, Date) = (date(year, 1, 1), date(year, 12, 31));
    let mut boxes = Boxes::default();
    for entry in books.entries().iter().filter(|entry| entry.date >= first && entry.date <= last) {
        for line in entry.lines.iter().filter(|line| line.account.member.as_ref() == Some(member)) {
            match (line.account.kind, line.legal) {
                (Kind::PayablePatronage, _) if line.cents > Cents::ZERO => boxes.patronage += line.cents,
                (Kind::Qualified, Some(LegalKind::PatronageDividend)) => boxes.patronage -= line.cents,
                // A cashed check turns a notice into a qualified one.
                (Kind::Qualified, None) if entry.kind == DocumentKind::Consent => boxes.patronage -= line.cents,
                (Kind::RetainQualified, Some(LegalKind::PerUnitRetain)) => boxes.retains -= line.cents,
                (Kind::Nonqualified | Kind::RetainNonqualified, Some(LegalKind::Redemption)) => {
                    boxes.redeemed += line.cents
                }
                (Kind::Withholding, _) => boxes.withheld -= line.cents,
                _ => {}
            }
        }
    }
    boxes
}

/// Returns the sheet. For a tax year that was not checked, every page says `draft`.
///
/// # Errors
/// An unknown member.
pub fn tax_sheet(books: &Books, member: &MemberId, year: i16) -> Result<Statement, NoStatement> {
    let Some(registered) = books.state().members.get(member) else {
        return Err(NoStatement(format!("`{member}` is not in the register")));
    };
    let facts = &registered.facts;
    let boxes = boxes_of(books, member, year);
    let due = reporting(facts, &boxes);
    let mut statement =
        Statement::new(books, "Tax sheet", facts.name.clone(), format!("calendar year {year}"), date(year, 12, 31));
    statement.draft = year > CHECKED_UNTIL;
    let mut table = Table::new("Amounts by box of Form 1099-PATR (USD)", &["Box", "Amount", "USD"]);
    for (number, name, amount) in [
        ("1", "Patronage dividends", boxes.patronage),
        ("2", "Nonpatronage distributions", boxes.nonpatronage),
        ("3", "Per-unit retain allocations", boxes.retains),
        ("4", "Federal income tax withheld", boxes.withheld),
        ("5", "Redeemed nonqualified notices", boxes.redeemed),
    ] {
        table.row(vec![number.into(), name.into(), amount.into()]);
    }
    statement.tables.push(table);
    statement.notes.push("Information, not a filed form.".to_string());
    statement.notes.push(format!("Payee: {}, {}.", facts.payee, facts.country));
    statement.notes.push(match due {
        Reporting::Due => format!("A form is due: amounts reach {THRESHOLD} USD."),
        Reporting::BelowThreshold => format!("No form is due: amounts are below {THRESHOLD} USD."),
        Reporting::Excepted => {
            "No form is due: payments to corporations and governments are excepted (Reg. 1.6044-3(c)).".to_string()
        }
        Reporting::ReviewWithholding => "Foreign payee: review withholding before anything is paid.".to_string(),
    });
    statement.notes.push(RULES[10].caption());
    statement.notes.push(RULES[4].caption());
    statement.notes.push(format!("Rules are checked up to tax year {CHECKED_UNTIL}."));
    Ok(statement)
}
