//! Writing a run: a folder of result tables and a manifest, all or nothing; and reading it back.

pub(crate) mod atomic;
mod backtest;
mod claim;
mod contents;
mod csv;
mod digests;
#[cfg(test)]
mod killed;
mod leftovers;
mod lock;
mod manifest;
mod names;
mod parquet;
mod read_back;
mod rename;
mod resolve;
mod sensitivities;
mod workbook;

use std::io;
use std::path::{Path, PathBuf};

use recoop::plan::tables::Table;

pub use atomic::{Destination, OutFile};
pub use backtest::write_backtest;
pub use claim::{Claim, NewFolder, write_new_folder};
pub use digests::{Change, ChangeKind, compare as changes};
pub use leftovers::set_aside_run;
pub use manifest::{
    Audit, CaseStamp, ColumnKind, ColumnSchema, FamilySize, MANIFEST_FORMAT, Manifest, SameCase, SolveStamp,
    TableSchema, now,
};
pub use read_back::{FoundTable, keep, read_found_tables, read_manifest, read_run_tables};
pub use resolve::relative;
pub use sensitivities::write_sensitivities;
pub use workbook::write_workbook;

/// The file that says what a run is.
pub const MANIFEST_FILE: &str = "manifest.json";
/// The folder of a run's tables.
pub const TABLES_FOLDER: &str = "tables";

/// A format of result tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Comma-separated text, one file for each table.
    Csv,
    /// Parquet with units and meanings in the metadata of its columns, one file for each table.
    Parquet,
}

impl Format {
    /// Ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// Why a run could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The file system said no.
    #[error("`{}`: {source}", path.display())]
    Io {
        /// What was being written or read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A folder that is no run of ours is in the way.
    #[error("`{}` is there already and is not a run folder: it has no `{MANIFEST_FILE}` of recoop", .0.display())]
    NotOurs(PathBuf),
    /// A run in which somebody keeps files is in the way.
    #[error(
        "`{}` holds files that are not of the run: {}; a new run would delete them: move them away, or write elsewhere (--out)",
        path.display(), contents::named(files)
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// The files, as seen from it.
        files: Vec<PathBuf>,
    },
    /// A run that somebody changed is in the way.
    #[error(
        "`{}` was changed since it was written: {}; a new run would delete the changes: move it away, or write elsewhere (--out)",
        path.display(), contents::named(files)
    )]
    Touched {
        /// The folder.
        path: PathBuf,
        /// The files that were changed, as seen from it.
        files: Vec<PathBuf>,
    },
    /// Another process writes there.
    #[error(
        "`{}` is being written by another recoop{}; wait for it, or write elsewhere (--out)",
        path.display(), process.map_or(String::new(), |process| format!(" (process {process})"))
    )]
    Busy {
        /// The folder.
        path: PathBuf,
        /// The number of the process, where it is known.
        process: Option<u32>,
    },
    /// A place where results cannot be.
    #[error("results cannot be written to `{}`: {why}", path.display())]
    Place {
        /// What was asked for.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A table whose columns differ in length.
    #[error("table `{table}`: column `{column}` has {found} rows, the first column has {expected}")]
    Ragged {
        /// Name of the table.
        table: String,
        /// Name of the column.
        column: String,
        /// Its rows.
        found: usize,
        /// Rows of the first column.
        expected: usize,
    },
    /// A table, column or file name that cannot be written.
    #[error("{0}")]
    Name(String),
    /// A table with more rows than a sheet can hold.
    #[error("table `{table}` has {rows} rows; a sheet holds at most {most} below its header")]
    TooLong {
        /// Name of the table.
        table: String,
        /// Its rows.
        rows: usize,
        /// Most rows.
        most: usize,
    },
    /// A file of a run does not hold what it should.
    #[error("`{}`: {message}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
}

impl From<io::Error> for RunError {
    fn from(source: io::Error) -> Self {
        Self::Io { path: PathBuf::new(), source }
    }
}

impl RunError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, source }
    }

    /// The same error with the path `to`, as it was asked for, in place of `from`.
    fn shown_as(mut self, from: &Path, to: &Path) -> Self {
        match &mut self {
            Self::Io { path, .. } | Self::NotOurs(path) | Self::Foreign { path, .. } | Self::Touched { path, .. }
                if path == from =>
            {
                *path = to.to_path_buf();
            }
            _ => {}
        }
        self
    }

    fn content(path: &Path, message: impl Into<String>) -> Self {
        Self::Content { path: path.to_path_buf(), message: message.into() }
    }
}

/// Tables with more rows are written as Parquet alone where that is asked for: nobody reads them in a spreadsheet.
pub const LONG_TABLE: usize = 200_000;

/// Writes a run into the place `at`: `manifest.json`, `tables/NAME.csv` and `tables/NAME.parquet` as `formats` says (of a
/// [long table](LONG_TABLE) Parquet alone, if it is among them), and `files` (name and content, for instance a report) beside the
/// manifest. The manifest's `tables`, `digests` and `digest` are filled in here.
///
/// Everything is written into a temporary sibling that takes its final name at the end, so that a failure leaves what
/// was there before. The same tables give the same bytes.
///
/// # Errors
/// When the columns of a table differ in length, when two tables or files share a name, when somebody's files came into the place since it was
/// taken, and when the file system says no.
pub fn write_run(
    at: &Destination,
    tables: &[Table],
    manifest: &Manifest,
    formats: &[Format],
    files: &[(&str, &[u8])],
) -> Result<(), RunError> {
    check_names(tables, files)?;
    tables.iter().try_for_each(check_shape)?;
    let mut manifest = manifest.clone();
    manifest.tables = tables.iter().map(TableSchema::of).collect();
    at.place(|folder| fill(folder, tables, &mut manifest, formats, files))
}

fn fill(
    folder: &Path,
    tables: &[Table],
    manifest: &mut Manifest,
    formats: &[Format],
    files: &[(&str, &[u8])],
) -> Result<(), RunError> {
    let tables_folder = folder.join(TABLES_FOLDER);
    std::fs::create_dir(&tables_folder).map_err(RunError::io(&tables_folder))?;
    for table in tables {
        let long = table.num_rows() > LONG_TABLE && formats.contains(&Format::Parquet);
        for format in formats.iter().filter(|format| !long || **format == Format::Parquet) {
            let path = tables_folder.join(table.name).with_extension(format.ending());
            match format {
                Format::Csv => csv::write(&path, table)?,
                Format::Parquet => parquet::write(&path, table)?,
            }
        }
    }
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::write(&path, content).map_err(RunError::io(&path))?;
    }
    manifest.digests = digests::of_folder(folder)?;
    let path = folder.join(MANIFEST_FILE);
    std::fs::write(&path, digests::sealed(manifest)).map_err(RunError::io(&path))
}

/// Writes a file of a folder that is not in its place yet.
pub(crate) fn write_text(path: &Path, text: &str) -> Result<(), RunError> {
    std::fs::write(path, text).map_err(RunError::io(path))
}

/// Names become file names, so that they have to be plain and different.
fn check_names(tables: &[Table], files: &[(&str, &[u8])]) -> Result<(), RunError> {
    let plain = |name: &str, others: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && name.chars().all(|sign| sign.is_ascii_alphanumeric() || others.contains(sign))
    };
    let mut names: Vec<String> = tables.iter().map(|table| format!("{TABLES_FOLDER}/{}", table.name)).collect();
    names.extend(files.iter().map(|(name, _)| (*name).to_string()));
    names.extend([MANIFEST_FILE.to_string(), TABLES_FOLDER.to_string()]);
    if let Some(table) = tables.iter().find(|table| !plain(table.name, "_-")) {
        return Err(RunError::Name(format!("`{}` is not a valid table name", table.name)));
    }
    if let Some((name, _)) = files.iter().find(|(name, _)| !plain(name, "_-.")) {
        return Err(RunError::Name(format!("`{name}` is not a valid file name of a run")));
    }
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(RunError::Name(format!("the name `{}` is used twice", pair[0]))),
        None => Ok(()),
    }
}

/// All columns of a table have the same length and names of their own.
fn check_shape(table: &Table) -> Result<(), RunError> {
    let expected = table.num_rows();
    for (at, column) in table.columns.iter().enumerate() {
        if column.values.len() != expected {
            return Err(RunError::Ragged {
                table: table.name.to_string(),
                column: column.name.to_string(),
                found: column.values.len(),
                expected,
            });
        }
        if table.columns[..at].iter().any(|other| other.name == column.name) {
            return Err(RunError::Name(format!("table `{}` has the column `{}` twice", table.name, column.name)));
        }
    }
    Ok(())
}
