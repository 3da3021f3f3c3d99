//! The cells of a sheet: only those that hold something, in the order of rows and columns.

use super::records::{Record, Records, is_error_word};

/// Rows and columns of the largest sheet of any spreadsheet.
pub(crate) const MAX_ROWS: u32 = 1 << 20;
pub(crate) const MAX_COLUMNS: u32 = 1 << 14;
/// Most bytes of text of one sheet.
const MAX_TEXT: usize = 128 << 20;
/// Most cells of one sheet.
const MAX_CELLS: usize = 12_000_000;

/// A sheet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    text: String,
    cells: Vec<SheetCell>,
    /// Row, from 0, and its first cell.
    rows: Vec<(u32, usize)>,
    /// Merged cells, for instance `A2:A5`, with their first row.
    pub merged: Vec<(u32, String)>,
}

#[derive(Clone, Copy, Debug)]
struct SheetCell {
    /// From 0.
    column: u16,
    /// Whether it has no value, or an error for one.
    broken: bool,
    /// Where its text ends; it begins where that of the cell before ends.
    end: u32,
}

impl Sheet {
    /// Adds a cell, from 0. Cells come in order. One without text is nothing.
    ///
    /// # Errors
    /// When it cannot be there: outside any sheet, at or before the last one, or more than a sheet may hold.
    pub fn push(&mut self, row: u32, column: u32, text: &str, broken: bool) -> Result<(), String> {
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(format!(
                "a cell in row {}, column {} is outside any sheet",
                u64::from(row) + 1,
                u64::from(column) + 1
            ));
        }
        let text = text.trim();
        if text.is_empty() && !broken {
            return Ok(());
        }
        let column = u16::try_from(column).expect("a column of a sheet fits");
        let in_order = match (self.rows.last(), self.cells.last()) {
            (Some((last, _)), Some(cell)) => (*last, cell.column) < (row, column),
            _ => true,
        };
        if !in_order {
            return Err(format!("it is damaged: the cell {} comes twice or too late", address(row, column.into())));
        }
        if self.text.len() + text.len() > MAX_TEXT || self.cells.len() >= MAX_CELLS {
            return Err("it holds more than a table of recoop can, 128 MiB of text or 12 million cells".to_string());
        }
        if self.rows.last().is_none_or(|(last, _)| *last < row) {
            self.rows.push((row, self.cells.len()));
        }
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).expect("the text of a sheet is limited");
        self.cells.push(SheetCell { column, broken: broken || is_error_word(text), end });
        Ok(())
    }

    /// Cells of a row by its position among those that hold something.
    fn row(&self, at: usize) -> impl Iterator<Item = (usize, &str, bool)> {
        let first = self.rows[at].1;
        let after = self.rows.get(at + 1).map_or(self.cells.len(), |(_, first)| *first);
        let mut begin = if first == 0 { 0 } else { self.cells[first - 1].end as usize };
        self.cells[first..after].iter().map(move |cell| {
            let from = std::mem::replace(&mut begin, cell.end as usize);
            (usize::from(cell.column), &self.text[from..begin], cell.broken)
        })
    }

    /// What is wrong with merged cells in rows that are read: message and hint.
    pub fn merged_in_rows(&self) -> impl Iterator<Item = (String, String)> {
        self.merged.iter().filter(|(row, _)| self.is_data(*row)).map(|(row, cells)| {
            let message = format!("the cells {cells} are merged, so that only the first of them has a value");
            (message, format!("unmerge them and fill each cell, or begin row {} with `#`", row + 1))
        })
    }

    /// Whether a row, from 0, is there and no comment.
    fn is_data(&self, row: u32) -> bool {
        let Ok(at) = self.rows.binary_search_by_key(&row, |(row, _)| *row) else { return false };
        self.row(at).next().is_some_and(|(column, text, broken)| broken || column > 0 || !text.starts_with('#'))
    }
}

/// The address of a cell, from 0, for instance `F12`.
pub(crate) fn address(row: u32, column: usize) -> String {
    format!("{}{}", column_letters(column), row + 1)
}

/// The letters of a column of a spreadsheet: `A`, `Z`, `AA`.
pub(crate) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).expect("a remainder of 26 fits a byte")));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Records of a sheet. All have as many fields as the first, the header; a cell to the right of it is the last field of its
/// record, and [`Record::stray`] says where it is.
pub(crate) struct SheetRecords<'c> {
    sheet: &'c Sheet,
    next: usize,
    /// Fields of the header, once it was read.
    width: Option<usize>,
}

impl<'c> SheetRecords<'c> {
    /// Records of a sheet's cells.
    pub fn new(sheet: &'c Sheet) -> Self {
        Self { sheet, next: 0, width: None }
    }
}

impl Records for SheetRecords<'_> {
    fn next(&mut self, record: &mut Record) -> bool {
        while let Some((row, _)) = self.sheet.rows.get(self.next) {
            record.clear();
            record.at = *row as usize;
            for (column, text, broken) in self.sheet.row(self.next) {
                let mut field = column;
                if self.width.is_some_and(|width| column >= width) {
                    record.stray = Some(column);
                    field = self.width.unwrap_or_default();
                }
                // Fields count from column A, so that they are cell addresses.
                while record.fields.len() < field {
                    record.fields.push_field("");
                }
                if broken {
                    record.broken.push(field);
                }
                record.fields.push_field(text);
                if record.stray.is_some() {
                    // The first is enough.
                    break;
                }
            }
            while self.width.is_some_and(|width| record.fields.len() < width) {
                record.fields.push_field("");
            }
            self.next += 1;
            if record.is_data() {
                self.width = self.width.or(Some(record.fields.len()));
                return true;
            }
        }
        false
    }

    fn address(&mut self, record: &Record) -> String {
        format!("row {}", record.at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Sheet, address, column_letters};

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
        assert_eq!(address(1_048_575, 16_383), "XFD1048576");
    }

    #[test]
    fn cells_come_in_order() {
        let mut sheet = Sheet::default();
        sheet.push(3, 1, "a", false).unwrap();
        sheet.push(3, 2, "  ", false).unwrap();
        assert!(sheet.push(3, 1, "b", false).is_err() && sheet.push(2, 5, "b", false).is_err());
        assert!(sheet.push(1 << 20, 0, "b", false).is_err() && sheet.push(4, 1 << 14, "b", false).is_err());
        sheet.push(7, 0, "# c", false).unwrap();
        assert_eq!([3, 4, 7].map(|row| sheet.is_data(row)), [true, false, false]);
    }
}
