//! What can be bought against the adversary.

use std::ops::RangeInclusive;

use super::cell::Name;
use super::tables::BufferKind;
use crate::positions::{FacilityAt, MaterialAt, RegionAt};

/// Something that can be bought, whole or in part.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffer {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Kind.
    pub kind: BufferKind,
    /// Material of a floor, an offtake or a stockpile.
    pub material: Option<MaterialAt>,
    /// Region of a stockpile.
    pub region: Option<RegionAt>,
    /// Plant of tolling.
    pub facility: Option<FacilityAt>,
    /// MUSD, t or t/yr, by kind.
    pub amount: f64,
    /// USD/kg; 0 where the kind has none.
    pub price_usd_per_kg: f64,
    /// What the whole amount costs, MUSD of present value.
    pub cost_musd: f64,
    /// Whether it is bought whole or not at all.
    pub whole: bool,
    /// Years in which it holds.
    pub years: RangeInclusive<i32>,
}
