//! Result tables as Parquet.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use recoop::plan::tables::{Table, TableColumn, Values};

use super::RunError;
use super::read_back::keep;

/// Metadata of a column: its unit.
const UNIT: &str = "unit";
/// Metadata of a column or table: what it means.
const DOC: &str = "doc";
/// Metadata of the table: its name.
const NAME: &str = "name";

/// Writes a table: text as dictionaries, whole numbers as 64-bit integers, numbers as 64-bit floats, a missing number
/// (NaN) as null; units and meanings in the metadata.
pub(super) fn write(path: &Path, table: &Table) -> Result<(), RunError> {
    let failed = |message: String| RunError::content(path, message);
    let batch = batch(table).map_err(|error| failed(error.to_string()))?;
    let file = std::fs::File::create(path).map_err(RunError::io(path))?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let write = || -> parquet::errors::Result<()> {
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties))?;
        writer.write(&batch)?;
        writer.close().map(|_| ())
    };
    write().map_err(|error| failed(error.to_string()))
}

/// A result table as one Arrow batch.
fn batch(table: &Table) -> Result<RecordBatch, ArrowError> {
    let arrays: Vec<ArrayRef> = table.columns.iter().map(array).collect::<Result<_, _>>()?;
    let fields: Vec<Field> =
        table.columns.iter().zip(&arrays).map(|(column, array)| field(column, array.data_type())).collect();
    let metadata = [(NAME, table.name), (DOC, table.doc)].map(|(key, value)| (key.to_string(), value.to_string()));
    let schema = Schema::new_with_metadata(fields, HashMap::from(metadata));
    let rows = arrow_array::RecordBatchOptions::new().with_row_count(Some(table.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(schema), arrays, &rows)
}

fn field(column: &TableColumn, data_type: &DataType) -> Field {
    let metadata = [(UNIT, column.unit), (DOC, column.doc)].map(|(key, value)| (key.to_string(), value.to_string()));
    let nullable = matches!(column.values, Values::Number(_));
    Field::new(column.name, data_type.clone(), nullable).with_metadata(HashMap::from(metadata))
}

fn array(column: &TableColumn) -> Result<ArrayRef, ArrowError> {
    Ok(match &column.values {
        Values::Text(values) => dictionary(values)?,
        Values::Integer(values) => Arc::new(Int64Array::from(values.clone())),
        Values::Number(values) => {
            Arc::new(values.iter().map(|&value| (!value.is_nan()).then_some(value)).collect::<Float64Array>())
        }
    })
}

/// Labels numbered in the order in which they first occur.
fn dictionary(values: &[Arc<str>]) -> Result<ArrayRef, ArrowError> {
    let mut numbers: HashMap<&str, i32> = HashMap::new();
    let mut labels: Vec<&str> = Vec::new();
    let mut keys = Vec::with_capacity(values.len());
    for value in values {
        let next = i32::try_from(labels.len())
            .map_err(|_| ArrowError::InvalidArgumentError("too many different labels".to_string()))?;
        keys.push(*numbers.entry(value.as_ref()).or_insert_with(|| {
            labels.push(value.as_ref());
            next
        }));
    }
    let array = DictionaryArray::try_new(Int32Array::from(keys), Arc::new(StringArray::from(labels)))?;
    Ok(Arc::new(array))
}

/// Reads a table back.
pub(super) fn read(path: &Path) -> Result<Table, RunError> {
    let failed = |message: String| RunError::content(path, message);
    let file = std::fs::File::open(path).map_err(RunError::io(path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(error.to_string()))?;
    let schema = builder.schema().clone();
    let meta = |metadata: &HashMap<String, String>, key: &str| keep(metadata.get(key).map_or("", String::as_str));
    let mut columns = Vec::new();
    for field in schema.fields() {
        let values = empty(field.data_type()).ok_or_else(|| {
            failed(format!("column `{}` holds {}, which no run writes", field.name(), field.data_type()))
        })?;
        let (unit, doc) = (meta(field.metadata(), UNIT), meta(field.metadata(), DOC));
        columns.push(TableColumn { name: keep(field.name()), unit, doc, values });
    }
    for batch in builder.build().map_err(|error| failed(error.to_string()))? {
        let batch = batch.map_err(|error| failed(error.to_string()))?;
        for (column, array) in columns.iter_mut().zip(batch.columns()) {
            append(&mut column.values, array).map_err(|error| failed(error.to_string()))?;
        }
    }
    Ok(Table { name: meta(schema.metadata(), NAME), doc: meta(schema.metadata(), DOC), columns })
}

fn empty(data_type: &DataType) -> Option<Values> {
    match data_type {
        DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
            Some(Values::Text(Vec::new()))
        }
        DataType::Int64 => Some(Values::Integer(Vec::new())),
        DataType::Float64 => Some(Values::Number(Vec::new())),
        _ => None,
    }
}

fn append(values: &mut Values, array: &ArrayRef) -> Result<(), &'static str> {
    match values {
        Values::Text(out) => {
            let dictionary = array.as_dictionary_opt::<Int32Type>().ok_or("expected labels")?;
            let labels = dictionary.values().as_string_opt::<i32>().ok_or("expected labels")?;
            let labels: Vec<Arc<str>> = labels.iter().map(|label| Arc::from(label.unwrap_or(""))).collect();
            for key in dictionary.keys() {
                let label = key.and_then(|key| labels.get(usize::try_from(key).ok()?));
                out.push(label.cloned().ok_or("a label is missing")?);
            }
        }
        Values::Integer(out) => {
            let array = array.as_primitive_opt::<Int64Type>().ok_or("expected whole numbers")?;
            for value in array {
                out.push(value.ok_or("a whole number is missing")?);
            }
        }
        Values::Number(out) => {
            let array = array.as_primitive_opt::<Float64Type>().ok_or("expected numbers")?;
            out.extend(array.iter().map(|value| value.unwrap_or(f64::NAN)));
        }
    }
    Ok(())
}
