//! Adding up by key and state.

use std::collections::BTreeMap;

use super::Series;
use recoop_case::positions::StateAt;

/// Sums by key, each by state.
pub(super) struct Sums<K> {
    states: usize,
    by_key: BTreeMap<K, Vec<f64>>,
}

impl<K: Ord> Sums<K> {
    pub fn new(states: usize) -> Self {
        Self { states, by_key: BTreeMap::new() }
    }

    pub fn add(&mut self, key: K, state: StateAt, amount: f64) {
        self.by_key.entry(key).or_insert_with(|| vec![0.0; self.states])[state] += amount;
    }

    /// The sums that are not 0 everywhere, by key.
    pub fn settle(self) -> impl Iterator<Item = (K, Series)> {
        let series = self.by_key.into_iter().map(|(key, values)| (key, Series::of(&values)));
        series.filter(|(_, series)| !series.is_zero())
    }
}
