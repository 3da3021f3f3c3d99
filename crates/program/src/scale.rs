//! Scaling report: the sizes of the numbers in each family.
//!
//! A solver works with tolerances of about 1e-7, so numbers that differ by more than that within one family, or by
//! more than 1e9 over the whole program, put its answers in doubt. The remedy is another unit.

use std::fmt;

use crate::build::Program;
use crate::family::FamilyInfo;

/// Largest ratio within a family that goes without a warning.
pub const FAMILY_LIMIT: f64 = 1e7;
/// Largest ratio over the program that goes without a warning.
pub const PROGRAM_LIMIT: f64 = 1e9;

/// Smallest and largest size of the numbers of one kind; zeros and infinities do not count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Smallest size.
    pub smallest: f64,
    /// Largest size.
    pub largest: f64,
}

impl Extent {
    /// How many times the smallest the largest is.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.largest / self.smallest
    }

    fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let sizes = values.into_iter().map(f64::abs).filter(|size| *size > 0.0 && size.is_finite());
        sizes.map(|size| Self { smallest: size, largest: size }).reduce(Self::join)
    }

    fn join(self, other: Self) -> Self {
        Self { smallest: self.smallest.min(other.smallest), largest: self.largest.max(other.largest) }
    }
}

/// Sizes in one family. For a family of rows `costs` is empty; for one of columns `coefficients` are those of its
/// columns in all rows.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyScale {
    /// Name of the family.
    pub name: String,
    /// Unit of its members.
    pub unit: String,
    /// Coefficients of the rows.
    pub coefficients: Option<Extent>,
    /// Bounds of its members.
    pub bounds: Option<Extent>,
    /// Objective coefficients.
    pub costs: Option<Extent>,
}

/// Sizes of all numbers of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleReport {
    /// Families of columns.
    pub cols: Vec<FamilyScale>,
    /// Families of rows.
    pub rows: Vec<FamilyScale>,
    /// The program as a whole.
    pub program: FamilyScale,
}

impl Program {
    /// The sizes of the numbers, by family.
    #[must_use]
    pub fn scale_report(&self) -> ScaleReport {
        let mut of_col: Vec<Option<Extent>> = vec![None; self.num_cols()];
        for row in self.all_rows() {
            for (col, value) in self.row_terms(row) {
                let extent = &mut of_col[col.index()];
                *extent = join(*extent, Extent::of([value]));
            }
        }
        let cols: Vec<FamilyScale> = self.col_families.iter().map(|f| self.col_scale(f, &of_col)).collect();
        let rows: Vec<FamilyScale> = self.row_families.iter().map(|f| self.row_scale(f)).collect();
        let whole = |part: fn(&FamilyScale) -> Option<Extent>| cols.iter().chain(&rows).map(part).fold(None, join);
        let program = FamilyScale {
            name: "all".to_string(),
            unit: String::new(),
            coefficients: whole(|f| f.coefficients),
            bounds: whole(|f| f.bounds),
            costs: whole(|f| f.costs),
        };
        ScaleReport { cols, rows, program }
    }

    fn col_scale(&self, family: &FamilyInfo, of_col: &[Option<Extent>]) -> FamilyScale {
        let range = family.range();
        let bounds = self.col_lower[range.clone()].iter().chain(&self.col_upper[range.clone()]);
        FamilyScale {
            name: family.name.clone(),
            unit: family.unit.clone(),
            coefficients: of_col[range.clone()].iter().copied().fold(None, join),
            bounds: Extent::of(bounds.copied()),
            costs: Extent::of(self.cost[range].iter().copied()),
        }
    }

    fn row_scale(&self, family: &FamilyInfo) -> FamilyScale {
        let range = family.range();
        let bounds = self.row_lower[range.clone()].iter().chain(&self.row_upper[range.clone()]);
        FamilyScale {
            name: family.name.clone(),
            unit: family.unit.clone(),
            coefficients: Extent::of(self.value[self.start[range.start]..self.start[range.end]].iter().copied()),
            bounds: Extent::of(bounds.copied()),
            costs: None,
        }
    }
}

fn join(a: Option<Extent>, b: Option<Extent>) -> Option<Extent> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.join(b)),
        (a, b) => a.or(b),
    }
}

impl ScaleReport {
    /// What is out of proportion, a sentence each: a range above [`FAMILY_LIMIT`] within a family of rows or columns,
    /// or above [`PROGRAM_LIMIT`] over the program.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (families, what) in [(&self.rows, "rows"), (&self.cols, "columns")] {
            for family in families {
                out.extend(family.warnings(&format!("the {what} `{}`", family.name), FAMILY_LIMIT));
            }
        }
        out.extend(self.program.warnings("the program", PROGRAM_LIMIT));
        out
    }
}

impl FamilyScale {
    fn warnings(&self, whose: &str, limit: f64) -> Vec<String> {
        let kinds = [("coefficients", self.coefficients), ("bounds", self.bounds), ("costs", self.costs)];
        let wide = kinds.into_iter().filter_map(|(kind, extent)| Some((kind, extent?)));
        let wide = wide.filter(|(_, extent)| extent.ratio() > limit);
        let sentence = |(kind, extent): (&str, Extent)| {
            format!(
                "the {kind} of {whose} range from {} to {}, more than a factor of {limit:e}",
                short(extent.smallest),
                short(extent.largest)
            )
        };
        wide.map(sentence).collect()
    }
}

/// A table of the extents by family, then the warnings.
impl fmt::Display for ScaleReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |extent: Option<Extent>| {
            extent.map_or_else(|| "-".to_string(), |e| format!("{} .. {}", short(e.smallest), short(e.largest)))
        };
        let line = |family: &FamilyScale| {
            [family.name.clone(), text(family.coefficients), text(family.bounds), text(family.costs)]
        };
        let head = ["family", "coefficients", "bounds", "costs"].map(str::to_string);
        let families = self.rows.iter().chain(&self.cols).chain([&self.program]);
        let lines: Vec<[String; 4]> = [head].into_iter().chain(families.map(line)).collect();
        let width = |c: usize| lines.iter().map(|line| line[c].chars().count()).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        for [name, coefficients, bounds, costs] in &lines {
            let [a, b, c] = widths;
            writeln!(f, "{name:a$}  {coefficients:b$}  {bounds:c$}  {costs}")?;
        }
        for warning in self.warnings() {
            writeln!(f, "warning: {warning}")?;
        }
        Ok(())
    }
}

/// A size with three digits.
fn short(size: f64) -> String {
    let three: f64 = format!("{size:.2e}").parse().unwrap_or(size);
    if (1e-3..1e6).contains(&three) { three.to_string() } else { format!("{three:e}") }
}
