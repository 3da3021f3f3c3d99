//! What the commands that plan have in common: their options, their folder, their manifest, their exit code.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use program::solve::{Proof, Stop, tally};
use recoop::plan::audit::Audit;
use recoop::plan::explain::percent;
use recoop::plan::status::stop_word;
use recoop::plan::tables::Table;
use recoop::plan::{Plan, PlanError, PlanOptions};
use recoop_case::Network;
use recoop_case::check::unfit_name;
use recoop_case::fault::number_text;
use recoop_io::write::{
    Audit as AuditStamp, CaseStamp, Change, FamilySize, RunError, SolveStamp, changes, now, relative, set_aside_run,
};
use recoop_io::{CaseRead, Destination, MANIFEST_FILE, Manifest, read_manifest};

use crate::args::Solving;
use crate::error::CliError;
use crate::printer::{Printer, talk, typed};

/// Exit code of an answer that is not proven to be within its gap.
pub const UNPROVEN: u8 = 4;
/// Exit code of a plan that fails its audit.
pub const AUDIT_FAILED: u8 = 5;

/// Takes the folder of a run of `case`: before the search and not after it. Says what runs that were killed have left there.
pub fn folder(
    asked: Option<&PathBuf>,
    case: &Path,
    network: &Network,
    ending: &str,
    printer: &Printer,
) -> Result<Destination, CliError> {
    // The check refuses names that are more than one part of a path; here nothing may depend on that.
    if let (None, Some(why)) = (asked, unfit_name(&network.settings.name)) {
        return Err(CliError::Usage(format!("the name of the case {why}; name a folder with --out")));
    }
    let name = format!("{}{ending}", network.settings.name);
    let out = Destination::folder(&asked.cloned().unwrap_or_else(|| PathBuf::from("runs").join(name)))?;
    if case.canonicalize().is_ok_and(|case| case.starts_with(out.target())) {
        let why = "it is the case, or holds it".to_string();
        return Err(RunError::Place { path: out.to_path_buf(), why }.into());
    }
    out.notes().iter().for_each(|note| printer.warn(note));
    Ok(out)
}

/// Refuses numbers that are none, before the case is read.
pub fn check_solving(args: &Solving) -> Result<(), CliError> {
    args.gap.map(gap).transpose()?;
    args.time_limit.map(time_limit).transpose()?;
    Ok(())
}

/// How the plan of a case is solved: as asked for, else as the case says.
pub fn plan_options(args: &Solving, network: &Network, printer: &Printer) -> Result<PlanOptions, CliError> {
    let of = PlanOptions::of(network);
    Ok(PlanOptions {
        gap: args.gap.map_or(Ok(of.gap), gap)?,
        time_limit_seconds: args.time_limit.map_or(Ok(of.time_limit_seconds), time_limit)?,
        threads: threads(args.threads.unwrap_or(of.threads), printer),
        seed: args.seed,
    })
}

/// As many threads as asked for and as the machine has.
pub fn threads(wanted: usize, printer: &Printer) -> usize {
    // The solver starts as many as it is told, and ends the whole command when the system refuses one.
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    if wanted > most {
        printer.say(&format!("solving with {most} threads, which is what the machine has, not {wanted}"));
    }
    wanted.min(most)
}

fn gap(share: f64) -> Result<f64, CliError> {
    if share >= 0.0 && share.is_finite() {
        return Ok(share);
    }
    Err(CliError::Usage(format!("--gap is a share of at least 0, found `{}`", number_text(share))))
}

/// Most money that an option can mean, MUSD: as much as a cell of a table.
const MOST_MONEY: f64 = 1e12;

/// Money that was asked for, MUSD; where `endless`, also `inf` for no limit.
pub fn money(option: &str, value: f64, endless: bool) -> Result<f64, CliError> {
    if (0.0..=MOST_MONEY).contains(&value) || endless && value == f64::INFINITY {
        return Ok(value);
    }
    Err(CliError::Usage(match value {
        value if value == f64::INFINITY => format!("{option} is money with a limit; leave it out for none"),
        value if value > MOST_MONEY => format!("{option} is money of at most {MOST_MONEY:e} MUSD, not {value:e}"),
        value => format!("{option} is money of at least 0, not {}", number_text(value)),
    }))
}

/// Refuses what is asked for twice: its answers would stand twice in every table.
pub fn once<T: PartialEq + std::fmt::Display>(option: &str, values: &[T]) -> Result<(), CliError> {
    let twice = (1..values.len()).find(|at| values[..*at].contains(&values[*at]));
    twice.map_or(Ok(()), |at| Err(CliError::Usage(format!("{option}: `{}` is given twice", values[at]))))
}

/// Refuses an effort of nothing, and a limit on its time that is none.
pub fn effort(thousands: u64, seconds: Option<f64>) -> Result<(), CliError> {
    if thousands == 0 {
        return Err(CliError::Usage("--effort is a number of at least 1, found `0`".to_string()));
    }
    match seconds.filter(|seconds| !(*seconds > 0.0 && seconds.is_finite())) {
        Some(found) => {
            Err(CliError::Usage(format!("--seconds is a number of seconds above 0, found `{}`", number_text(found))))
        }
        None => Ok(()),
    }
}

/// A limit of time that was asked for.
pub fn time_limit(seconds: f64) -> Result<f64, CliError> {
    if seconds > 0.0 && seconds.is_finite() {
        return Ok(seconds);
    }
    Err(CliError::Usage(format!("--time-limit is a number of seconds above 0, found `{}`", number_text(seconds))))
}

/// The manifest of a run of the command `verb` in `out`, with nothing solved yet.
pub fn manifest(
    verb: &str,
    (case, out): (&Path, &Destination),
    network: &Network,
    read: &CaseRead,
    options: &PlanOptions,
) -> Manifest {
    let case = CaseStamp {
        name: network.settings.name.to_string(),
        title: network.settings.title.clone(),
        hash: read.hash.clone(),
        values_hash: read.values_hash(),
        path: case.canonicalize().ok().and_then(|case| relative(out.target(), &case)),
    };
    let mut manifest = Manifest::new(verb, case, now());
    let mut option = |name: &str, value: serde_json::Value| manifest.options.insert(name.to_string(), value);
    option("gap", options.gap.into());
    option("time_limit_seconds", options.time_limit_seconds.into());
    option("threads", options.threads.into());
    option("seed", options.seed.into());
    manifest
}

/// Enters a plan and its audit.
pub fn enter_plan(manifest: &mut Manifest, plan: &Plan, audit: &Audit) {
    let status = &plan.status;
    manifest.solve = Some(SolveStamp {
        solver: "HiGHS".to_string(),
        status: status.words(),
        objective: Some(status.objective),
        bound: Some(status.bound),
        gap: Some(status.gap),
        proof: Some(status.proof.as_str().to_string()),
    });
    manifest.searches = Some(searches());
    let sizes = |families: &[program::FamilyCount]| {
        families.iter().map(|f| FamilySize { family: f.name.clone(), count: f.members }).collect()
    };
    manifest.row_families = sizes(&plan.counts.rows);
    manifest.column_families = sizes(&plan.counts.cols);
    manifest.audit = Some(AuditStamp {
        passed: audit.passed(),
        checked: audit.checked.len(),
        failures: audit.breaches.iter().map(|b| format!("{} at {}: {}", b.rule, b.at, b.message)).collect(),
    });
}

/// The manifest of a run that is there; where it is not, it may be beside its place.
pub fn manifest_of(run: &Path) -> Result<Manifest, CliError> {
    read_manifest(run).map_err(|error| match set_aside_run(run) {
        Some(earlier) => {
            let earlier = earlier.display();
            let why =
                format!("recoop was stopped while it replaced it; it is in `{earlier}`, and the next run puts it back");
            CliError::NoRun { path: run.to_path_buf(), why }
        }
        None => no_manifest(run, error),
    })
}

/// Why a folder has no manifest of ours, without the name of that file where the folder itself is none.
fn no_manifest(run: &Path, error: RunError) -> CliError {
    let no_run = |why: String| CliError::NoRun { path: run.to_path_buf(), why };
    match (std::fs::metadata(run), error) {
        (Err(error), _) if error.kind() == std::io::ErrorKind::NotFound => {
            no_run("there is no such folder".to_string())
        }
        (Ok(found), _) if !found.is_dir() => no_run("it is no folder".to_string()),
        (_, RunError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
            no_run(format!("it has no `{MANIFEST_FILE}`, which recoop writes into every run"))
        }
        (_, error) => error.into(),
    }
}

/// Says what a reader of a run should know: that its plan failed its audit, and what was changed since it was written.
///
/// # Errors
/// When there is no run.
pub fn vouch(run: &Path, printer: &Printer) -> Result<Manifest, CliError> {
    let manifest = manifest_of(run)?;
    if let Some(audit) = manifest.audit.as_ref().filter(|audit| !audit.passed) {
        printer
            .warn(&format!("the plan of this run failed its audit in {} places; do not use it", audit.failures.len()));
    }
    let changed = changes(run, &manifest);
    if !changed.is_empty() {
        let named: Vec<String> =
            changed.iter().take(MOST_CHANGED).map(|it| format!("`{}` ({})", it.file, it.kind.word())).collect();
        let more = if changed.len() > MOST_CHANGED {
            format!(" and {} more", changed.len() - MOST_CHANGED)
        } else {
            String::new()
        };
        let named = named.join(", ");
        printer.warn(&format!(
            "the run was changed since it was written: {named}{more}; recoop audit {} says more",
            typed(run)
        ));
    }
    Ok(manifest)
}

/// Changed files of a run, for programs.
pub fn changes_json(changes: &[Change]) -> serde_json::Value {
    changes.iter().map(|it| serde_json::json!({"file": it.file, "change": it.kind.word()})).collect()
}

/// Changed files that are named.
const MOST_CHANGED: usize = 5;

/// The tables of a verb, and those of the plan that it rests on, so that the run can be audited later.
pub fn with_plan(network: &Network, plan: &Plan, mut tables: Vec<Table>) -> Vec<Table> {
    tables.extend(recoop::plan::report::tables(network, plan));
    tables
}

/// Whether the plan passed its audit, in words, and how many searches rest on the word of the solver.
pub fn audited(audit: &Audit) -> String {
    let audited = match audit.passed() {
        true => "audit passed".to_string(),
        false => format!("AUDIT FAILED ({} breaches)", audit.breach_count),
    };
    let searches = tally();
    match searches.not_repeated {
        0 => audited,
        alone => format!("{audited}; {alone} of {} searches proven by HiGHS, not repeated", searches.all()),
    }
}

/// The searches of this run by what their answers rest on (docs/proof.md).
pub fn searches() -> serde_json::Value {
    let searches = tally();
    serde_json::json!({
        "duals": searches.duals, "repeated": searches.repeated, "not_repeated": searches.not_repeated,
        "refuted": searches.refuted,
    })
}

/// An answer for programs, with the searches that it rests on.
pub fn with_searches(mut answer: serde_json::Value) -> String {
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("searches".to_string(), searches());
    }
    answer.to_string()
}

/// What the solver answered and what fails its check: nothing that rests on it is proven.
pub fn refuted() -> Option<String> {
    let refuted = tally().refuted;
    (refuted > 0).then(|| {
        format!(
            "{refuted} searches of the solver gave an answer that fails its check; what rests on them is not proven"
        )
    })
}

/// What is not proven of a plan.
pub fn open(plan: &Plan) -> Option<String> {
    let (gap, wanted) = (percent(plan.status.gap), percent(plan.status.gap_wanted));
    if plan.status.proven() {
        return None;
    }
    Some(match plan.status.proof {
        Proof::Refuted(doubt) => {
            format!("{}: this is the best plan so far, within {gap}, and nothing proves more of it", doubt.as_str())
        }
        _ => format!("this is the best plan so far, within {gap}, not within the {wanted} asked for"),
    })
}

/// Warns of what is not proven, and of a plan that fails its audit; the exit code.
pub fn close(audit: &Audit, open: &[String], printer: &Printer) -> ExitCode {
    if !audit.passed() {
        printer.warn(&format!("the plan fails its audit in {} places; do not use it:", audit.breach_count));
        for breach in audit.breaches.iter().take(10) {
            talk(&format!("  {} at {}: {}\n", breach.rule, breach.at, breach.message));
        }
        return ExitCode::from(AUDIT_FAILED);
    }
    let refuted = refuted();
    open.iter().chain(&refuted).for_each(|text| printer.warn(text));
    if open.is_empty() && refuted.is_none() { ExitCode::SUCCESS } else { ExitCode::from(UNPROVEN) }
}

/// Why there is no plan, in words.
pub fn no_plan(error: PlanError) -> CliError {
    match error {
        PlanError::Infeasible(formulation) => CliError::NoPlan(super::conflict::explain(&formulation)),
        PlanError::Unbounded(unlimited) => CliError::NoPlan(unlimited.to_string()),
        PlanError::NothingYet(stop) if stop == stop_word(&Stop::Interrupted) => {
            CliError::Nothing("interrupted before a first plan was found".to_string())
        }
        PlanError::NothingYet(stop) if stop == stop_word(&Stop::TimeLimit) => {
            CliError::Nothing("no plan was found in time; give it more (--time-limit)".to_string())
        }
        PlanError::NothingYet(stop) => CliError::Nothing(format!("no plan was found: the solver says `{stop}`")),
        PlanError::Edit(errors) => CliError::Nothing(errors.to_string()),
        PlanError::Solve(error) => CliError::Solve(error),
    }
}
