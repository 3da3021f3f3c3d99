//! A statement as an Excel workbook: a sheet for each table.

use recoop_books::statements::{Statement, Value};
use rust_xlsxwriter::{Format, FormatBorder, Workbook, XlsxError};

/// Returns the bytes of a workbook with one sheet for each table of a statement.
///
/// The same statement gives the same bytes: no clock is read. Numbers are written with as many decimals as they have.
///
/// # Errors
/// A table beyond the limits of Excel.
pub fn workbook(statement: &Statement) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(
        &rust_xlsxwriter::DocProperties::new().set_title(&statement.title).set_creation_datetime(&created),
    );
    let bold = Format::new().set_bold();
    for table in &statement.tables {
        let sheet = book.add_worksheet();
        let name: String = table.title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
        sheet.set_name(name)?.set_landscape().set_repeat_rows(4, 4)?;
        let status = if statement.draft { "draft, unaudited" } else { "unaudited" };
        sheet.write_with_format(0, 0, format!("{}: {}", statement.cooperative, statement.title), &bold)?;
        sheet.write(1, 0, format!("{}, {}", statement.subject, statement.period))?;
        sheet.write(2, 0, format!("{}, {status}, version {}", statement.basis, statement.version))?;
        for (column, title) in table.columns.iter().enumerate() {
            sheet.write_with_format(4, column as u16, title, &bold)?;
            sheet.set_column_width(column as u16, 18)?;
        }
        for (at, row) in table.rows.iter().enumerate() {
            for (column, value) in row.values.iter().enumerate() {
                let format = match value {
                    Value::Text(_) => Format::new(),
                    Value::Money(_) => Format::new().set_num_format("#,##0.00;(#,##0.00)"),
                    Value::Weight(_) => Format::new().set_num_format("#,##0.000"),
                    Value::Share(_) => Format::new().set_num_format("0.000000"),
                };
                let format = if row.total { format.set_bold().set_border_top(FormatBorder::Thin) } else { format };
                let (line, column) = (at as u32 + 5, column as u16);
                match value {
                    Value::Text(text) => sheet.write_string_with_format(line, column, text, &format)?,
                    // Excel holds numbers as floats of 15 digits: 10^12 USD in cents has 15.
                    number => sheet.write_number_with_format(
                        line,
                        column,
                        number.plain().parse::<f64>().unwrap_or_default(),
                        &format,
                    )?,
                };
            }
        }
        let below = table.rows.len() as u32 + 6;
        for (at, note) in statement.notes.iter().enumerate() {
            sheet.write_string(below + at as u32, 0, note)?;
        }
    }
    book.save_to_buffer()
}
