//! `recoop study`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use recoop_report::Study;
use recoop_report::views::study::PartStatus;
use recoop_study::Request;
use recoop_study::study::{PAGE_FILE, StudyRequest};

use super::ending::close;
use super::options::{Attacking, Sharing, Solving};
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, wrap};

/// Plan, attack and share a case, and write the report.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results and the report. Default: `runs/NAME-study`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub solving: Solving,
    #[command(flatten)]
    pub attacking: Attacking,
    #[command(flatten)]
    pub sharing: Sharing,
    /// The ten sentences, and how each part ended, as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> StudyRequest {
        StudyRequest {
            case: self.case.clone(),
            out: self.out.clone(),
            solving: self.solving.asked(),
            attacking: self.attacking.asked(),
            sharing: self.sharing.asked(),
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    // What is not UTF-8 in the name of a file is replaced: the page is text.
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    let mut show = Show::new(*printer);
    let done = args.request().run(&mut show.session().with_command(command(arguments)))?;
    if args.json {
        printer.answer(&done.to_json().to_string());
    } else if let Some(out) = &done.place {
        printer.answer(&draw(&done.engine.study, out, done.seconds, printer));
    }
    match done.engine.no_plan {
        Some(error) => Err(error.into()),
        None => Ok(close(&done.ending, printer)),
    }
}

/// The command as a shell reads it.
fn command(arguments: impl Iterator<Item = String>) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "_-./=,:@%+".contains(sign);
    let quoted = |argument: String| {
        let is_plain = !argument.is_empty() && argument.chars().all(plain);
        if is_plain { argument } else { format!("'{}'", argument.replace('\'', "'\\''")) }
    };
    std::iter::once("recoop".to_string()).chain(arguments.map(quoted)).collect::<Vec<_>>().join(" ")
}

/// The study on the screen.
fn draw(study: &Study, out: &Path, seconds: f64, printer: &Printer) -> String {
    let mut text = sentences(study, printer);
    let parts: Vec<String> = study.progress.iter().map(PartStatus::words).collect();
    text.push('\n');
    text.push_str(&wrap(&format!("{}; {seconds:.1} s", parts.join(", ")), printer.width()));
    text.push_str(&format!("report in {}", out.join(PAGE_FILE).display()));
    text
}

/// The ten sentences on the screen.
pub fn sentences(study: &Study, printer: &Printer) -> String {
    let screen = Screen { width: printer.width(), color: printer.color_answer(), full: false };
    let mut text = screen.heading(&study.title);
    for (at, sentence) in study.sentences.iter().enumerate() {
        text.push('\n');
        text.push_str(&wrap(&format!("{:>2}  {}", at + 1, sentence.text), screen.width));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn commands_are_written_as_a_shell_reads_them() {
        let words = ["study", "my case", "it's", "--budget=1,2", ""].map(str::to_string);
        assert_eq!(command(words.into_iter()), r"recoop study 'my case' 'it'\''s' --budget=1,2 ''");
    }
}
