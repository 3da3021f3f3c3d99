//! Numbers over states, from rows by year and changes by scenario.

use std::collections::HashMap;

use crate::positions::{NodeAt, StateAt};
use program::List;

use super::cell::Name;
use super::edit::yearly::{ScenarioChange, Yearly};
use super::tables::ChangeTarget;
use super::tree::Tree;
use super::windows::Over;

/// A number for each state; stored once when it never changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Series {
    /// The same in every state.
    Constant(f64),
    /// One for each state.
    ByState(List<StateAt, f64>),
}

impl Series {
    /// The value in a state.
    #[must_use]
    pub fn at(&self, state: StateAt) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::ByState(values) => values[state],
        }
    }

    /// The largest value.
    #[must_use]
    pub fn max(&self) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::ByState(values) => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// The same with `f` applied to every value.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(f(value)),
            Self::ByState(values) => Self::ByState(values.into_iter().map(f).collect()),
        }
    }

    /// The product with another series over `states` states.
    #[must_use]
    pub fn times(&self, other: &Self, states: usize) -> Self {
        match (self, other) {
            (Self::Constant(a), Self::Constant(b)) => Self::Constant(a * b),
            _ => Self::compact(StateAt::all(states).map(|s| self.at(s) * other.at(s)).collect()),
        }
    }

    /// The mean of several over the same states, whatever their order; none of none.
    #[must_use]
    pub fn mean(mut series: Vec<Self>) -> Option<Self> {
        if series.len() < 2 {
            return series.pop();
        }
        let states = series.iter().map(|it| if let Self::ByState(values) = it { values.len() } else { 1 }).max()?;
        let mean = |s: StateAt| {
            // Sorted: the sum does not know in which order they came.
            let mut values: Vec<f64> = series.iter().map(|it| it.at(s)).collect();
            values.sort_by(f64::total_cmp);
            values.iter().sum::<f64>() / values.len() as f64
        };
        Some(Self::compact(StateAt::all(states).map(mean).collect()))
    }

    fn compact(values: List<StateAt, f64>) -> Self {
        match values.first() {
            Some(first) if values.iter().all(|v| v == first) => Self::Constant(*first),
            _ => Self::ByState(values),
        }
    }
}

/// Points by year, sorted.
pub(super) type Points = Vec<(i32, f64)>;

/// Value at `year`: interpolated between the points, constant outside them.
pub(super) fn interpolate(points: &[(i32, f64)], year: i32) -> f64 {
    let after = points.partition_point(|(y, _)| *y <= year);
    if after == 0 {
        return points[0].1;
    }
    let (y0, v0) = points[after - 1];
    match points.get(after) {
        Some((y1, v1)) if y0 < year => v0 + (v1 - v0) * f64::from(year - y0) / f64::from(y1 - y0),
        _ => v0,
    }
}

/// Points of a thing for each scenario that has its own, `None` for those that hold everywhere else.
pub(super) type PointsByScenario = HashMap<Option<Name>, Points>;

/// Points of each key, read from rows in any order.
pub(super) fn group<K: std::hash::Hash + Eq>(
    rows: impl Iterator<Item = (K, Option<Name>, i32, f64)>,
) -> HashMap<K, PointsByScenario> {
    let mut groups: HashMap<K, PointsByScenario> = HashMap::new();
    for (key, scenario, year, value) in rows {
        groups.entry(key).or_default().entry(scenario).or_default().push((year, value));
    }
    for points in groups.values_mut().flat_map(HashMap::values_mut) {
        points.sort_by_key(|(year, _)| *year);
    }
    groups
}

/// The points that hold at a node: those of the nearest scenario on its path that has its own.
fn points_at<'a>(groups: &'a PointsByScenario, tree: &Tree, node: NodeAt) -> Option<&'a Points> {
    let own = tree.node_path(node).into_iter().rev().find_map(|n| groups.get(&Some(tree.nodes[n].id.clone())));
    own.or_else(|| groups.get(&None))
}

/// A value before changes.
pub(super) enum Base<'a> {
    /// The same in all years.
    Constant(f64),
    /// By year and scenario.
    Points(&'a PointsByScenario),
}

/// Applies the changes of a case.
pub(super) struct Changes<'a> {
    pub tree: &'a Tree,
}

impl Changes<'_> {
    /// The series of a base value by (node, year) after `changes`, then `lasts`: a mean over years of each period.
    fn series(
        &self,
        changes: &[&ScenarioChange<'_>],
        lasts: &[&Yearly<ChangeTarget>],
        over: Over<'_>,
        base: impl Fn(NodeAt, i32) -> f64,
    ) -> Series {
        let tree = self.tree;
        let values = tree.states.iter().map(|state| {
            let path = tree.node_path(state.node);
            over.mean(tree, state.period, |year| {
                let mut value = base(state.node, year);
                // From the root down: a later scenario has the last word.
                for node in &path {
                    for change in changes.iter().filter(|c| *c.scenario == tree.nodes[*node].id) {
                        value = apply(&change.edit, tree, *node, year, value);
                    }
                }
                lasts.iter().fold(value, |value, last| last.act(year, value))
            })
        });
        Series::compact(values.collect())
    }

    /// The series of a base value after `changes`, then `lasts`.
    pub fn of(
        &self,
        base: &Base<'_>,
        changes: &[&ScenarioChange<'_>],
        lasts: &[&Yearly<ChangeTarget>],
        over: Over<'_>,
    ) -> Series {
        let is_endless = lasts.iter().all(|last| last.is_endless());
        match base {
            Base::Constant(value) if changes.is_empty() && is_endless && over.keeps_constants(self.tree) => {
                let any = self.tree.first_year();
                Series::Constant(lasts.iter().fold(*value, |value, last| last.act(any, value)))
            }
            Base::Constant(value) => self.series(changes, lasts, over, |_, _| *value),
            Base::Points(groups) => {
                // One look-up for each node, not for each year.
                let by_node: List<NodeAt, Option<&Points>> =
                    self.tree.nodes.positions().map(|n| points_at(groups, self.tree, n)).collect();
                let at = |node: NodeAt, year| by_node[node].map_or(0.0, |points| interpolate(points, year));
                self.series(changes, lasts, over, at)
            }
        }
    }
}

fn apply(change: &Yearly<ChangeTarget>, tree: &Tree, node: NodeAt, year: i32, value: f64) -> f64 {
    let begins = tree.periods[tree.nodes[node].periods.start()].first_year;
    if change.first_year.is_none() && year < begins { value } else { change.act(year, value) }
}
