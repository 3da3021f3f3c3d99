//! `recoop work`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::text::counted;
use recoop_study::work::WorkRequest;

use super::ending::answer;
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::wrap;

/// Do jobs of a folder.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of jobs
    pub folder: PathBuf,
    /// Job to do, from 0. Default: all that have no result
    #[arg(long, value_name = "N")]
    pub index: Option<usize>,
    /// Child processes at a time. Default: none, jobs run in this process
    #[arg(long, value_name = "N")]
    pub processes: Option<usize>,
    /// Memory limit of each child process, MiB (Linux)
    #[arg(long, value_name = "MIB")]
    pub memory_limit: Option<u64>,
    /// Also do jobs again that failed
    #[arg(long)]
    pub again: bool,
    /// File or pipe with the key of a sealed folder; `-`: standard input
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> WorkRequest {
        WorkRequest {
            index: self.index,
            processes: self.processes,
            memory_limit: self.memory_limit,
            again: self.again,
            key: self.key.clone(),
            ..WorkRequest::new(&self.folder)
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, false), printer, |screen| {
        let it = &done.answer;
        printer.answer(&wrap(&format!("{} of {} done", it.done, counted(it.of, "job")), screen.width));
    }))
}
