//! Result tables as a workbook, one sheet for each.

use std::path::Path;

use recoop::plan::tables::{Table, TableColumn, Values};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError};

use super::{OutFile, RunError, check_shape};

/// Rows of a sheet.
const SHEET_ROWS: usize = 1_048_576;
/// Rows of the header: names, units.
const HEADER_ROWS: usize = 2;
/// Longest name of a sheet.
const SHEET_NAME: usize = 31;

/// Writes tables into a new workbook at `path`: names of columns in the first line (their meaning as a note), units in the
/// second, both frozen. An existing file is replaced only once the new one is complete.
///
/// # Errors
/// When a table has more rows than a sheet holds, a name too long for a sheet, or columns that differ in length, and when
/// the file cannot be written.
pub fn write_workbook(path: &Path, tables: &[Table]) -> Result<(), RunError> {
    for table in tables {
        check_shape(table)?;
        let most = SHEET_ROWS - HEADER_ROWS;
        if table.num_rows() > most {
            return Err(RunError::TooLong { table: table.name.to_string(), rows: table.num_rows(), most });
        }
        if table.name.chars().count() > SHEET_NAME {
            return Err(RunError::Name(format!("`{}` is too long for a sheet: {SHEET_NAME} signs fit", table.name)));
        }
    }
    let out = OutFile::open(path, &[])?;
    let content = build(tables).map_err(|error| RunError::content(path, error.to_string()))?;
    out.write(|out| out.write_all(&content))
}

fn build(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same tables give the same file: no time of writing.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.name)?;
        fill(sheet, table)?;
    }
    if tables.is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let name = Format::new().set_bold();
    let unit = Format::new().set_italic().set_align(FormatAlign::Left);
    for (at, column) in (0..).zip(&table.columns) {
        sheet.write_with_format(0, at, column.name, &name)?;
        sheet.write_with_format(1, at, column.unit, &unit)?;
        if !column.doc.trim().is_empty() {
            sheet.insert_note(0, at, &Note::new(column.doc.trim()).add_author_prefix(false))?;
        }
        sheet.set_column_width(at, width(column))?;
        fill_column(sheet, at, column)?;
    }
    sheet.set_freeze_panes(2, 0)?;
    if let (Ok(last_row), Ok(columns)) = (u32::try_from(table.num_rows() + 1), u16::try_from(table.columns.len()))
        && columns > 0
    {
        sheet.autofilter(1, 0, last_row, columns - 1)?;
    }
    Ok(())
}

fn fill_column(sheet: &mut Worksheet, at: u16, column: &TableColumn) -> Result<(), XlsxError> {
    let rows = 2_u32..;
    match &column.values {
        Values::Text(values) => {
            for (row, value) in rows.zip(values) {
                sheet.write_string(row, at, value.as_ref())?;
            }
        }
        Values::Integer(values) => {
            // No separators: most of these are years.
            let format = Format::new().set_num_format("0");
            for (row, &value) in rows.zip(values) {
                #[allow(clippy::cast_precision_loss, reason = "a workbook knows no other numbers")]
                sheet.write_number_with_format(row, at, value as f64, &format)?;
            }
        }
        Values::Number(values) => {
            let format = Format::new().set_num_format(number_format(values));
            for (row, &value) in rows.zip(values) {
                if value.is_finite() {
                    sheet.write_number_with_format(row, at, value, &format)?;
                } else if !value.is_nan() {
                    sheet.write_string(row, at, value.to_string())?;
                }
            }
        }
    }
    Ok(())
}

/// Decimals as the size of the numbers asks for: four digits that say something.
fn number_format(values: &[f64]) -> &'static str {
    let largest = values.iter().filter(|value| value.is_finite()).fold(0.0_f64, |most, value| most.max(value.abs()));
    match largest {
        1000.0.. => "#,##0",
        100.0.. => "#,##0.0",
        10.0.. => "0.00",
        1.0.. => "0.000",
        _ => "0.0000",
    }
}

/// Characters that the column needs, within reason.
#[allow(clippy::cast_precision_loss, reason = "a width is at most 40")]
fn width(column: &TableColumn) -> f64 {
    let labels = match &column.values {
        Values::Text(values) => values.iter().take(1000).map(|value| value.chars().count()).max().unwrap_or(0),
        _ => 10,
    };
    (labels.max(column.name.len()).max(column.unit.len()) + 2).min(40) as f64
}
