//! Ctrl-C: the first asks for an end with what there is so far, the second ends the command at once.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use recoop_study::Cancel;

use crate::printer::talk;

static PRESSED: AtomicUsize = AtomicUsize::new(0);
static CANCEL: LazyLock<Cancel> = LazyLock::new(Cancel::new);

/// Exit code of a command that was ended by a signal, as shells have it.
const INTERRUPTED: i32 = 130;

/// Begins to listen; `with` is the result of an end in good order, for instance `the best plan so far`; after `nothing: ` it says why there is none. A platform without signals keeps its
/// own way of stopping.
pub fn listen(with: &'static str) {
    let cancel = cancel();
    let _ = ctrlc::set_handler(move || {
        if PRESSED.fetch_add(1, Ordering::SeqCst) > 0 {
            std::process::exit(INTERRUPTED);
        }
        cancel.cancel();
        talk(&format!("\n{}; press Ctrl-C again to stop at once\n", stopping(with)));
    });
}

/// How work ends: with what is known so far, or with no result.
fn stopping(with: &str) -> String {
    match with.strip_prefix("nothing: ") {
        Some(why) => format!("stopping; {why}"),
        None => format!("stopping with {with}"),
    }
}

/// The request to stop that the first Ctrl-C makes.
pub fn cancel() -> Cancel {
    CANCEL.clone()
}
