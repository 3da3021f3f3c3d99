//! The algebra of every constraint: the rows that it writes for a toy, as text.
//!
//! Columns stand in the order in which the constraint adds them; a coefficient of one is not written.
mod balance;
mod building;
mod capacity;
mod limits;
mod money;

use std::fmt::Write;

use program::Program;
use recoop::formulation::Formulation;

use crate::toy::Case;

/// The rows of a family for a case.
fn rows(case: &Case, family: &str) -> String {
    let Formulation { program, .. } = case.formulation();
    let mut text = String::new();
    for row in program.all_rows().filter(|row| program.row_family(*row) == family) {
        let mut left = String::new();
        for (col, coefficient) in program.row_terms(row) {
            term(&mut left, coefficient, &program.col_name(col));
        }
        let left = if left.is_empty() { "0" } else { &left };
        let relation = match program.row_bounds(row) {
            (lower, upper) if lower == upper => format!("= {}", number(lower)),
            (f64::NEG_INFINITY, upper) => format!("≤ {}", number(upper)),
            (lower, f64::INFINITY) => format!("≥ {}", number(lower)),
            (lower, upper) => format!("in {} .. {}", number(lower), number(upper)),
        };
        writeln!(text, "{}: {left} {relation}", program.row_name(row)).unwrap();
    }
    text
}

/// The objective coefficients of the columns of a family, MUSD.
fn costs(case: &Case, family: &str) -> String {
    let Formulation { program, .. } = case.formulation();
    family_costs(&program, family)
}

fn family_costs(program: &Program, family: &str) -> String {
    let mut text = String::new();
    for col in program.all_cols().filter(|col| program.col_family(*col) == family) {
        writeln!(text, "{}: {}", program.col_name(col), number(program.cost(col))).unwrap();
    }
    text
}

fn term(line: &mut String, coefficient: f64, name: &str) {
    let sign = match (coefficient < 0.0, line.is_empty()) {
        (true, true) => "-",
        (true, false) => " - ",
        (false, true) => "",
        (false, false) => " + ",
    };
    line.push_str(sign);
    if coefficient.abs() != 1.0 {
        write!(line, "{} ", number(coefficient.abs())).unwrap();
    }
    line.push_str(name);
}

/// A number without the noise of its last digits.
fn number(value: f64) -> String {
    let rounded = (value * 1e7).round() / 1e7;
    if rounded == 0.0 { "0".to_string() } else { rounded.to_string() }
}
