//! How well a case is sourced: what share of each table's rows names a source and says how sure it is.

use recoop_case::each_table;
use recoop_case::stakes::stakes;
use recoop_case::tables::*;

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
    /// The money that hangs on rows, by how sure they are; see [`recoop_case::stakes`].
    #[must_use]
    pub fn money(tables: &Tables) -> Money {
        let stakes = stakes(tables);
        let mut money = Money::default();
        money.add(&tables.technologies, &stakes.technologies);
        money.add(&tables.facilities, &stakes.facilities);
        money.add(&tables.offers, &stakes.offers);
        money.add(&tables.prices, &stakes.prices);
        money.add(&tables.demands, &stakes.demands);
        money.add(&tables.quantities, &stakes.quantities);
        money
    }

    /// All tables together, under the name `all`.
    #[must_use]
    pub fn total(&self) -> TableCoverage {
        let mut total = TableCoverage { table: "all", ..TableCoverage::default() };
        self.tables.iter().for_each(|table| total.add(table));
        total
    }
}

/// How well the money of a case is sourced, MUSD a year at full use.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Money {
    /// All of it.
    pub total: f64,
    /// That of rows that name a source.
    pub sourced: f64,
    /// That of rows of high, medium, low confidence, of assumed rows, of rows that do not say.
    pub by_confidence: [f64; 5],
}

impl Money {
    fn add<T: TableRow>(&mut self, rows: &[T], stakes: &[f64]) {
        for (row, musd) in rows.iter().zip(stakes) {
            self.total += musd;
            if row.source().is_some() {
                self.sourced += musd;
            }
            let at = match row.confidence() {
                Some(Confidence::High) => 0,
                Some(Confidence::Medium) => 1,
                Some(Confidence::Low) => 2,
                Some(Confidence::Assumed) => 3,
                None => 4,
            };
            self.by_confidence[at] += musd;
        }
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
