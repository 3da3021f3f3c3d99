//! A commitment.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::{Cents, Grams};
use crate::ids::MemberId;
use crate::words::words;

words! {
    /// What is promised.
    pub enum Promise: "promise" {
        /// To take product.
        Offtake = "offtake",
        /// To deliver feed.
        Feed = "feed",
        /// To pay in capital.
        Capital = "capital",
    }
}
crate::tables::cells! { Promise }

/// A promise of a member. It makes no entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Member.
    pub member: MemberId,
    /// What is promised.
    pub promise: Promise,
    /// Weight a year, for offtake and feed.
    #[serde(default)]
    pub kg_per_year: Option<Grams>,
    /// Amount in total, for capital.
    #[serde(default)]
    pub amount: Option<Cents>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}
