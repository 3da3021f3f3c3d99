//! Result tables as comma-separated text.

use std::io::{BufWriter, Write};
use std::path::Path;

use recoop::plan::tables::{Table, Values};

use super::RunError;

/// Writes a table with its header.
pub(super) fn write(path: &Path, table: &Table) -> Result<(), RunError> {
    let file = std::fs::File::create(path).map_err(RunError::io(path))?;
    write_to(BufWriter::new(file), table).map_err(RunError::io(path))
}

fn write_to(out: impl Write, table: &Table) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.columns.iter().map(|column| column.name))?;
    let mut text = String::new();
    for row in 0..table.num_rows() {
        for column in &table.columns {
            text.clear();
            match &column.values {
                Values::Text(values) => writer.write_field(values[row].as_bytes())?,
                Values::Integer(values) => {
                    push(&mut text, values[row]);
                    writer.write_field(&text)?;
                }
                Values::Number(values) => {
                    push_number(&mut text, values[row]);
                    writer.write_field(&text)?;
                }
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn push(text: &mut String, value: impl std::fmt::Display) {
    use std::fmt::Write as _;
    write!(text, "{value}").expect("writing to a string does not fail");
}

/// The shortest digits that read back as the same number, with an exponent where there would be many zeros; a missing
/// number (NaN) is a blank cell, and there is one zero.
fn push_number(text: &mut String, value: f64) {
    match value.abs() {
        0.0 => text.push('0'),
        size if size.is_nan() => {}
        size if size.is_infinite() || (1e-6..1e16).contains(&size) => push(text, value),
        _ => push(text, format_args!("{value:e}")),
    }
}
