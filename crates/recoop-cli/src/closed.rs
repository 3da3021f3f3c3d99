//! Whether standard output was closed when the command began (`recoop check CASE >&-`).
//!
//! Before `main`, the standard library replaces a closed stream with `/dev/null`. In `main` it is therefore too late to
//! test: output would be lost silently, and a deliberate `/dev/null` looks the same.

#[cfg(target_os = "linux")]
mod linux {
    #![allow(unsafe_code, reason = "the loader calls what stands in this section before the standard library begins")]

    use std::os::fd::AsFd;
    use std::sync::atomic::{AtomicBool, Ordering};

    pub static CLOSED: AtomicBool = AtomicBool::new(false);

    #[used]
    #[unsafe(link_section = ".init_array")]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        CLOSED.store(rustix::io::fcntl_getfd(std::io::stdout().as_fd()).is_err(), Ordering::Relaxed);
    }
}

/// Returns whether standard output was closed at the start.
pub fn at_start() -> bool {
    #[cfg(target_os = "linux")]
    return linux::CLOSED.load(std::sync::atomic::Ordering::Relaxed);
    #[cfg(not(target_os = "linux"))]
    false
}
