//! `recoop plan`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use program::solve::Stop;
use recoop::network::Network;
use recoop::plan::audit::{Audit, audit};
use recoop::plan::explain::{percent, short};
use recoop::plan::make::stop_word;
use recoop::plan::report::tables;
use recoop::plan::summary::{Summary, summarise};
use recoop::plan::{Plan, PlanError, PlanOptions, make};
use recoop_io::write::{Audit as AuditStamp, CaseStamp, FamilySize, RunError, SolveStamp, now};
use recoop_io::{CaseRead, Format, Manifest, read_manifest, write_run};

use super::load;
use crate::args::Plan as Args;
use crate::error::CliError;
use crate::interrupt;
use crate::printer::{Printer, talk};
use crate::progress::Show;
use crate::screen::Screen;

/// Exit code of a plan that is not proven to be within its gap.
pub const UNPROVEN: u8 = 4;
/// Exit code of a plan that fails its audit.
pub const AUDIT_FAILED: u8 = 5;

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    let (network, read) = load::network(&args.case, printer)?;
    let options = options(args, &network, printer)?;
    let out = args.out.clone().unwrap_or_else(|| PathBuf::from("runs").join(network.settings.name.as_str()));
    check_free(&out)?;
    let loaded = began.elapsed().as_secs_f64();
    interrupt::listen("the best plan so far");
    let mut show = Show::new(*printer);
    let made = make(&network, &options, &mut show);
    show.done();
    let plan = made.map_err(no_plan)?;
    let planned = began.elapsed().as_secs_f64();
    let audit = audit(&network, &plan.reported());
    let audited = began.elapsed().as_secs_f64();
    let mut manifest = manifest(&network, &read, &options, &plan, &audit);
    for (part, seconds) in [
        ("load", loaded),
        ("solver", plan.status.solver_seconds),
        ("plan", planned - loaded),
        ("audit", audited - planned),
    ] {
        manifest.timings_seconds.insert(part.to_string(), seconds);
    }
    let results = tables(&network, &plan);
    write_run(&out, &results, &manifest, &[Format::Csv, Format::Parquet], &[])?;
    let seconds = began.elapsed().as_secs_f64();
    let summary = summarise(&network, &plan);
    if args.json {
        printer.answer(&json(&summary, &plan, &audit));
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&screen.draw(&summary));
        if args.full {
            printer.answer(&format!("\n{}", plan.counts));
        }
        printer.answer(&crate::screen::wrap(&verdict(&plan, &audit, seconds), printer.width()));
        printer.answer(&format!("results in {}; recoop explain {0} says what limits the plan", out.display()));
    }
    Ok(code(&plan, &audit, printer))
}

/// Refuses a folder that a run may not replace, before the search and not after it.
pub fn check_free(out: &Path) -> Result<(), CliError> {
    let is_empty = || std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    if out.symlink_metadata().is_ok() && !is_empty() && read_manifest(out).is_err() {
        return Err(RunError::NotOurs(out.to_path_buf()).into());
    }
    Ok(())
}

fn options(args: &Args, network: &Network, printer: &Printer) -> Result<PlanOptions, CliError> {
    let mut options = PlanOptions::of(network);
    if let Some(wanted) = args.gap {
        options.gap = gap(wanted)?;
    }
    if let Some(limit) = args.time_limit {
        options.time_limit_seconds = time_limit(limit)?;
    }
    options.threads = threads(args.threads.unwrap_or(options.threads), printer);
    options.seed = args.seed;
    Ok(options)
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

/// A gap that was asked for.
pub fn gap(share: f64) -> Result<f64, CliError> {
    if share >= 0.0 && share.is_finite() {
        return Ok(share);
    }
    Err(CliError::Usage(format!("--gap is a share of at least 0, found `{share}`")))
}

/// A limit of time that was asked for.
pub fn time_limit(seconds: f64) -> Result<f64, CliError> {
    if seconds > 0.0 && seconds.is_finite() {
        return Ok(seconds);
    }
    Err(CliError::Usage(format!("--time-limit is a number of seconds above 0, found `{seconds}`")))
}

/// How good the plan is known to be.
fn verdict(plan: &Plan, audit: &Audit, seconds: f64) -> String {
    let status = &plan.status;
    let proof = if status.proven() {
        format!("solved to {}", percent(status.gap))
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
        "\n{proof}: objective {} MUSD, no plan exceeds {} MUSD; {audited}; {seconds:.1} s",
        short(status.objective),
        short(status.bound)
    )
}

fn code(plan: &Plan, audit: &Audit, printer: &Printer) -> ExitCode {
    if !audit.passed() {
        printer.warn(&format!("the plan fails its audit in {} places; do not use it:", audit.breach_count));
        for breach in audit.breaches.iter().take(10) {
            talk(&format!("  {} at {}: {}\n", breach.rule, breach.at, breach.message));
        }
        return ExitCode::from(AUDIT_FAILED);
    }
    if !plan.status.proven() {
        let (gap, wanted) = (percent(plan.status.gap), percent(plan.status.gap_wanted));
        printer.warn(&format!("this is the best plan so far, within {gap}, not within the {wanted} asked for"));
        return ExitCode::from(UNPROVEN);
    }
    ExitCode::SUCCESS
}

pub fn manifest(network: &Network, read: &CaseRead, options: &PlanOptions, plan: &Plan, audit: &Audit) -> Manifest {
    let case = CaseStamp {
        name: network.settings.name.to_string(),
        title: network.settings.title.clone(),
        hash: read.hash.clone(),
    };
    let mut manifest = Manifest::new("plan", case, now());
    let mut option = |name: &str, value: serde_json::Value| manifest.options.insert(name.to_string(), value);
    option("gap", options.gap.into());
    option("time_limit_seconds", options.time_limit_seconds.into());
    option("threads", options.threads.into());
    option("seed", options.seed.into());
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
    manifest
}

/// The summary for programs.
fn json(summary: &Summary, plan: &Plan, audit: &Audit) -> String {
    let builds: Vec<_> = summary
        .builds
        .iter()
        .map(|b| {
            serde_json::json!({
                "facility": b.facility, "stage": b.stage, "region": b.region, "member": b.member, "year": b.year,
                "online_year": b.online_year, "size_t": b.size_t, "capex_musd": b.capex_musd,
                "probability": b.probability, "scenarios": b.scenarios,
            })
        })
        .collect();
    let stages: Vec<_> = summary
        .stages
        .iter()
        .map(|s| serde_json::json!({"stage": s.stage, "shares": s.shares, "second_half": s.later}))
        .collect();
    let service: Vec<_> = summary
        .service
        .iter()
        .map(|s| serde_json::json!({"priority": s.priority.word(), "demanded_t": s.demanded_t, "short_t": s.short_t}))
        .collect();
    let terms: serde_json::Map<_, _> =
        summary.terms.iter().map(|(kind, musd)| (kind.word().to_string(), (*musd).into())).collect();
    let value = serde_json::json!({
        "title": summary.title, "builds": builds, "years": summary.years, "stages": stages, "service": service,
        "expected_npv_musd": summary.expected_npv_musd, "cvar_npv_musd": summary.cvar_npv_musd, "terms": terms,
        "objective_musd": plan.status.objective, "bound_musd": plan.status.bound, "gap": plan.status.gap,
        "proven": plan.status.proven(), "audit_passed": audit.passed(),
    });
    value.to_string()
}

/// Why there is no plan, in words.
pub fn no_plan(error: PlanError) -> CliError {
    match error {
        PlanError::Infeasible(formulation) => CliError::NoPlan(super::conflict::explain(&formulation)),
        PlanError::Unbounded(_) => CliError::NoPlan(
            "the plan can earn without limit: something can be bought and sold again at a profit, or made from nothing; \
             give the offers limits"
                .to_string(),
        ),
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
