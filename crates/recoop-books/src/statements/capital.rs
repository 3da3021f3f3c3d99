//! A member's capital account by class and year.

use jiff::civil::Date;

use super::{NoStatement, Statement, Table, equity_movements};
use crate::amount::Cents;
use crate::books::Books;
use crate::chart::Kind;
use crate::ids::MemberId;

/// Returns the capital account for a period: opening and movements add up to the closing balance.
///
/// # Errors
/// An unknown member.
pub fn capital_account(books: &Books, member: &MemberId, from: Date, until: Date) -> Result<Statement, NoStatement> {
    let Some(registered) = books.state().members.get(member) else {
        return Err(NoStatement(format!("`{member}` is not in the register")));
    };
    let mut statement =
        Statement::new(books, "Capital account", registered.facts.name.clone(), format!("{from} to {until}"), until);
    let mut table = Table::new(
        "Equity by class and year of issue (USD)",
        &["Class", "Year", "Opening", "Added", "Taken", "Closing"],
    );
    let mut sums = [Cents::ZERO; 4];
    for movement in
        equity_movements(books, from, until).into_iter().filter(|m| m.account.member.as_ref() == Some(member))
    {
        let amounts = [movement.opening, movement.added, movement.taken, movement.closing];
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += amount;
        }
        let year = movement.account.year.map_or_else(String::new, |year| year.to_string());
        let mut row = vec![movement.account.kind.title().into(), year.into()];
        row.extend(amounts.map(Into::into));
        table.row(row);
    }
    let mut row = vec!["Total".into(), "".into()];
    row.extend(sums.map(Into::into));
    table.total(row);
    statement.tables.push(table);
    statement.notes.push(format!("{} are deducted until they are paid.", Kind::Subscriptions.title()));
    statement.notes.push("Equity is retired at its stated amount, after a resolution of the board.".to_string());
    Ok(statement)
}
