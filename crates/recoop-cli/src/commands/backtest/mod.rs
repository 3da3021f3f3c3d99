//! `recoop backtest`.

mod draw;

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::backtest::BacktestRequest;

use self::draw::draw;
use super::ending::answer;
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;

/// Replay recorded years and variants of them.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Also write the paths of all variants to a file: `.csv`, one row for each variant, member and quarter.
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Also show cash by quarter of every variant.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> BacktestRequest {
        BacktestRequest { case: self.case.clone(), out: self.out.clone() }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, args.full), printer, |screen| {
        printer.answer(&draw(&done.engine.backtest, &done.engine.tables, screen));
    }))
}
