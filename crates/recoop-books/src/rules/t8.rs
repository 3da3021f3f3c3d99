//! T8: earnings from nonmembers and from business done for the United States are kept apart; treating them as patronage takes
//! counsel's dated label (26 USC 1382(c)(2)(A): the special deduction is for section 521 farmers' cooperatives).

use crate::bylaws::Unit;
use crate::labels::Source;

/// The unit may be allocated as patronage.
///
/// # Errors
/// Why it may not.
pub fn patronage(unit: &Unit) -> Result<(), String> {
    match unit.source_label {
        Source::Member => Ok(()),
        Source::Nonoperating => Err(format!("unit `{}` is nonoperating and never patronage (T8)", unit.unit)),
        Source::Nonmember | Source::Government if unit.is_patronage() => Ok(()),
        label => {
            Err(format!("unit `{}` is {label} business; patronage takes counsel's label with its date (T8)", unit.unit))
        }
    }
}
