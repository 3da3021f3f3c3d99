//! The scenario tree.

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
    /// Net present value of that future, MUSD. From the table `scenarios`.
    pub npv_musd: Option<Num>,
    /// What is different from here on: rows of the table `changes`, as text.
    pub changes: Vec<String>,
}
