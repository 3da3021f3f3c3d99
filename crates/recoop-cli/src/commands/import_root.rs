//! `recoop import-root`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::explain::dollars;
use recoop_study::import_root::ImportRootRequest;
use recoop_study::{Request, Solving};

use super::ending::{answer, last_line};
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::wrap;

/// Make a plan with the root that another solver decided.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder that `recoop export --per-scenario` wrote
    pub folder: PathBuf,
    /// File with COLUMN,VALUE for each column of the root. Default: `root.csv` in the folder
    #[arg(long, value_name = "FILE")]
    pub root: Option<PathBuf>,
    /// Case folder, or workbook. Default: where it was
    #[arg(long, value_name = "CASE")]
    pub case: Option<PathBuf>,
    /// Folder of the results. Default: `runs/NAME-root`
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Relative gap of the rest of the plan. Default: `solve.gap` in case.toml
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub gap: Option<f64>,
    /// Time limit, seconds. Default: `solve.time_limit_seconds` in case.toml
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Threads; 0 for all. Default: `solve.threads` in case.toml
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> ImportRootRequest {
        ImportRootRequest {
            folder: self.folder.clone(),
            root: self.root.clone(),
            case: self.case.clone(),
            out: self.out.clone(),
            solving: Solving { gap: self.gap, time_limit: self.time_limit, threads: self.threads, seed: 0 },
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, false), printer, |screen| {
        let it = &done.answer;
        let line = format!(
            "{}: objective {} with {} decisions of the root fixed; upper bound of plans with this root: {}",
            it.title,
            dollars(it.objective_musd),
            it.fixed,
            dollars(it.bound_with_root_musd)
        );
        printer.answer(&wrap(&line, screen.width));
        last_line(&done, "", printer);
    }))
}
