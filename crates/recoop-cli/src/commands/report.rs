//! `recoop report`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::explain::{percent, short};
use recoop_report::views::comparison::{Difference, InputDifference, Value};
use recoop_report::{Comparison, Document};
use recoop_study::Request;
use recoop_study::report::ReportRequest;

use super::study::sentences;
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

/// Lines of each table on the screen.
const MOST: usize = 12;

/// Write the report of a study again, or set two studies side by side.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a study, for instance `runs/us-2026-study`.
    pub run: PathBuf,
    /// Folder of another study: what differs between the two is said, and written beside each other.
    pub other: Option<PathBuf>,
    /// File to write. Default: `report.html` in the folder of the study; of two studies `compare.html` in that of the first.
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// What differs, or the ten sentences, as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> ReportRequest {
        ReportRequest { run: self.run.clone(), other: self.other.clone(), out: self.out.clone() }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    let written = format!("report in {}", done.engine.path.display());
    if args.json {
        printer.answer(&done.to_json().to_string());
        printer.say(&written);
        return Ok(ExitCode::SUCCESS);
    }
    printer.answer(&match &done.engine.document {
        Document::Study(study) => sentences(study, printer),
        Document::Comparison(comparison) => draw(comparison, printer),
    });
    printer.answer(&written);
    Ok(ExitCode::SUCCESS)
}

fn draw(it: &Comparison, printer: &Printer) -> String {
    let screen = Screen { width: printer.width(), color: printer.color_answer(), full: false };
    let mut text = screen.heading(&format!("{} beside {}", it.left.run, it.right.run));
    for line in &it.sentences {
        text.push_str(&wrap(&format!("  {line}"), screen.width));
    }
    text.push_str(&inputs(&it.inputs, screen));
    for (heading, differences) in [
        ("Construction", &it.plan),
        ("Money, expected present value", &it.money),
        ("Domestic production share in the second half of the horizon", &it.independence),
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
    right(&mut table, &[]);
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
