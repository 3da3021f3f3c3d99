//! When things are lost.

use recoop_case::Network;
use recoop_case::positions::{LeafAt, PathAt, StateAt, StatePath};
use recoop_case::tables::Priority;
use recoop_case::tree::Tree;

/// States on one path of the tree, and for how many of them a loss lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// From the first state of the loss to the end of the horizon, in order of time.
    pub states: StatePath,
    /// The loss lasts for so many of them, from the first on.
    pub lost: usize,
}

impl Outage {
    /// A loss for the whole horizon, on the path to a scenario (a position in [`Tree::leaves`]).
    ///
    /// # Panics
    /// When there is no such scenario: a bug of the caller.
    #[must_use]
    pub fn of_path(tree: &Tree, leaf: LeafAt) -> Self {
        let mut states: StatePath = tree.path(tree.leaves[leaf]).collect();
        states.reverse();
        Self { lost: states.len(), states }
    }

    /// A loss for the whole horizon on the path to the most probable scenario, the first of those that are.
    #[must_use]
    pub fn most_probable(tree: &Tree) -> Self {
        Self::of_path(tree, tree.likeliest(|_| true))
    }

    /// A loss in one state alone, that nobody saw coming: what was decided before stands. After it the most probable scenario goes
    /// on, since what is drawn from stocks is missing there.
    ///
    /// # Panics
    /// When there is no such state: a bug of the caller.
    #[must_use]
    pub fn of_state(tree: &Tree, state: StateAt) -> Self {
        let leaf = tree.likeliest(|leaf| tree.path(leaf).any(|s| s == state));
        let mut states: StatePath = tree.path(tree.leaves[leaf]).take_while(|s| *s != state).collect();
        states.push(state);
        states.reverse();
        Self { states, lost: 1 }
    }

    /// The first state of the loss.
    #[must_use]
    pub fn first(&self) -> StateAt {
        self.states[PathAt::new(0)]
    }

    /// The states in which things are lost.
    #[must_use]
    pub fn lost(&self) -> &[StateAt] {
        &self.states.as_slice()[..self.lost]
    }

    /// The last state of the path.
    #[must_use]
    pub fn last(&self) -> StateAt {
        self.states[PathAt::new(self.states.len() - 1)]
    }

    /// Demand from the first loss to the end by priority: defense, critical, commercial, t.
    #[must_use]
    pub fn demanded_t(&self, network: &Network) -> [f64; 3] {
        let mut demanded = [0.0; 3];
        for state in &self.states {
            let years = f64::from(network.tree.period(*state).length);
            for demand in &network.demands {
                demanded[rank(demand.priority)] += years * demand.quantity_t_per_year.at(*state);
            }
        }
        demanded
    }

    /// In words: the years of the loss and the scenario.
    #[must_use]
    pub fn words(&self, tree: &Tree) -> String {
        let (from, to) =
            (tree.period(self.first()).first_year, tree.period(self.states[PathAt::new(self.lost - 1)]).last_year());
        let years = if from == to { from.to_string() } else { format!("{from}-{to}") };
        let node = &tree.nodes[tree.states[self.last()].node];
        if tree.nodes.len() == 1 { years } else { format!("{years}, scenario {}", node.id) }
    }
}

/// Position of a priority where there is one number for each.
pub(super) fn rank(priority: Priority) -> usize {
    match priority {
        Priority::Defense => 0,
        Priority::Critical => 1,
        Priority::Commercial => 2,
    }
}
