//! The answer of a sharing.

use coalition::planned::{Bracket, SettledNucleolus};
use coalition::{GameError, Group};

use super::brought::PricedThing;
use super::ex_post::NodeResult;
use super::options::Rule;
use super::rules::{Keys, Unlike};
use super::schedule::Schedule;
use super::settlement::Settlement;
use super::three_accounts::ThreeAccounts;
use super::verdict::Stability;
use crate::plan::{PlanError, SolvedPlan};

/// How well the shares of a rule are known to be its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Precision {
    /// As exactly as the plan is.
    Exact,
    /// They are those of the bounds on what groups are worth, which take groups that were not solved for richer than they are.
    Bounds,
    /// From sampled orders: all of them are within so many MUSD with a probability of 95%.
    Sampled {
        /// Largest half width of an interval, MUSD; none when the sample does not say.
        half_width_musd: Option<f64>,
    },
}

impl Precision {
    /// The word in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Bounds => "bounds",
            Self::Sampled { .. } => "sampled",
        }
    }

    /// How far a sampled share may be off, MUSD.
    #[must_use]
    pub fn half_width_musd(self) -> Option<f64> {
        match self {
            Self::Sampled { half_width_musd } => half_width_musd,
            Self::Exact | Self::Bounds => None,
        }
    }
}

/// What a rule gives.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleResult {
    /// The rule.
    pub rule: Rule,
    /// How well the shares are known.
    pub precision: Precision,
    /// Share of each member, MUSD of present value.
    pub shares: Vec<f64>,
    /// The group that is most tempted, of those that were solved, with its worth.
    pub tempted: Option<(Group, f64)>,
    /// The largest excess of any group: at least, at most, MUSD.
    pub excess: Bracket,
    /// Whether anybody would leave.
    pub verdict: Stability,
    /// Members that are paid differently for like business, where there are any.
    pub unlike: Option<Unlike>,
    /// Whether the margin follows business done: a patronage dividend.
    pub patronage: bool,
}

/// The sharing of a case.
#[derive(Clone, Debug)]
pub struct Shares {
    /// Ids of the members.
    pub members: Vec<String>,
    /// The plan that is shared.
    pub made: SolvedPlan,
    /// What is shared, MUSD: the plan's objective.
    pub total_musd: f64,
    /// What no plan can exceed, MUSD; the relaxation.
    pub relaxed_musd: f64,
    /// What turns a present value into money a year.
    pub annuity: f64,
    /// Weight of each state in the objective.
    pub weights: Vec<f64>,
    /// What each member is worth alone, MUSD; none when it cannot stand alone.
    pub alone_musd: Vec<Option<f64>>,
    /// What each member adds to all others together, MUSD.
    pub marginal_contribution_musd: Vec<Option<f64>>,
    /// What each member is paid for at shadow prices.
    pub prices: Vec<PricedThing>,
    /// Of the worth of all what no member brings, MUSD; zero when what belongs to all is split.
    pub unowned_musd: f64,
    /// The least largest excess that any sharing can have, MUSD.
    pub least_core: Bracket,
    /// What stability costs on top of the total, MUSD.
    pub stability: Bracket,
    /// Every rule but those that could not be worked out.
    pub rules: Vec<RuleResult>,
    /// Rules that could not be worked out, and why.
    pub missing: Vec<(Rule, String)>,
    /// The nucleolus with the groups that settle it.
    pub nucleolus: Option<SettledNucleolus>,
    /// Business of members.
    pub settlement: Settlement,
    /// Cash, surplus of users, public budget.
    pub accounts: ThreeAccounts,
    /// Key figures.
    pub keys: Keys,
    /// Payments over time by the rule that was asked for.
    pub schedule: Schedule,
    /// The rule that is scheduled.
    pub scheduled: Rule,
    /// The same question at the nodes of the tree.
    pub nodes: Vec<NodeResult>,
    /// Groups solved.
    pub groups: usize,
}

impl Shares {
    /// What a rule gives.
    #[must_use]
    pub fn rule(&self, rule: Rule) -> Option<&RuleResult> {
        self.rules.iter().find(|result| result.rule == rule)
    }
}

/// Why there is no sharing.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The game has no answer.
    #[error(transparent)]
    Game(#[from] GameError),
    /// A case without members, or with one.
    #[error("the case has {0}: sharing needs at least 2 members")]
    Members(String),
    /// The rule that was to be scheduled could not be worked out.
    #[error("no payments by `{}`: {}", .0.as_str(), .1)]
    Rule(Rule, String),
}
