//! What is asked about buffers, and the answer.

use crate::bilevel::BilevelError;
use crate::kill::KillCost;
use crate::robust::answer::attacks_word;
use recoop::plan::{PlanError, PlanOptions, SolvedPlan};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::{BufferAt, LeafAt, StatePath};

/// Options of buffers.
#[derive(Clone, Debug, PartialEq)]
pub struct BufferOptions {
    /// How the plan is made.
    pub plan: PlanOptions,
    /// The future that is attacked: a position in the leaves of the tree.
    pub leaf: LeafAt,
    /// Cost perspective.
    pub level: CostLevel,
    /// Budgets against which the purse has to hold, MUSD; empty for multiples of the kill cost without buffers.
    pub required_musd: Vec<f64>,
    /// Most rounds for a mix.
    pub rounds: usize,
}

impl BufferOptions {
    /// Returns the default options.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        Self {
            plan: PlanOptions::from_network(network),
            leaf: network.tree.likeliest(|_| true),
            level: CostLevel::Treasury,
            required_musd: Vec::new(),
            rounds: 60,
        }
    }
}

/// What a part of one buffer does alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Bought {
    /// Position in [`Network::buffers`].
    pub buffer: BufferAt,
    /// Part that is bought.
    pub part: f64,
    /// What it costs, MUSD.
    pub cost_musd: f64,
    /// The kill cost with it.
    pub kill: KillCost,
}

/// The cheapest mix against a budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    /// Part of each buffer.
    pub parts: Vec<f64>,
    /// What they cost together, MUSD.
    pub cost_musd: f64,
    /// No mix that holds costs less, MUSD.
    pub lower_bound_musd: f64,
    /// The kill cost with them.
    pub kill: KillCost,
    /// Rounds.
    pub rounds: usize,
}

/// What can be bought against the adversary, and what it is worth.
#[derive(Debug)]
pub struct Buffered {
    /// What was asked for.
    pub options: BufferOptions,
    /// The plan.
    pub made: SolvedPlan,
    /// States of the future.
    pub states: StatePath,
    /// The kill cost without buffers.
    pub plain: KillCost,
    /// Each buffer alone, in parts.
    pub alone: Vec<Bought>,
    /// By required budget the cheapest mix; none where not even all buffers hold.
    pub mixes: Vec<(f64, Option<Mix>)>,
    /// Buffers that do nothing with this plan: a plant that does not stand, a material that is nowhere in the region.
    pub idle: Vec<usize>,
}

impl Buffered {
    /// Money of the adversary for a dollar of a buffer; not finite where with it nothing kills any more, or where it costs nothing.
    #[must_use]
    pub fn per_dollar(&self, bought: &Bought) -> f64 {
        if bought.cost_musd > 0.0 {
            (value(&bought.kill) - value(&self.plain)) / bought.cost_musd
        } else {
            f64::INFINITY
        }
    }
}

/// A kill cost as a number: 0 where it is dead already, infinite where it is safe.
fn value(kill: &KillCost) -> f64 {
    kill.verdict.cost_musd().unwrap_or(f64::INFINITY)
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum BufferError {
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A case without buffers.
    #[error("the case has no buffers: the table `buffers` says what can be bought")]
    NoBuffers,
    /// A case without attacks.
    #[error("the case has no attacks; list them in table `attacks`")]
    NoAttacks,
    /// No attack whose cost is known at a level.
    #[error("no attack on prices has a known cost at the level `{0}`")]
    NoCosts(&'static str),
    /// A purse without a limit cannot be emptied.
    #[error("`{0}` has no limit of capital: no attack exhausts a purse without limit; give it a row in `finances`")]
    NoPurse(String),
    /// What was found is of another case.
    #[error("what was found of buffers is not of this case")]
    OtherPurchases,
    /// A bilevel program failed.
    #[error("the cheapest attack on the purse: {0}")]
    Bilevel(#[from] BilevelError),
    /// The cheapest mix is not known.
    #[error("the cheapest mix against attacks {}: {why}", attacks_word(*.budget))]
    Mix {
        /// MUSD; infinite for any.
        budget: f64,
        /// In words.
        why: String,
    },
}
