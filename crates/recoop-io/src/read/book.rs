//! A workbook: its sheets, read one at a time into the cells that hold something.
//!
//! Foreign files are read in this process, so that the library is as safe as the command: [`archive`](super::archive) first
//! counts what is in the file, cells are streamed and kept sparsely, so that a far one costs nothing, and panics of the reader are
//! [`contained`].

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, DataRef, Ods, Reader, SheetVisible, Xlsx, XlsxCellFormulaMetadataRecord};
use jiff::ToSpan;
use jiff::civil::Date;

use super::archive::{Looked, look_through};
use super::contained::contained;
use super::open_document;
use super::sheet::Sheet;

/// A workbook that is open.
pub(crate) struct Book {
    inner: Inner,
    looked: Looked,
}

enum Inner {
    Xlsx(Box<Xlsx<Cursor<Vec<u8>>>>),
    Ods(Box<Ods<Cursor<Vec<u8>>>>),
}

#[derive(Clone, Copy)]
enum Kind {
    Xlsx,
    Ods,
}

fn kind(path: &Path) -> Option<Kind> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "xlsx" | "xlsm" => Some(Kind::Xlsx),
        "ods" => Some(Kind::Ods),
        _ => None,
    }
}

/// Whether the name is that of a workbook.
pub(crate) fn is_workbook_name(path: &Path) -> bool {
    kind(path).is_some()
}

impl Book {
    /// Opens the workbook with the content `bytes`; its format follows from the ending of `path`.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn open(path: &Path, bytes: Vec<u8>) -> Result<Self, String> {
        let kind = kind(path).ok_or("its ending is neither `.xlsx` nor `.ods`")?;
        contained(|| {
            let looked = look_through(&bytes)?;
            let inner = match kind {
                Kind::Xlsx => Inner::Xlsx(Box::new(Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?)),
                Kind::Ods => {
                    open_document::check_size(&bytes)?;
                    Inner::Ods(Box::new(Ods::new(Cursor::new(bytes)).map_err(|error| error.to_string())?))
                }
            };
            Ok(Self { inner, looked })
        })
    }

    /// Names of the sheets in their order.
    pub fn names(&self) -> Vec<String> {
        match &self.inner {
            Inner::Xlsx(book) => book.sheet_names(),
            Inner::Ods(book) => book.sheet_names(),
        }
    }

    /// Whether a sheet is hidden.
    pub fn is_hidden(&self, name: &str) -> bool {
        let sheets = match &self.inner {
            Inner::Xlsx(book) => book.sheets_metadata(),
            Inner::Ods(book) => book.sheets_metadata(),
        };
        sheets.iter().any(|sheet| sheet.name == name && sheet.visible != SheetVisible::Visible)
    }

    /// Reads a sheet.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn sheet(&mut self, name: &str) -> Result<Sheet, String> {
        contained(|| match &mut self.inner {
            Inner::Xlsx(book) => from_xlsx(book, self.looked, name),
            Inner::Ods(book) => from_ods(book, name),
        })
    }
}

fn from_xlsx(book: &mut Xlsx<Cursor<Vec<u8>>>, looked: Looked, name: &str) -> Result<Sheet, String> {
    let mut sheet = Sheet::default();
    let epoch = if book.has_1904_epoch() { jiff::civil::date(1904, 1, 1) } else { jiff::civil::date(1899, 12, 30) };
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| error.to_string())? {
        let (row, column) = cell.pos;
        let broken = is_uncalculated(&cell, looked.calculates_on_load);
        let text = if broken { format!("={}", formula(&cell)) } else { text(&cell.value, epoch) };
        sheet.push(row, column, &text, broken || matches!(cell.value, DataRef::Error(_)))?;
    }
    drop(cells);
    if looked.merged {
        let merged = book.merge_cells_by_sheet_name(name).map_err(|error| error.to_string())?;
        let merged = merged.into_iter().filter(|cells| cells.start != cells.end);
        let address = |(row, column): (u32, u32)| super::sheet::address(row, column as usize);
        sheet.merged =
            merged.map(|cells| (cells.start.0, format!("{}:{}", address(cells.start), address(cells.end)))).collect();
    }
    Ok(sheet)
}

/// Whether a cell has a formula and no value that was calculated from it. Programs that write workbooks without calculating leave
/// the value out, or write 0 and that all is to be calculated when the workbook is opened.
fn is_uncalculated(cell: &XlsxCellFormulaMetadataRecord<'_>, on_load: bool) -> bool {
    let is_placeholder = match cell.value {
        DataRef::Empty => true,
        DataRef::Float(value) => on_load && value == 0.0,
        DataRef::Int(value) => on_load && value == 0,
        _ => false,
    };
    is_placeholder && cell.formula.is_some()
}

/// The formula of a cell, cut to what fits into a message.
fn formula(cell: &XlsxCellFormulaMetadataRecord<'_>) -> String {
    use calamine::XlsxFormulaMetadata::{Normal, Shared};
    match &cell.formula {
        Some(Normal { formula } | Shared { formula, .. }) => formula.chars().take(100).collect(),
        _ => "…".to_string(),
    }
}

/// The text that the cell would have in a CSV file.
fn text(value: &DataRef<'_>, epoch: Date) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => value.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_string(),
        DataRef::Bool(value) => shown(*value).to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(moment) => date_text(moment.as_f64(), epoch),
    }
}

/// The same for a workbook of another format, which has no day numbers.
fn plain_text(value: &Data) -> String {
    match value {
        Data::Bool(value) => shown(*value).to_string(),
        other => other.to_string(),
    }
}

/// A truth value as spreadsheets show it, so that a message has what stands in the cell.
fn shown(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// A spreadsheet's day number as `year-month-day`. A date where a number belongs must not pass as its day number.
#[allow(clippy::cast_possible_truncation, reason = "days beyond the calendar fail the addition below")]
fn date_text(days: f64, epoch: Date) -> String {
    let date = (days.abs() < 3e6).then(|| epoch.checked_add((days.floor() as i64).days()).ok()).flatten();
    date.map_or_else(|| format!("date {days}"), |date| date.to_string())
}

fn from_ods(book: &mut Ods<Cursor<Vec<u8>>>, name: &str) -> Result<Sheet, String> {
    let cells = book.worksheet_range(name).map_err(|error| error.to_string())?;
    let formulas = book.worksheet_formula(name).map_err(|error| error.to_string())?;
    let mut sheet = Sheet::default();
    let (Some(first), Some(last)) = (min(cells.start(), formulas.start()), max(cells.end(), formulas.end())) else {
        return Ok(sheet);
    };
    for row in first.0..=last.0 {
        for column in first.1..=last.1 {
            let formula = formulas.get_value((row, column)).filter(|formula| !formula.is_empty());
            match (cells.get_value((row, column)).unwrap_or(&Data::Empty), formula) {
                (Data::Empty, Some(formula)) => {
                    let formula: String = formula.trim_start_matches("of:").chars().take(100).collect();
                    sheet.push(row, column, &format!("={}", formula.trim_start_matches('=')), true)?;
                }
                (cell, _) => sheet.push(row, column, &plain_text(cell), matches!(cell, Data::Error(_)))?,
            }
        }
    }
    Ok(sheet)
}

type Corner = Option<(u32, u32)>;

fn min(one: Corner, other: Corner) -> Corner {
    one.zip(other).map(|(one, other)| (one.0.min(other.0), one.1.min(other.1))).or(one).or(other)
}

fn max(one: Corner, other: Corner) -> Corner {
    one.zip(other).map(|(one, other)| (one.0.max(other.0), one.1.max(other.1))).or(one).or(other)
}
