//! `recoop sensitivity`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::sensitivities::{Measure, Sensitivities};
use recoop_study::Request;
use recoop_study::sensitivity::SensitivitiesRequest;
use recoop_study::sensitivity::table::{ABOUT, base, rows};

use super::ending::close;
use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, right, wrap};

/// Rank assumptions by their effect on the result.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Case folder, or workbook.
    pub case: PathBuf,
    /// Also write all rows to a file: `.csv` (all results of every case) or `.md` (the table, for documents).
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Result to compare: `objective`, `npv`, `capital`, `public` (public cost), `defense` (unserved metric tons), `home` (domestic
    /// production share of the weakest stage) or `home:STAGE`.
    #[arg(long, default_value_t = SensitivitiesRequest::new("").metric, value_name = "RESULT")]
    pub metric: String,
    /// Maximum rows to show; files contain all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: usize,
    /// Threads (0: all). Default: `solve.threads` in case.toml.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Time limit of one solve, in seconds. Default: `solve.time_limit_seconds` in case.toml.
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: Option<f64>,
    /// All results as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> SensitivitiesRequest {
        SensitivitiesRequest {
            case: self.case.clone(),
            out: self.out.clone(),
            metric: self.metric.clone(),
            threads: self.threads,
            time_limit: self.time_limit,
        }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let done = args.request().run(&mut Show::new(*printer).session())?;
    if args.json {
        printer.answer(&done.to_json().to_string());
    } else {
        printer.answer(&table(&done.engine.sensitivities, done.engine.measure, args.limit, printer));
    }
    if let Some(path) = &args.out {
        printer.say(&format!("wrote {}", path.display()));
    }
    Ok(close(&done.ending, printer))
}

/// The table on a screen.
fn table(sensitivities: &Sensitivities, measure: Measure, most: usize, printer: &Printer) -> String {
    let screen = Screen { width: printer.width(), color: printer.color_answer(), full: false };
    let mut out = screen.heading(&sensitivities.title);
    out.push_str(&wrap(&format!("  {}", measure.title(&sensitivities.stages)), screen.width));
    out.push_str(&wrap(&format!("  {}", base(sensitivities, measure)), screen.width));
    out.push('\n');
    let mut table = screen.table();
    table.set_header(["assumption", "low", "result", "high", "result", "width", "confidence"]);
    let rows = rows(sensitivities, measure);
    for row in rows.iter().take(most) {
        let [low, low_result] = row.low.clone();
        let [high, high_result] = row.high.clone();
        let confidence = row.confidence.to_string();
        table.add_row([row.title.clone(), low, low_result, high, high_result, row.width.clone(), confidence]);
    }
    right(&mut table, &[2, 4, 5]);
    out.push_str(&table.to_string());
    out.push('\n');
    if rows.len() > most {
        out.push_str(&format!("  and {} with smaller effects (--limit, --out)\n", rows.len() - most));
    }
    out.push('\n');
    out.push_str(&wrap(ABOUT, screen.width));
    out
}
