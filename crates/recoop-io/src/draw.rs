//! Findings for people (drawn against the cell that they come from) and for programs (JSON).

use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};
use recoop_case::fault::Severity;
use serde::Serialize;

use crate::finding::Finding;
use crate::origin::Origins;
use crate::spot::Spot;
use crate::visible::visible;

/// How findings are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether terminal colors are used.
    pub color: bool,
    /// Characters of a line.
    pub width: usize,
    /// Most findings that are drawn; the rest is counted.
    pub cap: usize,
}

impl Style {
    /// Plain text of 100 characters a line, 50 findings.
    pub const PLAIN: Self = Self { color: false, width: 100, cap: 50 };
}

/// The findings as text, in the order of files and lines, each with the cell that it is about underlined.
#[must_use]
pub fn draw(findings: &[Finding], origins: &Origins, style: Style) -> String {
    let sorted = sorted(findings);
    let shown = &sorted[..sorted.len().min(style.cap)];
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(0)
        .without_primary_span_start()
        .without_syntax_highlighting();
    let mut out = String::new();
    for (finding, spot) in shown.iter().zip(origins.spots(shown)) {
        let drawn = Drawn::new(finding, spot, style.width);
        handler.render_report(&mut out, &drawn).expect("writing to a string does not fail");
        out.push('\n');
    }
    let rest: Vec<Finding> = sorted[shown.len()..].iter().map(|finding| (*finding).clone()).collect();
    if !rest.is_empty() {
        out.push_str(&format!("and {} more, not drawn\n", summary(&rest)));
    }
    out
}

/// How many errors and warnings there are, in words, for instance `2 errors, 1 warning`.
#[must_use]
pub fn summary(findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let words = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) => "no errors".to_string(),
        (errors, 0) => words(errors, "error"),
        (0, warnings) => words(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", words(errors, "error"), words(warnings, "warning")),
    }
}

fn sorted(findings: &[Finding]) -> Vec<&Finding> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by(|a, b| a.place.cmp(&b.place));
    sorted
}

/// A finding with its place, as miette draws it.
#[derive(Debug)]
struct Drawn {
    code: &'static str,
    message: String,
    hint: Option<String>,
    severity: Severity,
    label: Option<LabeledSpan>,
    line: Option<Line>,
}

impl Drawn {
    fn new(finding: &Finding, spot: Spot, width: usize) -> Self {
        let location = location(&spot).map(|location| visible(&location).into_owned());
        let mut message = visible(&finding.message).into_owned();
        if spot.changed {
            message.push_str(" (the file has changed since it was read)");
        }
        let header = spot.header.filter(|header| !header.is_empty());
        let (label, line) = match (spot.snippet, location) {
            (Some((text, span)), Some(name)) => {
                let (text, span) = harmless(&text, span);
                let (text, span) = clip(&text, span, width.saturating_sub(12).max(40));
                let label = header.map(|header| format!("`{}`", visible(&header)));
                let label = LabeledSpan::new(label, span.start, span.len());
                (Some(label), Some(Line { name, text, number: spot.line.unwrap_or(1) }))
            }
            (None, Some(name)) => {
                message = format!("{name}: {message}");
                (None, None)
            }
            _ => (None, None),
        };
        let hint = match (&finding.hint, &finding.accept) {
            (Some(hint), Some(name)) => Some(format!("{hint}; if it is right, accept it: \"{name}\"")),
            (None, Some(name)) => Some(format!("if it is right, accept it: \"{name}\"")),
            (hint, None) => hint.clone(),
        };
        let hint = hint.map(|hint| visible(&hint).into_owned());
        Self { code: finding.code, message, hint, severity: finding.severity, label, line }
    }
}

/// `file:line:column`, or the cell of a workbook.
fn location(spot: &Spot) -> Option<String> {
    let file = spot.file.as_ref()?;
    Some(match (&spot.address, spot.line, spot.column) {
        (Some(address), ..) => format!("{file} {address}"),
        (None, Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (None, Some(line), None) => format!("{file}:{line}"),
        (None, None, _) => file.clone(),
    })
}

/// A line that no terminal obeys, and where `span` is in it.
fn harmless(text: &str, span: Range<usize>) -> (String, Range<usize>) {
    let before = visible(&text[..span.start]);
    let meant = visible(&text[span.clone()]);
    let start = before.len();
    let end = start + meant.len();
    (format!("{before}{meant}{}", visible(&text[span.end..])), start..end)
}

/// Cuts a long line down to `width` characters around `span`.
fn clip(text: &str, span: Range<usize>, width: usize) -> (String, Range<usize>) {
    if text.chars().count() <= width {
        return (text.to_string(), span);
    }
    let (before, rest) = text.split_at(span.start);
    let (meant, after) = rest.split_at(span.len());
    // Something of what stands beside it has to stay visible, if there is anything.
    let is_whole_line = before.is_empty() && after.is_empty();
    let meant = head(meant, if is_whole_line { width } else { width * 2 / 3 });
    let spare = width.saturating_sub(meant.chars().count());
    let right = head(after, spare / 2);
    let left = tail(before, spare - right.chars().count());
    let start = left.len();
    (format!("{left}{meant}{right}"), start..start + meant.len())
}

/// The first characters, with an ellipsis when some are cut.
fn head(text: &str, most: usize) -> String {
    match text.chars().count() <= most {
        true => text.to_string(),
        false => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// The last characters, with an ellipsis when some are cut.
fn tail(text: &str, most: usize) -> String {
    let count = text.chars().count();
    match count <= most {
        true => text.to_string(),
        false => std::iter::once('…').chain(text.chars().skip(count + 1 - most.max(1))).collect(),
    }
}

/// One line of a file that knows its number.
#[derive(Debug)]
struct Line {
    name: String,
    text: String,
    number: usize,
}

impl SourceCode for Line {
    /// The whole line, whatever is asked for: miette would leave out what stands beside a span.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if span.offset() + span.len() > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let whole = SourceSpan::from(0..self.text.len());
        let line = self.number - 1;
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), self.text.as_bytes(), whole, line, 0, 1)))
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.line.as_ref().map(|line| line as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.label.clone().map(|label| Box::new(std::iter::once(label)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

/// A finding as JSON. Lines and columns count from 1; for a workbook they are row and column of the sheet.
#[derive(Serialize)]
struct Entry<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
    file: Option<String>,
    address: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    /// Name of the column of the table.
    field: Option<String>,
    cell: Option<String>,
    /// The name under which `check.accept` accepts it.
    accept: Option<&'a str>,
}

/// All findings as a JSON list, in the order of files and lines.
#[must_use]
pub fn to_json(findings: &[Finding], origins: &Origins) -> serde_json::Value {
    let sorted = sorted(findings);
    let entries = sorted.iter().zip(origins.spots(&sorted)).map(|(finding, spot)| Entry {
        severity: match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: finding.code,
        message: &finding.message,
        hint: finding.hint.as_deref(),
        file: spot.file,
        address: spot.address,
        line: spot.line,
        column: spot.column,
        field: spot.header,
        cell: spot.cell,
        accept: finding.accept.as_deref(),
    });
    serde_json::to_value(entries.collect::<Vec<_>>()).expect("strings and numbers are always JSON")
}
