//! `recoop study`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use recoop::plan::audit::audit;
use recoop::plan::tables::Table;
use recoop::plan::{Made, PlanOptions, make_whole};
use recoop::share::{ShareError, ShareOptions, Shares, share_plan};
use recoop_adversary::{Stress, StressError, StressOptions, stress_plan};
use recoop_case::Network;
use recoop_io::{CaseRead, Format, Manifest, read_manifest, write_run, written};
use recoop_report::views::study::{Outcome, PartStatus};
use recoop_report::{Document, Findings, Found, Planned, Stamp, Study, page};

use super::{load, run, share, stress};
use crate::args::Study as Args;
use crate::error::CliError;
use crate::interrupt;
use crate::printer::Printer;
use crate::progress::Show;
use crate::screen::{Screen, wrap};

/// The file that a report is made of again.
pub const DOCUMENT_FILE: &str = "report.json";
/// The page.
pub const PAGE_FILE: &str = "report.html";

/// Parts of a study, in order.
const PARTS: [&str; 3] = ["plan", "stress", "share"];

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    run::check_solving(&args.solving)?;
    stress::check(&args.attacking)?;
    share::check(&args.sharing)?;
    let (network, read) = load::network(&args.case, printer)?;
    let options = run::plan_options(&args.solving, &network, printer)?;
    let mut maker = Maker {
        network: &network,
        stress: stress::options(&args.attacking, options, &network)?,
        share: share::options(&args.sharing, options)?,
        show: Show::new(*printer),
    };
    let out = run::folder(args.out.as_ref(), &args.case, &network, "-study", printer)?;
    let written = written(&read).map_err(|changed| CliError::Faults(changed.to_string()))?;
    interrupt::listen("a report of what is done");
    maker.show.expect_parts(&PARTS, before(&out, &read));
    let made = maker.plan(&options);
    let (stress, share) = match &made.result {
        Ok(made) => (maker.stress(made), maker.share(made)),
        Err(_) => (Found::skipped("there is no plan"), Found::skipped("there is no plan")),
    };
    maker.show.done();

    let mut manifest = run::manifest("study", (&args.case, &out), &network, &read, &options);
    stress::enter(&mut manifest, &network, &maker.stress);
    share::enter(&mut manifest, &args.sharing);
    let mut no_plan = None;
    let plan = planned(&network, made, &mut manifest, &mut no_plan);
    for (part, seconds) in PARTS.iter().zip([plan.seconds, stress.seconds, share.seconds]) {
        manifest.timings_seconds.insert((*part).to_string(), seconds);
    }
    let stamp = stamp(&manifest);
    let found = Findings { network: &network, tables: &read.tables, written: &written, plan, stress, share, stamp };
    let results = found.result_tables();
    let study = found.study(&results);
    let answer = if args.json {
        load::with_warnings(json(&study), &read).to_string()
    } else {
        draw(&study, &out, began.elapsed().as_secs_f64(), printer)
    };
    let open: Vec<String> = study.progress.iter().filter_map(PartStatus::open).collect();
    let document = Document::Study(study);
    let (json, html) = (document.to_json(), page::fill(&document));
    let files: [(&str, &[u8]); 2] = [(PAGE_FILE, html.as_bytes()), (DOCUMENT_FILE, json.as_bytes())];
    let tables: Vec<Table> = results.into_iter().map(|(_, table)| table).collect();
    write_run(&out, &tables, &manifest, &[Format::Csv, Format::Parquet], &files)?;
    printer.answer(&answer);
    match (found.plan.result, no_plan) {
        (_, Some(error)) => Err(error),
        (Ok(planned), None) => Ok(run::close(&planned.audit, &open, printer)),
        (Err(unknown), None) => Err(CliError::Nothing(unknown.why)),
    }
}

/// What makes the parts, one after the other.
struct Maker<'a> {
    network: &'a Network,
    show: Show,
    stress: StressOptions,
    share: ShareOptions,
}

/// A part without a result, with the error that the command would end with.
type Failed = (Outcome, CliError);

impl Maker<'_> {
    fn plan(&mut self, options: &PlanOptions) -> Timed<Made, Failed> {
        self.show.part(0);
        timed(|| {
            make_whole(self.network, options, &mut self.show).map_err(|error| {
                let error = run::no_plan(error);
                (if interrupt::pressed() { Outcome::Stopped } else { Outcome::Failed }, error)
            })
        })
    }

    fn stress(&mut self, made: &Made) -> Found<Stress> {
        if let Some(skipped) = stopped_before() {
            return skipped;
        }
        self.show.part(1);
        let done = timed(|| stress_plan(self.network, made.clone(), &self.stress, &mut self.show));
        let open = |stress: &Stress| stress::open(stress).into_iter().collect();
        found(done, open, |error| match error {
            StressError::NoAttacks => (Outcome::Skipped, error.to_string()),
            StressError::Game(coalition::GameError::Stopped) => {
                (Outcome::Stopped, "the study was stopped before the stress was known".to_string())
            }
            error => (Outcome::Failed, stress::no_stress(error).to_string()),
        })
    }

    fn share(&mut self, made: &Made) -> Found<Shares> {
        if let Some(skipped) = stopped_before() {
            return skipped;
        }
        self.show.part(2);
        let done = timed(|| share_plan(self.network, made.clone(), &self.share, &mut self.show));
        found(
            done,
            |_| Vec::new(),
            |error| match error {
                ShareError::Members(_) => (Outcome::Skipped, error.to_string()),
                ShareError::Game(coalition::GameError::Stopped) => {
                    (Outcome::Stopped, "the study was stopped before the sharing was known".to_string())
                }
                error => (Outcome::Failed, share::no_shares(error).to_string()),
            },
        )
    }
}

/// What was done, in so many seconds.
struct Timed<T, E> {
    result: Result<T, E>,
    seconds: f64,
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Timed<T, E> {
    let began = Instant::now();
    let result = work();
    Timed { result, seconds: began.elapsed().as_secs_f64() }
}

fn found<T, E>(
    done: Timed<T, E>,
    open: impl FnOnce(&T) -> Vec<String>,
    why: impl FnOnce(E) -> (Outcome, String),
) -> Found<T> {
    match done.result {
        Ok(result) => Found { open: open(&result), result: Ok(result), seconds: done.seconds },
        Err(error) => {
            let (outcome, why) = why(error);
            Found::without(outcome, why, done.seconds)
        }
    }
}

fn stopped_before<T>() -> Option<Found<T>> {
    interrupt::pressed().then(|| Found::without(Outcome::Stopped, "the study was stopped before it came to this", 0.0))
}

/// The plan with its audit; the error of a case without one is kept apart.
fn planned(
    network: &Network,
    made: Timed<Made, Failed>,
    manifest: &mut Manifest,
    no_plan: &mut Option<CliError>,
) -> Found<Planned> {
    match made.result {
        Ok(Made { plan, .. }) => {
            let audit = audit(network, &plan.reported());
            run::enter_plan(manifest, &plan, &audit);
            let mut open: Vec<String> = run::open(&plan).into_iter().collect();
            if !audit.passed() {
                open.push(format!("{}: do not use this plan", run::audited(&audit)));
            }
            Found { result: Ok(Planned { plan, audit }), open, seconds: made.seconds }
        }
        Err((outcome, error)) => {
            let found = Found::without(outcome, error.to_string(), made.seconds);
            *no_plan = Some(error);
            found
        }
    }
}

/// Seconds that each part took when the same case was studied into the same folder before.
fn before(out: &Path, read: &CaseRead) -> Option<[f64; 3]> {
    let manifest = read_manifest(out).ok().filter(|it| it.verb == "study" && it.case.hash == read.hash)?;
    let mut seconds = [0.0; PARTS.len()];
    for (at, part) in PARTS.iter().enumerate() {
        seconds[at] = *manifest.timings_seconds.get(*part)?;
    }
    Some(seconds)
}

fn stamp(manifest: &Manifest) -> Stamp {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), ToString::to_string);
    // What is not UTF-8 in the name of a file is replaced: the page is text.
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    Stamp {
        command: command(arguments),
        case_hash: manifest.case.hash.clone(),
        version: manifest.recoop_version.clone(),
        finished: manifest.finished.clone(),
        options: manifest.options.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
    }
}

/// The command as a shell reads it.
fn command(arguments: impl Iterator<Item = String>) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "_-./=,:@%+".contains(sign);
    let quoted = |argument: String| {
        let is_plain = !argument.is_empty() && argument.chars().all(plain);
        if is_plain { argument } else { format!("'{}'", argument.replace('\'', "'\\''")) }
    };
    std::iter::once("recoop".to_string()).chain(arguments.map(quoted)).collect::<Vec<_>>().join(" ")
}

/// The study on the screen.
fn draw(study: &Study, out: &Path, seconds: f64, printer: &Printer) -> String {
    let mut text = sentences(study, printer);
    let parts: Vec<String> = study.progress.iter().map(PartStatus::words).collect();
    text.push('\n');
    text.push_str(&wrap(&format!("{}; {seconds:.1} s", parts.join(", ")), printer.width()));
    text.push_str(&format!("report in {}", out.join(PAGE_FILE).display()));
    text
}

/// The ten sentences on the screen.
pub fn sentences(study: &Study, printer: &Printer) -> String {
    let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: false };
    let mut text = screen.heading(&study.title);
    for (at, sentence) in study.sentences.iter().enumerate() {
        text.push('\n');
        text.push_str(&wrap(&format!("{:>2}  {}", at + 1, sentence.text), screen.width));
    }
    text
}

/// The study for programs.
pub fn json(study: &Study) -> serde_json::Value {
    serde_json::json!({
        "title": study.title, "sentences": study.sentences, "parts": study.progress,
        "proven": study.progress.iter().all(|part| part.open().is_none()),
    })
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn commands_are_written_as_a_shell_reads_them() {
        let words = ["study", "my case", "it's", "--budget=1,2", ""].map(str::to_string);
        assert_eq!(command(words.into_iter()), r"recoop study 'my case' 'it'\''s' --budget=1,2 ''");
    }
}
