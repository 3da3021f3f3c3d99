//! Rules that contradict each other, in words.

use program::solve::{Options, Silent};
use program::{Conflict, Program, conflict};
use recoop::formulation::Formulation;
use recoop::plan::explain::rule_in_words;

/// Seconds that the search for the smallest contradiction may take.
const TIME_LIMIT_SECONDS: f64 = 120.0;
/// Rules that are shown at most.
const MOST: usize = 30;

/// Why there is no plan: the smallest set of rules that contradict each other, each in words and as algebra.
pub fn explain(formulation: &Formulation) -> String {
    let program = &formulation.program;
    let options = Options { time_limit_seconds: Some(TIME_LIMIT_SECONDS), ..Options::default() };
    match conflict(program, &options, &mut Silent) {
        Ok(Some(found)) => words(program, &found),
        Ok(None) => "the solver finds no plan, yet no rules that contradict each other; the numbers may be too far apart \
                     in size (recoop export CASE FILE.txt shows them)"
            .to_string(),
        Err(error) => format!("no plan satisfies all rules; which of them contradict each other is not known: {error}"),
    }
}

fn words(program: &Program, found: &Conflict) -> String {
    let smallest = if found.irreducible { "the smallest set of rules" } else { "a set of rules" };
    let integers = if found.needs_integers { " (plants being whole plants)" } else { "" };
    let mut out = format!("no plan satisfies all rules; {smallest} that contradict each other{integers}:\n");
    let algebra = found.print(program);
    let families = found
        .rows
        .iter()
        .map(|(row, _)| program.row_family(*row))
        .chain(found.cols.iter().map(|(col, _)| program.col_family(*col)));
    for (family, line) in families.zip(algebra.lines()).take(MOST) {
        out.push_str(&format!("  {}:\n    {line}\n", rule_in_words(family)));
    }
    let rest = (found.rows.len() + found.cols.len()).saturating_sub(MOST);
    if rest > 0 {
        out.push_str(&format!("  and {rest} more\n"));
    }
    out
}
