//! Rules that contradict each other: totals first, then the rules, at most a screen.

use program::solve::{NoProgress, Options};
use program::{Conflict, Program, conflict};
use recoop::formulation::Formulation;
use recoop::plan::contradiction::totals;
use recoop::plan::explain::rule_in_words;

use crate::text::broken;

/// Seconds that the search for the smallest contradiction may take.
const TIME_LIMIT_SECONDS: f64 = 120.0;
/// Lines that are shown at most.
const SCREEN: usize = 24;
/// Characters of a line of algebra that are shown at most.
const WIDE: usize = 200;
/// Characters of a line of the screen for which its lines are counted.
const COLUMNS: usize = 80;

fn options() -> Options {
    Options { time_limit_seconds: Some(TIME_LIMIT_SECONDS), ..Options::default() }
}

/// Why there is no plan: how much is asked for and how much is left, then the smallest set of rules that contradict each other, each in words and as
/// algebra.
pub(crate) fn explain(formulation: &Formulation) -> String {
    let program = &formulation.program;
    match conflict(program, &options(), &mut NoProgress) {
        Ok(Some(found)) => screen(formulation, &found),
        Ok(None) => {
            "the solver finds no plan, yet no rules that contradict each other; the numbers may be too far apart \
                     in size (recoop export CASE FILE.txt shows them)"
                .to_string()
        }
        Err(error) => format!("no plan satisfies all rules; which of them contradict each other is not known: {error}"),
    }
}

/// All of the rules that contradict each other, however many; `None` when they do not.
///
/// # Errors
/// When the solver fails, or the search takes too long.
pub(crate) fn all(formulation: &Formulation) -> Result<Option<String>, program::SolveError> {
    let found = conflict(&formulation.program, &options(), &mut NoProgress)?;
    Ok(found.map(|found| {
        let lines = rules(&formulation.program, &found);
        format!("{}:\n{}\n", opening(formulation, &found), lines.join("\n"))
    }))
}

/// Returns the totals, and the sentence before the rules.
fn opening(formulation: &Formulation, found: &Conflict) -> String {
    let smallest = if found.irreducible { "the smallest set of rules" } else { "a set of rules" };
    let integers = if found.needs_integers { " (plants being whole plants)" } else { "" };
    // A contradiction without totals still has its rules.
    match totals(formulation, found, &options()) {
        Ok(Some(totals)) => {
            format!("no plan satisfies all rules: {totals}\n{smallest} that contradict each other{integers}")
        }
        _ => format!("no plan satisfies all rules; {smallest} that contradict each other{integers}"),
    }
}

/// The rules, each kind in words before the first of several in a row.
fn rules(program: &Program, found: &Conflict) -> Vec<String> {
    let algebra = found.print(program);
    let families = found
        .rows
        .iter()
        .map(|(row, _)| program.row_family(*row))
        .chain(found.cols.iter().map(|(col, _)| program.col_family(*col)));
    let mut lines = Vec::new();
    let mut last = "";
    for (family, line) in families.zip(algebra.lines()) {
        let words = rule_in_words(family);
        if words != last {
            lines.push(format!("  {words}:"));
            last = words;
        }
        lines.push(format!("    {line}"));
    }
    lines
}

fn screen(formulation: &Formulation, found: &Conflict) -> String {
    let opening = format!("{}:", opening(formulation, found));
    let lines = rules(&formulation.program, found);
    let takes = |text: &str| broken(text, COLUMNS).lines().count();
    // The first line is printed after `error: `.
    let mut room = SCREEN.saturating_sub(1 + takes(&format!("error: {opening}")));
    let mut fits = |line: &&String| {
        let left = room.checked_sub(takes(&narrowed(line)));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let shown = lines.iter().take_while(|line| fits(line)).count();
    let mut out = opening;
    for line in &lines[..shown] {
        out.push('\n');
        out.push_str(&narrowed(line));
    }
    let is_rule = |line: &&String| line.starts_with("    ");
    let rest = lines[shown..].iter().filter(is_rule).count();
    if rest > 0 || lines[..shown].iter().any(|line| narrowed(line) != *line) {
        let more = if rest > 0 { format!("and {rest} more; ") } else { String::new() };
        out.push_str(&format!("\n  {more}all in full: recoop export --conflict CASE FILE.txt"));
    }
    out
}

/// A line of algebra that is too wide without the terms in its middle.
fn narrowed(line: &str) -> String {
    if line.chars().count() <= WIDE {
        return line.to_string();
    }
    let ends = [" >= ", " <= ", " = "].iter().filter_map(|sign| line.rfind(sign)).max().unwrap_or(line.len());
    let (terms, end) = line.split_at(ends);
    // Where terms begin, the first one aside.
    let begins: Vec<usize> =
        [" + ", " - "].iter().flat_map(|sign| terms.match_indices(sign)).map(|(at, _)| at).collect();
    let fits = |at: &&usize| terms[..**at].chars().count() + end.chars().count() + 20 <= WIDE;
    let Some(cut) = begins.iter().filter(fits).max() else { return line.to_string() };
    let left_out = begins.iter().filter(|at| *at >= cut).count();
    if left_out == 0 || terms[..*cut].trim_end().ends_with(':') {
        return line.to_string();
    }
    format!("{} ... {left_out} more{end}", &terms[..*cut])
}
