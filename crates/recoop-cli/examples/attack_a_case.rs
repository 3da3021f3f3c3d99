//! Attacks the plan of a case: prints the kill cost of each purse, that is the least present-value cost to the adversary of
//! exhausting it, alone and together.
//!
//! `cargo run --example attack_a_case -- cases/6-long-purse`

use std::error::Error;
use std::io::Write;
use std::path::Path;

use recoop::plan::NoProgress;
use recoop_adversary::kill::KillOutcome;
use recoop_adversary::{PurseHolder, StressOptions, stress};
use recoop_case::attacks::CostLevel;
use recoop_case::check::check;
use recoop_case::fault::Severity;
use recoop_case::resolve::resolve;
use recoop_io::read_case;

fn main() -> Result<(), Box<dyn Error>> {
    let case = std::env::args().nth(1).unwrap_or_else(|| "cases/6-long-purse".to_string());
    attack_a_case(Path::new(&case), &mut std::io::stdout())
}

/// Writes who fails at which cost to the adversary's producers.
pub fn attack_a_case(case: &Path, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let read = read_case(case);
    let settings = read.settings.as_ref().ok_or("`case.toml` has errors")?;
    let faults = check(settings, &read.tables);
    if read.has_errors() || faults.iter().any(|fault| fault.severity == Severity::Error) {
        return Err("the case has errors: `recoop check` shows them".into());
    }
    let network = resolve(settings, &read.tables);
    let options = StressOptions { levels: vec![CostLevel::Producers], ..StressOptions::from_network(&network) };
    let stress = stress(&network, &options, &mut NoProgress)?;
    for kills in &stress.kills {
        let who = match kills.who {
            PurseHolder::Alone(member) => network.members[member].title.to_string(),
            PurseHolder::Inside(member) => format!("{} inside the cooperative", network.members[member].title),
            PurseHolder::Producers => "all producers".to_string(),
            PurseHolder::Group(_) => "a coalition".to_string(),
            PurseHolder::All => "all together".to_string(),
            PurseHolder::OneDesk => "all with one sales desk".to_string(),
        };
        match &kills.costs.as_ref().map_err(ToString::to_string)?[0].verdict {
            KillOutcome::Kill { cost_musd, lower_bound_musd, .. } => {
                writeln!(out, "{who}: attack found at {cost_musd:.2} MUSD, lower bound {lower_bound_musd:.2} MUSD")?;
            }
            KillOutcome::FailsUnattacked { .. } => writeln!(out, "{who}: fails without an attack")?,
            KillOutcome::NotExhaustible => writeln!(out, "{who}: not exhausted by any modeled attack")?,
            KillOutcome::NotProven => writeln!(out, "{who}: not proven")?,
        }
    }
    Ok(())
}
