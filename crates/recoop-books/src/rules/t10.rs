//! T10: net earnings from patronage are not reduced by dividends on capital where the bylaws say that these are in addition
//! (26 USC 1388(a)).

use crate::amount::Cents;
use crate::worksheet::Worksheet;

/// Dividends on capital reduced the units only where the bylaws let them.
///
/// # Errors
/// The amount that reduced patronage earnings.
pub fn dividends(sheet: &Worksheet, in_addition: bool) -> Result<(), String> {
    let reduced: Cents = sheet.units.iter().map(|line| line.dividends).sum();
    if in_addition && reduced != Cents::ZERO {
        return Err(format!(
            "dividends on capital of {reduced} reduced net earnings, and the bylaws pay them in addition (T10)"
        ));
    }
    Ok(())
}
