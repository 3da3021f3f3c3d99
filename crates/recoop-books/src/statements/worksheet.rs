//! The patronage worksheet.

use super::{NoStatement, Statement, Table};
use crate::books::Books;
use crate::ids::DocumentId;
use crate::rules::CHECKED_UNTIL;
use crate::state::DraftContent;

/// Returns the worksheet of an allocation: units, then patrons.
///
/// # Errors
/// An unknown allocation.
pub fn patronage_worksheet(books: &Books, allocation: &DocumentId) -> Result<Statement, NoStatement> {
    let draft = books.state().drafts.get(allocation);
    let Some((DraftContent::Allocation(sheet), declared)) = draft.map(|d| (&d.content, &d.declared)) else {
        return Err(NoStatement(format!("`{allocation}` is not an allocation")));
    };
    let last = books.settings().year_end.last_day(sheet.year);
    let subject = format!("key {}, {} basis", sheet.key, sheet.earnings);
    let mut statement =
        Statement::new(books, "Patronage worksheet", subject, format!("fiscal year {}", sheet.year), last);
    statement.draft = declared.is_none() || sheet.year > CHECKED_UNTIL;
    let columns =
        ["Unit", "Net earnings", "Capital dividends", "Tax differences", "Netted", "Reserve", "Allocated", "Loss left"];
    let mut units = Table::new("Net earnings by unit (USD)", &columns);
    for line in &sheet.units {
        let mut row = vec![line.unit.as_str().into()];
        let amounts =
            [line.book, -line.dividends, line.adjustments, line.netted, -line.reserve, line.allocated, line.loss];
        row.extend(amounts.map(Into::into));
        units.row(row);
    }
    let mut patrons =
        Table::new("Patrons (USD)", &["Unit", "Patron", "Dividend", "In money", "Qualified", "Nonqualified"]);
    for share in &sheet.shares {
        let mut row = vec![share.unit.as_str().into(), share.member.as_str().into()];
        row.extend([share.amount, share.cash, share.qualified, share.nonqualified].map(Into::into));
        patrons.row(row);
    }
    let sum = |of: fn(&crate::patronage::Share) -> crate::amount::Cents| {
        sheet.shares.iter().map(of).sum::<crate::amount::Cents>()
    };
    let sums = [sum(|s| s.amount), sum(|s| s.cash), sum(|s| s.qualified), sum(|s| s.nonqualified)];
    patrons.total(["Total".into(), "".into()].into_iter().chain(sums.map(Into::into)).collect());
    statement.tables = vec![units, patrons];
    Ok(statement)
}
