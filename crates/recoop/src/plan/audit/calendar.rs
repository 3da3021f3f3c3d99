//! Years, weights and paths, reckoned from the settings and the states' parents.

use std::ops::Range;

use program::List;
use recoop_case::Network;
use recoop_case::positions::{PeriodAt, StateAt};
use recoop_case::tree::Period;

/// What is asked of the tree.
#[derive(Debug)]
pub(super) struct Calendar {
    /// Period of each state.
    pub period: List<StateAt, PeriodAt>,
    /// First year of each state.
    pub first_year: List<StateAt, i32>,
    /// Years of each state.
    pub years: List<StateAt, f64>,
    /// Sum of the discount factors of each state's years.
    pub weight: List<StateAt, f64>,
    /// The state before each state.
    pub parent: List<StateAt, Option<StateAt>>,
    /// States of each period.
    pub states_in: List<PeriodAt, Vec<StateAt>>,
    /// The years of each period.
    periods: List<PeriodAt, Period>,
    /// Sum of the discount factors of each period's years.
    period_weight: List<PeriodAt, f64>,
    /// For each state the positions, in an order of depth first, of the states at or below it.
    below: List<StateAt, Range<usize>>,
    discount_rate: f64,
    base_year: i32,
}

impl Calendar {
    pub fn new(network: &Network) -> Self {
        let tree = &network.tree;
        let (discount_rate, base_year) = (network.settings.finance.discount_rate, network.settings.horizon.base_year);
        let mut calendar = Self {
            period: tree.states.iter().map(|s| s.period).collect(),
            first_year: tree.states.iter().map(|s| tree.periods[s.period].first_year).collect(),
            years: tree.states.iter().map(|s| f64::from(tree.periods[s.period].length)).collect(),
            weight: List::new(),
            parent: tree.states.iter().map(|s| s.parent).collect(),
            states_in: vec![Vec::new(); tree.periods.len()].into(),
            periods: tree.periods.clone(),
            period_weight: List::new(),
            below: List::new(),
            discount_rate,
            base_year,
        };
        let weights = tree.periods.iter().map(|p| (0..p.length).map(|k| calendar.discount(p.first_year + k)).sum());
        calendar.period_weight = weights.collect();
        calendar.weight = calendar.period.iter().map(|p| calendar.period_weight[*p]).collect();
        for (state, period) in calendar.period.iter().enumerate() {
            calendar.states_in[*period].push(state);
        }
        calendar.below = ranges_below(&calendar.parent);
        calendar
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.period.len()
    }

    /// What 1 in a year is worth in the base year.
    pub fn discount(&self, year: i32) -> f64 {
        (1.0 + self.discount_rate).powi(-(year - self.base_year))
    }

    /// The period in which a lump of 1 in `year` is carried, and the yearly amount of it with the lump's present value. Lumps
    /// after the horizon are carried in the last period.
    pub fn lump(&self, year: i32) -> (PeriodAt, f64) {
        let last = PeriodAt::new(self.periods.len() - 1);
        let period = self.periods.iter().position(|p| year < p.first_year + p.length).unwrap_or(last);
        (period, self.discount(year) / self.period_weight[period])
    }

    /// Whether a state is another one or comes before it on its path.
    pub fn on_path(&self, earlier: StateAt, later: StateAt) -> bool {
        self.below[earlier].contains(&self.below[later].start)
    }

    /// The first period that starts in `year` or later.
    pub fn period_starting_from(&self, year: i32) -> Option<PeriodAt> {
        self.periods.iter().position(|p| p.first_year >= year)
    }

    /// First year after the horizon.
    pub fn end(&self) -> i32 {
        self.periods.last().map_or(0, |p| p.first_year + p.length)
    }

    /// Last year of a state.
    pub fn last_year(&self, state: StateAt) -> i32 {
        let period = self.periods[self.period[state]];
        period.first_year + period.length - 1
    }

    /// Mean over the years of a period, by the present value of 1 in each.
    pub fn mean(&self, period: PeriodAt, of: impl Fn(i32) -> f64) -> f64 {
        let Period { first_year, length } = self.periods[period];
        let sum: f64 = (first_year..first_year + length).map(|year| self.discount(year) * of(year)).sum();
        sum / self.period_weight[period]
    }

    /// What a window of years has of a period, by the present value of 1 in each year: 0 to 1.
    pub fn share(&self, period: PeriodAt, window: &std::ops::RangeInclusive<i32>) -> f64 {
        self.mean(period, |year| if *window.start() <= year && year <= *window.end() { 1.0 } else { 0.0 })
    }

    /// Whether some year of a state lies in a window.
    pub fn meets(&self, state: StateAt, window: &std::ops::RangeInclusive<i32>) -> bool {
        *window.start() <= self.last_year(state) && self.first_year[state] <= *window.end()
    }

    /// Years of the horizon from one on, before another.
    pub fn years_between(&self, from: i32, before: i32) -> Range<i32> {
        let first = self.periods.first().map_or(0, |p| p.first_year);
        from.max(first)..before.min(self.end())
    }

    /// Adds up along every path: for each state the sum of what is given at it and before it.
    pub fn along_paths<T: Copy>(&self, mut values: List<StateAt, T>, add: impl Fn(T, T) -> T) -> List<StateAt, T> {
        for state in values.positions() {
            if let Some(before) = self.parent[state] {
                values[state] = add(values[before], values[state]);
            }
        }
        values
    }
}

/// Positions in an order of depth first: a state's range holds exactly itself and what follows it.
fn ranges_below(parent: &List<StateAt, Option<StateAt>>) -> List<StateAt, Range<usize>> {
    // Parents come before children, so sizes add up from the back and places are handed out from the front.
    let mut size = vec![1_usize; parent.len()];
    for state in parent.positions().rev() {
        if let Some(before) = parent[state] {
            size[before] += size[state];
        }
    }
    let mut next_root = 0;
    let mut next_child: Vec<usize> = vec![0; parent.len()];
    let mut below = vec![0..0; parent.len()];
    for state in parent.positions() {
        let next = match parent[state] {
            Some(before) => &mut next_child[before],
            None => &mut next_root,
        };
        let start = *next;
        *next += size[state];
        below[state] = start..start + size[state];
        next_child[state] = start + 1;
    }
    below.into()
}
