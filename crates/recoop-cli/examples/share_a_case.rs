//! Shares the value of a case among its members: prints each rule's allocation and whether a coalition would gain by leaving.
//!
//! `cargo run --example share_a_case -- cases/5-cooperative-of-three`

use std::error::Error;
use std::io::Write;
use std::path::Path;

use recoop::plan::NoProgress;
use recoop::share::{ShareOptions, share};
use recoop_case::check::check;
use recoop_case::fault::Severity;
use recoop_case::resolve::resolve;
use recoop_io::read_case;

fn main() -> Result<(), Box<dyn Error>> {
    let case = std::env::args().nth(1).unwrap_or_else(|| "cases/5-cooperative-of-three".to_string());
    share_a_case(Path::new(&case), &mut std::io::stdout())
}

/// Writes the value of the plan of all, and by rule each member's share of it in MUSD of present value.
pub fn share_a_case(case: &Path, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let read = read_case(case);
    let settings = read.settings.as_ref().ok_or("`case.toml` has errors")?;
    let faults = check(settings, &read.tables);
    if read.has_errors() || faults.iter().any(|fault| fault.severity == Severity::Error) {
        return Err("the case has errors: `recoop check` shows them".into());
    }
    let network = resolve(settings, &read.tables);
    let shares = share(&network, &ShareOptions::from_network(&network), &mut NoProgress)?;
    writeln!(out, "together {:.2} MUSD", shares.total_musd)?;
    for result in &shares.rules {
        let each = shares.members.iter().zip(&result.shares).map(|(member, musd)| format!("{member} {musd:.2}"));
        let each = each.collect::<Vec<_>>().join(", ");
        writeln!(out, "{}: {each} ({})", result.rule.as_str(), result.verdict.as_str())?;
    }
    Ok(())
}
