//! What is asked of a sharing: options and rules.

use program::Common;

use super::rules::{Bylaw, Key};
use crate::plan::PlanOptions;
use recoop_case::Network;

/// Options of a sharing.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareOptions {
    /// How the plan is made.
    pub plan: PlanOptions,
    /// What a group has of that which belongs to all.
    pub common: Common,
    /// Most groups solved for each question.
    pub groups: usize,
    /// A game of at most so many groups is solved whole; then every answer is exact.
    pub whole: usize,
    /// Groups solved for a sample of the Shapley value where the game is not solved whole; 0 for none.
    pub sample: usize,
    /// The bylaw that is tried beside the plain rules.
    pub bylaw: Bylaw,
    /// The rule whose payments are scheduled.
    pub schedule: Rule,
}

/// Groups of a game of eight members.
pub const WHOLE: usize = 255;

impl ShareOptions {
    /// Returns the default options.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        Self {
            plan: PlanOptions::from_network(network),
            common: Common::Split,
            groups: 8,
            whole: WHOLE,
            sample: 0,
            bylaw: Bylaw::default(),
            schedule: Rule::Prices,
        }
    }
}

/// A way of sharing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Everything that a member brings at its shadow price (Owen 1975).
    Prices,
    /// Payoffs that minimize the largest excess.
    LeastCore,
    /// The same, then the next largest excess, and so on: the prenucleolus (Schmeidler 1969).
    Nucleolus,
    /// What a member adds on average over all orders of joining (Shapley 1953).
    Shapley,
    /// What a member has alone, and equal parts of what is gained together.
    EqualGain,
    /// Business at internal prices, the margin by a key.
    Settled(Key),
    /// Business at internal prices, the margin by the bylaw.
    Bylaw,
}

impl Rule {
    /// All rules in the order in which they are reported.
    pub const ALL: [Self; 11] = [
        Self::Prices,
        Self::LeastCore,
        Self::Nucleolus,
        Self::Shapley,
        Self::EqualGain,
        Self::Settled(Key::Deliveries),
        Self::Settled(Key::Purchases),
        Self::Settled(Key::Value),
        Self::Settled(Key::Capital),
        Self::Settled(Key::Equal),
        Self::Bylaw,
    ];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prices => "prices",
            Self::LeastCore => "least_core",
            Self::Nucleolus => "nucleolus",
            Self::Shapley => "shapley",
            Self::EqualGain => "equal_gain",
            Self::Settled(key) => key.as_str(),
            Self::Bylaw => "bylaw",
        }
    }

    /// What it gives, in words.
    #[must_use]
    pub fn doc(self) -> &'static str {
        match self {
            Self::Prices => "everything that a member brings, at its shadow price",
            Self::LeastCore => "payoffs that minimize the largest excess",
            Self::Nucleolus => "the same, then the next largest excess, and so on",
            Self::Shapley => "average marginal contribution over all orders of joining",
            Self::EqualGain => "stand-alone value, and equal parts of the joint gain",
            Self::Settled(Key::Deliveries) => "business at internal prices, the margin by deliveries",
            Self::Settled(Key::Purchases) => "business at internal prices, the margin by purchases",
            Self::Settled(Key::Value) => "business at internal prices, the margin by the value of both",
            Self::Settled(Key::Capital) => "business at internal prices, the margin by equity invested",
            Self::Settled(Key::Equal) => "business at internal prices, the margin in equal parts",
            Self::Bylaw => "business at internal prices, the margin by the allocation bylaw",
        }
    }

    /// The rule of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == word)
    }
}
