//! Names for exchange formats: readable, and unique.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use crate::build::Program;

/// Longest name: the limit of the LP format is 255, and a row between two bounds gets an ending.
const LONGEST: usize = 248;

/// Words with a meaning of their own in the LP format.
const RESERVED: [&str; 22] = [
    "min",
    "minimize",
    "minimize",
    "minimum",
    "max",
    "maximize",
    "maximize",
    "maximum",
    "st",
    "bounds",
    "bound",
    "general",
    "generals",
    "gen",
    "binary",
    "binaries",
    "bin",
    "semi-continuous",
    "semi",
    "sos",
    "end",
    "free",
];

/// Names of all rows and all columns, in order. `objective` is taken.
pub(crate) fn unique_names(program: &Program, objective: &str) -> (Vec<String>, Vec<String>) {
    let mut taken = Taken { names: HashSet::from([objective.to_string()]), numbers: HashMap::new() };
    let mut text = String::new();
    let mut next = |member: &dyn std::fmt::Display| {
        text.clear();
        write!(text, "{member}").expect("writing to a string cannot fail");
        taken.unique(readable(&text))
    };
    let rows = program.all_rows().map(|row| next(&program.row_member(row))).collect();
    let cols = program.all_cols().map(|col| next(&program.col_member(col))).collect();
    (rows, cols)
}

/// The name with only characters that all readers take: `run[leach,2031]` becomes `run(leach,2031)`.
fn readable(name: &str) -> String {
    let mut out: String = name
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' | ',' | '(' | ')' | '#' | '@' | '!' | '%' | '&' => c,
            '[' | '{' => '(',
            ']' | '}' => ')',
            '·' | '•' => '.',
            _ => '_',
        })
        .collect();
    let lower = out.to_ascii_lowercase();
    let mut start = lower.chars();
    let number_like = match (start.next(), start.next()) {
        (None, _) => true,
        (Some(first), _) if first.is_ascii_digit() || first == '.' => true,
        (Some('e'), second) => second.is_none_or(|c| c.is_ascii_digit()),
        _ => lower.starts_with("inf") || lower.starts_with("nan"),
    };
    if number_like || RESERVED.contains(&lower.as_str()) {
        out.insert(0, '_');
    }
    out
}

/// The names that are in use.
struct Taken {
    names: HashSet<String>,
    /// The last number that was put to a name: names that differ in unwritable characters only can be many.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// The name itself or, if it is taken or too long, a shortened one with a number.
    fn unique(&mut self, name: String) -> String {
        let mut out = name;
        if out.len() > LONGEST || self.names.contains(&out) {
            // Only ASCII is left, so every position is a boundary.
            out.truncate(LONGEST - 12);
            let number = self.numbers.entry(out.clone()).or_insert(1);
            loop {
                *number += 1;
                let numbered = format!("{out}~{number}");
                if !self.names.contains(&numbered) {
                    out = numbered;
                    break;
                }
            }
        }
        self.names.insert(out.clone());
        out
    }
}
