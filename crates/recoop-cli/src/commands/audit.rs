//! `recoop audit`.

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use recoop::plan::audit::{Audit, audit, tolerances};
use recoop::plan::explain::short;
use recoop::plan::recall::{contradictions, recall};
use recoop::plan::tables::Table;
use recoop_io::Manifest;
use recoop_io::write::{Change, SameCase, changes, read_found_tables};
use serde_json::json;

use super::load;
use super::run::{AUDIT_FAILED, UNPROVEN, changes_json, manifest_of};
use crate::args::Audit as Args;
use crate::error::CliError;
use crate::printer::Printer;
use crate::screen::{Screen, right, wrap};

/// Exit code of a run, or of its case, that was changed since.
const CHANGED: u8 = 7;
/// Findings of one kind that are drawn.
const MOST: usize = 20;

/// What is known of a run.
struct Checked {
    manifest: Manifest,
    /// Files that are not as they were written.
    changes: Vec<Change>,
    /// What else was seen in the tables, as sentences.
    notes: Vec<String>,
    case: Case,
    rules: Rules,
}

/// The case that a run was held against.
enum Case {
    /// As it was planned.
    Same(PathBuf),
    /// With the values that were planned, in other bytes.
    SameValues(PathBuf),
    /// Another one, or changed since.
    Other(PathBuf),
    /// Not there.
    Lost(String),
}

/// What became of rules and money.
enum Rules {
    /// Recomputed, with what in the tables speaks of things that the case does not have, and what contradicts itself.
    Recomputed { audit: Audit, strange: Vec<String>, contradictions: Vec<String> },
    /// Not recomputed, and why.
    Unknown(String),
}

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    if args.run.join("case.toml").exists() {
        let why = "it is a case; plan it first with recoop plan".to_string();
        return Err(CliError::NoRun { path: args.run.clone(), why });
    }
    let manifest = manifest_of(&args.run)?;
    let changes = changes(&args.run, &manifest);
    let found = read_found_tables(&args.run, &manifest, &changes);
    let (mut tables, mut notes): (Vec<Table>, Vec<String>) = (Vec::new(), Vec::new());
    for it in found {
        tables.extend(it.table);
        notes.extend(it.notes);
    }
    let (case, rules) = recompute(args, &manifest, &tables, printer)?;
    let checked = Checked { manifest, changes, notes, case, rules };
    if args.json {
        printer.answer(&json(&checked).to_string());
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&draw(args, &checked, screen));
    }
    Ok(ExitCode::from(checked.exit_code()))
}

/// Finds the case and recomputes rules and money from the tables.
fn recompute(args: &Args, manifest: &Manifest, tables: &[Table], printer: &Printer) -> Result<(Case, Rules), CliError> {
    let unknown = |why: &str| Rules::Unknown(why.to_string());
    let recorded = manifest.case.path.as_ref().map(|path| recorded_at(&args.run, Path::new(path)));
    let path = match (&args.case, recorded) {
        (Some(path), _) => path.clone(),
        (None, Some(path)) if path.exists() => path,
        (None, Some(path)) => {
            let why = format!("the case is not at `{}`, where it was: name it with --case", path.display());
            return Ok((Case::Lost(why), unknown("without the case")));
        }
        (None, None) => {
            let why = "the run does not say where its case is: name it with --case".to_string();
            return Ok((Case::Lost(why), unknown("without the case")));
        }
    };
    let (network, read) = load::network(&path, &printer.hushed())?;
    let case = match manifest.case.compare(&read) {
        SameCase::Bytes => Case::Same(path),
        SameCase::Values => Case::SameValues(path),
        SameCase::Other => Case::Other(path),
    };
    if manifest.options.get("value").and_then(|value| value.as_str()) == Some("worst") {
        return Ok((case, unknown("its plan is that of the case under an attack (--value worst)")));
    }
    let rules = match recall(&network, tables) {
        Err(missing) => Rules::Unknown(format!("the run lacks {}", listed(&missing))),
        Ok(recalled) => Rules::Recomputed {
            audit: audit(&network, &recalled.reported()),
            contradictions: contradictions(&network, &recalled, tables),
            strange: recalled.strange,
        },
    };
    Ok((case, rules))
}

/// Where a run says that its case is, without the detours `..`: as seen from the working folder where it lies below that, else from the root.
fn recorded_at(run: &Path, recorded: &Path) -> PathBuf {
    let Ok(real) = run.canonicalize() else { return run.join(recorded) };
    // The path was recorded without links.
    let mut at = PathBuf::new();
    for part in real.join(recorded).components() {
        match part {
            Component::ParentDir => drop(at.pop()),
            part => at.push(part),
        }
    }
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here.ok().and_then(|here| at.strip_prefix(here).ok().map(Path::to_path_buf)) {
        Some(below) if !below.as_os_str().is_empty() => below,
        _ => at,
    }
}

/// A few of many in a sentence.
fn listed(all: &[String]) -> String {
    const FEW: usize = 5;
    let more = if all.len() > FEW { format!(" and {} more", all.len() - FEW) } else { String::new() };
    format!("{}{more}", all.iter().take(FEW).cloned().collect::<Vec<_>>().join(", "))
}

impl Checked {
    fn has_digests(&self) -> bool {
        !self.manifest.digests.is_empty()
    }

    fn is_changed(&self) -> bool {
        !self.changes.is_empty() || !self.notes.is_empty() || matches!(self.case, Case::Other(_))
    }

    fn exit_code(&self) -> u8 {
        match &self.rules {
            Rules::Recomputed { audit, strange, contradictions }
                if !audit.passed() || !strange.is_empty() || !contradictions.is_empty() =>
            {
                AUDIT_FAILED
            }
            _ if self.is_changed() => CHANGED,
            Rules::Unknown(_) => UNPROVEN,
            Rules::Recomputed { .. } => 0,
        }
    }

    /// The answer in a sentence.
    fn verdict(&self) -> String {
        match (self.exit_code(), self.has_digests()) {
            (0, true) => "the run is as it was written, and every rule and every dollar of its plan holds".to_string(),
            (0, false) => "every rule and every dollar of its plan holds; whether it is as it was written is not known"
                .to_string(),
            (AUDIT_FAILED, _) => "AUDIT FAILED: do not use this plan".to_string(),
            (CHANGED, _) if matches!(self.rules, Rules::Unknown(_)) => {
                "CHANGED since it was written, and NOT AUDITED: rules and money could not be recomputed".to_string()
            }
            (CHANGED, _) => "CHANGED since it was written".to_string(),
            _ => "NOT AUDITED: rules and money could not be recomputed".to_string(),
        }
    }
}

fn draw(args: &Args, it: &Checked, screen: Screen) -> String {
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
    few(it.changes.iter().map(|it| format!("{}: {}", it.file, it.kind.word())), &mut say);
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

fn json(it: &Checked) -> serde_json::Value {
    let changes = changes_json(&it.changes);
    let (case, same, same_values) = match &it.case {
        Case::Same(path) => (Some(path.display().to_string()), Some(true), Some(true)),
        Case::SameValues(path) => (Some(path.display().to_string()), Some(false), Some(true)),
        Case::Other(path) => (Some(path.display().to_string()), Some(false), Some(false)),
        Case::Lost(_) => (None, None, None),
    };
    let rules = match &it.rules {
        Rules::Unknown(why) => json!({"recomputed": false, "why": why}),
        Rules::Recomputed { audit, strange, contradictions } => {
            let breaches: Vec<_> = audit
                .breaches
                .iter()
                .map(|it| {
                    let by = it.by.is_finite().then_some(it.by);
                    json!({"rule": it.rule, "at": it.at, "by": by, "unit": it.unit, "message": it.message})
                })
                .collect();
            let checked: Vec<_> = audit
                .checked
                .iter()
                .zip(tolerances())
                .map(|(rule, tolerance)| {
                    json!({
                        "rule": rule.rule, "checks": rule.checks,
                        "largest_error": rule.largest_error.is_finite().then_some(rule.largest_error),
                        "relative_tolerance": tolerance.relative, "absolute_tolerance": tolerance.absolute,
                        "unit": tolerance.unit,
                    })
                })
                .collect();
            let finite = |value: f64| value.is_finite().then_some(value);
            json!({
                "recomputed": true, "breaches": breaches, "breach_count": audit.breach_count, "checked": checked,
                "strange": strange, "contradictions": contradictions, "objective_musd": finite(audit.objective_musd),
                "expected_npv_musd": finite(audit.expected_npv_musd),
            })
        }
    };
    json!({
        "run": it.manifest.verb, "finished": it.manifest.finished, "version": it.manifest.recoop_version,
        "digests": it.has_digests(), "changes": changes, "notes": it.notes, "case": case, "case_as_it_was": same,
        "case_has_same_values": same_values,
        "rules": rules, "exit_code": it.exit_code(), "verdict": it.verdict(),
    })
}
