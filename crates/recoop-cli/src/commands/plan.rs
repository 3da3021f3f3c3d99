//! `recoop plan`.

use std::path::PathBuf;
use std::process::ExitCode;

use program::solve::Proof;
use recoop::plan::Plan;
use recoop::plan::audit::Audit;
use recoop::plan::explain::{dollars, percent, short};
use recoop::plan::status::stop_word;
use recoop_study::Request;
use recoop_study::plan::PlanRequest;
use recoop_study::run::typed;

use super::ending::{answer, place};
use super::options::Solving;
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::wrap;

/// Plan a case.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Folder of the results. Default: `runs/NAME`.
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub solving: Solving,
    /// Show every line of the timeline, and the size of the program by family.
    #[arg(long)]
    pub full: bool,
    /// The summary as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> PlanRequest {
        PlanRequest { case: self.case.clone(), out: self.out.clone(), solving: self.solving.asked() }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    Ok(answer(&done, (args.json, args.full), printer, |screen| {
        let plan = &done.engine.plan;
        printer.answer(&screen.draw(&done.engine.summary));
        if args.full {
            printer.answer(&format!("\n{}", plan.counts));
        }
        if let Some(audit) = &done.ending.audit {
            printer.answer(&wrap(&verdict(plan, audit, done.seconds), printer.width()));
        }
        let (out, run) = (place(&done), done.place.as_deref().map(typed).unwrap_or_default());
        let line = format!("results in {out}; next: recoop explain {run}, for what limits the plan");
        printer.answer(wrap(&line, printer.width()).trim_end());
    }))
}

/// How good the plan is known to be.
fn verdict(plan: &Plan, audit: &Audit, seconds: f64) -> String {
    let status = &plan.status;
    let proof = if status.proven() {
        let label = if status.proof == Proof::NotRepeated { ", proven by HiGHS, not repeated" } else { "" };
        format!("solved to {}{label}", percent(status.gap))
    } else {
        format!("NOT PROVEN: {} with a gap of {}", stop_word(&status.stop), percent(status.gap))
    };
    let checks: usize = audit.checked.iter().map(|rule| rule.checks).sum();
    let audited = if audit.passed() {
        format!("audit passed ({} rules, {} checks)", audit.checked.len(), short(checks as f64))
    } else {
        format!("AUDIT FAILED ({} breaches)", audit.breach_count)
    };
    format!(
        "\n{proof}: objective {}, upper bound {}; {audited}; {seconds:.1} s",
        dollars(status.objective),
        dollars(status.bound)
    )
}
