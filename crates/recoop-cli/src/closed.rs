//! Whether standard output was closed when the command began (`recoop check CASE >&-`).
//!
//! Before `main` the standard library opens `/dev/null` in the place of a stream that is closed, so that it is too late to ask there: what is
//! written would be lost without a word. Programs that start others with `/dev/null` on purpose look the same then.

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

/// Whether there was no standard output to write to.
pub fn at_start() -> bool {
    #[cfg(target_os = "linux")]
    return linux::CLOSED.load(std::sync::atomic::Ordering::Relaxed);
    #[cfg(not(target_os = "linux"))]
    false
}
