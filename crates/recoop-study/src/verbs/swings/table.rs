//! The rows of a sensitivity table in words, as the screen and documents show them.

use recoop::plan::explain::short;
use recoop::plan::swings::{EndRun, Measure, Swing, Swings};
use recoop_case::tables::{Action, SwingRow};

/// What every reader of the table should know.
pub const ABOUT: &str = "Each row moves one assumption alone. What is solved is the relaxation, in which parts of plants are allowed: it \
                     has no gap that could hide a swing, and no plan of whole plants exceeds its objective.";

/// One assumption in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name of the assumption.
    pub title: String,
    /// Value and result at the low end.
    pub low: [String; 2],
    /// Value and result at the high end.
    pub high: [String; 2],
    /// Difference between the largest and the smallest result.
    pub width: String,
    /// Confidence.
    pub confidence: &'static str,
    /// Note of the row.
    pub note: String,
}

/// Returns the rows, the widest first.
#[must_use]
pub fn rows(swings: &Swings, measure: Measure) -> Vec<Row> {
    let row = |(swing, width): (&Swing, Option<f64>)| Row {
        title: swing.row.title().to_string(),
        low: end_cells(&swing.row, swing.low.as_ref(), measure),
        high: end_cells(&swing.row, swing.high.as_ref(), measure),
        width: width_cell(width, measure),
        confidence: confidence(swing),
        note: swing.row.note.as_deref().unwrap_or_default().to_string(),
    };
    swings.ranked(measure).into_iter().map(row).collect()
}

/// Returns the table for documents.
#[must_use]
pub fn markdown(swings: &Swings, measure: Measure) -> String {
    let plain = |text: &str| text.replace('|', "\\|");
    let mut out =
        format!("{}: {}, {}.\n{ABOUT}\n\n", swings.title, measure.title(&swings.stages), base(swings, measure));
    out.push_str("| assumption | low | result | high | result | width | confidence | range |\n");
    out.push_str("| --- | --- | ---: | --- | ---: | ---: | --- | --- |\n");
    for row in rows(swings, measure) {
        let [low, low_result] = &row.low;
        let [high, high_result] = &row.high;
        let cells = [&row.title, low, low_result, high, high_result, &row.width, row.confidence, &row.note];
        out.push_str(&format!("| {} |\n", cells.map(plain).join(" | ")));
    }
    out
}

/// A value of a measure.
fn value(measure: Measure, number: f64) -> String {
    // A tenth of a per cent is what swings of shares are about.
    if measure.is_share() { format!("{:.1} %", number * 100.0 + 0.0) } else { short(number) }
}

/// What an end puts in: `x 0.8`, `+ 2`, `= 0.05`.
fn put_in(row: &SwingRow, number: f64) -> String {
    match row.action {
        Action::Multiply => format!("x {number}"),
        Action::Add if number < 0.0 => format!("- {}", -number),
        Action::Add => format!("+ {number}"),
        Action::Set => format!("= {number}"),
    }
}

/// What came out of an end.
fn result(run: &EndRun, measure: Measure) -> String {
    match run.outcome.results() {
        Some(results) => measure.of(results).map_or("-".to_string(), |number| value(measure, number)),
        None => run.outcome.as_str().to_string(),
    }
}

/// Both cells of an end.
fn end_cells(row: &SwingRow, run: Option<&EndRun>, measure: Measure) -> [String; 2] {
    run.map_or_else(Default::default, |run| [put_in(row, run.value), result(run, measure)])
}

fn width_cell(width: Option<f64>, measure: Measure) -> String {
    width.map_or("-".to_string(), |width| value(measure, width))
}

fn confidence(swing: &Swing) -> &'static str {
    swing.row.confidence.map_or("", |confidence| confidence.as_str())
}

/// Returns the case as assumed, in a sentence.
#[must_use]
pub fn base(swings: &Swings, measure: Measure) -> String {
    let found = measure.of(&swings.base).map_or("-".to_string(), |number| value(measure, number));
    match (measure, swings.base.weakest()) {
        (Measure::Home(None), Some((stage, _))) => format!("as assumed: {found} ({})", swings.stages[stage]),
        _ => format!("as assumed: {found}"),
    }
}
