//! T6: a per-unit retain belongs to products marketed for the member, is fixed without reference to net earnings, and is agreed
//! (26 USC 1388(f)-(h)). Where members keep title, there is none.

use jiff::civil::Date;

use crate::amount::Cents;
use crate::bylaws::{Title, Unit};

/// The unit may retain per unit.
///
/// # Errors
/// Why it may not.
pub fn retain(unit: &Unit, first_delivery: Option<Date>) -> Result<(), String> {
    if unit.retain_usd_per_kg == Cents::ZERO {
        return Ok(());
    }
    if unit.title == Title::Member {
        return Err(format!(
            "members keep title in unit `{}`, so it markets no product for them and has no per-unit retain (T6)",
            unit.unit
        ));
    }
    if unit.retain_usd_per_kg < Cents::ZERO {
        return Err(format!("the retain of unit `{}` is below zero (T6)", unit.unit));
    }
    match first_delivery {
        Some(first) if unit.from > first => Err(format!(
            "the retain of unit `{}` was fixed on {}, after the delivery of {first} (T6)",
            unit.unit, unit.from
        )),
        _ => Ok(()),
    }
}
