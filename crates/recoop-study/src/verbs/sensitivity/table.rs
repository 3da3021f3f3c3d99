//! The rows of a sensitivity table in words, as the screen and documents show them.

use recoop::plan::explain::short;
use recoop::plan::sensitivities::{EndRun, Measure, Sensitivities, Sensitivity};
use recoop_case::tables::{Action, SensitivityRow};

/// What every reader of the table should know.
pub const ABOUT: &str = "Each row changes one assumption. recoop solves the relaxation (fractional plants): no gap hides a sensitivity, and \
                     its objective is an upper bound of plans with whole plants.";

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
pub fn rows(sensitivities: &Sensitivities, measure: Measure) -> Vec<Row> {
    let row = |(sensitivity, width): (&Sensitivity, Option<f64>)| Row {
        title: sensitivity.row.title().to_string(),
        low: end_cells(&sensitivity.row, sensitivity.low.as_ref(), measure),
        high: end_cells(&sensitivity.row, sensitivity.high.as_ref(), measure),
        width: width_cell(width, measure),
        confidence: confidence(sensitivity),
        note: sensitivity.row.note.as_deref().unwrap_or_default().to_string(),
    };
    sensitivities.ranked(measure).into_iter().map(row).collect()
}

/// Returns the table for documents.
#[must_use]
pub fn markdown(sensitivities: &Sensitivities, measure: Measure) -> String {
    let plain = |text: &str| text.replace('|', "\\|");
    let mut out = format!(
        "{}: {}, {}.\n{ABOUT}\n\n",
        sensitivities.title,
        measure.title(&sensitivities.stages),
        base(sensitivities, measure)
    );
    out.push_str("| assumption | low | result | high | result | width | confidence | range |\n");
    out.push_str("| --- | --- | ---: | --- | ---: | ---: | --- | --- |\n");
    for row in rows(sensitivities, measure) {
        let [low, low_result] = &row.low;
        let [high, high_result] = &row.high;
        let cells = [&row.title, low, low_result, high, high_result, &row.width, row.confidence, &row.note];
        out.push_str(&format!("| {} |\n", cells.map(plain).join(" | ")));
    }
    out
}

/// A value of a measure.
fn value(measure: Measure, number: f64) -> String {
    // A tenth of a per cent is what sensitivities of shares are about.
    if measure.is_share() { format!("{:.1}%", number * 100.0 + 0.0) } else { short(number) }
}

/// What an end puts in: `x 0.8`, `+ 2`, `= 0.05`.
fn put_in(row: &SensitivityRow, number: f64) -> String {
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
fn end_cells(row: &SensitivityRow, run: Option<&EndRun>, measure: Measure) -> [String; 2] {
    run.map_or_else(Default::default, |run| [put_in(row, run.value), result(run, measure)])
}

fn width_cell(width: Option<f64>, measure: Measure) -> String {
    width.map_or("-".to_string(), |width| value(measure, width))
}

fn confidence(sensitivity: &Sensitivity) -> &'static str {
    sensitivity.row.confidence.map_or("", |confidence| confidence.as_str())
}

/// Returns the case as assumed, in a sentence.
#[must_use]
pub fn base(sensitivities: &Sensitivities, measure: Measure) -> String {
    let found = measure.of(&sensitivities.base).map_or("-".to_string(), |number| value(measure, number));
    match (measure, sensitivities.base.weakest()) {
        (Measure::Home(None), Some((stage, _))) => format!("as assumed: {found} ({})", sensitivities.stages[stage]),
        _ => format!("as assumed: {found}"),
    }
}
