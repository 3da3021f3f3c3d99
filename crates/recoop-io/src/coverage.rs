//! How well a case is sourced: what share of each table's rows names a source and says how sure it is.

use recoop::each_table;
use recoop::network::tables::*;

/// How well a case is sourced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// One for each table that has rows, in the order of the tables.
    pub tables: Vec<TableCoverage>,
}

/// How well a table is sourced: counts of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCoverage {
    /// Name of the table.
    pub table: &'static str,
    /// All rows.
    pub rows: usize,
    /// Rows that name a source.
    pub sourced: usize,
    /// Rows of high confidence.
    pub high: usize,
    /// Rows of medium confidence.
    pub medium: usize,
    /// Rows of low confidence.
    pub low: usize,
    /// Rows that are assumed.
    pub assumed: usize,
    /// Rows that do not say.
    pub unstated: usize,
}

impl TableCoverage {
    fn of<T: TableRow>(rows: &[T]) -> Self {
        let mut coverage = Self { table: T::TABLE, rows: rows.len(), ..Self::default() };
        for row in rows {
            coverage.sourced += usize::from(row.source().is_some());
            *match row.confidence() {
                Some(Confidence::High) => &mut coverage.high,
                Some(Confidence::Medium) => &mut coverage.medium,
                Some(Confidence::Low) => &mut coverage.low,
                Some(Confidence::Assumed) => &mut coverage.assumed,
                None => &mut coverage.unstated,
            } += 1;
        }
        coverage
    }

    /// `count` as a share of the rows, 0 for a table without rows.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
    pub fn share(&self, count: usize) -> f64 {
        if self.rows == 0 { 0.0 } else { count as f64 / self.rows as f64 }
    }

    fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.sourced += other.sourced;
        self.high += other.high;
        self.medium += other.medium;
        self.low += other.low;
        self.assumed += other.assumed;
        self.unstated += other.unstated;
    }
}

impl Coverage {
    /// All tables together, under the name `all`.
    #[must_use]
    pub fn total(&self) -> TableCoverage {
        let mut total = TableCoverage { table: "all", ..TableCoverage::default() };
        self.tables.iter().for_each(|table| total.add(table));
        total
    }
}

macro_rules! cover {
    ($($field:ident : $row:ident,)+) => {
        /// How well a case is sourced. The list of sources itself is left out: its rows are no data.
        #[must_use]
        pub fn coverage(tables: &Tables) -> Coverage {
            let all = [$(TableCoverage::of::<$row>(&tables.$field)),+];
            let counted = |table: &TableCoverage| table.rows > 0 && table.table != SourceRow::TABLE;
            Coverage { tables: all.into_iter().filter(counted).collect() }
        }
    };
}
each_table!(cover);
