//! Exit codes, and the last line of a screen.

use std::process::ExitCode;

use recoop_study::{Answer, Done, Ending, Status};

use crate::printer::{Printer, talk};
use crate::screen::{Screen, wrap};

/// Exit code of an answer that is not proven to be within its gap.
pub const UNPROVEN: u8 = 4;
/// Exit code of a plan that fails its audit.
pub const AUDIT_FAILED: u8 = 5;

/// Prints an answer as JSON, or lets `draw` print it on a screen; then ends as [`close`] does.
pub fn answer<A: Answer, E>(
    done: &Done<A, E>,
    (json, full): (bool, bool),
    printer: &Printer,
    draw: impl FnOnce(Screen),
) -> ExitCode {
    if json {
        printer.answer(&done.to_json().to_string());
    } else {
        draw(Screen { width: printer.width(), color: printer.color_answer(), full });
    }
    close(&done.ending, printer)
}

/// Prints the last line of a screen: the audit, `work` where there is more to say of it, seconds, place of the tables.
pub fn last_line<A: Answer, E>(done: &Done<A, E>, work: &str, printer: &Printer) {
    let line = format!("{}; {work}{:.1} s; tables in {}", audited(done), done.seconds, place(done));
    printer.answer(&wrap(&line, printer.width()));
}

/// Warns of what is not proven, and of a plan that fails its audit; the exit code.
pub fn close(ending: &Ending, printer: &Printer) -> ExitCode {
    match (ending.status(), &ending.audit) {
        (Status::AuditFailed, Some(audit)) => {
            printer.warn(&match audit.breach_count {
                1 => "the audit found 1 violation; do not use this plan:".to_string(),
                count => format!("the audit found {count} violations; do not use this plan:"),
            });
            for breach in audit.breaches.iter().take(10) {
                talk(&format!("  {} at {}: {}\n", breach.rule, breach.at, breach.message));
            }
            ExitCode::from(AUDIT_FAILED)
        }
        (Status::Done, _) => ExitCode::SUCCESS,
        _ => {
            ending.open_sentences().iter().for_each(|text| printer.warn(text));
            ExitCode::from(UNPROVEN)
        }
    }
}

/// Whether the plan passed its audit, in words, and how many searches rest on the word of the solver.
pub fn audited<A: Answer, E>(done: &Done<A, E>) -> String {
    let searches = done.searches.unwrap_or_default();
    done.ending.audit.as_ref().map(|audit| recoop_study::run::audited(audit, searches)).unwrap_or_default()
}

/// Where a run is, for the last line of a screen.
pub fn place<A, E>(done: &Done<A, E>) -> String {
    done.place.as_ref().map(|place| place.display().to_string()).unwrap_or_default()
}
