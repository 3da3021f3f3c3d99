//! `recoop share`.

mod draw;

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::share::ShareRequest;

use self::draw::{draw, worst_words};
use super::ending::{answer, last_line};
use super::options::{Sharing, Solving};
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::wrap;

/// Allocate the plan's value and test whether coalitions would leave.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME-share`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Value to allocate: as the case weighs expectation and risk (`case`), expectation (`expected`), CVaR (`tail`), value left by the worst price
    /// attack in the most probable scenario, for each coalition its own worst (`worst`), or id of a leaf scenario, as if certain.
    #[arg(long, default_value_t = ShareRequest::new("").value_basis, value_name = "WORTH")]
    pub value_basis: String,
    /// With `--value-basis worst`: budget of the attack, $ million of present value. Default: no limit.
    #[arg(long, value_name = "MUSD", allow_negative_numbers = true)]
    pub budget: Option<f64>,
    /// With `--value-basis worst`: cost perspective: `producers`, `treasury` (default) or `nation`.
    #[arg(long, value_name = "LEVEL")]
    pub perspective: Option<String>,
    #[command(flatten)]
    pub sharing: Sharing,
    #[command(flatten)]
    pub solving: Solving,
    /// Also show payments by resource, and the side payments.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> ShareRequest {
        ShareRequest {
            case: self.case.clone(),
            out: self.out.clone(),
            value_basis: self.value_basis.clone(),
            budget: self.budget,
            perspective: self.perspective.clone(),
            sharing: self.sharing.asked(),
            solving: self.solving.asked(),
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, args.full), printer, |screen| {
        let found = &done.engine;
        printer.answer(&draw(&found.network, &found.shares, screen));
        if let Some((against, spent_musd)) = &found.worst {
            printer.answer(&wrap(&worst_words(&found.network, against, *spent_musd), printer.width()));
        }
        last_line(&done, &format!("{} coalitions solved; ", found.shares.groups), printer);
    }))
}
