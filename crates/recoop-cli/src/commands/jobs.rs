//! `recoop jobs`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use recoop_study::Request;
use recoop_study::jobs::JobsRequest;
use recoop_study::run::typed;
use recoop_study::text::counted;

use super::ending::answer;
use crate::args::Arguments;
use crate::error::CliError;
use crate::former;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::wrap;

/// Options of other commands that are about their screens.
const OF_SCREENS: [&str; 2] = ["--json", "--full"];

/// Write work as jobs that any machines can do.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    pub what: What,
}

#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Write the jobs of a command, or of a sweep, into a new folder.
    ///
    /// Options stand before the folder; what follows it is a command with its own options, for instance `simulate cases/4-crash`, or the file of
    /// a sweep (`.toml`). The plan that is simulated is solved now, once for all jobs.
    Plan(PlanArgs),
}

/// Write jobs.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// Number of jobs. Default: that of the sweep, else 1
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Seal the folder with the key in a file or pipe; `-`: standard input
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
    /// Folder to write
    pub folder: PathBuf,
    /// Command with its options, or file of a sweep
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND|SWEEP.toml")]
    pub command: Vec<OsString>,
}

impl PlanArgs {
    /// The command whose work is asked for in today's words, with a note for each former one.
    fn todays(&self) -> (Vec<OsString>, Vec<String>) {
        let words = std::iter::once(OsString::from("recoop")).chain(self.command.iter().cloned());
        former::translated(words, Arguments::is_verb)
    }

    /// The request that is asked for.
    ///
    /// # Errors
    /// Wrong use of the command whose work is asked for.
    pub fn request(&self) -> Result<JobsRequest, CliError> {
        let (jobs, key) = (self.jobs, self.key.clone());
        if let [file] = self.command.as_slice()
            && Path::new(file).extension().is_some_and(|ending| ending == "toml")
        {
            return Ok(JobsRequest { jobs, key, ..JobsRequest::of_sweep(&self.folder, file) });
        }
        if let Some(option) = self.command.iter().find(|word| OF_SCREENS.iter().any(|option| *word == option)) {
            let option = option.to_string_lossy();
            return Err(CliError::Usage(format!("{option} is not for jobs; give it to recoop gather")));
        }
        let (words, _) = self.todays();
        let arguments = Arguments::try_parse_from(words).map_err(|wrong| CliError::Usage(plain(&wrong)))?;
        let request = arguments.verb.request().ok_or_else(|| {
            let verb = self.command[0].to_string_lossy();
            CliError::Usage(format!("the work of `{verb}` does not go into jobs"))
        })?;
        Ok(JobsRequest { jobs, key, ..JobsRequest::new(&self.folder, request) })
    }
}

/// What the parser says, without the word before it that the command says itself.
fn plain(wrong: &clap::Error) -> String {
    let text = wrong.render().to_string();
    text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_string()
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let What::Plan(args) = &args.what;
    args.todays().1.iter().for_each(|note| printer.say(note));
    let done = args.request()?.run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, false), printer, |screen| {
        let it = &done.answer;
        let folder = typed(&it.folder);
        let key = if it.sealed { " --key FILE" } else { "" };
        let planned = if it.planned_before { "planned before" } else { "planned" };
        let (jobs, units) = (counted(it.jobs, "job"), counted(it.units, "unit"));
        let line = format!("{planned} in {folder}: {jobs} with {units} of work; a job may need {} MiB", it.memory_mib);
        printer.answer(&wrap(&line, screen.width));
        printer.answer(&format!("  recoop work {folder}{key}\n  recoop gather {folder}{key}"));
    }))
}
