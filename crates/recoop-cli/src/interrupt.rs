//! Ctrl-C: the first asks for an end with what there is so far, the second ends the command at once.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use recoop_study::Cancel;

use crate::printer::talk;

static PRESSED: AtomicUsize = AtomicUsize::new(0);
static CANCEL: LazyLock<Cancel> = LazyLock::new(Cancel::new);

/// Exit code of a command that was ended by a signal, as shells have it.
const INTERRUPTED: i32 = 130;

/// Begins to listen; `with` is what an end in good order is with, for instance `the best plan so far`. A platform without signals keeps its
/// own way of stopping.
pub fn listen(with: &'static str) {
    let cancel = cancel();
    let _ = ctrlc::set_handler(move || {
        if PRESSED.fetch_add(1, Ordering::SeqCst) > 0 {
            std::process::exit(INTERRUPTED);
        }
        cancel.cancel();
        talk(&format!("\nstopping with {with}; press Ctrl-C again to stop at once\n"));
    });
}

/// The request to stop that the first Ctrl-C makes.
pub fn cancel() -> Cancel {
    CANCEL.clone()
}
