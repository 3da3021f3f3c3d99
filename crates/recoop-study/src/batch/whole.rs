//! Whole requests as jobs: their tables as files, and the tables of several points as one.

use std::sync::Arc;

use recoop::plan::tables::{Table, TableColumn, Values};
use recoop_io::Manifest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::finite;
use crate::request::AnyDone;
use crate::session::KeptRun;
use crate::{Status, StudyError};

/// An answer with its tables.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WholeRecord {
    pub(crate) answer: Value,
    pub(crate) status: Status,
    pub(crate) open: Vec<String>,
    tables: Vec<TableRecord>,
    manifest: Option<Manifest>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableRecord {
    name: String,
    doc: String,
    columns: Vec<ColumnRecord>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnRecord {
    name: String,
    unit: String,
    doc: String,
    values: ValuesRecord,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ValuesRecord {
    Text(Vec<String>),
    Integer(Vec<i64>),
    /// What is no number is `null`.
    Number(Vec<Option<f64>>),
}

impl WholeRecord {
    pub(crate) fn of(done: AnyDone, run: &KeptRun) -> Self {
        let AnyDone { answer, status, open, .. } = done;
        let (tables, manifest) = (run.tables.iter().map(TableRecord::of).collect(), run.manifest.clone());
        Self { answer, status, open, tables, manifest }
    }

    pub(crate) fn run(&self) -> KeptRun {
        KeptRun { tables: self.tables.iter().map(TableRecord::table).collect(), manifest: self.manifest.clone() }
    }
}

impl TableRecord {
    fn of(table: &Table) -> Self {
        let columns = table.columns.iter().map(|column| ColumnRecord {
            name: column.name.to_string(),
            unit: column.unit.to_string(),
            doc: column.doc.to_string(),
            values: match &column.values {
                Values::Text(values) => ValuesRecord::Text(values.iter().map(ToString::to_string).collect()),
                Values::Integer(values) => ValuesRecord::Integer(values.clone()),
                Values::Number(values) => ValuesRecord::Number(values.iter().map(|value| finite(*value)).collect()),
            },
        });
        Self { name: table.name.to_string(), doc: table.doc.to_string(), columns: columns.collect() }
    }

    fn table(&self) -> Table {
        let columns = self.columns.iter().map(|column| TableColumn {
            name: recoop_io::keep(&column.name),
            unit: recoop_io::keep(&column.unit),
            doc: recoop_io::keep(&column.doc),
            values: match &column.values {
                ValuesRecord::Text(values) => {
                    Values::Text(values.iter().map(|text| Arc::from(text.as_str())).collect())
                }
                ValuesRecord::Integer(values) => Values::Integer(values.clone()),
                ValuesRecord::Number(values) => {
                    Values::Number(values.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
                }
            },
        });
        Table { name: recoop_io::keep(&self.name), doc: recoop_io::keep(&self.doc), columns: columns.collect() }
    }
}

/// The tables of several points as one of each name, with the point in the first column. Points come in their order; a table that a point does
/// not have is missing for it alone.
///
/// # Errors
/// Where tables of a name differ in their columns.
pub(crate) fn stacked(points: &[(&str, Vec<Table>)]) -> Result<Vec<Table>, StudyError> {
    let mut all: Vec<Table> = Vec::new();
    for (name, tables) in points {
        for table in tables {
            let of: Vec<Arc<str>> = vec![Arc::from(*name); table.num_rows()];
            let Some(known) = all.iter_mut().find(|known| known.name == table.name) else {
                let doc = "What varies, by name and value.";
                let point = TableColumn { name: "point", unit: "", doc, values: Values::Text(of) };
                let columns = std::iter::once(point).chain(table.columns.iter().cloned()).collect();
                all.push(Table { columns, ..table.clone() });
                continue;
            };
            let names = |columns: &[TableColumn]| columns.iter().map(|column| column.name).collect::<Vec<_>>();
            if names(&known.columns[1..]) != names(&table.columns) {
                let message =
                    format!("the table `{}` of `{name}` has other columns than that of other points", table.name);
                return Err(StudyError::Unfit(message));
            }
            let point = TableColumn { name: "point", unit: "", doc: "", values: Values::Text(of) };
            for (into, from) in known.columns.iter_mut().zip(std::iter::once(&point).chain(&table.columns)) {
                match (&mut into.values, &from.values) {
                    (Values::Text(into), Values::Text(from)) => into.extend(from.iter().cloned()),
                    (Values::Integer(into), Values::Integer(from)) => into.extend(from),
                    (Values::Number(into), Values::Number(from)) => into.extend(from),
                    _ => {
                        let message = format!("`{}` of `{}` holds other values in `{name}`", into.name, table.name);
                        return Err(StudyError::Unfit(message));
                    }
                }
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use recoop::plan::tables::Frame;

    fn table(rows: &[(i32, f64)]) -> Table {
        Frame::new("flows", "Flows.", rows)
            .year("year", "Year.", |row| row.0)
            .number("flow_t", "t", "Flow.", |row| row.1)
            .done()
    }

    #[test]
    fn tables_go_through_json_to_the_last_bit() {
        let table = table(&[(2030, 0.1 + 0.2), (2031, f64::NAN), (2032, -0.0), (2033, 1e-310)]);
        let json = serde_json::to_vec(&TableRecord::of(&table)).unwrap();
        let back: TableRecord = serde_json::from_slice(&json).unwrap();
        let bits = |table: &Table| match &table.columns[1].values {
            Values::Number(values) => values.iter().map(|value| value.to_bits()).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(bits(&back.table()), bits(&table));
        assert_eq!(format!("{:?}", back.table()), format!("{table:?}"));
    }

    #[test]
    fn tables_of_points_are_stacked_in_their_order() {
        let points = [("b=1", vec![table(&[(2030, 1.0)])]), ("b=2", vec![table(&[(2030, 2.0), (2031, 3.0)])])];
        let all = stacked(&points).unwrap();
        assert_eq!((all.len(), all[0].num_rows(), all[0].columns[0].name), (1, 3, "point"));
        assert_eq!(all[0].columns[0].values, Values::Text(["b=1", "b=2", "b=2"].map(Arc::from).to_vec()));
        assert_eq!(all[0].columns[2].values, Values::Number(vec![1.0, 2.0, 3.0]));
        let other = Frame::new("flows", "Flows.", &[(2030, 1.0)]).year("year", "Year.", |row| row.0).done();
        assert!(stacked(&[("b=1", vec![other]), points[1].clone()]).is_err());
    }
}
