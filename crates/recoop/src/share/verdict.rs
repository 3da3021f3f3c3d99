//! What is proven of a largest excess.

use coalition::planned::Bracket;

/// Whether anybody would leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// No group gains by leaving: proven.
    Stable,
    /// No group gains more than the plan of whole plants falls short of the relaxation: proven.
    Nearly,
    /// A group gains by leaving, if it may build parts of plants, and more than the plan falls short by.
    Unstable,
    /// No group was found that gains, and none was excluded.
    Open,
}

impl Stability {
    /// The verdict on a largest excess: `none` counts as no gain, and the plan of whole plants falls short of the relaxation by `short` at most.
    #[must_use]
    pub fn of(excess: Bracket, none: f64, short: f64) -> Self {
        if excess.upper <= none {
            Self::Stable
        } else if excess.upper <= none + short {
            Self::Nearly
        } else if excess.lower > none + short {
            Self::Unstable
        } else {
            Self::Open
        }
    }
}
