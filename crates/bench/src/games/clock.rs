//! CPU time of this process as the kernel counts it: on a machine with other work it says more than the wall clock.

use std::fs;
use std::hint::black_box;

/// Ticks of `/proc` in a second, on Linux whatever the kernel's own clock.
const TICKS: f64 = 100.0;
/// Short work is repeated until it has taken so many seconds.
const LONG_ENOUGH: f64 = 0.3;

/// CPU seconds of this process so far, all threads; zero where the kernel does not say.
#[must_use]
pub fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may hold spaces, in parentheses: user and system time are the fields 12 and 13.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / TICKS
}

/// CPU seconds of some work, with its result.
pub fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let started = cpu_seconds();
    let result = work();
    (cpu_seconds() - started, result)
}

/// Mean CPU seconds of some work, repeated while it is short, with its last result.
pub fn repeated<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let started = cpu_seconds();
    let mut times = 0;
    loop {
        let result = black_box(work());
        times += 1;
        let taken = cpu_seconds() - started;
        if taken >= LONG_ENOUGH {
            return (taken / f64::from(times), result);
        }
    }
}
