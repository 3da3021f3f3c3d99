//! What the commands that plan have in common: their options, their folder, their manifest, their exit code.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use program::solve::Stop;
use recoop::network::Network;
use recoop::plan::audit::Audit;
use recoop::plan::explain::percent;
use recoop::plan::make::stop_word;
use recoop::plan::{Plan, PlanError, PlanOptions};
use recoop_io::write::{Audit as AuditStamp, CaseStamp, FamilySize, RunError, SolveStamp, now};
use recoop_io::{CaseRead, Manifest, read_manifest};

use crate::args::Solving;
use crate::error::CliError;
use crate::printer::{Printer, talk};

/// Exit code of an answer that is not proven to be within its gap.
pub const UNPROVEN: u8 = 4;
/// Exit code of a plan that fails its audit.
pub const AUDIT_FAILED: u8 = 5;

/// The folder of a run, which has to be free: before the search and not after it.
pub fn folder(asked: Option<&PathBuf>, network: &Network, ending: &str) -> Result<PathBuf, CliError> {
    let name = format!("{}{ending}", network.settings.name);
    let out = asked.cloned().unwrap_or_else(|| PathBuf::from("runs").join(name));
    check_free(&out)?;
    Ok(out)
}

/// Refuses a folder that a run may not replace, or that cannot be made.
fn check_free(out: &Path) -> Result<(), CliError> {
    let is_empty = || std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    if out.symlink_metadata().is_ok() && !is_empty() && read_manifest(out).is_err() {
        return Err(RunError::NotOurs(out.to_path_buf()).into());
    }
    // Minutes of search would be lost if the results could not be written then.
    let there = out.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(Path::new("."));
    let probe = there.join(format!(".recoop-{}", std::process::id()));
    let probed = std::fs::create_dir(&probe).and_then(|()| std::fs::remove_dir(&probe));
    probed.map_err(|source| RunError::Io { path: out.to_path_buf(), source }.into())
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
    Err(CliError::Usage(format!("--gap is a share of at least 0, found `{share}`")))
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
        value => format!("{option} is money of at least 0, not {value}"),
    }))
}

/// Refuses what is asked for twice: its answers would stand twice in every table.
pub fn once<T: PartialEq + std::fmt::Display>(option: &str, values: &[T]) -> Result<(), CliError> {
    let twice = (1..values.len()).find(|at| values[..*at].contains(&values[*at]));
    twice.map_or(Ok(()), |at| Err(CliError::Usage(format!("{option}: `{}` is given twice", values[at]))))
}

/// A limit of time that was asked for.
pub fn time_limit(seconds: f64) -> Result<f64, CliError> {
    if seconds > 0.0 && seconds.is_finite() {
        return Ok(seconds);
    }
    Err(CliError::Usage(format!("--time-limit is a number of seconds above 0, found `{seconds}`")))
}

/// The manifest of a run of the command `verb`, with nothing solved yet.
pub fn manifest(verb: &str, network: &Network, read: &CaseRead, options: &PlanOptions) -> Manifest {
    let case = CaseStamp {
        name: network.settings.name.to_string(),
        title: network.settings.title.clone(),
        hash: read.hash.clone(),
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
        status: if status.proven() { "solved within the gap" } else { stop_word(&status.stop) }.to_string(),
        objective: Some(status.objective),
        bound: Some(status.bound),
        gap: Some(status.gap),
    });
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

/// Whether the plan passed its audit, in words.
pub fn audited(audit: &Audit) -> String {
    if audit.passed() { "audit passed".to_string() } else { format!("AUDIT FAILED ({} breaches)", audit.breach_count) }
}

/// What is not proven of a plan.
pub fn open(plan: &Plan) -> Option<String> {
    let (gap, wanted) = (percent(plan.status.gap), percent(plan.status.gap_wanted));
    let open = !plan.status.proven();
    open.then(|| format!("this is the best plan so far, within {gap}, not within the {wanted} asked for"))
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
    open.iter().for_each(|text| printer.warn(text));
    if open.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(UNPROVEN) }
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
        PlanError::Solve(error) => CliError::Solve(error),
    }
}
