//! A delivery.

use serde::{Deserialize, Serialize};

use crate::amount::{Grams, Ppm};
use crate::ids::{MemberId, PoolId, UnitId};
use crate::labels::Source;
use crate::settlement::Assay;

/// Material that a patron delivers. Without an assay it makes no entry, and it stops the close of its month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Patron.
    pub member: MemberId,
    /// Allocation unit.
    pub unit: UnitId,
    /// Pool.
    pub pool: PoolId,
    /// Whose business it is; without it the month cannot be closed.
    #[serde(default)]
    pub source: Option<Source>,
    /// Wet weight.
    pub wet: Grams,
    /// Moisture, share of wet weight.
    pub moisture: Ppm,
    /// Assays; provisional where the cooperative's result is not there yet.
    #[serde(default)]
    pub assays: Vec<Assay>,
}
