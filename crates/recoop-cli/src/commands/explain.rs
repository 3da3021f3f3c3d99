//! `recoop explain`.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::explain::{ExplainAnswer, ExplainRequest};

use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::wrap;

/// Explain what limits a plan.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of a run, for instance `runs/us-2026`.
    pub run: PathBuf,
    /// Only sentences that mention all of these words: ids, topics, years, scenarios.
    pub words: Vec<String>,
    /// Maximum sentences by topic; JSON has all that mention the words.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub limit: usize,
    /// The sentences as JSON on standard output, each with its topic, subject, year and scenario.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> ExplainRequest {
        ExplainRequest { run: self.run.clone(), words: self.words.clone() }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    if args.json {
        printer.answer(&done.to_json().to_string());
    } else {
        printer.answer(&draw(&done.answer, args.limit, printer.width()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The sentences, at most so many of each topic.
fn draw(answer: &ExplainAnswer, most: usize, width: usize) -> String {
    let mut out = String::new();
    let (mut topic, mut shown) = ("", 0);
    for line in &answer.sentences {
        if line.topic != topic {
            (topic, shown) = (&line.topic, 0);
            let _ = writeln!(out, "{}{topic}", if out.is_empty() { "" } else { "\n" });
        }
        shown += 1;
        if shown <= most {
            out.push_str(&wrap(&format!("  {}.", line.sentence), width));
        }
    }
    out
}
