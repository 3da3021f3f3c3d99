//! Size of a program by family.

use std::fmt;

use crate::build::Program;

/// Number of members and non-zeros of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyCount {
    /// Name of the family.
    pub name: String,
    /// Number of columns or rows.
    pub members: usize,
    /// Number of non-zeros in its rows (for a row family), or of integer columns (for a column family).
    pub detail: usize,
}

/// Size of a program by family. A lost block of rows is the commonest silent fault of planning models, so these are
/// printed and tested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Column families; `detail` counts the integer ones.
    pub cols: Vec<FamilyCount>,
    /// Row families; `detail` counts the non-zeros.
    pub rows: Vec<FamilyCount>,
}

impl Program {
    /// Size by family.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let cols = self.col_families.iter().map(|f| FamilyCount {
            name: f.name.clone(),
            members: f.members.len(),
            detail: self.integer[f.range()].iter().filter(|i| **i).count(),
        });
        let rows = self.row_families.iter().map(|f| FamilyCount {
            name: f.name.clone(),
            members: f.members.len(),
            detail: self.start[f.range().end] - self.start[f.range().start],
        });
        Counts { cols: cols.collect(), rows: rows.collect() }
    }
}

/// Two tables: families of columns and of rows, with their sums.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table(f, ["family of columns", "columns", "integer"], &self.cols)?;
        f.write_str("\n")?;
        table(f, ["family of rows", "rows", "non-zeros"], &self.rows)
    }
}

fn table(f: &mut fmt::Formatter<'_>, head: [&str; 3], families: &[FamilyCount]) -> fmt::Result {
    let total = FamilyCount {
        name: "all".to_string(),
        members: families.iter().map(|c| c.members).sum(),
        detail: families.iter().map(|c| c.detail).sum(),
    };
    let name = families.iter().chain([&total]).map(|c| c.name.chars().count()).fold(head[0].len(), usize::max);
    let members = total.members.to_string().len().max(head[1].len());
    let detail = total.detail.to_string().len().max(head[2].len());
    writeln!(f, "{:name$}  {:>members$}  {:>detail$}", head[0], head[1], head[2])?;
    for count in families.iter().chain([&total]) {
        writeln!(f, "{:name$}  {:>members$}  {:>detail$}", count.name, count.members, count.detail)?;
    }
    Ok(())
}
