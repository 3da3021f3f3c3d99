//! Settlement of a delivery with its assays.

use super::{NoStatement, Statement, Table};
use crate::amount::Cents;
use crate::books::Books;
use crate::ids::DocumentId;
use crate::settlement::ROUNDING_STEPS;

/// Returns the settlement of a delivery, provisional until both parties' assays are in.
///
/// # Errors
/// An unknown delivery, or one without an assay.
pub fn delivery_settlement(books: &Books, delivery: &DocumentId) -> Result<Statement, NoStatement> {
    let Some(delivered) = books.state().deliveries.get(delivery) else {
        return Err(NoStatement(format!("there is no delivery `{delivery}`")));
    };
    let Some(settlement) = &delivered.settlement else {
        return Err(NoStatement(format!("delivery `{delivery}` has no assay")));
    };
    let member = &delivered.document.member;
    let name = books.state().members.get(member).map_or(member.as_str(), |registered| registered.facts.name.as_str());
    let title = if delivered.is_final { "Delivery settlement" } else { "Provisional delivery settlement" };
    let period = format!("delivery {delivery} of {}, pool {}", delivered.date, delivered.document.pool);
    let mut statement = Statement::new(books, title, name.to_string(), period, delivered.date);
    let mut weights = Table::new("Weights", &["Item", "kg"]);
    weights.row(vec!["Wet weight".into(), settlement.wet.into()]);
    weights.row(vec![format!("Moisture of {}", settlement.moisture).into(), (settlement.dry - settlement.wet).into()]);
    weights.total(vec!["Dry weight".into(), settlement.dry.into()]);
    let columns =
        ["Element", "Assay counted", "Assay", "Contained kg", "Payable kg", "USD per kg", "Value USD", "Penalty USD"];
    let mut elements = Table::new("Elements", &columns);
    let (mut value, mut penalty) = (Cents::ZERO, Cents::ZERO);
    for line in &settlement.elements {
        value += line.value;
        penalty += line.penalty;
        elements.row(vec![
            line.element.as_str().into(),
            line.counted.as_str().into(),
            line.assay.into(),
            line.contained.into(),
            line.payable.into(),
            line.price.into(),
            line.value.into(),
            line.penalty.into(),
        ]);
    }
    let blank = || "".into();
    elements.total(vec!["Total".into(), blank(), blank(), blank(), blank(), blank(), value.into(), penalty.into()]);
    let mut amounts = Table::new("Amounts (USD)", &["Item", "USD"]);
    amounts.row(vec!["Value less penalties".into(), settlement.value().into()]);
    amounts.row(vec!["Per-unit retain".into(), (-delivered.retained).into()]);
    amounts.total(vec!["Payable to you".into(), (settlement.value() - delivered.retained).into()]);
    if delivered.held != Cents::ZERO {
        amounts.row(vec!["Of it not payable before the assay is final".into(), delivered.held.into()]);
    }
    statement.tables = vec![weights, elements, amounts];
    statement
        .notes
        .push(format!("Pricing date {}: frozen prices of the bylaws in force on that day.", settlement.pricing_date));
    statement.notes.extend(ROUNDING_STEPS.iter().map(|step| format!("Rounding step {step}.")));
    Ok(statement)
}
