//! `recoop gather`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop_study::Request;
use recoop_study::gather::GatherRequest;
use recoop_study::text::counted;

use super::ending::answer;
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::wrap;

/// Put the results of jobs together.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of jobs
    pub folder: PathBuf,
    /// Folder of the results, or file of `sensitivities` (`.csv`, `.md`). Default: `runs/NAME-VERB`
    #[arg(long, short, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// File or pipe with the key of a sealed folder; `-`: standard input
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> GatherRequest {
        GatherRequest { out: self.out.clone(), key: self.key.clone(), ..GatherRequest::new(&self.folder) }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, false), printer, |screen| {
        let it = &done.answer;
        let count = it.jobs.iter().filter(|job| job.state == "done").count();
        let place = done.place.as_ref().map(|place| format!("; tables in {}", place.display())).unwrap_or_default();
        printer.answer(&wrap(&format!("{count} of {} done{place}", counted(it.jobs.len(), "job")), screen.width));
        for point in it.points.iter().filter(|point| !point.point.is_empty()) {
            let reason = point.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
            printer.answer(&wrap(&format!("  {}: {}{reason}", point.point, point.status), screen.width));
        }
    }))
}
