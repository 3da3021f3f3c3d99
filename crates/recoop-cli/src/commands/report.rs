//! `recoop report`.

use std::path::Path;
use std::process::ExitCode;

use recoop::plan::explain::{percent, short};
use recoop_io::{MANIFEST_FILE, OutFile};
use recoop_report::compare::compare;
use recoop_report::views::comparison::{Difference, InputDifference, Value};
use recoop_report::views::study::FORMAT;
use recoop_report::{Comparison, Document, Study, page};

use super::run::vouch;
use super::study::{self, DOCUMENT_FILE, PAGE_FILE};
use crate::args::Report as Args;
use crate::error::CliError;
use crate::printer::Printer;
use crate::screen::{Screen, right, wrap};

/// The page of two studies side by side, in the folder of the first.
const COMPARISON_FILE: &str = "compare.html";
/// Lines of each table on the screen.
const MOST: usize = 12;

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let left = read(&args.run, printer)?;
    let out = |file: &str| args.out.clone().unwrap_or_else(|| args.run.join(file));
    let Some(other) = &args.other else {
        let path = out(PAGE_FILE);
        let answer = if args.json { study::json(&left).to_string() } else { study::sentences(&left, printer) };
        write(&args.run, &path, &Document::Study(left))?;
        printer.answer(&answer);
        said(args.json, &path, printer);
        return Ok(ExitCode::SUCCESS);
    };
    let right = read(other, printer)?;
    let names = [&args.run, other].map(|run| run.display().to_string());
    let comparison = compare([&names[0], &names[1]], &left, &right);
    let path = out(COMPARISON_FILE);
    let answer = if args.json {
        serde_json::to_string(&comparison).expect("all keys are text, so that it is always JSON")
    } else {
        draw(&comparison, printer)
    };
    write(&args.run, &path, &Document::Comparison(comparison))?;
    printer.answer(&answer);
    said(args.json, &path, printer);
    Ok(ExitCode::SUCCESS)
}

fn said(json: bool, path: &Path, printer: &Printer) {
    let text = format!("report in {}", path.display());
    if json { printer.say(&text) } else { printer.answer(&text) }
}

/// The document of a study.
fn read(run: &Path, printer: &Printer) -> Result<Study, CliError> {
    let no_study = |why: String| CliError::NoStudy { path: run.to_path_buf(), why };
    if run.join("case.toml").exists() {
        return Err(no_study("it is a case; study it first with recoop study".to_string()));
    }
    let manifest = vouch(run, printer).map_err(|error| match error {
        CliError::NoRun { why, .. } => no_study(why),
        error => error,
    })?;
    let path = run.join(DOCUMENT_FILE);
    let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => no_study(match manifest.verb.as_str() {
            "study" => format!("its `{DOCUMENT_FILE}` is missing; study its case again"),
            verb => format!("it is a run of recoop {verb}; a report is made of a run of recoop study"),
        }),
        _ => CliError::File { path: path.clone(), source: error },
    })?;
    let other = |why: String| no_study(format!("`{DOCUMENT_FILE}` is no document of this version of recoop ({why})"));
    match serde_json::from_str(&text) {
        Ok(Document::Study(study)) if study.format == FORMAT => Ok(study),
        Ok(Document::Study(study)) => Err(other(format!("expected the format `{FORMAT}`, found `{}`", study.format))),
        Ok(Document::Comparison(_)) => Err(other("it is a comparison".to_string())),
        Err(error) => Err(other(error.to_string())),
    }
}

/// Writes the page of a document; not over what it is made of.
fn write(run: &Path, path: &Path, document: &Document) -> Result<(), CliError> {
    let inputs = [run.join(MANIFEST_FILE), run.join(DOCUMENT_FILE)];
    let html = page::fill(document);
    Ok(OutFile::open(path, &inputs.each_ref().map(|input| input.as_path()))?
        .write(|out| out.write_all(html.as_bytes()))?)
}

fn draw(it: &Comparison, printer: &Printer) -> String {
    let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: false };
    let mut text = screen.heading(&format!("{} beside {}", it.left.run, it.right.run));
    for line in &it.sentences {
        text.push_str(&wrap(&format!("  {line}"), screen.width));
    }
    text.push_str(&inputs(&it.inputs, screen));
    for (heading, differences) in [
        ("What is built", &it.plan),
        ("Money, expected present value", &it.money),
        ("Made at home in the second half of the horizon", &it.independence),
        ("Resilience", &it.resilience),
        ("Shares", &it.shares),
    ] {
        text.push_str(&table(heading, differences, screen));
    }
    text
}

fn inputs(inputs: &[InputDifference], screen: Screen) -> String {
    if inputs.is_empty() {
        return String::new();
    }
    let mut table = screen.table();
    table.set_header(["table", "row", "column", "first", "second"]);
    let cell = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "no such row".to_string());
    for it in inputs.iter().take(MOST) {
        table.add_row([it.table.clone(), it.row.clone(), it.column.clone(), cell(&it.left), cell(&it.right)]);
    }
    format!("\n{}{table}\n{}", screen.heading("Case"), more(inputs.len()))
}

fn table(heading: &str, differences: &[Difference], screen: Screen) -> String {
    if differences.is_empty() {
        return String::new();
    }
    let mut table = screen.table();
    table.set_header(["", "first", "second", "unit"]);
    for it in differences.iter().take(MOST) {
        let cell = |value: &Option<Value>| match value {
            Some(Value::Number(number)) if it.unit == "share" => percent(number.value()),
            Some(Value::Number(number)) => short(number.value()),
            Some(Value::Word(word)) => word.clone(),
            None => "-".to_string(),
        };
        let unit = if it.unit == "share" { "" } else { it.unit.as_str() };
        table.add_row([it.what.clone(), cell(&it.left), cell(&it.right), unit.to_string()]);
    }
    right(&mut table, &[1, 2]);
    format!("\n{}{table}\n{}", screen.heading(heading), more(differences.len()))
}

fn more(count: usize) -> String {
    if count > MOST { format!("  and {} more, on the page\n", count - MOST) } else { String::new() }
}
