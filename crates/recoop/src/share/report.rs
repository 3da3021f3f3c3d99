//! The sharing as result tables.

use std::sync::Arc;

use super::answer::{RuleResult, Shares};
use super::rules::Key;
use super::verdict::Stability;
use crate::plan::tables::{Frame, Table};
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// All result tables of a sharing.
#[must_use]
pub fn tables(network: &Network, shares: &Shares) -> Vec<Table> {
    vec![
        members(shares),
        share_table(shares),
        rules(shares),
        things(shares),
        payments(network, shares),
        reserve(network, shares),
        accounts(network, shares),
        later(network, shares),
        side_payments(network, shares),
    ]
}

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}

/// Members of a group, between semicolons.
fn group(shares: &Shares, tempted: Option<(coalition::Group, f64)>) -> Arc<str> {
    tempted.map_or(text(""), |(group, _)| Arc::from(group.names(&shares.members, ";")))
}

impl Stability {
    /// The word in tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Nearly => "stable within the gap",
            Self::Unstable => "unstable",
            Self::Open => "open",
        }
    }
}

fn members(shares: &Shares) -> Table {
    let rows: Vec<usize> = (0..shares.members.len()).collect();
    let key = |key: Key| move |i: &usize| shares.keys.of(key)[*i];
    Frame::new("member_values", "What each member has alone, adds, and does.", &rows)
        .text("member", "Member.", |i| text(&shares.members[*i]))
        .number("alone_musd", "MUSD", "Worth alone, present value; empty when it cannot stand alone.", |i| {
            shares.alone_musd[*i].unwrap_or(f64::NAN)
        })
        .number("marginal_contribution_musd", "MUSD", "What it adds to all others together, present value.", |i| {
            shares.marginal_contribution_musd[*i].unwrap_or(f64::NAN)
        })
        .number("delivered_t", "t", "Deliveries, weighed as present values are.", key(Key::Deliveries))
        .number("purchased_t", "t", "Taken by its users, weighed as present values are.", key(Key::Purchases))
        .number("value_musd", "MUSD", "Both at internal prices, present value.", key(Key::Value))
        .number("capital_musd", "MUSD", "Equity put in, present value.", key(Key::Capital))
        .done()
}

fn share_table(shares: &Shares) -> Table {
    let rows: Vec<(&RuleResult, usize)> =
        shares.rules.iter().flat_map(|rule| (0..shares.members.len()).map(move |i| (rule, i))).collect();
    let alone = |i: usize| shares.alone_musd[i].unwrap_or(f64::NAN);
    Frame::new("shares", "What each rule gives each member.", &rows)
        .text("rule", "Rule.", |(rule, _)| text(rule.rule.as_str()))
        .text("member", "Member.", |(_, i)| text(&shares.members[*i]))
        .number("share_musd", "MUSD", "Present value.", |(rule, i)| rule.shares[*i])
        .number("share_musd_a_year", "MUSD/yr", "The same as a constant yearly amount.", |(rule, i)| {
            rule.shares[*i] / shares.annuity
        })
        .number("gain_musd", "MUSD", "More than alone, present value.", |(rule, i)| rule.shares[*i] - alone(*i))
        .done()
}

fn rules(shares: &Shares) -> Table {
    Frame::new("rules", "Whether anybody would leave under each rule.", &shares.rules)
        .text("rule", "Rule.", |rule| text(rule.rule.as_str()))
        .text("verdict", "`stable`, `stable within the gap`, `unstable`, `open` (not decided).", |rule| {
            text(rule.verdict.as_str())
        })
        .text(
            "precision",
            "How well the shares are known: `exact`; `bounds`: unsolved coalitions count at their upper bounds; `sampled`.",
            |rule| text(rule.precision.as_str()),
        )
        .number("half_width_musd", "MUSD", "How far a sampled share may be off (95%); empty where it is not sampled.", |rule| {
            rule.precision.half_width_musd().unwrap_or(f64::NAN)
        })
        .text("largest_excess_coalition", "Coalition with the largest excess, of those solved.", |rule| group(shares, rule.tempted))
        .number("gain_musd", "MUSD", "Gain of that coalition from leaving, present value.", |rule| rule.excess.lower)
        .number("gain_upper_bound_musd", "MUSD", "Upper bound of any coalition's gain, present value.", |rule| rule.excess.upper)
        .number("gain_musd_a_year", "MUSD/yr", "`gain_musd` as a constant yearly amount.", |rule| {
            rule.excess.lower / shares.annuity
        })
        .text("patronage", "Whether the margin follows business done, paid alike for like transactions.", |rule| {
            text(if rule.patronage && rule.unlike.is_none() { "yes" } else { "no" })
        })
        .done()
}

fn things(shares: &Shares) -> Table {
    Frame::new("resource_prices", "What each member is paid for at shadow prices.", &shares.prices)
        .text("member", "Member.", |thing| text(&shares.members[thing.member]))
        .text("thing", "Kind of thing that it brings.", |thing| text(thing.thing.as_str()))
        .text("subject", "Facility, demand, market and material ...", |thing| text(&thing.subject))
        .text("common", "Whether it is its part of what belongs to all.", |thing| {
            text(if thing.common { "yes" } else { "no" })
        })
        .number("worth_musd", "MUSD", "Present value.", |thing| thing.worth_musd)
        .number("price", "", "Price of one unit; empty where there is none.", |thing| thing.price.unwrap_or(f64::NAN))
        .text("unit", "Unit of the price.", |thing| text(thing.thing.unit()))
        .done()
}

fn payments(network: &Network, shares: &Shares) -> Table {
    let tree = &network.tree;
    let rows = &shares.schedule.payments;
    Frame::new("distributions", "Payments over time by the scheduled rule, money a year.", rows)
        .text("member", "Member.", |p| text(&shares.members[p.member]))
        .when(tree, |p| p.state)
        .number("years", "yr", "Length of the period.", |p| f64::from(tree.period(p.state).length))
        .number("due_musd", "MUSD/yr", "What is due.", |p| p.due_musd)
        .number(
            "in_kind_musd",
            "MUSD/yr",
            "Of it had in kind: worth of what was served, less cost of what was not.",
            |p| p.in_kind_musd,
        )
        .number("kept_musd", "MUSD/yr", "Put into the reserve for it; below zero: taken out.", |p| p.kept_musd)
        .number("payment_musd", "MUSD/yr", "Cash to the member; below zero: from it.", |p| p.payment_musd)
        .done()
}

fn reserve(network: &Network, shares: &Shares) -> Table {
    let tree = &network.tree;
    let rows: Vec<StateAt> = tree.states.positions().collect();
    Frame::new("reserve", "Cash of the plan, and the reserve at the end of each period.", &rows)
        .when(tree, |s| *s)
        .number("cash_musd", "MUSD/yr", "Cash of all members and the cooperative.", |s| shares.schedule.cash_musd[*s])
        .number("reserve_musd", "MUSD", "Kept at the end of the period, money of its last year.", |s| {
            shares.schedule.reserve_musd[*s]
        })
        .done()
}

fn accounts(network: &Network, shares: &Shares) -> Table {
    let tree = &network.tree;
    let members = network.members.len();
    let rows: Vec<(usize, StateAt)> = (0..members).flat_map(|i| tree.states.positions().map(move |s| (i, s))).collect();
    let it = &shares.accounts;
    let what = "Cash of firms, surplus of users and public budget, money a year. Cash, surplus and tax difference add up to the objective.";
    Frame::new("member_accounts", what, &rows)
        .text("member", "Member; the cooperative for what it trades and ships itself.", |(i, _)| {
            text(&network.members[*i].id)
        })
        .when(tree, |(_, s)| *s)
        .number("cash_musd", "MUSD/yr", "Cash of its firm at internal prices, after tax.", |(i, s)| {
            it.cash_musd[*i][*s]
        })
        .number("surplus_musd", "MUSD/yr", "Worth to its users less what they pay, and cost of shortage.", |(i, s)| {
            it.surplus_musd[*i][*s]
        })
        .number(
            "tax_musd",
            "MUSD/yr",
            "Tax due to the public budget: losses carried forward, none refunded.",
            |(i, s)| it.tax_musd[*i][*s],
        )
        .number("duties_musd", "MUSD/yr", "Duties to the public budget.", |(i, s)| it.duties_musd[*i][*s])
        .number("support_musd", "MUSD/yr", "Support from the public budget.", |(i, s)| it.support_musd[*i][*s])
        .number("tax_difference_musd", "MUSD/yr", "Tax due less the tax of the plan.", |(i, s)| {
            it.tax_musd[*i][*s] - it.planned_tax_musd[*i][*s]
        })
        .done()
}

fn later(network: &Network, shares: &Shares) -> Table {
    Frame::new("ex_post_stability", "Stability of the scheduled rule at each node.", &shares.nodes)
        .text("scenario", "Node of the scenario tree.", |node| text(&network.tree.nodes[node.node].id))
        .year("year", "Its first year.", |node| node.year)
        .text("largest_excess_coalition", "Coalition with the largest excess, of those solved.", |node| {
            group(shares, node.tempted)
        })
        .number("gain_musd", "MUSD", "Gain of that coalition from leaving, value at that year.", |node| {
            node.excess.lower
        })
        .number("gain_upper_bound_musd", "MUSD", "Upper bound of any coalition's gain, value at that year.", |node| {
            node.excess.upper
        })
        .text("verdict", "As in `rules`: what is proven.", |node| text(node.verdict.as_str()))
        .number("held_to_musd", "MUSD", "`gain_upper_bound_musd` with the side payments.", |node| node.held_to_musd)
        .text("held", "`verdict` with the side payments.", |node| text(node.held.as_str()))
        .done()
}

fn side_payments(network: &Network, shares: &Shares) -> Table {
    let rows: Vec<(usize, usize)> = shares
        .nodes
        .iter()
        .enumerate()
        .flat_map(|(k, node)| (0..node.side_payments_musd.len()).map(move |i| (k, i)))
        .collect();
    Frame::new("side_payments", "Payments between members toward the prices of a node.", &rows)
        .text("scenario", "Node of the scenario tree.", |(k, _)| text(&network.tree.nodes[shares.nodes[*k].node].id))
        .year("year", "Its first year.", |(k, _)| shares.nodes[*k].year)
        .text("member", "Member.", |(_, i)| text(&shares.members[*i]))
        .number("due_musd", "MUSD", "What is due from there on, value at that year.", |(k, i)| {
            shares.nodes[*k].due_musd[*i]
        })
        .number("side_payment_musd", "MUSD", "On top of it; below zero: from the member.", |(k, i)| {
            shares.nodes[*k].side_payments_musd[*i]
        })
        .done()
}
