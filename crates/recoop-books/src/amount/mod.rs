//! Numbers of the books, all integers: cents, grams, parts per million. No value passes through a floating-point number.

mod exact;
mod mass;
mod money;
mod share;
mod split;

pub use exact::{Rounding, divide, multiply_divide};
pub use mass::{Grams, MAX_GRAMS};
pub use money::{Cents, MAX_CENTS};
pub use share::{Ppm, WHOLE};
pub use split::{Remainder, split};

/// An amount that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text is not a number of the expected form.
    #[error("`{text}` is not {form}")]
    Form {
        /// The text that was read.
        text: String,
        /// The form that was expected.
        form: &'static str,
    },
    /// The number is beyond what the books hold.
    #[error("`{text}` is beyond the limit of {limit}")]
    TooLarge {
        /// The number.
        text: String,
        /// The limit, with its unit.
        limit: &'static str,
    },
    /// A split has no part that could take something.
    #[error("{0} cannot be split: every weight is zero")]
    NoWeights(Cents),
    /// A weight of a split is negative.
    #[error("a split has a negative weight at position {0}")]
    NegativeWeight(usize),
    /// The rounding partner is not among the parts.
    #[error("the rounding partner at position {0} is not among the parts")]
    NoPartner(usize),
    /// A division by zero.
    #[error("a ratio has a denominator of zero")]
    ZeroDenominator,
}
