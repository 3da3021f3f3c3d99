//! A program as readable algebra.
//!
//! ```text
//! maximize: + 5 sell[nd,2031] - 30 build[leach] + 4
//!
//! material_balance[nd,us,2031]: + 0.9 run[leach,2031] - 1 ship[nd,us,2031] = 6
//! capacity_limit[leach,2031]: 2 <= + 1 run[leach,2031] <= 5
//!
//! 0 <= run[leach,2031]
//! 0 <= build[leach] <= 1, integer
//! ```
//!
//! Numbers are the shortest that read back as the same.

use std::fmt;

use crate::build::{Program, Sense};
use crate::family::{Col, FamilyInfo, Member, Row, family_of};

/// The whole program: objective, rows, bounds of columns.
impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_objective(f)?;
        f.write_str("\n")?;
        for row in self.all_rows() {
            self.write_row(f, row, self.row_bounds(row))?;
        }
        if self.num_rows() > 0 {
            f.write_str("\n")?;
        }
        for col in self.all_cols() {
            self.write_col(f, col, self.col_bounds(col))?;
        }
        Ok(())
    }
}

impl Program {
    /// The rows of one family, or the bounds of its columns, a line each, in order. Says so when there is no such
    /// family, or nothing in it.
    #[must_use]
    pub fn print_family(&self, name: &str) -> String {
        FamilyText { program: self, name }.to_string()
    }

    /// One row as a line.
    #[must_use]
    pub fn print_row(&self, row: Row) -> String {
        let text = fmt::from_fn(|f| self.write_row(f, row, self.row_bounds(row))).to_string();
        text.trim_end().to_string()
    }

    /// The objective as a line.
    #[must_use]
    pub fn print_objective(&self) -> String {
        let text = fmt::from_fn(|f| self.write_objective(f)).to_string();
        text.trim_end().to_string()
    }

    fn write_objective(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.sense {
            Sense::Maximize => "maximize:",
            Sense::Minimize => "minimize:",
        })?;
        let priced = self.all_cols().filter(|col| self.cost(*col) != 0.0);
        let mut terms = 0;
        for col in priced {
            self.write_term(f, col, self.cost(col))?;
            terms += 1;
        }
        match (terms, self.offset) {
            (0, 0.0) => f.write_str(" 0\n"),
            (_, 0.0) => f.write_str("\n"),
            (_, offset) => writeln!(f, " {} {}", sign(offset), Number(offset.abs())),
        }
    }

    /// A row with the given bounds.
    pub(crate) fn write_row(&self, f: &mut fmt::Formatter<'_>, row: Row, (lower, upper): (f64, f64)) -> fmt::Result {
        write!(f, "{}:", self.row_member(row))?;
        if lower.is_finite() && upper.is_finite() && lower != upper {
            write!(f, " {} <=", Number(lower))?;
        }
        let mut terms = 0;
        for (col, value) in self.row_terms(row) {
            self.write_term(f, col, value)?;
            terms += 1;
        }
        if terms == 0 {
            f.write_str(" 0")?;
        }
        match (lower.is_finite(), upper.is_finite()) {
            (false, false) => f.write_str(" free\n"),
            (true, false) => writeln!(f, " >= {}", Number(lower)),
            (true, true) if lower == upper => writeln!(f, " = {}", Number(upper)),
            _ => writeln!(f, " <= {}", Number(upper)),
        }
    }

    fn write_term(&self, f: &mut fmt::Formatter<'_>, col: Col, value: f64) -> fmt::Result {
        write!(f, " {} {} {}", sign(value), Number(value.abs()), self.col_member(col))
    }

    /// A column with the given bounds.
    pub(crate) fn write_col(&self, f: &mut fmt::Formatter<'_>, col: Col, (lower, upper): (f64, f64)) -> fmt::Result {
        let name = self.col_member(col);
        match (lower.is_finite(), upper.is_finite()) {
            (false, false) => write!(f, "{name} free")?,
            (true, false) => write!(f, "{} <= {name}", Number(lower))?,
            (false, true) => write!(f, "{name} <= {}", Number(upper))?,
            (true, true) if lower == upper => write!(f, "{name} = {}", Number(upper))?,
            (true, true) => write!(f, "{} <= {name} <= {}", Number(lower), Number(upper))?,
        }
        f.write_str(if self.is_integer(col) { ", integer\n" } else { "\n" })
    }

    pub(crate) fn col_member(&self, col: Col) -> Member<'_> {
        family_of(&self.col_families, col.0).member(col.0)
    }

    pub(crate) fn row_member(&self, row: Row) -> Member<'_> {
        family_of(&self.row_families, row.0).member(row.0)
    }
}

struct FamilyText<'a> {
    program: &'a Program,
    name: &'a str,
}

impl fmt::Display for FamilyText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |family: &&FamilyInfo| family.name == self.name;
        let mut written = 0;
        for index in self.program.row_families.iter().filter(named).flat_map(FamilyInfo::range) {
            let row = Row(index as u32);
            self.program.write_row(f, row, self.program.row_bounds(row))?;
            written += 1;
        }
        for index in self.program.col_families.iter().filter(named).flat_map(FamilyInfo::range) {
            let col = Col(index as u32);
            self.program.write_col(f, col, self.program.col_bounds(col))?;
            written += 1;
        }
        if written > 0 {
            return Ok(());
        }
        let known = self.program.row_families.iter().chain(&self.program.col_families).any(|family| named(&family));
        let what = if known { "nothing in the family" } else { "no family" };
        writeln!(f, "{what} `{}`", self.name)
    }
}

fn sign(value: f64) -> char {
    if value < 0.0 { '-' } else { '+' }
}

/// A number as the shortest text that reads back as the same; very large and very small ones with an exponent.
pub(crate) struct Number(pub f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Minus zero is zero.
        let value = if self.0 == 0.0 { 0.0 } else { self.0 };
        let plain = value == 0.0 || (1e-5..1e16).contains(&value.abs()) || !value.is_finite();
        if plain { write!(f, "{value}") } else { write!(f, "{value:e}") }
    }
}
