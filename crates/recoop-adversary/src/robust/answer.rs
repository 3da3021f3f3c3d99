//! What a search for a robust plan is asked, and its answer.

use crate::bilevel::{BilevelError, WORK};
use crate::kill::KillCost;
use crate::worst::Harm;
use recoop::plan::explain::dollars;
use recoop::plan::{PlanError, PlanOptions, SolvedPlan};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::LeafAt;

/// Money below which a gap is not a share of it any more, MUSD.
const LITTLE: f64 = 0.01;
/// To what share objectives are known.
pub(super) const KNOWN: f64 = 1e-6;

/// Options of a robust plan.
#[derive(Clone, Debug, PartialEq)]
pub struct RobustOptions {
    /// How each plan is made.
    pub plan: PlanOptions,
    /// The future that is attacked: a position in the leaves of the tree.
    pub leaf: LeafAt,
    /// Whose loss counts as the cost of an attack.
    pub level: CostLevel,
    /// What the worst attack may cost, MUSD of present value; infinite without limit.
    pub budget_musd: f64,
    /// What it may cost in a year, MUSD; infinite without limit.
    pub yearly_musd: f64,
    /// Weight of the worst attack in the objective, in \[0, 1\]: ω.
    pub weight: f64,
    /// Budget at which there has to be cash in everybody's common purse in every year; none where it need not hold.
    pub survive_musd: Option<f64>,
    /// Whether bans and losses of equipment may help to empty the purse.
    pub bans: bool,
    /// Settle every attack that was found whole, prices too: plain column-and-constraint generation. It needs more rounds for the same plan.
    pub whole_attacks: bool,
    /// Most rounds.
    pub rounds: usize,
    /// Relative gap at which an attack with steps is good enough.
    pub gap: f64,
    /// Work of one search over steps, LP iterations and nodes.
    pub work: u64,
    /// Wall clock of one search over steps, seconds, where the user asks for a limit.
    pub seconds: Option<f64>,
}

impl RobustOptions {
    /// Returns the default options: a weight of one half for the worst attack without a budget.
    #[must_use]
    pub fn from_network(network: &Network) -> Self {
        Self {
            plan: PlanOptions::from_network(network),
            leaf: network.tree.likeliest(|_| true),
            level: CostLevel::Treasury,
            budget_musd: network
                .settings
                .adversary
                .budgets_musd
                .iter()
                .copied()
                .reduce(f64::max)
                .unwrap_or(f64::INFINITY),
            yearly_musd: network.settings.adversary.budget_per_year_musd,
            weight: 0.5,
            survive_musd: None,
            bans: false,
            whole_attacks: false,
            rounds: 20,
            gap: 1e-3,
            work: WORK,
            seconds: None,
        }
    }
}

/// What is known after a round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// No plan has more than this, MUSD.
    pub bound_musd: f64,
    /// What the plan of the round has, once the worst attack on it is known, MUSD; none where it does not hold.
    pub value_musd: Option<f64>,
    /// Worlds in the program.
    pub worlds: usize,
}

/// A plan, and what it is when it is attacked.
#[derive(Debug)]
pub struct PlanPerformance {
    /// The plan, operated for what is expected.
    pub made: SolvedPlan,
    /// The worst attack on it.
    pub harm: Harm,
    /// What it is worth along the future that is attacked, without an attack, MUSD.
    pub free_musd: f64,
    /// What it takes to empty everybody's common purse.
    pub kill: KillCost,
    /// Whether the user's limit on the time of a search struck on the way: the answer then depends on the machine.
    pub time_struck: bool,
}

impl PlanPerformance {
    /// What is left along the future under the worst attack, MUSD: no attack leaves less.
    #[must_use]
    pub fn worst_musd(&self) -> f64 {
        self.harm.found.bound_musd
    }

    /// The objective of the plan without an adversary, MUSD.
    #[must_use]
    pub fn expected_musd(&self) -> f64 {
        self.made.plan.status.objective
    }
}

/// A robust plan.
#[derive(Debug)]
pub struct Robust {
    /// What was asked for.
    pub options: RobustOptions,
    /// The plan.
    pub held: PlanPerformance,
    /// Its objective with the worst attack in it, MUSD.
    pub value_musd: f64,
    /// No plan has more, MUSD.
    pub bound_musd: f64,
    /// Bounds as they closed.
    pub rounds: Vec<Round>,
}

impl Robust {
    /// Relative gap between the plan and the bound.
    #[must_use]
    pub fn gap(&self) -> f64 {
        gap(self.value_musd, self.bound_musd)
    }

    /// Whether the plan is proven to be within the gap that was asked for.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.gap() <= self.options.plan.gap + KNOWN
    }
}

/// Why there is no robust plan.
#[derive(Debug, thiserror::Error)]
pub enum RobustError {
    /// There is no plan at all.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The case cannot be put under an attack.
    #[error(transparent)]
    Edit(#[from] recoop_case::edit::EditErrors),
    /// No plan holds.
    #[error("no plan has cash in every year under every attack {}", attacks_word(*.0))]
    NothingSurvives(f64),
    /// A purse without a limit cannot be emptied.
    #[error("`{0}` has no limit of capital: no attack exhausts a purse without limit; give it a row in `finances`")]
    NoPurse(String),
    /// A case without attacks.
    #[error("the case has no attacks; list them in table `attacks`")]
    NoAttacks,
    /// No attack whose cost is known at a level.
    #[error("no attack has a known cost at the level `{0}`")]
    NoCosts(&'static str),
    /// An attack on a plan could not be worked out.
    #[error("the worst attack on a plan: {0}")]
    Bilevel(#[from] BilevelError),
    /// Several futures, or a weight of risk, where there may be neither.
    #[error("worst case needs one scenario that is certain, without a weight of risk")]
    NotCertain,
    /// A plan that is worth something else in the attacked case.
    #[error("a plan with {claimed} MUSD left by its program has {replayed} in the attacked case")]
    Replay {
        /// By the program.
        claimed: f64,
        /// In the attacked case.
        replayed: f64,
    },
    /// No attack was found with the work, or in the time, of one search.
    #[error("no attack was found with the work of one search")]
    NoTime,
    /// What another process said.
    #[error("{0}")]
    Elsewhere(String),
    /// Rounds were over before any plan held.
    #[error("no plan held when rounds were over: {0} of them; `--rounds` allows more")]
    Rounds(usize),
    /// A plan may hold, and that it does is not proven.
    #[error("no plan is proven to hold against every attack {}: not proven after {rounds} round{}: {}", attacks_word(*.required_musd), if *.rounds == 1 { "" } else { "s" }, bounds_word(.bounds_musd))]
    NotProven {
        /// Budget against which the plan has to hold, MUSD.
        required_musd: f64,
        /// Rounds that were solved.
        rounds: usize,
        /// Lower bound and upper bound of the last plan's kill cost, MUSD, where they are known.
        bounds_musd: (Option<f64>, Option<f64>),
    },
}

/// Attacks within a budget of the adversary, in words that follow `every attack`.
pub(crate) fn attacks_word(budget_musd: f64) -> String {
    if budget_musd.is_finite() { format!("of at most {}", dollars(budget_musd)) } else { "at any cost".to_string() }
}

/// Bounds of a kill cost in words.
fn bounds_word((lower, upper): &(Option<f64>, Option<f64>)) -> String {
    match (lower, upper) {
        (Some(lower), Some(upper)) => {
            format!("the kill cost of the last plan lies between {} and {}", dollars(*lower), dollars(*upper))
        }
        _ => "the kill cost of the last plan has no bounds".to_string(),
    }
}

/// Relative gap between a value and a bound on it.
pub(super) fn gap(value: f64, bound: f64) -> f64 {
    (bound - value).max(0.0) / value.abs().max(LITTLE)
}
