//! Periods, the scenario tree and its states.
//!
//! A *state* is a period on a node of the tree: every operating variable has one value for each state. A variable that
//! lives on states cannot look ahead: non-anticipativity holds by construction.

use program::{List, Positions};

use super::cell::Name;
use super::positions::{LeafAt, NodeAt, PeriodAt, StateAt, StatePath};
use super::settings::Settings;
use super::tables::ScenarioRow;

/// One or more calendar years with the same decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First year.
    pub first_year: i32,
    /// Number of years.
    pub length: i32,
}

impl Period {
    /// Last year, included.
    #[must_use]
    pub fn last_year(self) -> i32 {
        self.first_year + self.length - 1
    }

    /// Every year of the period.
    pub fn years(self) -> impl Iterator<Item = i32> {
        self.first_year..=self.last_year()
    }
}

/// A node of the scenario tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Id of the scenario.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// The node that it follows.
    pub parent: Option<NodeAt>,
    /// Probability of being here.
    pub probability: f64,
    /// Its periods.
    pub periods: Positions<PeriodAt>,
    /// Whether nothing follows it.
    pub leaf: bool,
}

/// A period on a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Its node.
    pub node: NodeAt,
    /// Its period.
    pub period: PeriodAt,
    /// The state before it.
    pub parent: Option<StateAt>,
    /// Probability of being here.
    pub probability: f64,
    /// Sum over the period's years of the discount factor (1 + r)^-(year - base year).
    pub weight: f64,
}

/// The scenario tree with its states.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// Periods in order.
    pub periods: List<PeriodAt, Period>,
    /// Nodes; parents before children.
    pub nodes: List<NodeAt, Node>,
    /// States; parents before children, the states of a node in order of time.
    pub states: List<StateAt, State>,
    /// The last state of each leaf: one for each scenario.
    pub leaves: List<LeafAt, StateAt>,
    discount_rate: f64,
    base_year: i32,
}

impl Tree {
    /// Builds the tree of a checked case.
    pub(super) fn new(settings: &Settings, scenarios: &[ScenarioRow]) -> Self {
        let horizon = &settings.horizon;
        let mut periods = List::new();
        let mut year = horizon.first_year;
        let mut lengths = horizon.period_lengths.iter().copied();
        while year <= horizon.last_year {
            let length = if horizon.period_lengths.is_empty() { 1 } else { lengths.next().unwrap_or(1) };
            periods.push(Period { first_year: year, length });
            year += length.max(1);
        }
        let mut tree = Self {
            periods,
            nodes: List::new(),
            states: List::new(),
            leaves: List::new(),
            discount_rate: settings.finance.discount_rate,
            base_year: horizon.base_year,
        };
        tree.add_nodes(scenarios);
        tree.add_states();
        tree
    }

    fn add_nodes(&mut self, scenarios: &[ScenarioRow]) {
        // Parents first, siblings in the order of the file.
        let mut queue: Vec<(usize, Option<NodeAt>)> =
            scenarios.iter().enumerate().filter(|(_, s)| s.parent.is_none()).map(|(i, _)| (i, None)).collect();
        let mut at = 0;
        while at < queue.len() {
            let (row, parent) = queue[at];
            at += 1;
            let scenario = &scenarios[row];
            let children: Vec<usize> =
                (0..scenarios.len()).filter(|c| scenarios[*c].parent.as_ref() == Some(&scenario.id)).collect();
            let first = self.period_starting(scenario.first_year);
            let end = children.first().map_or(self.periods.len(), |c| self.period_starting(scenarios[*c].first_year));
            let position = self.nodes.push(Node {
                id: scenario.id.clone(),
                title: scenario.name.clone().unwrap_or_else(|| scenario.id.clone()),
                parent,
                probability: scenario.probability * parent.map_or(1.0, |p: NodeAt| self.nodes[p].probability),
                periods: Positions::new(first..end),
                leaf: children.is_empty(),
            });
            queue.extend(children.into_iter().map(|c| (c, Some(position))));
        }
    }

    fn add_states(&mut self) {
        let mut last_state: Vec<Option<StateAt>> = vec![None; self.nodes.len()];
        for (position, node) in self.nodes.iter().enumerate() {
            let mut parent = node.parent.and_then(|p| last_state[p]);
            for period in node.periods.clone() {
                let weight = self.weight_of(period);
                let state = State { node: position, period, parent, probability: node.probability, weight };
                parent = Some(self.states.push(state));
            }
            last_state[position] = parent;
            if node.leaf {
                self.leaves.extend(parent);
            }
        }
    }

    fn period_starting(&self, year: i32) -> usize {
        self.periods.partition_point(|p| p.first_year < year)
    }

    /// (1 + r)^-(year - base year).
    #[must_use]
    pub fn discount_factor(&self, year: i32) -> f64 {
        (1.0 + self.discount_rate).powi(self.base_year - year)
    }

    /// Sum of the discount factors of a period's years.
    #[must_use]
    pub fn weight_of(&self, period: PeriodAt) -> f64 {
        self.periods[period].years().map(|year| self.discount_factor(year)).sum()
    }

    /// The period of a state.
    #[must_use]
    pub fn period(&self, state: StateAt) -> Period {
        self.periods[self.states[state].period]
    }

    /// Label of a state: `2031` when there is one node, else `2031·crash`; the period's first year.
    #[must_use]
    pub fn label(&self, state: StateAt) -> String {
        self.label_of_year(state, self.period(state).first_year)
    }

    /// Label of a year of a state, as [`Self::label`] of its first one.
    #[must_use]
    pub fn label_of_year(&self, state: StateAt, year: i32) -> String {
        let s = self.states[state];
        if self.nodes.len() == 1 { year.to_string() } else { format!("{year}·{}", self.nodes[s.node].id) }
    }

    /// A state and all before it, latest first.
    pub fn path(&self, state: StateAt) -> impl Iterator<Item = StateAt> + '_ {
        std::iter::successors(Some(state), |s| self.states[*s].parent)
    }

    /// The states from the root to the end of a scenario, a position in `leaves`.
    #[must_use]
    pub fn states_to(&self, leaf: LeafAt) -> StatePath {
        let mut states: StatePath = self.path(self.leaves[leaf]).collect();
        states.reverse();
        states
    }

    /// The most probable scenario, a position in `leaves`, of those whose last state is wanted; the first where several are as probable.
    #[must_use]
    pub fn likeliest(&self, wanted: impl Fn(StateAt) -> bool) -> LeafAt {
        let mut best: Option<LeafAt> = None;
        for (at, leaf) in self.leaves.iter().enumerate().filter(|(_, leaf)| wanted(**leaf)) {
            let probability = self.states[*leaf].probability;
            if best.is_none_or(|best| probability > self.states[self.leaves[best]].probability) {
                best = Some(at);
            }
        }
        best.unwrap_or(LeafAt::new(0))
    }

    /// Ids of the last scenarios, in the order of `leaves`.
    pub fn last_scenarios(&self) -> impl Iterator<Item = &str> {
        self.leaves.iter().map(|leaf| self.nodes[self.states[*leaf].node].id.as_str())
    }

    /// Whether the node `below` is `node` or follows it.
    #[must_use]
    pub fn is_below(&self, below: NodeAt, node: NodeAt) -> bool {
        std::iter::successors(Some(below), |n| self.nodes[*n].parent).any(|n| n == node)
    }

    /// The nodes from the root to `node`.
    #[must_use]
    pub fn node_path(&self, node: NodeAt) -> Vec<NodeAt> {
        let mut path: Vec<NodeAt> = std::iter::successors(Some(node), |n| self.nodes[*n].parent).collect();
        path.reverse();
        path
    }

    /// First calendar year of the horizon.
    #[must_use]
    pub fn first_year(&self) -> i32 {
        self.periods[PeriodAt::new(0)].first_year
    }

    /// Last calendar year of the horizon.
    #[must_use]
    pub fn last_year(&self) -> i32 {
        self.periods[PeriodAt::new(self.periods.len() - 1)].last_year()
    }

    /// The first period that starts in `year` or later.
    #[must_use]
    pub fn period_from(&self, year: i32) -> Option<PeriodAt> {
        let at = self.period_starting(year);
        (at < self.periods.len()).then(|| PeriodAt::new(at))
    }

    /// The period that holds `year`; years after the horizon belong to the last period.
    #[must_use]
    pub fn period_of(&self, year: i32) -> PeriodAt {
        PeriodAt::new(self.periods.partition_point(|p| p.last_year() < year).min(self.periods.len() - 1))
    }

    /// A lump of 1 in `year` as a yearly amount of the period that holds it, so that discounting the period gives the lump's
    /// present value. Years after the horizon are discounted into its last period.
    #[must_use]
    pub fn yearly_equivalent(&self, year: i32) -> (PeriodAt, f64) {
        let period = self.period_of(year);
        (period, self.discount_factor(year) / self.weight_of(period))
    }

    /// The ancestor of `state` (or itself) in `period`.
    #[must_use]
    pub fn ancestor(&self, state: StateAt, period: PeriodAt) -> Option<StateAt> {
        self.path(state).find(|s| self.states[*s].period == period)
    }

    /// The states in `period` at or below `state`.
    pub fn descendants(&self, state: StateAt, period: PeriodAt) -> impl Iterator<Item = StateAt> + '_ {
        self.states.positions().skip(state.index()).filter(move |s| {
            self.states[*s].period == period && self.ancestor(*s, self.states[state].period) == Some(state)
        })
    }
}
