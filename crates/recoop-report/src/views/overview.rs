//! Ten sentences.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Construction.
    Build,
    /// Capital and public support.
    Cost,
    /// Expected NPV.
    Worth,
    /// Demand served.
    Service,
    /// Dependence on imports.
    Dependence,
    /// Kill cost of the weakest purse.
    WeakestMember,
    /// Kill cost of the joint purse.
    Together,
    /// Stability of the allocation.
    #[serde(alias = "tempted")]
    Stability,
    /// Cost of stability.
    Hold,
    /// Share of assumed values.
    Assumed,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Sentence {
    /// What it is about.
    pub topic: Topic,
    /// The sentence, plain text.
    pub text: String,
}
