//! What is asked of a worksheet.

use serde::{Deserialize, Serialize};

use crate::amount::Cents;
use crate::ids::UnitId;
use crate::labels::ShareRule;

/// A difference between net earnings as taxed and as booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Unit.
    pub unit: UnitId,
    /// Reason.
    pub reason: String,
    /// Amount that tax earnings are above book earnings.
    pub cents: Cents,
}

/// Asks for the worksheet of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Fiscal year.
    pub year: i16,
    /// Key. Rules that do not follow business done are refused under T1.
    pub key: ShareRule,
    /// Differences between tax and books, where the bylaws take the tax basis.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
}
