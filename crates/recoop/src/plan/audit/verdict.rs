//! Where checks are counted and breaches kept.

use super::rules::Rule;
use super::{Breach, RuleCount};

/// Breaches that are kept; all are counted.
const MAX_BREACHES: usize = 1000;

/// A sum with the sum of its absolute terms, against which its error is held.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sum {
    /// The sum.
    pub net: f64,
    /// Sum of absolute terms.
    pub size: f64,
}

impl Sum {
    /// Adds a term.
    pub fn add(&mut self, term: f64) {
        self.net += term;
        self.size += term.abs();
    }

    /// Adds `factor` times another sum.
    pub fn add_scaled(&mut self, other: Self, factor: f64) {
        self.net += factor * other.net;
        self.size += factor.abs() * other.size;
    }
}

impl From<f64> for Sum {
    fn from(term: f64) -> Self {
        Self { net: term, size: term.abs() }
    }
}

/// Terms by key, added up at once: keys come out sorted, so that reports do not depend on a hash.
#[derive(Debug, Default)]
pub(super) struct Sums {
    terms: Vec<(u64, f64)>,
}

impl Sums {
    /// Adds a term to the sum of a key.
    pub fn add(&mut self, key: usize, term: f64) {
        self.terms.push((key as u64, term));
    }

    /// The sum of every key that has a term, in the order of the keys.
    pub fn settle(mut self) -> Vec<(usize, Sum)> {
        // Stable: the terms of a key are added in the order in which they came, the same in every run.
        self.terms.sort_by_key(|(key, _)| *key);
        let mut sums: Vec<(usize, Sum)> = Vec::new();
        for (key, term) in self.terms {
            let key = key as usize;
            match sums.last_mut() {
                Some((last, sum)) if *last == key => sum.add(term),
                _ => sums.push((key, Sum::from(term))),
            }
        }
        sums
    }
}

/// Counts of one rule.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    checks: usize,
    largest_error: f64,
}

/// Checks made so far.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Breaches with their size relative to what was added up.
    kept: Vec<(f64, Breach)>,
    count: usize,
    tallies: [Tally; Rule::ALL.len()],
}

impl Verdict {
    pub fn new() -> Self {
        Self { kept: Vec::new(), count: 0, tallies: [Tally::default(); Rule::ALL.len()] }
    }

    /// Number of breaches.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Checks that `left` is at most `right`; nothing is above an infinite limit.
    pub fn at_most(&mut self, rule: Rule, left: impl Into<Sum>, right: f64, at: impl FnOnce() -> String) {
        let left = left.into();
        self.note(rule, left.net - right, left, Some(right), at);
    }

    /// Checks that `left` is at least `right`.
    pub fn at_least(&mut self, rule: Rule, left: impl Into<Sum>, right: f64, at: impl FnOnce() -> String) {
        let left = left.into();
        self.note(rule, right - left.net, left, Some(right), at);
    }

    /// Checks that `left` equals `right`.
    pub fn equal(&mut self, rule: Rule, left: impl Into<Sum>, right: f64, at: impl FnOnce() -> String) {
        let left = left.into();
        self.note(rule, (left.net - right).abs(), left, Some(right), at);
    }

    /// Checks that an amount that should not be is not there: it is allowed, or nothing.
    pub fn allowed(&mut self, rule: Rule, allowed: bool, amount: f64, at: impl FnOnce() -> String) {
        let wrong = if allowed { 0.0 } else { amount.abs() };
        // Held to the absolute tolerance alone: the amount is all there is.
        self.note(rule, wrong, Sum { net: wrong, size: 0.0 }, None, at);
    }

    fn note(&mut self, rule: Rule, error: f64, left: Sum, right: Option<f64>, at: impl FnOnce() -> String) {
        let error = if error.is_nan() { f64::INFINITY } else { error.max(0.0) };
        let tally = &mut self.tallies[rule as usize];
        tally.checks += 1;
        tally.largest_error = tally.largest_error.max(error);
        let scale = left.size + right.filter(|r| r.is_finite()).map_or(0.0, f64::abs);
        let tolerance = rule.tolerance();
        if error <= tolerance.relative * scale + tolerance.absolute {
            return;
        }
        self.count += 1;
        let at = at();
        let unit = rule.unit();
        let against = match right {
            Some(right) if unit.is_empty() => format!(": {} against {}", short(left.net), short(right)),
            Some(right) => format!(": {} against {} {unit}", short(left.net), short(right)),
            None if unit.is_empty() => String::new(),
            None => format!(": {} {unit}", short(left.net)),
        };
        let message = format!("`{at}` {}{against}", rule.sentence());
        let relative = error / scale.max(error).max(f64::MIN_POSITIVE);
        self.kept.push((relative, Breach { rule: rule.as_str(), at, by: error, unit, message }));
        if self.kept.len() >= 4 * MAX_BREACHES {
            self.keep_largest();
        }
    }

    fn keep_largest(&mut self) {
        self.kept.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(y.by.total_cmp(&x.by)));
        self.kept.truncate(MAX_BREACHES);
    }

    /// Breaches, their number, and the counts of every rule.
    pub fn close(mut self) -> (Vec<Breach>, usize, Vec<RuleCount>) {
        self.keep_largest();
        let checked = Rule::ALL.iter().map(|rule| {
            let tally = self.tallies[*rule as usize];
            RuleCount { rule: rule.as_str(), checks: tally.checks, largest_error: tally.largest_error }
        });
        let checked = checked.collect();
        (self.kept.into_iter().map(|(_, breach)| breach).collect(), self.count, checked)
    }
}

/// A number with four significant digits, without zeros that say nothing.
fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let magnitude = value.abs().log10().floor();
    if !(-4.0..9.0).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    let decimals = (3.0 - magnitude).max(0.0) as usize;
    let text = format!("{value:.decimals$}");
    if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_string() }
}
