//! Ten sentences.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// What to build.
    Build,
    /// What it costs.
    Cost,
    /// What it earns.
    Worth,
    /// Whom it serves.
    Service,
    /// What stays dependent.
    Dependence,
    /// What the adversary must spend to break the weakest member.
    WeakestMember,
    /// What it must spend to break all together.
    Together,
    /// Who would be tempted to leave.
    Tempted,
    /// What holds them.
    Hold,
    /// What is assumed rather than known.
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
