//! The scenario tree.

use recoop::plan::Plan;
use recoop_case::positions::{LeafAt, NodeAt};
use recoop_case::tables::{ChangeRow, Tables};
use recoop_case::{Network, tree};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Num;

/// The scenario tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Tree {
    /// Nodes, in the order of `names.nodes`.
    pub nodes: Vec<TreeNode>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TreeNode {
    /// The node that it follows.
    pub parent: Option<usize>,
    /// First year.
    pub first_year: i32,
    /// Last year.
    pub last_year: i32,
    /// Probability.
    pub probability: Num,
    /// The future that ends here: a position in `futures`.
    pub future: Option<usize>,
    /// Net present value of that scenario, MUSD. From the table `scenario_values`.
    pub npv_musd: Option<Num>,
    /// What is different from here on: rows of the table `changes`, as text.
    pub changes: Vec<String>,
}

impl Tree {
    /// The scenario tree of a case, with the worth of its futures in a plan.
    #[must_use]
    pub fn of(network: &Network, tables: &Tables, plan: Option<&Plan>) -> Self {
        let tree = &network.tree;
        let node = |(at, node): (NodeAt, &tree::Node)| {
            let future = tree.leaves.iter().position(|leaf| tree.states[*leaf].node == at);
            let npv = plan.zip(future).and_then(|(plan, leaf)| plan.scenarios.iter().find(|s| s.leaf == leaf));
            let (first, last) =
                (node.periods.start(), node.periods.clone().next_back().unwrap_or(node.periods.start()));
            TreeNode {
                parent: node.parent.map(NodeAt::index),
                first_year: tree.periods[first].first_year,
                last_year: tree.periods[last].last_year(),
                probability: node.probability.into(),
                future: future.map(LeafAt::index),
                npv_musd: npv.map(|scenario| scenario.npv_musd.into()),
                changes: tables.changes.iter().filter(|row| row.scenario == node.id).map(change).collect(),
            }
        };
        Self { nodes: tree.nodes.iter().enumerate().map(node).collect() }
    }
}

/// A row of `changes` as text, for instance `price multiply 0.5 (market=spot), 2030-2034`.
fn change(row: &ChangeRow) -> String {
    let mut text = format!("{} {} {}", row.target.as_str(), row.action.as_str(), row.value);
    if !row.filter.is_empty() {
        let filter: Vec<&str> = row.filter.iter().map(|term| term.as_str()).collect();
        text.push_str(&format!(" ({})", filter.join(", ")));
    }
    match (row.first_year, row.last_year) {
        (None, None) => {}
        (Some(first), Some(last)) => text.push_str(&format!(", {first}-{last}")),
        (Some(first), None) => text.push_str(&format!(", from {first}")),
        (None, Some(last)) => text.push_str(&format!(", to {last}")),
    }
    text
}
