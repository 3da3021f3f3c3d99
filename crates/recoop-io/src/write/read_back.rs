//! A run's tables, read back.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use recoop::plan::tables::{Table, TableColumn, Values};

use super::{
    Change, ColumnKind, Format, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, RunError, TABLES_FOLDER, TableSchema, parquet,
};

/// Reads the manifest of the run in the folder `dir`.
///
/// # Errors
/// When there is none, or none of ours.
pub fn read_manifest(dir: &Path) -> Result<Manifest, RunError> {
    let path = dir.join(MANIFEST_FILE);
    let text = std::fs::read_to_string(&path).map_err(RunError::io(&path))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| RunError::content(&path, format!("no manifest of recoop: {error}")))?;
    if manifest.format != MANIFEST_FORMAT {
        let message = format!("expected the format `{MANIFEST_FORMAT}`, found `{}`", manifest.format);
        return Err(RunError::content(&path, message));
    }
    Ok(manifest)
}

/// Reads the tables of the run in the folder `dir`, in the order of its manifest: from Parquet where it was written, else
/// from CSV with the kinds of columns that the manifest gives.
///
/// # Errors
/// When a table that the manifest names is not there or does not hold what it says.
pub fn read_run_tables(dir: &Path) -> Result<Vec<Table>, RunError> {
    let manifest = read_manifest(dir)?;
    let folder = dir.join(TABLES_FOLDER);
    manifest.tables.iter().map(|schema| read_table(&folder, schema)).collect()
}

fn read_table(folder: &Path, schema: &TableSchema) -> Result<Table, RunError> {
    let path = |format: Format| folder.join(format!("{}.{}", schema.name, format.ending()));
    let (path, table) = match path(Format::Parquet) {
        found if found.exists() => {
            let table = parquet::read(&found)?;
            (found, table)
        }
        _ => {
            let found = path(Format::Csv);
            let table = read_csv(&found, schema)?;
            (found, table)
        }
    };
    if TableSchema::of(&table) != *schema {
        return Err(RunError::content(&path, "its rows and columns are not those that the manifest gives"));
    }
    Ok(table.in_todays_names())
}

/// A table of a run as it is there now, whatever was written.
#[derive(Clone, Debug)]
pub struct FoundTable {
    /// The table; `None` when no file of it can be read.
    pub table: Option<Table>,
    /// What is not as it should be: files that cannot be read or differ from each other, rows that are missing or too many.
    pub notes: Vec<String>,
}

/// Reads the tables of a run as they are there now, in the order of its manifest, from both formats. Where these differ, the one that was `changed`
/// (names as in [`changes`](super::changes)) is taken, else CSV, which people read.
#[must_use]
pub fn read_found_tables(dir: &Path, manifest: &Manifest, changed: &[Change]) -> Vec<FoundTable> {
    let folder = dir.join(TABLES_FOLDER);
    manifest.tables.iter().map(|schema| found_table(&folder, schema, changed)).collect()
}

fn found_table(folder: &Path, schema: &TableSchema, changed: &[Change]) -> FoundTable {
    let name = |format: Format| format!("{TABLES_FOLDER}/{}.{}", schema.name, format.ending());
    let path = |format: Format| folder.join(format!("{}.{}", schema.name, format.ending()));
    let mut notes = Vec::new();
    let mut read = |format: Format| {
        let path = path(format);
        let table = match format {
            _ if !path.exists() => return None,
            Format::Csv => read_csv(&path, schema),
            Format::Parquet => parquet::read(&path),
        };
        table.map_err(|error| notes.push(error.to_string())).ok()
    };
    let (csv, parquet) = (read(Format::Csv), read(Format::Parquet));
    let table = match (csv, parquet) {
        (Some(csv), Some(parquet)) => {
            let is_changed = |format| changed.iter().any(|change| change.file == name(format));
            let difference = difference(&csv, &parquet);
            if let Some(difference) = &difference {
                notes.push(format!("{} and {} differ: {difference}", name(Format::Csv), name(Format::Parquet)));
            }
            let take_parquet = difference.is_some() && is_changed(Format::Parquet) && !is_changed(Format::Csv);
            Some(if take_parquet { parquet } else { csv })
        }
        (csv, parquet) => csv.or(parquet),
    };
    match &table {
        Some(table) if table.num_rows() != schema.rows => {
            notes.push(format!(
                "`{}` has {} rows, and had {} when it was written",
                schema.name,
                table.num_rows(),
                schema.rows
            ));
        }
        None => notes.push(format!("the table `{}` cannot be read", schema.name)),
        _ => {}
    }
    FoundTable { table: table.map(Table::in_todays_names), notes }
}

/// Where two tables differ first, in words.
fn difference(csv: &Table, parquet: &Table) -> Option<String> {
    if csv.num_rows() != parquet.num_rows() {
        return Some(format!("{} rows and {}", csv.num_rows(), parquet.num_rows()));
    }
    let names = |table: &Table| table.columns.iter().map(|column| column.name).collect::<Vec<_>>();
    if names(csv) != names(parquet) {
        return Some("in their columns".to_string());
    }
    let cell = |values: &Values, row: usize| match values {
        Values::Text(values) => values[row].to_string(),
        Values::Integer(values) => values[row].to_string(),
        // There is one zero in CSV.
        Values::Number(values) => (values[row] + 0.0).to_string(),
    };
    for (one, two) in csv.columns.iter().zip(&parquet.columns) {
        for row in 0..csv.num_rows() {
            let (a, b) = (cell(&one.values, row), cell(&two.values, row));
            if a != b {
                return Some(format!("row {}, `{}`: {a} and {b}", row + 1, one.name));
            }
        }
    }
    None
}

fn read_csv(path: &Path, schema: &TableSchema) -> Result<Table, RunError> {
    let failed = |error: csv::Error| RunError::content(path, error.to_string());
    let file = std::fs::File::open(path).map_err(RunError::io(path))?;
    let mut reader = csv::Reader::from_reader(file);
    let names: Vec<&str> = schema.columns.iter().map(|column| column.name.as_str()).collect();
    let header = reader.headers().map_err(failed)?;
    if *header != names {
        return Err(RunError::content(path, format!("expected the columns {}", names.join(","))));
    }
    let mut values: Vec<Values> = schema.columns.iter().map(|column| empty(column.kind)).collect();
    let mut labels = BTreeSet::new();
    let mut record = csv::StringRecord::new();
    let mut line = 1;
    while reader.read_record(&mut record).map_err(failed)? {
        line += 1;
        for ((values, cell), column) in values.iter_mut().zip(&record).zip(&schema.columns) {
            push(values, cell, &mut labels).ok_or_else(|| {
                RunError::content(path, format!("record {line}, `{}`: `{cell}` is not what it should be", column.name))
            })?;
        }
    }
    let columns = schema.columns.iter().zip(values).map(|(column, values)| TableColumn {
        name: keep(&column.name),
        unit: keep(&column.unit),
        doc: keep(&column.doc),
        values,
    });
    Ok(Table { name: keep(&schema.name), doc: keep(&schema.doc), columns: columns.collect() })
}

fn empty(kind: ColumnKind) -> Values {
    match kind {
        ColumnKind::Text => Values::Text(Vec::new()),
        ColumnKind::Integer => Values::Integer(Vec::new()),
        ColumnKind::Number => Values::Number(Vec::new()),
    }
}

fn push(values: &mut Values, cell: &str, labels: &mut BTreeSet<Arc<str>>) -> Option<()> {
    match values {
        Values::Text(values) => {
            let label = labels.get(cell).cloned().unwrap_or_else(|| {
                let label: Arc<str> = Arc::from(cell);
                labels.insert(label.clone());
                label
            });
            values.push(label);
        }
        Values::Integer(values) => values.push(cell.parse().ok()?),
        Values::Number(values) if cell.is_empty() => values.push(f64::NAN),
        Values::Number(values) => values.push(cell.parse().ok()?),
    }
    Some(())
}

/// The text with the lifetime of the process, which names in a [`Table`] have. Each different text is kept once; they are
/// the few names of tables and columns.
#[must_use]
pub fn keep(text: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = kept.get(text) {
        return text;
    }
    let text: &'static str = Box::leak(text.into());
    kept.insert(text);
    text
}
