//! Memory of this process as the kernel counts it.

use std::fs;

/// Resident memory, MiB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Now.
    pub now: f64,
    /// The most since the last [`reset_peak`].
    pub peak: f64,
}

/// Reads the process's memory; zeros where the kernel does not say.
#[must_use]
pub fn memory() -> Memory {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0)
    };
    Memory { now: field("VmRSS:") / 1024.0, peak: field("VmHWM:") / 1024.0 }
}

/// Forgets the peak: the next one counts from now. Where the kernel does not allow it, the peak is that of the whole process.
pub fn reset_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}
