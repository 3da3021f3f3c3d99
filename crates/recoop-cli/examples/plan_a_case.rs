//! Plans a case: reads its tables, checks them, solves, audits, and prints the builds and the proof.
//!
//! `cargo run --example plan_a_case -- cases/3-refinery-with-scale`

use std::error::Error;
use std::io::Write;
use std::path::Path;

use recoop::plan::audit::audit;
use recoop::plan::summary::summarize;
use recoop::plan::{NoProgress, PlanOptions, solve};
use recoop_case::check::check;
use recoop_case::resolve::resolve;
use recoop_io::read_case;

fn main() -> Result<(), Box<dyn Error>> {
    let case = std::env::args().nth(1).unwrap_or_else(|| "cases/3-refinery-with-scale".to_string());
    plan_a_case(Path::new(&case), &mut std::io::stdout())
}

/// Writes the builds of the best plan of a case, its value and how well it is proven.
pub fn plan_a_case(case: &Path, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let read = read_case(case);
    let settings = read.settings.as_ref().ok_or("`case.toml` has errors")?;
    let findings = [read.findings.clone(), read.origins.locate_all(&check(settings, &read.tables))].concat();
    if let Some(error) = findings.iter().find(|finding| finding.is_error()) {
        return Err(format!("{}: {}", error.code, error.message).into());
    }
    let network = resolve(settings, &read.tables);
    let plan = solve(&network, &PlanOptions::from_network(&network), &mut NoProgress)?;
    for build in summarize(&network, &plan).builds {
        writeln!(
            out,
            "{}: {:.0} {} in {}, {:.1} MUSD",
            build.facility, build.size_t, build.unit, build.year, build.capex_musd
        )?;
    }
    let (objective, bound) = (plan.status.objective, plan.status.bound);
    writeln!(out, "objective {objective:.3} MUSD, upper bound {bound:.3} MUSD, {}", plan.status.proof.as_str())?;
    writeln!(out, "audit {}", if audit(&network, &plan.reported()).passed() { "passed" } else { "failed" })?;
    Ok(())
}
