//! `recoop explain`.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use recoop::plan::tables::{Table, Values};
use recoop_io::write::changes;
use recoop_io::{Manifest, read_run_tables};
use serde_json::json;

use super::run::{changes_json, vouch};
use crate::args::Explain;
use crate::error::CliError;
use crate::printer::Printer;
use crate::screen::wrap;

/// A sentence of the table `explanations`.
struct Line {
    topic: String,
    subject: String,
    text: String,
    year: i64,
    scenario: String,
}

pub fn run(args: &Explain, printer: &Printer) -> Result<ExitCode, CliError> {
    let (manifest, lines) = lines(&args.run, printer)?;
    let wanted = |line: &&Line| {
        let all =
            format!("{} {} {} {} {}", line.topic, line.subject, line.year, line.scenario, line.text).to_lowercase();
        args.words.iter().all(|word| all.contains(&word.to_lowercase()))
    };
    let found: Vec<&Line> = lines.iter().filter(wanted).collect();
    if found.is_empty() {
        let words = args.words.join(" ");
        let hint = if lines.is_empty() { "the run has no prices".to_string() } else { topics(&lines) };
        return Err(CliError::Usage(format!("nothing is said about `{words}`; {hint}")));
    }
    if args.json {
        printer.answer(&json(&args.run, &manifest, &found).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = String::new();
    let mut topic = "";
    let mut shown = 0;
    for line in found {
        if line.topic != topic {
            topic = &line.topic;
            shown = 0;
            let _ = writeln!(out, "{}{topic}", if out.is_empty() { "" } else { "\n" });
        }
        shown += 1;
        if shown <= args.most {
            out.push_str(&wrap(&format!("  {}.", line.text), printer.width()));
        }
    }
    printer.answer(&out);
    Ok(ExitCode::SUCCESS)
}

/// The sentences for programs, the run that they are of, and what was changed in it since.
fn json(run: &Path, manifest: &Manifest, found: &[&Line]) -> serde_json::Value {
    let sentences: Vec<_> = found
        .iter()
        .map(|line| {
            json!({
                "topic": line.topic, "subject": line.subject, "year": line.year, "scenario": line.scenario,
                "sentence": line.text,
            })
        })
        .collect();
    let changes = changes_json(&changes(run, manifest));
    json!({
        "title": manifest.case.title, "run": manifest.verb, "finished": manifest.finished, "version": manifest.recoop_version,
        "audit_passed": manifest.audit.as_ref().map(|audit| audit.passed), "changes": changes, "sentences": sentences,
    })
}

fn topics(lines: &[Line]) -> String {
    let mut topics: Vec<&str> = lines.iter().map(|line| line.topic.as_str()).collect();
    topics.sort_unstable();
    topics.dedup();
    format!("the topics are {}", topics.join(", "))
}

fn lines(run: &Path, printer: &Printer) -> Result<(Manifest, Vec<Line>), CliError> {
    if run.join("case.toml").exists() {
        let path = run.to_path_buf();
        return Err(CliError::NoRun { path, why: "it is a case; plan it first with recoop plan".to_string() });
    }
    let manifest = vouch(run, printer)?;
    let tables = read_run_tables(run)?;
    let table = tables.into_iter().find(|t| t.name == "explanations").ok_or_else(|| CliError::NoRun {
        path: run.to_path_buf(),
        why: "it has no table `explanations`".to_string(),
    })?;
    let texts = |name: &str| text(&table, name);
    let (topic, subject, scenario, sentence) = (texts("topic"), texts("subject"), texts("scenario"), texts("sentence"));
    let years = match table.column("year").map(|c| &c.values) {
        Some(Values::Integer(years)) => years.clone(),
        _ => Vec::new(),
    };
    let rows = topic.into_iter().zip(subject).zip(scenario.into_iter().zip(sentence)).zip(years);
    let lines = rows.map(|(((topic, subject), (scenario, text)), year)| Line { topic, subject, text, year, scenario });
    Ok((manifest, lines.collect()))
}

fn text(table: &Table, name: &str) -> Vec<String> {
    match table.column(name).map(|c| &c.values) {
        Some(Values::Text(values)) => values.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
