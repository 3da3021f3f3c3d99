//! Inputs that once got a wrong answer, each with the right one: by hand, by another solver or by brute force. One module for each area.

#[allow(dead_code, reason = "shared with the other test binary")]
#[path = "../it/command.rs"]
mod command;

mod chance;
mod explained;
mod files;
mod games;
mod guard;
mod markets;
mod proven;
mod reading;
mod sharing;
mod slips;
mod solvency;
mod time;
mod workbooks;

/// An input as it is in the repository.
fn inputs(name: &str) -> std::path::PathBuf {
    command::repository().join("crates/recoop-cli/tests/faults/inputs").join(name)
}
