//! Figures that a source prints, held against their own arithmetic. A contradiction is refused, never averaged.

use super::base_capital::need;
use crate::amount::{Cents, Ppm, Rounding, WHOLE};

/// A part that was reckoned by a displayed percentage instead of the exact ratio.
///
/// # Errors
/// The amount that the displayed percentage gives, where it is not the printed one.
pub fn check_printed_share(total: Cents, displayed: Ppm, printed: Cents) -> Result<(), String> {
    let by_display = total.times(displayed.0, WHOLE.0, Rounding::HalfUp).map_err(|error| error.to_string())?;
    if by_display == printed {
        return Ok(());
    }
    Err(format!(
        "{displayed} of {total} is {by_display}, not {printed}; allocate by the exact ratio, never by a displayed percentage"
    ))
}

/// An equity need that a source prints beside the assets and the share that it comes from.
///
/// # Errors
/// The right need, where it is not the printed one.
pub fn check_printed_need(assets: Cents, equity: Ppm, printed: Cents) -> Result<(), String> {
    let right = need(assets, equity, WHOLE).map_err(|error| error.to_string())?;
    if right == printed { Ok(()) } else { Err(format!("{equity} of {assets} is {right}, not {printed}")) }
}
