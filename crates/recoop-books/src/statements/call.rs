//! A member's part of a cash call.

use super::{NoStatement, Statement, Table};
use crate::books::Books;
use crate::ids::{DocumentId, MemberId};

/// Returns the notice of a call for one member, with what was paid since.
///
/// # Errors
/// An unknown call, or a member that it does not call.
pub fn cash_call(books: &Books, call: &DocumentId, member: &MemberId) -> Result<Statement, NoStatement> {
    let state = books.state();
    let Some(called) = state.calls.get(call) else { return Err(NoStatement(format!("there is no call `{call}`"))) };
    let Some(part) = called.parts.get(member) else {
        return Err(NoStatement(format!("`{call}` does not call `{member}`")));
    };
    let name = state.members.get(member).map_or(member.as_str(), |registered| registered.facts.name.as_str());
    let period = format!("call {call}, noticed {}, due {}", called.noticed, called.due);
    let mut statement = Statement::new(books, "Cash call", name.to_string(), period, called.due);
    let mut table = Table::new("Amounts (USD)", &["Item", "USD"]);
    table.row(vec![format!("Called as {}", called.class.title().to_lowercase()).into(), part.amount.into()]);
    table.row(vec!["Paid".into(), (-part.paid).into()]);
    let open = part.amount - part.paid;
    table.total(vec![if part.defaulted { "Canceled by default" } else { "Open" }.into(), open.into()]);
    statement.tables.push(table);
    if let Some(terms) = state.bylaws_on(called.noticed).and_then(|version| version.bylaws.calls_on(called.noticed)) {
        statement.notes.push(format!(
            "{} days of grace after the due date, then interest of {} a year of 365 days from the due date; it can be cured until the {}th day after it.",
            terms.grace_days, terms.late_rate, terms.cure_days
        ));
    }
    Ok(statement)
}
