//! Ctrl-C: the first asks the solver to stop with the best plan so far, the second ends the command at once.

use std::sync::atomic::{AtomicUsize, Ordering};

static PRESSED: AtomicUsize = AtomicUsize::new(0);

/// Exit code of a command that was ended by a signal, as shells have it.
const INTERRUPTED: i32 = 130;

/// Begins to listen. A platform without signals keeps its own way of stopping.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        if PRESSED.fetch_add(1, Ordering::SeqCst) > 0 {
            std::process::exit(INTERRUPTED);
        }
        eprintln!("\nstopping with the best plan so far; press Ctrl-C again to stop at once");
    });
}

/// Whether Ctrl-C was pressed.
pub fn pressed() -> bool {
    PRESSED.load(Ordering::SeqCst) > 0
}
