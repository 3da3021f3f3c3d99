//! A statement as CSV: one block for each table, numbers without separators.

use super::{Statement, Value};

/// Returns the tables as CSV. The first two columns name the table and the kind of row.
pub fn to_csv(statement: &Statement) -> String {
    let mut text = String::new();
    let mut line = |cells: Vec<String>| {
        let quoted: Vec<String> = cells.iter().map(|cell| quote(cell)).collect();
        text.push_str(&quoted.join(","));
        text.push('\n');
    };
    let status = if statement.draft { "draft" } else { "unaudited" };
    let head = [&statement.title, &statement.cooperative, &statement.subject, &statement.period, &statement.basis];
    line(
        ["statement".to_string()]
            .into_iter()
            .chain(head.into_iter().cloned())
            .chain([format!("version {}", statement.version), status.to_string()])
            .collect(),
    );
    for table in &statement.tables {
        line(["columns".to_string(), table.title.clone()].into_iter().chain(table.columns.iter().cloned()).collect());
        for row in &table.rows {
            let kind = if row.total { "total" } else { "row" };
            line(
                [kind.to_string(), table.title.clone()]
                    .into_iter()
                    .chain(row.values.iter().map(Value::plain))
                    .collect(),
            );
        }
    }
    for note in &statement.notes {
        line(vec!["note".to_string(), note.clone()]);
    }
    text
}

/// Quotes a cell where CSV needs it. A text that a spreadsheet would run as a formula gets an apostrophe.
pub(crate) fn quote(cell: &str) -> String {
    let is_number = cell.strip_prefix('-').unwrap_or(cell).bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let guarded = if !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_string()
    };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}
