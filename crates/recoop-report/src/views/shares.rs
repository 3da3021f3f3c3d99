//! Allocations and stability.

use coalition::Group;
use recoop::share::ex_post::NodeResult;
use recoop::share::rules::Key;
use recoop::share::{self, RuleResult, schedule};
use recoop_case::Network;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Num, Series};

/// Shares. Money is MUSD of present value where nothing else is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Shares {
    /// What is shared.
    pub total_musd: Num,
    /// What no plan can exceed.
    pub relaxed_musd: Num,
    /// A present value over this is money a year.
    pub annuity: Num,
    /// Members, the cooperative not among them; positions in `names.members`. From the table `member_values`.
    pub members: Vec<MemberShare>,
    /// Rules. From the tables `rules` and `shares`.
    pub rules: Vec<Rule>,
    /// Rules without an allocation, and why.
    pub missing: Vec<MissingRule>,
    /// Bounds on the smallest possible largest excess.
    pub least_core_musd: Bracket,
    /// Bounds on the cost of stability.
    pub stability_musd: Bracket,
    /// Rule that is paid: its word.
    pub scheduled: String,
    /// Payments under it. From the table `distributions`.
    pub payments: Vec<Payment>,
    /// The reserve at the end of each state, MUSD of its last year. From the table `reserve`.
    pub reserve_musd: Series,
    /// Stability of the scheduled rule at each node. From the tables `ex_post_stability` and `side_payments`.
    pub later: Vec<Later>,
}

/// A number between two.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Bracket {
    /// At least; none where nothing is known.
    pub lower: Option<Num>,
    /// At most; none where nothing is known.
    pub upper: Option<Num>,
}

/// What a member has alone and adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MemberShare {
    /// Member.
    pub member: usize,
    /// Worth alone; none when it cannot stand alone.
    pub alone_musd: Option<Num>,
    /// What it adds to all others together; none when they cannot stand without it.
    pub marginal_contribution_musd: Option<Num>,
    /// Equity put in.
    pub capital_musd: Num,
}

/// What a rule gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Rule {
    /// Its word, for instance `nucleolus`.
    pub rule: String,
    /// What it is, in a sentence.
    pub doc: String,
    /// `stable`, `stable within the gap`, `unstable` or `open`.
    pub verdict: String,
    /// `exact`, `bounds` or `sampled`.
    pub precision: String,
    /// How far a sampled share may be off.
    pub half_width_musd: Option<Num>,
    /// Share of each member, in the order of `members`.
    pub shares_musd: Vec<Num>,
    /// Coalition with the largest excess, of those solved: positions in `members`; empty where there is none.
    #[serde(alias = "tempted")]
    pub largest_excess: Vec<usize>,
    /// What that group gains by leaving; below 0: it loses.
    pub gain_musd: Option<Num>,
    /// What no group's gain exceeds.
    pub gain_upper_bound_musd: Option<Num>,
    /// Whether the margin follows business done, paid alike for like.
    pub patronage: bool,
}

/// A rule that could not be worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MissingRule {
    /// Its word.
    pub rule: String,
    /// Why.
    pub why: String,
}

/// Payments to a member, MUSD/yr.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Payment {
    /// Member.
    pub member: usize,
    /// What is due.
    pub due_musd: Series,
    /// Of it had in kind.
    pub in_kind_musd: Series,
    /// Put into the reserve for it; below 0: taken out.
    pub kept_musd: Series,
    /// Cash to the member; below 0: from it.
    pub payment_musd: Series,
}

/// Whether the scheduled rule holds at a node of the tree. Money at its first year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Later {
    /// Node.
    pub node: usize,
    /// Its first year.
    pub year: i32,
    /// What is due to each member from there on, in the order of `members`.
    pub due_musd: Vec<Num>,
    /// Coalition with the largest excess: positions in `members`.
    #[serde(alias = "tempted")]
    pub largest_excess: Vec<usize>,
    /// What it gains by leaving.
    pub gain_musd: Option<Num>,
    /// What no group's gain exceeds.
    pub gain_upper_bound_musd: Option<Num>,
    /// What each member gets from the others so that nobody leaves, in the order of `members`.
    pub side_payments_musd: Vec<Num>,
    /// What no group's gain exceeds with them.
    pub held_to_musd: Option<Num>,
}

impl Shares {
    /// The shares of a sharing.
    #[must_use]
    pub fn of(network: &Network, shares: &share::Shares) -> Self {
        let n = shares.members.len();
        let capital = shares.keys.of(Key::Capital);
        let member = |i: usize| MemberShare {
            member: i,
            alone_musd: shares.alone_musd[i].and_then(Num::finite),
            marginal_contribution_musd: shares.marginal_contribution_musd[i].and_then(Num::finite),
            capital_musd: capital[i].into(),
        };
        Self {
            total_musd: shares.total_musd.into(),
            relaxed_musd: shares.relaxed_musd.into(),
            annuity: shares.annuity.into(),
            members: (0..n).map(member).collect(),
            rules: shares.rules.iter().map(rule).collect(),
            missing: shares
                .missing
                .iter()
                .map(|(rule, why)| MissingRule { rule: rule.as_str().to_string(), why: why.clone() })
                .collect(),
            least_core_musd: shares.least_core.into(),
            stability_musd: shares.stability.into(),
            scheduled: shares.scheduled.as_str().to_string(),
            payments: (0..n).map(|i| payments(network, shares, i)).collect(),
            reserve_musd: Series::of(&shares.schedule.reserve_musd),
            later: shares.nodes.iter().map(later).collect(),
        }
    }
}

fn rule(result: &RuleResult) -> Rule {
    Rule {
        rule: result.rule.as_str().to_string(),
        doc: result.rule.doc().to_string(),
        verdict: result.verdict.as_str().to_string(),
        precision: result.precision.as_str().to_string(),
        half_width_musd: result.precision.half_width_musd().and_then(Num::finite),
        shares_musd: result.shares.iter().map(|musd| Num::from(*musd)).collect(),
        largest_excess: positions(result.tempted),
        gain_musd: Num::finite(result.excess.lower),
        gain_upper_bound_musd: Num::finite(result.excess.upper),
        patronage: result.patronage && result.unlike.is_none(),
    }
}

fn positions(group: Option<(Group, f64)>) -> Vec<usize> {
    group.map(|(group, _)| group.iter().collect()).unwrap_or_default()
}

fn payments(network: &Network, shares: &share::Shares, member: usize) -> Payment {
    let series = |amount: fn(&schedule::Payment) -> f64| {
        let mut values = vec![0.0; network.tree.states.len()];
        let of = shares.schedule.payments.iter().filter(|payment| payment.member == member);
        of.for_each(|payment| values[payment.state] = amount(payment));
        Series::of(&values)
    };
    Payment {
        member,
        due_musd: series(|payment| payment.due_musd),
        in_kind_musd: series(|payment| payment.in_kind_musd),
        kept_musd: series(|payment| payment.kept_musd),
        payment_musd: series(|payment| payment.payment_musd),
    }
}

fn later(node: &NodeResult) -> Later {
    let numbers = |values: &[f64]| values.iter().map(|musd| Num::from(*musd)).collect();
    Later {
        node: node.node.index(),
        year: node.year,
        due_musd: numbers(&node.due_musd),
        largest_excess: positions(node.tempted),
        gain_musd: Num::finite(node.excess.lower),
        gain_upper_bound_musd: Num::finite(node.excess.upper),
        side_payments_musd: numbers(&node.side_payments_musd),
        held_to_musd: Num::finite(node.held_to_musd),
    }
}

impl From<coalition::planned::Bracket> for Bracket {
    fn from(bracket: coalition::planned::Bracket) -> Self {
        Self { lower: Num::finite(bracket.lower), upper: Num::finite(bracket.upper) }
    }
}
