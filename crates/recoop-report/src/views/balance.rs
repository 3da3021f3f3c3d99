//! What becomes of each element: a surplus of one cannot help the lack of another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Series;

/// The balance of each element, t of the element a year. From the table `element_balance`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Balance {
    /// Elements that move at all.
    pub elements: Vec<ElementBalance>,
}

/// The balance of an element over all regions, t/yr: counted in separated products.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ElementBalance {
    /// Element.
    pub element: usize,
    /// Mined and collected.
    pub mined_t: Series,
    /// Separated: made as a product of its own.
    pub made_t: Series,
    /// Bought at markets.
    pub bought_t: Series,
    /// Used by plants further down the chain, at home and abroad.
    pub used_t: Series,
    /// Delivered to end users.
    pub served_t: Series,
    /// Sold at markets.
    pub sold_t: Series,
    /// Got rid of.
    pub disposed_t: Series,
    /// Wanted by end users and not served.
    pub short_t: Series,
}
