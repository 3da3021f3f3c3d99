//! `recoop export`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::export::ExportRequest;

use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;

/// Write the program of a case, or the tables of a run.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder or workbook (for a program), or the folder of a run (for its tables).
    pub from: PathBuf,
    /// File to write: `.mps`, `.lp`, `.txt` (readable algebra) or `.xlsx`; a folder with `--per-scenario`.
    pub to: PathBuf,
    /// Write only the rules that contradict each other (`.txt`)
    #[arg(long)]
    pub conflict: bool,
    /// Write a program for each scenario after the root into a new folder, as mpi-sppy reads it
    #[arg(long)]
    pub per_scenario: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> ExportRequest {
        ExportRequest {
            from: self.from.clone(),
            to: self.to.clone(),
            conflict: self.conflict,
            per_scenario: self.per_scenario,
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    printer.answer(&format!("wrote {}", done.answer.wrote.display()));
    Ok(ExitCode::SUCCESS)
}
