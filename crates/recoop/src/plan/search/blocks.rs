//! Dual decomposition of a scenario tree: the futures that branch from the root are planned one by one.
//!
//! A search over integers on the whole tree multiplies the choices of one future with those of all others, though they meet only
//! in what is decided before the branch. So every *block* (a child of the root and all below it) gets its own copy of the root's
//! columns, at a cost that the duals of the relaxation share out:
//!
//! ```text
//! cost of a root column j in block b = Σ_{rows of b} a_ij y_i + share_b · (c_j - Σ_{rows of all blocks} a_ij y_i)
//! ```
//!
//! The costs add up to `c_j`, so the sum of the blocks' optima bounds the whole from above whatever `y` is, and with the duals
//! `y` of the relaxation it is never worse than the relaxation's own bound (Carøe, Schultz 1999, *Dual decomposition in
//! stochastic integer programming*). Plans come from the same blocks: the root's integers are settled by vote, the blocks solved
//! again with them where they disagree, and the whole program is solved with all integers so fixed.

use program::solve::Solution;
use program::{Col, List, Program, Row};

use crate::formulation::Formulation;
use crate::formulation::variables::column_states;
use recoop_case::Network;
use recoop_case::positions::{NodeAt, StateAt};

/// Which part of the tree a column or row belongs to: 0 the root, else a block.
type Block = u16;

/// A program cut into blocks.
#[derive(Clone, Debug)]
pub(in crate::plan) struct Blocks {
    /// Number of blocks, without the root.
    pub count: usize,
    /// Share of each block in what is common, its probability.
    pub share: Vec<f64>,
    col: Vec<Block>,
    row: Vec<Block>,
    /// The risk threshold, a root column without bounds.
    threshold: Option<Col>,
}

/// Bound on the threshold of risk where it has none, MUSD: far beyond any NPV, so that it cuts nothing off.
const THRESHOLD_BOUND: f64 = 1e7;

impl Blocks {
    /// Cuts a formulation at the children of the root; `None` when there are fewer than two, or when a row joins blocks other
    /// than through the root.
    pub fn new(network: &Network, formulation: &Formulation) -> Option<Self> {
        let tree = &network.tree;
        let mut of_node: List<NodeAt, Block> = vec![0; tree.nodes.len()].into();
        let mut share = Vec::new();
        for (n, node) in tree.nodes.iter().enumerate() {
            match node.parent {
                Some(parent) if parent == NodeAt::new(0) => {
                    share.push(node.probability);
                    of_node[n] = share.len() as Block;
                }
                Some(parent) => of_node[n] = of_node[parent],
                None => {}
            }
        }
        if share.len() < 2 {
            return None;
        }
        let of_state = |s: StateAt| of_node[tree.states[s].node];
        let program = &formulation.program;
        let states = column_states(network, formulation);
        let col: Vec<Block> = states.into_iter().map(|state| state.map_or(0, of_state)).collect();
        let mut row = Vec::with_capacity(program.num_rows());
        for r in program.all_rows() {
            let mut block = 0;
            for (c, _) in program.row_terms(r) {
                match (block, col[c.index()]) {
                    (_, 0) => {}
                    (0, other) => block = other,
                    (one, other) if one == other => {}
                    _ => return None,
                }
            }
            row.push(block);
        }
        Some(Self { count: share.len(), share, col, row, threshold: formulation.variables.threshold.get([]) })
    }

    /// Costs of the root's columns in each block: `costs[b][j]` for root column `j` in the order of [`Self::root_cols`].
    pub fn root_costs(&self, program: &Program, relaxation: &Solution) -> Vec<Vec<f64>> {
        let root: Vec<Col> = self.root_cols(program).collect();
        let mut at = vec![usize::MAX; program.num_cols()];
        for (j, col) in root.iter().enumerate() {
            at[col.index()] = j;
        }
        let mut worth = vec![vec![0.0; root.len()]; self.count];
        for row in program.all_rows() {
            let (block, dual) = (self.row[row.index()], relaxation.row_duals[row.index()]);
            if block == 0 || dual == 0.0 {
                continue;
            }
            for (col, value) in program.row_terms(row) {
                if self.col[col.index()] == 0 {
                    worth[block as usize - 1][at[col.index()]] += value * dual;
                }
            }
        }
        for (j, col) in root.iter().enumerate() {
            let left = program.cost(*col) - worth.iter().map(|w| w[j]).sum::<f64>();
            for (b, share) in self.share.iter().enumerate() {
                worth[b][j] += share * left;
            }
        }
        worth
    }

    /// Columns of the root.
    pub fn root_cols<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = Col> + 'a {
        program.all_cols().filter(|c| self.col[c.index()] == 0)
    }

    /// The block of a column, 0 for the root.
    pub fn of_col(&self, col: Col) -> usize {
        usize::from(self.col[col.index()])
    }

    /// The block of a row, 0 for the root.
    pub fn of_row(&self, row: Row) -> usize {
        usize::from(self.row[row.index()])
    }

    /// The risk threshold, a root column, with bounds that cut nothing off.
    pub fn threshold(&self) -> Option<(Col, (f64, f64))> {
        self.threshold.map(|col| (col, (-THRESHOLD_BOUND, THRESHOLD_BOUND)))
    }

    /// Integer columns of a block; of the root for block 0.
    pub fn integers<'a>(&'a self, program: &'a Program, block: usize) -> impl Iterator<Item = Col> + 'a {
        program.all_cols().filter(move |c| self.col[c.index()] as usize == block && program.is_integer(*c))
    }

    /// A plan of the whole as one of a block: everything elsewhere is zero.
    pub fn plan(&self, cols: &[f64], block: usize) -> Vec<f64> {
        let here = |of: Block| of == 0 || usize::from(of) == block;
        cols.iter().zip(&self.col).map(|(value, of)| if here(*of) { *value } else { 0.0 }).collect()
    }

    /// The program of one block: the root and what follows it there; everything else is empty and free.
    pub fn program(&self, program: &Program, block: usize, root_costs: &[f64]) -> Program {
        let mut part = program.clone();
        let mut root = root_costs.iter();
        for col in program.all_cols() {
            let of = self.col[col.index()] as usize;
            if of == 0 {
                let cost = root.next().copied().unwrap_or(0.0);
                part.add_cost(col, cost - program.cost(col));
            } else if of != block {
                part.set_col_bounds(col, 0.0, 0.0);
                part.add_cost(col, -program.cost(col));
            }
        }
        for row in program.all_rows() {
            let of = self.row[row.index()] as usize;
            if of != 0 && of != block {
                part.set_row_bounds(row, f64::NEG_INFINITY, f64::INFINITY);
            }
        }
        if let Some(threshold) = self.threshold {
            part.set_col_bounds(threshold, -THRESHOLD_BOUND, THRESHOLD_BOUND);
        }
        part.add_offset(-program.offset());
        part
    }
}
