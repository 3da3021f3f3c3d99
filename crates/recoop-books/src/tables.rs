//! The one reader of tables: text in, typed rows out, every fault at its cell.

use jiff::civil::Date;

use crate::amount::{Cents, Grams, Ppm};
use crate::fault::{Fault, Place};

/// A table as text, with the line of each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTable {
    /// Name, without extension.
    pub name: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows: line in the file, then cells in the order of the header.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl RawTable {
    /// Reads CSV text. Lines that begin with `#` are comments.
    ///
    /// # Errors
    /// Text that is not CSV, a row of another length than the header, a column twice.
    pub fn from_csv(name: &str, text: &str) -> Result<RawTable, Vec<Fault>> {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let broken = |error: csv::Error| {
            let line = error.position().map_or(1, |p| usize::try_from(p.line()).unwrap_or(1));
            vec![cell_fault("table::csv", name, line, "", format!("the file is not CSV: {error}"))]
        };
        let header: Vec<String> = reader.headers().map_err(broken)?.iter().map(String::from).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
            rows.push((line, record.iter().map(String::from).collect()));
        }
        RawTable::new(name, header, rows)
    }

    /// Makes a table of cells that something else read, a workbook for example.
    ///
    /// # Errors
    /// A row of another length than the header, a column twice.
    pub fn new(name: &str, header: Vec<String>, rows: Vec<(usize, Vec<String>)>) -> Result<RawTable, Vec<Fault>> {
        let mut faults = Vec::new();
        for (position, column) in header.iter().enumerate() {
            if header[..position].contains(column) {
                faults.push(cell_fault(
                    "table::column_twice",
                    name,
                    1,
                    column,
                    format!("column `{column}` is there twice"),
                ));
            }
        }
        for (line, cells) in &rows {
            if cells.len() != header.len() {
                let message = format!("the row has {} cells, the header has {}", cells.len(), header.len());
                faults.push(cell_fault("table::length", name, *line, "", message));
            }
        }
        if faults.is_empty() { Ok(RawTable { name: name.to_string(), header, rows }) } else { Err(faults) }
    }

    /// Reports columns that nobody reads.
    pub(crate) fn check_columns(&self, known: &[&str], faults: &mut Vec<Fault>) {
        for column in self.header.iter().filter(|column| !known.contains(&column.as_str())) {
            let message = format!("unknown column `{column}`; known columns: {}", known.join(", "));
            faults.push(cell_fault("table::unknown_column", &self.name, 1, column, message));
        }
    }

    /// Reads one cell. A column that is not there is blank.
    pub(crate) fn cell<T: Cell>(&self, row: usize, column: &str, faults: &mut Vec<Fault>) -> Option<T> {
        let (line, cells) = &self.rows[row];
        let text = self.header.iter().position(|name| name == column).map_or("", |at| cells[at].as_str());
        match T::read(text) {
            Ok(value) => Some(value),
            Err(message) => {
                faults.push(cell_fault("table::cell", &self.name, *line, column, message));
                None
            }
        }
    }
}

/// Makes a fault at a cell.
pub(crate) fn cell_fault(code: &'static str, table: &str, line: usize, column: &str, message: String) -> Fault {
    Fault { code, place: Place::Cell { table: table.to_string(), line, column: column.to_string() }, message }
}

/// A value that a cell holds.
pub trait Cell: Sized {
    /// Reads the text of a cell.
    ///
    /// # Errors
    /// What is wrong, and the expected form.
    fn read(text: &str) -> Result<Self, String>;

    /// Writes the value as it is read.
    fn write(&self) -> String;
}

/// Cells of types that read and write themselves; a blank is an error.
macro_rules! cells {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::tables::Cell for $type {
            fn read(text: &str) -> Result<Self, String> {
                if text.is_empty() {
                    return Err("the cell is blank; give a value".to_string());
                }
                text.parse::<$type>().map_err(|error| error.to_string())
            }

            fn write(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
pub(crate) use cells;

cells! { Cents, Grams, Ppm, i16, i32, crate::labels::Source, crate::labels::LegalKind, crate::labels::ShareRule, crate::labels::Basis, crate::chart::Kind }

impl Cell for Date {
    fn read(text: &str) -> Result<Self, String> {
        crate::dates::read_date(text).map_err(|error| error.to_string())
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

impl Cell for bool {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(format!("`{text}` is not `yes` or `no`")),
        }
    }

    fn write(&self) -> String {
        if *self { "yes".to_string() } else { "no".to_string() }
    }
}

impl Cell for String {
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("the cell is blank; give a value".to_string()) } else { Ok(text.to_string()) }
    }

    fn write(&self) -> String {
        self.clone()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::read(text).map(Some) }
    }

    fn write(&self) -> String {
        self.as_ref().map_or_else(String::new, Cell::write)
    }
}

macro_rules! id_cells {
    ($($type:ident),*) => {$(
        impl $crate::tables::Cell for crate::ids::$type {
            fn read(text: &str) -> Result<Self, String> {
                let sound = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
                if text.is_empty() || text.len() > 64 || !text.bytes().all(sound) {
                    return Err(format!("`{text}` is not a name; use 1 to 64 letters, digits, `_`, `-` or `.`"));
                }
                Ok(crate::ids::$type::from(text))
            }

            fn write(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
id_cells! { MemberId, UserId, UnitId, PoolId, DocumentId, ElementId, ClassId }

/// Declares a row type whose columns are its fields, with its reader and writer.
macro_rules! table {
    ($(#[$doc:meta])* pub struct $name:ident in $table:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $name {
            /// Name of the table.
            pub const TABLE: &'static str = $table;
            /// Columns, in their order.
            pub const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            /// Reads all rows; faults are added, rows with faults are left out.
            pub fn read(table: &$crate::tables::RawTable, faults: &mut Vec<$crate::fault::Fault>) -> Vec<$name> {
                table.check_columns(Self::COLUMNS, faults);
                let mut rows = Vec::new();
                for row in 0..table.rows.len() {
                    // All cells are read before any is given up, so that all faults are found.
                    $(let $field = table.cell::<$type>(row, stringify!($field), faults);)*
                    if let ($(Some($field),)*) = ($($field,)*) {
                        rows.push($name { $($field,)* });
                    }
                }
                rows
            }

            /// Returns the cells of a row, in the order of the columns.
            pub fn cells(&self) -> Vec<String> {
                vec![$($crate::tables::Cell::write(&self.$field)),*]
            }
        }
    };
}
pub(crate) use table;
