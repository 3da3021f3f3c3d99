//! Text for a terminal.

/// Breaks lines at spaces; what follows a break is indented by four, and by two more than the line.
#[must_use]
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let mut at = 0;
        for (i, word) in line.split_whitespace().enumerate() {
            let length = word.chars().count();
            if i == 0 {
                out.push_str(&indent);
                at = indent.len();
            } else if at + 1 + length > width {
                at = (indent.len() + 2).max(4);
                out.push_str(&format!("\n{:at$}", ""));
            } else {
                out.push(' ');
                at += 1;
            }
            out.push_str(word);
            at += length;
        }
        out.push('\n');
    }
    out
}

/// Faults that a message lists.
const MAX_LISTED: usize = 10;

/// The first faults with something between them, and how many more there are.
#[must_use]
pub(crate) fn listed(faults: &[String], between: &str) -> String {
    let shown = &faults[..faults.len().min(MAX_LISTED)];
    match faults.len() - shown.len() {
        0 => shown.join(between),
        more => format!("{}{between}and {more} more", shown.join(between)),
    }
}

/// Returns a number with its noun: `1 job`, `7 jobs`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Breaks lines as [`wrap`] does, but not inside a term of algebra.
#[must_use]
pub fn broken(text: &str, width: usize) -> String {
    let glued: Vec<String> = text.lines().map(glued).collect();
    wrap(&glued.join("\n"), width).trim_end().replace(GLUE, " ")
}

/// In place of a space at which no line may break.
const GLUE: char = '\u{1}';

/// A line with its signs glued to the numbers after them, and those to their columns.
fn glued(line: &str) -> String {
    let mut out = String::new();
    let mut before = "";
    for (at, word) in line.split(' ').enumerate() {
        let sign = matches!(before, "+" | "-" | ">=" | "<=" | "=");
        let number = out.ends_with(before) && before.parse::<f64>().is_ok() && word.contains('[');
        if at > 0 {
            out.push(if sign || number { GLUE } else { ' ' });
        }
        out.push_str(word);
        before = word;
    }
    out
}
