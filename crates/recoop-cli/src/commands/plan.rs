//! `recoop plan`.

use std::process::ExitCode;
use std::time::Instant;

use program::solve::Proof;
use recoop::plan::audit::{Audit, audit};
use recoop::plan::explain::{percent, short};
use recoop::plan::report::tables;
use recoop::plan::status::stop_word;
use recoop::plan::summary::{Summary, summarise};
use recoop::plan::{Plan, make};
use recoop_io::{Format, write_run};

use super::{load, run};
use crate::args::Plan as Args;
use crate::error::CliError;
use crate::interrupt;
use crate::printer::{Printer, typed};
use crate::progress::Show;
use crate::screen::Screen;

pub fn run(args: &Args, printer: &Printer) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    run::check_solving(&args.solving)?;
    let (network, read) = load::network(&args.case, printer)?;
    let options = run::plan_options(&args.solving, &network, printer)?;
    let out = run::folder(args.out.as_ref(), &args.case, &network, "", printer)?;
    let loaded = began.elapsed().as_secs_f64();
    interrupt::listen("the best plan so far");
    let mut show = Show::new(*printer);
    let made = make(&network, &options, &mut show);
    show.done();
    let plan = made.map_err(run::no_plan)?;
    let planned = began.elapsed().as_secs_f64();
    let audit = audit(&network, &plan.reported());
    let audited = began.elapsed().as_secs_f64();
    let mut manifest = run::manifest("plan", (&args.case, &out), &network, &read, &options);
    run::enter_plan(&mut manifest, &plan, &audit);
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
        printer.answer(&run::with_searches(load::with_warnings(json(&summary, &plan, &audit), &read)));
    } else {
        let screen = Screen { width: printer.width(), colour: printer.colour_answer(), full: args.full };
        printer.answer(&screen.draw(&summary));
        if args.full {
            printer.answer(&format!("\n{}", plan.counts));
        }
        printer.answer(&crate::screen::wrap(&verdict(&plan, &audit, seconds), printer.width()));
        let (out, run) = (out.display(), typed(&out));
        printer.answer(&format!("results in {out}; recoop explain {run} says what limits the plan"));
    }
    Ok(run::close(&audit, run::open(&plan).as_slice(), printer))
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
        "\n{proof}: objective {} MUSD, no plan exceeds {} MUSD; {audited}; {seconds:.1} s",
        short(status.objective),
        short(status.bound)
    )
}

/// The summary for programs.
fn json(summary: &Summary, plan: &Plan, audit: &Audit) -> serde_json::Value {
    let builds: Vec<_> = summary
        .builds
        .iter()
        .map(|b| {
            serde_json::json!({
                "facility": b.facility, "stage": b.stage, "region": b.region, "member": b.member, "year": b.year,
                "online_year": b.online_year, "run_from": b.run_from,
                "size_t": b.size_t, "capex_musd": b.capex_musd,
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
    serde_json::json!({
        "title": summary.title, "builds": builds, "years": summary.years, "stages": stages, "service": service,
        "expected_npv_musd": summary.expected_npv_musd, "cvar_npv_musd": summary.cvar_npv_musd, "terms": terms,
        "objective_musd": plan.status.objective, "bound_musd": plan.status.bound, "gap": plan.status.gap,
        "proven": plan.status.proven(), "proof": plan.status.proof.code(), "audit_passed": audit.passed(),
    })
}
