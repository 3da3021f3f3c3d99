//! `recoop audit`.

use std::path::PathBuf;
use std::process::ExitCode;

use recoop::plan::audit::{Audit, tolerances};
use recoop::plan::explain::short;
use recoop_study::Request;
use recoop_study::audit::{AuditRequest, Case, Engine, Rules};

use crate::error::CliError;
use crate::printer::Printer;
use crate::progress::{Show, Warnings};
use crate::screen::{Screen, right, wrap};

/// Findings of one kind that are drawn.
const MOST: usize = 20;

/// Hold a run against its digests and its rules.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the run, for instance `runs/us-2026`.
    pub run: PathBuf,
    /// Case folder, or workbook. Default: where it was when the run was made.
    #[arg(long, value_name = "CASE")]
    pub case: Option<PathBuf>,
    /// Show every rule with the number of its checks, its largest error and its tolerance.
    #[arg(long)]
    pub full: bool,
    /// The answer as JSON on standard output.
    #[arg(long)]
    pub json: bool,
}

impl Args {
    /// The request that is asked for.
    pub fn request(&self) -> AuditRequest {
        AuditRequest { run: self.run.clone(), case: self.case.clone() }
    }
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let mut show = Show::new(*printer).with_warnings(Warnings::Hidden);
    let done = args.request().run(&mut show.session())?;
    if args.json {
        printer.answer(&done.to_json().to_string());
    } else {
        let screen = Screen { width: printer.width(), color: printer.color_answer(), full: args.full };
        printer.answer(&draw(args, &done.engine, screen));
    }
    Ok(ExitCode::from(done.answer.exit_code))
}

fn draw(args: &Args, it: &Engine, screen: Screen) -> String {
    let manifest = &it.manifest;
    let mut out = screen.heading(&manifest.case.title);
    let mut say = |text: String| out.push_str(&wrap(&format!("  {text}"), screen.width));
    say(format!(
        "{}: recoop {} of the case `{}`, {}, version {}",
        args.run.display(),
        manifest.verb,
        manifest.case.name,
        manifest.finished,
        manifest.recoop_version
    ));
    if it.has_digests() {
        let as_written =
            manifest.digests.len() - it.changes.iter().filter(|it| manifest.digests.contains_key(&it.file)).count();
        say(format!("files: {as_written} of {} have the digest that they were written with", manifest.digests.len()));
    } else {
        say("files: the run has no digests (it was written by an earlier version): what was changed is not known"
            .to_string());
    }
    few(it.changes.iter().map(|it| format!("{}: {}", it.file, it.kind.as_str())), &mut say);
    few(it.notes.iter().cloned(), &mut say);
    match &it.case {
        Case::Same(path) => say(format!("case: `{}`, as it was", path.display())),
        Case::SameValues(path) => say(format!("case: `{}`, the same values in other bytes", path.display())),
        Case::Other(path) => say(format!(
            "case: `{}` was CHANGED since (its digest is another): what follows holds the run against the case as it is now",
            path.display()
        )),
        Case::Lost(why) => say(format!("case: {why}")),
    }
    if manifest.audit.as_ref().is_some_and(|audit| !audit.passed) {
        say("the plan failed its audit when it was made".to_string());
    }
    match &it.rules {
        Rules::Unknown(why) => say(format!("rules and money: not recomputed: {why}")),
        Rules::Recomputed { audit, strange, contradictions } => {
            let checks: usize = audit.checked.iter().map(|rule| rule.checks).sum();
            let rules = audit.checked.len();
            let checks = short(checks as f64);
            say(match audit.breach_count {
                0 => format!("rules and money, recomputed from the tables: {rules} rules, {checks} checks, all hold"),
                breaches => format!(
                    "rules and money, recomputed from the tables: {breaches} of {checks} checks do not hold, of {} of {rules} rules",
                    broken(audit)
                ),
            });
            let also = [
                (strange.len(), "of things that the case does not have"),
                (contradictions.len(), "otherwise than the plan does"),
            ];
            for (count, words) in also.into_iter().filter(|(count, _)| *count > 0) {
                let places = if count == 1 { "place speaks" } else { "places speak" };
                say(format!("the tables do NOT hold together with it: {count} {places} {words}"));
            }
            say(tolerance());
            few(audit.breaches.iter().map(|it| format!("{}: {}", it.rule, it.message)), &mut say);
            few(strange.iter().cloned(), &mut say);
            few(contradictions.iter().cloned(), &mut say);
        }
    }
    if let (true, Rules::Recomputed { audit, .. }) = (screen.full, &it.rules) {
        out.push_str(&format!("\n{}", by_rule(audit, screen)));
    }
    out.push('\n');
    out.push_str(&wrap(&it.verdict(), screen.width));
    out
}

/// Number of rules that do not hold; of more breaches than are kept, those that are known.
fn broken(audit: &Audit) -> usize {
    audit.checked.iter().filter(|rule| is_broken(audit, rule.rule)).count()
}

fn is_broken(audit: &Audit, rule: &str) -> bool {
    audit.breaches.iter().any(|breach| breach.rule == rule)
}

fn few(all: impl ExactSizeIterator<Item = String>, say: &mut impl FnMut(String)) {
    let count = all.len();
    all.take(MOST).for_each(|text| say(format!("  {text}")));
    if count > MOST {
        say(format!("  and {} more", count - MOST));
    }
}

/// The tolerances in a sentence: rules that share one are named by their unit.
fn tolerance() -> String {
    let mut groups: Vec<((f64, f64), Vec<&str>)> = Vec::new();
    for it in tolerances() {
        let unit = if it.unit.is_empty() { "positions" } else { it.unit };
        match groups.iter_mut().find(|(of, _)| *of == (it.relative, it.absolute)) {
            Some((_, units)) if units.contains(&unit) => {}
            Some((_, units)) => units.push(unit),
            None => groups.push(((it.relative, it.absolute), vec![unit])),
        }
    }
    let words = |((relative, absolute), units): &((f64, f64), Vec<&str>)| {
        let units = units.join(", ");
        match (*relative, *absolute) {
            (0.0, 0.0) => format!("none for {units}"),
            (0.0, absolute) => format!("{absolute:e} for {units}"),
            (relative, absolute) => format!("{relative:e} of what is added up + {absolute:e} for {units}"),
        }
    };
    format!("tolerance: {}", groups.iter().map(words).collect::<Vec<_>>().join("; "))
}

fn by_rule(audit: &Audit, screen: Screen) -> String {
    let mut table = screen.table();
    table.set_header(["rule", "checks", "holds", "largest error", "of what is added up", "on top", "unit"]);
    for (rule, tolerance) in audit.checked.iter().zip(tolerances()) {
        table.add_row([
            rule.rule.to_string(),
            rule.checks.to_string(),
            if is_broken(audit, rule.rule) { "NO" } else { "yes" }.to_string(),
            format!("{:.2e}", rule.largest_error),
            format!("{:e}", tolerance.relative),
            format!("{:e}", tolerance.absolute),
            tolerance.unit.to_string(),
        ]);
    }
    right(&mut table, &[1, 3, 4, 5]);
    format!("{table}\n")
}
