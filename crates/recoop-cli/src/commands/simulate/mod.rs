//! `recoop simulate`.

mod draw;

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::simulate::SimulateRequest;

use self::draw::{draw, number};
use super::ending::{answer, last_line};
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;

/// Simulate a case.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-simulate`, or the one that is resumed.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Number of paths. Default: 1000, or as many as the run that is resumed.
    #[arg(long, value_name = "N")]
    pub paths: Option<usize>,
    /// Seed of the paths. Default: 0, or that of the run that is resumed.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Leaf scenario around which prices move. Default: the most probable.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Pooling bylaws: `alone`, `joint` (one purse), `let-go`, `lending`. Default: all four.
    #[arg(long, value_name = "BYLAW,...", value_delimiter = ',')]
    pub pooling: Vec<String>,
    /// Price attack on all paths: depth and years. May be given several times.
    #[arg(long, value_name = "ATTACK=DEPTH:FIRST-LAST")]
    pub attack: Vec<String>,
    /// Factor on the cash and credit with which every member begins.
    #[arg(long, default_value_t = SimulateRequest::new("").purses, value_name = "FACTOR", allow_negative_numbers = true)]
    pub purses: f64,
    /// Continue an earlier run of the same case, plan, seed, scenario, bylaws, attacks and purses.
    #[arg(long, value_name = "DIR")]
    pub resume: Option<PathBuf>,
    /// Relative gap at which a plan is accepted. Default: `solve.gap` in case.toml.
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub gap: Option<f64>,
    /// Time limit in seconds; on timeout, the best plan so far. Default: `solve.time_limit_seconds` in case.toml.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// Threads (0: all). Default: `solve.threads` in case.toml.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Also show results by year, and the fit of the price process.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> SimulateRequest {
        SimulateRequest {
            case: self.case.clone(),
            out: self.out.clone(),
            paths: self.paths,
            seed: self.seed,
            scenario: self.scenario.clone(),
            pooling: self.pooling.clone(),
            attack: self.attack.clone(),
            purses: self.purses,
            resume: self.resume.clone(),
            gap: self.gap,
            time_limit: self.time_limit,
            threads: self.threads,
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, args.full), printer, |screen| {
        let found = &done.engine;
        printer.answer(&draw(&found.network, &found.simulation, &done.answer, screen));
        let resumed = match found.resumed {
            0 => String::new(),
            paths => format!("{} of the paths were done before; ", number(paths)),
        };
        last_line(&done, &resumed, printer);
    }))
}
