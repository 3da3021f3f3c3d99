//! A sharing as an answer.

use coalition::Group;
use recoop::share::Shares;
use recoop_case::Network;
use serde::Serialize;
use ts_rs::TS;

use crate::Answer;

/// Answer: allocations of a plan's value by rule, and whether coalitions would leave. Lists by member are in the order of `members`.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ShareAnswer {
    /// Title of the case.
    pub title: String,
    /// Ids of the members.
    pub members: Vec<String>,
    /// Value to share, MUSD of present value.
    pub total_musd: f64,
    /// The same with parts of plants allowed.
    pub relaxed_musd: f64,
    /// Present value of 1 MUSD a year: divide by it for annualized money.
    pub annuity: f64,
    /// Stand-alone value of each member, MUSD; `null` where it cannot stand alone.
    pub alone_musd: Vec<Option<f64>>,
    /// Marginal contribution of each member, MUSD.
    pub marginal_contribution_musd: Vec<Option<f64>>,
    /// Cash of all firms after tax, MUSD of present value. With `surplus_musd` and `tax_difference_musd` it adds up to `total_musd`.
    pub cash_musd: f64,
    /// Surplus of all users, MUSD.
    pub surplus_musd: f64,
    /// Tax due less the tax that the plan reckons with, MUSD.
    pub tax_difference_musd: f64,
    /// Tax and duties to the public budget less its support, MUSD.
    pub public_musd: f64,
    /// Lower and upper bound on the least gain from leaving that every allocation leaves to a coalition, MUSD.
    pub least_core_musd: [f64; 2],
    /// Lower and upper bound on the outside payment that makes some allocation stable, MUSD.
    pub cost_of_stability_musd: [f64; 2],
    /// Allocations by rule.
    pub rules: Vec<RuleLine>,
    /// Rules without an allocation.
    pub missing: Vec<MissingRule>,
    /// Rule whose payments are scheduled.
    pub scheduled: String,
    /// Stability at each node of the scenario tree under the scheduled rule.
    pub ex_post_stability: Vec<NodeLine>,
    /// Coalitions solved.
    pub groups_solved: usize,
}

/// Allocation of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RuleLine {
    /// Rule.
    pub rule: String,
    /// Whether a coalition would leave.
    pub verdict: String,
    /// Share of each member, MUSD of present value.
    pub shares_musd: Vec<f64>,
    /// Coalition with the largest gain from leaving, of those solved.
    pub largest_excess_coalition: Option<Vec<String>>,
    /// Lower bound on the largest gain from leaving, MUSD.
    pub gain_musd: f64,
    /// Upper bound on it, MUSD.
    pub gain_upper_bound_musd: f64,
    /// Whether the margin is a patronage dividend.
    pub patronage: bool,
    /// `exact`, `bounds` or `sampled`.
    pub precision: String,
    /// Half width of the 95% interval of a sampled share, MUSD.
    pub half_width_musd: Option<f64>,
}

/// A rule without an allocation.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MissingRule {
    /// Rule.
    pub rule: String,
    /// Why.
    pub why: String,
}

/// Stability at a node of the scenario tree.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct NodeLine {
    /// Node.
    pub scenario: String,
    /// Year.
    pub year: i32,
    /// Payments still due to each member, MUSD at that year.
    pub due_musd: Vec<f64>,
    /// Coalition with the largest gain from leaving.
    pub largest_excess_coalition: Option<Vec<String>>,
    /// Lower bound on its gain, MUSD.
    pub gain_musd: f64,
    /// Upper bound on the gain of any coalition, MUSD.
    pub gain_upper_bound_musd: f64,
    /// Whether a coalition would leave, as for a rule.
    pub verdict: String,
    /// Side payments to each member toward the node's own prices, MUSD.
    pub side_payments_musd: Vec<f64>,
    /// Upper bound on the gain of any coalition with them, MUSD.
    pub held_to_musd: f64,
    /// Whether a coalition would leave with them.
    pub held: String,
}

impl Answer for ShareAnswer {
    const VERB: &'static str = "share";
    const SCHEMA_VERSION: u32 = 4;
}

impl ShareAnswer {
    pub(super) fn of(network: &Network, shares: &Shares) -> Self {
        let named = |group: Group| group.iter().map(|i| shares.members[i].clone()).collect::<Vec<_>>();
        let rules = shares.rules.iter().map(|rule| RuleLine {
            rule: rule.rule.as_str().to_string(),
            verdict: rule.verdict.as_str().to_string(),
            shares_musd: rule.shares.clone(),
            largest_excess_coalition: rule.tempted.map(|(group, _)| named(group)),
            gain_musd: rule.excess.lower,
            gain_upper_bound_musd: rule.excess.upper,
            patronage: rule.patronage && rule.unlike.is_none(),
            precision: rule.precision.as_str().to_string(),
            half_width_musd: rule.precision.half_width_musd(),
        });
        let missing = shares
            .missing
            .iter()
            .map(|(rule, why)| MissingRule { rule: rule.as_str().to_string(), why: why.to_string() });
        let later = shares.nodes.iter().map(|node| NodeLine {
            scenario: network.tree.nodes[node.node].id.to_string(),
            year: node.year,
            due_musd: node.due_musd.clone(),
            largest_excess_coalition: node.tempted.map(|(group, _)| named(group)),
            gain_musd: node.excess.lower,
            gain_upper_bound_musd: node.excess.upper,
            side_payments_musd: node.side_payments_musd.clone(),
            held_to_musd: node.held_to_musd,
            verdict: node.verdict.as_str().to_string(),
            held: node.held.as_str().to_string(),
        });
        let sums = shares.accounts.sums(&shares.weights);
        Self {
            cash_musd: sums.cash_musd,
            surplus_musd: sums.surplus_musd,
            tax_difference_musd: sums.tax_difference_musd,
            public_musd: sums.public_musd,
            title: network.settings.title.clone(),
            members: shares.members.clone(),
            total_musd: shares.total_musd,
            relaxed_musd: shares.relaxed_musd,
            annuity: shares.annuity,
            alone_musd: shares.alone_musd.clone(),
            marginal_contribution_musd: shares.marginal_contribution_musd.clone(),
            least_core_musd: [shares.least_core.lower, shares.least_core.upper],
            cost_of_stability_musd: [shares.stability.lower, shares.stability.upper],
            rules: rules.collect(),
            missing: missing.collect(),
            scheduled: shares.scheduled.as_str().to_string(),
            ex_post_stability: later.collect(),
            groups_solved: shares.groups,
        }
    }
}
