//! Ctrl-C: the first asks for an end with what there is so far, the second ends the command at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::printer::talk;

static PRESSED: AtomicUsize = AtomicUsize::new(0);

/// Exit code of a command that was ended by a signal, as shells have it.
const INTERRUPTED: i32 = 130;

/// Begins to listen; `with` is what an end in good order is with, for instance `the best plan so far`. A platform without signals keeps its
/// own way of stopping.
pub fn listen(with: &'static str) {
    let _ = ctrlc::set_handler(move || {
        if PRESSED.fetch_add(1, Ordering::SeqCst) > 0 {
            std::process::exit(INTERRUPTED);
        }
        talk(&format!("\nstopping with {with}; press Ctrl-C again to stop at once\n"));
    });
}

/// Whether Ctrl-C was pressed.
pub fn pressed() -> bool {
    PRESSED.load(Ordering::SeqCst) > 0
}
