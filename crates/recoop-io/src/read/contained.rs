//! Panics of a library that reads foreign files end here.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `read`; a panic in it becomes an error and is not printed.
///
/// # Errors
/// Those of `read`, and that it panicked.
pub(crate) fn contained<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                before(info);
            }
        }));
    });
    let outer = CONTAINED.replace(true);
    // What `read` was working on is dropped by its owner after an error.
    let done = catch_unwind(AssertUnwindSafe(read));
    CONTAINED.set(outer);
    done.unwrap_or_else(|_| Err("it is damaged: what it says of itself contradicts what it holds".to_string()))
}

#[cfg(test)]
mod tests {
    use super::contained;

    #[test]
    fn a_panic_becomes_an_error() {
        assert!(contained::<()>(|| panic!("never printed")).is_err());
        assert_eq!(contained(|| Ok(1)), Ok(1));
        assert_eq!(contained::<()>(|| Err("why".to_string())), Err("why".to_string()));
    }
}
