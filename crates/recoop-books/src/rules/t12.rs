//! T12: any corporation operating on a cooperative basis is under Subchapter T (26 USC 1381(a)(2)); the three tests of Puget Sound
//! Plywood (44 T.C. 305) say whether it does.

use jiff::civil::Date;

use crate::bylaws::{Bylaws, self_check};

/// The bylaws operate on a cooperative basis.
///
/// # Errors
/// The tests that fail, with reasons.
pub fn cooperative_basis(bylaws: &Bylaws, day: Date) -> Result<(), String> {
    let failed: Vec<String> = self_check(bylaws, day)
        .into_iter()
        .filter(|check| !check.passes)
        .map(|check| format!("{}: {}", check.test, check.reason))
        .collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("not on a cooperative basis (T12): {}", failed.join("; "))) }
}
