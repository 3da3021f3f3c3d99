//! Export to exchange formats: MPS (free form) and CPLEX LP.
//!
//! Names keep their shape with brackets that every reader takes: `run[leach,2031]` is written `run(leach,2031)`; what
//! would then be the same name twice gets a number, `~2`. Numbers are the shortest that read back as the same.

use std::io::{BufWriter, Error, ErrorKind, Result, Write};

use crate::build::{Program, Sense};
use crate::family::{Col, Row};
use crate::names::unique_names;
use crate::print::Number;

/// Name of the objective in the files.
const OBJECTIVE: &str = "objective";
/// Terms on a line of an LP file; readers have limits on the length of a line.
const TERMS_PER_LINE: usize = 6;

impl Program {
    /// Writes the program as MPS in free form.
    ///
    /// # Errors
    /// When the writer fails; or when a cost or a coefficient is not finite, a bound is none, or the bounds of a row or
    /// column are crossed, which the format cannot say.
    ///
    /// # Examples
    ///
    /// ```
    /// use program::{ColSpec, Program, Sense};
    ///
    /// let mut program = Program::new(Sense::Minimize);
    /// program.cols("buy", "t", [], |[]| Some(ColSpec::between(2.0, 9.0).cost(3.0)));
    /// let (mut mps, mut lp) = (Vec::new(), Vec::new());
    /// program.write_mps(&mut mps)?;
    /// program.write_lp(&mut lp)?;
    /// assert!(String::from_utf8_lossy(&mps).starts_with("NAME program FREE\nOBJSENSE\n    MIN\n"));
    /// assert!(String::from_utf8_lossy(&lp).starts_with("minimize\n objective: + 3 buy\n"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn write_mps(&self, out: &mut dyn Write) -> Result<()> {
        let (rows, cols) = unique_names(self, OBJECTIVE);
        self.write_mps_named(out, (&rows, &cols))
    }

    /// As [`write_mps`](Self::write_mps), with names of rows and columns in their order, for readers that take few characters. The name `objective`
    /// is taken.
    ///
    /// # Errors
    /// As [`write_mps`](Self::write_mps).
    ///
    /// # Panics
    /// When there are fewer names than rows or columns.
    pub fn write_mps_named(&self, out: &mut dyn Write, (rows, cols): (&[String], &[String])) -> Result<()> {
        self.check_writable()?;
        let out = &mut BufWriter::new(out);
        writeln!(out, "NAME program FREE")?;
        writeln!(out, "OBJSENSE\n    {}", if self.sense == Sense::Maximize { "MAX" } else { "MIN" })?;
        writeln!(out, "ROWS\n N {OBJECTIVE}")?;
        for (row, name) in self.all_rows().zip(rows) {
            writeln!(out, " {} {name}", kind(self.row_bounds(row)))?;
        }
        self.write_mps_columns(out, rows, cols)?;
        self.write_mps_sides(out, rows)?;
        self.write_mps_bounds(out, cols)?;
        writeln!(out, "ENDATA")?;
        out.flush()
    }

    fn write_mps_columns(&self, out: &mut dyn Write, rows: &[String], cols: &[String]) -> Result<()> {
        let by_col = self.columns();
        writeln!(out, "COLUMNS")?;
        let (mut integer, mut markers) = (false, 0);
        let mut mark = |out: &mut dyn Write, integer: bool| {
            markers += 1;
            writeln!(out, "    MARKER{markers} 'MARKER' {}", if integer { "'INTORG'" } else { "'INTEND'" })
        };
        for (col, name) in self.all_cols().zip(cols) {
            if self.is_integer(col) != integer {
                integer = !integer;
                mark(out, integer)?;
            }
            let terms = by_col.col(col.index());
            // A column without terms is known by its objective coefficient of zero.
            if self.cost(col) != 0.0 || terms.len() == 0 {
                writeln!(out, "    {name} {OBJECTIVE} {}", Number(self.cost(col)))?;
            }
            for (row, value) in terms {
                writeln!(out, "    {name} {} {}", rows[row], Number(value))?;
            }
        }
        if integer { mark(out, false) } else { Ok(()) }
    }

    fn write_mps_sides(&self, out: &mut dyn Write, rows: &[String]) -> Result<()> {
        writeln!(out, "RHS")?;
        if self.offset != 0.0 {
            // On the left of the objective's equation, hence the sign.
            writeln!(out, "    RHS {OBJECTIVE} {}", Number(-self.offset))?;
        }
        for (row, name) in self.all_rows().zip(rows) {
            let (lower, upper) = self.row_bounds(row);
            let side = if lower.is_finite() { lower } else { upper };
            if side.is_finite() && side != 0.0 {
                writeln!(out, "    RHS {name} {}", Number(side))?;
            }
        }
        let is_range = |(lower, upper): (f64, f64)| lower.is_finite() && upper.is_finite() && lower != upper;
        if self.all_rows().any(|row| is_range(self.row_bounds(row))) {
            writeln!(out, "RANGES")?;
        }
        for (row, name) in self.all_rows().zip(rows) {
            let (lower, upper) = self.row_bounds(row);
            if is_range((lower, upper)) {
                writeln!(out, "    RANGE {name} {}", Number(upper - lower))?;
            }
        }
        Ok(())
    }

    fn write_mps_bounds(&self, out: &mut dyn Write, cols: &[String]) -> Result<()> {
        writeln!(out, "BOUNDS")?;
        for (col, name) in self.all_cols().zip(cols) {
            let (lower, upper) = self.col_bounds(col);
            match (lower.is_finite(), upper.is_finite()) {
                (false, false) => writeln!(out, " FR BOUND {name}")?,
                (true, true) if lower == upper => writeln!(out, " FX BOUND {name} {}", Number(lower))?,
                (false, true) => {
                    writeln!(out, " MI BOUND {name}\n UP BOUND {name} {}", Number(upper))?;
                }
                (true, true) => {
                    writeln!(out, " LO BOUND {name} {}\n UP BOUND {name} {}", Number(lower), Number(upper))?;
                }
                (true, false) => {
                    // At least zero is what a column is unless it says more; for integers readers disagree.
                    if lower != 0.0 || self.is_integer(col) {
                        writeln!(out, " LO BOUND {name} {}", Number(lower))?;
                    }
                    if self.is_integer(col) {
                        writeln!(out, " PL BOUND {name}")?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes the program in the LP format of CPLEX. A row between two bounds becomes two rows, since the readers of
    /// the format disagree about ranges; rows without bounds are left out.
    ///
    /// # Errors
    /// As [`write_mps`](Self::write_mps).
    pub fn write_lp(&self, out: &mut dyn Write) -> Result<()> {
        self.check_writable()?;
        let out = &mut BufWriter::new(out);
        let (rows, cols) = unique_names(self, OBJECTIVE);
        writeln!(out, "{}", if self.sense == Sense::Maximize { "maximize" } else { "minimize" })?;
        write!(out, " {OBJECTIVE}:")?;
        // All columns, in order: one that is in no row would be lost otherwise.
        write_terms(out, self.all_cols().map(|col| (col, self.cost(col))), &cols)?;
        if self.offset != 0.0 {
            let sign = if self.offset < 0.0 { '-' } else { '+' };
            write!(out, " {sign} {}", Number(self.offset.abs()))?;
        }
        writeln!(out, "\nsubject to")?;
        for (row, name) in self.all_rows().zip(&rows) {
            self.write_lp_row(out, row, name, &cols)?;
        }
        writeln!(out, "bounds")?;
        for (col, name) in self.all_cols().zip(&cols) {
            let (lower, upper) = self.col_bounds(col);
            match (lower.is_finite(), upper.is_finite()) {
                (false, false) => writeln!(out, " {name} free")?,
                (true, true) if lower == upper => writeln!(out, " {name} = {}", Number(lower))?,
                (false, true) => writeln!(out, " -inf <= {name} <= {}", Number(upper))?,
                (true, true) => writeln!(out, " {} <= {name} <= {}", Number(lower), Number(upper))?,
                (true, false) if lower == 0.0 => {}
                (true, false) => writeln!(out, " {name} >= {}", Number(lower))?,
            }
        }
        if self.has_integers() {
            writeln!(out, "general")?;
        }
        for (col, name) in self.all_cols().zip(&cols) {
            if self.is_integer(col) {
                writeln!(out, " {name}")?;
            }
        }
        writeln!(out, "end")?;
        out.flush()
    }

    fn write_lp_row(&self, out: &mut dyn Write, row: Row, name: &str, cols: &[String]) -> Result<()> {
        let (lower, upper) = self.row_bounds(row);
        let relations: &[(&str, &str, f64)] = match (lower.is_finite(), upper.is_finite()) {
            (false, false) => &[],
            (true, true) if lower == upper => &[("", "=", lower)],
            (true, true) => &[("~lower", ">=", lower), ("~upper", "<=", upper)],
            (true, false) => &[("", ">=", lower)],
            (false, true) => &[("", "<=", upper)],
        };
        for (ending, relation, side) in relations {
            write!(out, " {name}{ending}:")?;
            if self.row_terms(row).next().is_some() {
                write_terms(out, self.row_terms(row), cols)?;
            } else {
                // A row needs a term.
                let any = cols.first().map_or("nothing", String::as_str);
                write!(out, " 0 {any}")?;
            }
            writeln!(out, " {relation} {}", Number(*side))?;
        }
        Ok(())
    }

    fn check_writable(&self) -> Result<()> {
        let refuse = |what: &str, name: String| {
            Err(Error::new(ErrorKind::InvalidInput, format!("the {what} of `{name}` cannot be written")))
        };
        let sound = |(lower, upper): (f64, f64)| lower <= upper && lower < f64::INFINITY && upper > f64::NEG_INFINITY;
        for col in self.all_cols() {
            if !self.cost(col).is_finite() {
                return refuse("cost", self.col_name(col));
            }
            if !sound(self.col_bounds(col)) {
                return refuse("pair of bounds", self.col_name(col));
            }
        }
        for row in self.all_rows() {
            if !self.row_terms(row).all(|(_, value)| value.is_finite()) {
                return refuse("coefficients", self.row_name(row));
            }
            if !sound(self.row_bounds(row)) {
                return refuse("pair of bounds", self.row_name(row));
            }
        }
        if self.offset.is_finite() { Ok(()) } else { refuse("constant", OBJECTIVE.to_string()) }
    }
}

/// Letter of a row in the section ROWS.
fn kind((lower, upper): (f64, f64)) -> char {
    match (lower.is_finite(), upper.is_finite()) {
        (false, false) => 'N',
        (true, true) if lower == upper => 'E',
        (true, _) => 'G',
        (false, true) => 'L',
    }
}

fn write_terms(out: &mut dyn Write, terms: impl Iterator<Item = (Col, f64)>, cols: &[String]) -> Result<()> {
    for (count, (col, value)) in terms.enumerate() {
        if count > 0 && count % TERMS_PER_LINE == 0 {
            write!(out, "\n   ")?;
        }
        let sign = if value < 0.0 { '-' } else { '+' };
        write!(out, " {sign} {} {}", Number(value.abs()), cols[col.index()])?;
    }
    Ok(())
}
