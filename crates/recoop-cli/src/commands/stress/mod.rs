//! `recoop stress`.

mod draw;
mod kills;
mod rows;

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::stress::StressRequest;

use self::draw::draw;
pub use self::draw::money;
pub use self::kills::cell;
use super::ending::{answer, last_line};
use super::options::{Attacking, Solving};
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;

/// Attack a plan: harm by budget, and kill costs of purses.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-stress`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub attacking: Attacking,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show the drop in output value that shuts each plant.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> StressRequest {
        StressRequest {
            case: self.case.clone(),
            out: self.out.clone(),
            attacking: self.attacking.asked(),
            solving: self.solving.asked(),
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, args.full), printer, |screen| {
        printer.answer(&draw(&done.engine.network, &done.engine.stress, screen));
        last_line(&done, "", printer);
    }))
}
