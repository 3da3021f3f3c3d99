//! The size of a workbook in the OpenDocument format, before it is read: its reader lays out every cell up to the last, also
//! those that a few bytes repeat a million times.

use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// Most cells that may be laid out.
const MAX_CELLS: u64 = 4_000_000;
/// Most spaces that may be written as one mark.
const MAX_SPACES: u64 = 32_767;

/// Counts the cells that a reader would lay out.
///
/// # Errors
/// When they are too many, or the content is no XML.
pub(crate) fn check_size(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| super::archive::DAMAGED.to_string())?;
    let content = archive.by_name("content.xml").map_err(|error| error.to_string())?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    let mut buffer = Vec::new();
    let mut all = 0_u64;
    let mut table = Table::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Start(tag) => table.enter(&tag, false)?,
            Event::Empty(tag) => table.enter(&tag, true)?,
            Event::End(tag) => match tag.name().as_ref() {
                "table:table-row" => table.end_row(),
                "table:table" => {
                    all = all.saturating_add(table.size());
                    table = Table::default();
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        if all.saturating_add(table.size()) > MAX_CELLS {
            return Err(format!(
                "it repeats cells up to more than {MAX_CELLS}; delete what is far from the tables, or save it as .xlsx"
            ));
        }
    }
    Ok(())
}

/// A table as far as it was read.
#[derive(Default)]
struct Table {
    /// Rows up to the last that holds something, and cells of the longest.
    height: u64,
    width: u64,
    /// Cells of all rows as they are written.
    written: u64,
    rows: u64,
    /// The row: how often it is repeated, its cells, those up to the last that holds something.
    repeated: u64,
    cells: u64,
    full: u64,
}

impl Table {
    fn enter(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), String> {
        match tag.name().as_ref() {
            "table:table-row" => {
                (self.repeated, self.cells, self.full) = (number(tag, "table:number-rows-repeated")?, 0, 0);
                if is_empty {
                    self.end_row();
                }
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cells = self.cells.saturating_add(number(tag, "table:number-columns-repeated")?);
                let holds = |name: &str| tag.try_get_attribute(name).is_ok_and(|found| found.is_some());
                if !is_empty || holds("office:value-type") || holds("table:formula") {
                    self.full = self.cells;
                }
            }
            "text:s" if number(tag, "text:c")? > MAX_SPACES => {
                return Err(format!("a cell has more than {MAX_SPACES} spaces"));
            }
            _ => {}
        }
        Ok(())
    }

    fn end_row(&mut self) {
        self.rows = self.rows.saturating_add(self.repeated);
        self.written = self.written.saturating_add(self.full);
        if self.full > 0 {
            self.height = self.rows;
            self.width = self.width.max(self.full);
        }
    }

    fn size(&self) -> u64 {
        self.height.saturating_mul(self.width).max(self.written).max(self.full)
    }
}

/// The number of an attribute, 1 where it is left out.
fn number(tag: &BytesStart<'_>, name: &str) -> Result<u64, String> {
    let found = tag.try_get_attribute(name).map_err(|error| error.to_string())?;
    let Some(found) = found else { return Ok(1) };
    found.value.parse().map_err(|_| format!("`{name}` is `{}`, not a number", found.value))
}
