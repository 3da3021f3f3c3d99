//! T7: units may be netted at the cooperative's option, and patrons are told (26 USC 1388(j)).

use crate::amount::Cents;
use crate::worksheet::Worksheet;

/// Netting took place only where the bylaws choose it, and adds up to zero over the units.
///
/// # Errors
/// What is wrong.
pub fn netting(sheet: &Worksheet, chosen: bool) -> Result<(), String> {
    let netted = sheet.units.iter().any(|line| line.netted != Cents::ZERO);
    if netted && !chosen {
        return Err("units were netted, and the bylaws do not choose it (T7)".to_string());
    }
    let sum: Cents = sheet.units.iter().map(|line| line.netted).sum();
    if sum != Cents::ZERO {
        return Err(format!("netting moves {sum} out of the units (T7)"));
    }
    Ok(())
}

/// Every patron was told of the netting.
///
/// # Errors
/// Where the notice does not tell.
pub fn told(netted: bool, notice_tells: bool) -> Result<(), String> {
    if netted && !notice_tells {
        Err("units were netted and the notice does not tell it (T7)".to_string())
    } else {
        Ok(())
    }
}
