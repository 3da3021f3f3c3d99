//! Who is called for equity: each in proportion to its capital, where room and later years allow (docs/formulation.md#capital_source).
//!
//! Where the split of each year by itself leaves enough for all later ones, it is computed again and every payment held
//! against it. Where it does not, the right split is the optimum of a program over all years, which is not computed
//! again: no member may pay for another one that has paid a smaller part and has capital left, whatever comes later.

use std::collections::BTreeMap;

use super::case::Case;
use super::rules::Rule;
use super::verdict::{Sum, Verdict};
use recoop_case::positions::{LeafAt, StateAt};

/// Part of an amount that is rounding.
const ROUNDING: f64 = 1e-9;

/// A purse that is called in a year of a state.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub state: StateAt,
    pub year: i32,
    /// Everyone that may pay, with what it pays, MUSD.
    pub paid: Vec<(usize, f64)>,
}

/// Checks calls in the order of time, in a year the purses of owners before that of the cooperative.
pub(super) fn check(case: &Case<'_>, calls: &[Call], verdict: &mut Verdict) {
    let at = |member: usize, call: &Call| {
        format!("{}, {}", case.network.members[member].id, case.year(call.state, call.year))
    };
    if let Some(right) = year_by_year(case, calls) {
        for (call, right) in calls.iter().zip(right) {
            for ((member, paid), right) in call.paid.iter().zip(right) {
                verdict.equal(Rule::CapitalSplit, *paid, right, || at(*member, call));
            }
        }
        return;
    }
    let ledger = Ledger::new(case, calls);
    let all: f64 = calls.iter().flat_map(|call| &call.paid).map(|(_, paid)| paid.abs()).sum();
    for (c, call) in calls.iter().enumerate() {
        for (a, paid) in call.paid.iter().filter(|(_, paid)| *paid > 0.0) {
            let excess = call.paid.iter().map(|(b, _)| ledger.exchange(c, *a, *b)).fold(0.0, f64::max);
            // The split is that of a program over all calls, held to its tolerance on their sum.
            verdict.at_most(Rule::CapitalSplit, Sum { net: excess, size: all + paid }, 0.0, || at(*a, call));
        }
    }
}

/// What a member has to spend, MUSD: over the horizon, or in a year times its years.
fn capital(case: &Case<'_>, member: usize) -> f64 {
    let (tree, member) = (&case.network.tree, &case.network.members[member]);
    member.capital_total_musd.min(member.capital_per_year_musd * f64::from(tree.last_year() + 1 - tree.first_year()))
}

/// The right payments where no year has to look ahead; else `None`.
fn year_by_year(case: &Case<'_>, calls: &[Call]) -> Option<Vec<Vec<f64>>> {
    let mut before: Vec<(usize, StateAt, i32, f64)> = Vec::new();
    let mut out = Vec::new();
    for call in calls {
        let room = |member: usize| {
            let limits = &case.network.members[member];
            let own =
                before.iter().filter(|(by, state, ..)| *by == member && case.calendar.on_path(*state, call.state));
            let (mut in_all, mut in_year) = (0.0, 0.0);
            for (_, state, year, paid) in own {
                in_all += paid;
                in_year += if (*state, *year) == (call.state, call.year) { *paid } else { 0.0 };
            }
            (limits.capital_total_musd - in_all).min(limits.capital_per_year_musd - in_year).max(0.0)
        };
        let mut wells: Vec<(usize, f64, f64)> = Vec::new();
        for (position, (member, _)) in call.paid.iter().enumerate() {
            let weight = capital(case, *member);
            if weight > 0.0 {
                wells.push((position, weight, room(*member)));
            }
        }
        let parts = filled(call.paid.iter().map(|(_, paid)| paid).sum(), call.paid.len(), wells)?;
        before.extend(call.paid.iter().zip(&parts).map(|((member, _), part)| (*member, call.state, call.year, *part)));
        out.push(parts);
    }
    Some(out)
}

/// An amount poured into wells `(position, width, volume)` up to one level; `None` where they do not hold it.
fn filled(amount: f64, len: usize, mut wells: Vec<(usize, f64, f64)>) -> Option<Vec<f64>> {
    wells.sort_by(|a, b| (a.2 / a.1).total_cmp(&(b.2 / b.1)));
    let mut parts = vec![0.0; len];
    let (mut left, mut width) = (amount, wells.iter().map(|(_, width, _)| width).sum::<f64>());
    for (at, (position, own, volume)) in wells.iter().enumerate() {
        if left * own <= volume * width {
            for (position, own, _) in &wells[at..] {
                parts[*position] = left * own / width;
            }
            return Some(parts);
        }
        parts[*position] = *volume;
        left -= volume;
        width -= own;
    }
    (left <= ROUNDING * amount).then_some(parts)
}

/// Payments of a plan with the room that they leave.
struct Ledger<'a> {
    case: &'a Case<'a>,
    calls: &'a [Call],
    /// By member, state and year.
    yearly: BTreeMap<(usize, StateAt, i32), f64>,
    /// By member and leaf.
    in_all: BTreeMap<(usize, LeafAt), f64>,
}

impl<'a> Ledger<'a> {
    fn new(case: &'a Case<'a>, calls: &'a [Call]) -> Self {
        let (mut yearly, mut in_all) = (BTreeMap::new(), BTreeMap::new());
        for call in calls {
            for (member, paid) in &call.paid {
                *yearly.entry((*member, call.state, call.year)).or_default() += paid;
                for (leaf, end) in case.network.tree.leaves.iter().enumerate() {
                    if case.calendar.on_path(call.state, *end) {
                        *in_all.entry((*member, leaf)).or_default() += paid;
                    }
                }
            }
        }
        Self { case, calls, yearly, in_all }
    }

    fn paid(&self, call: usize, member: usize) -> Option<f64> {
        self.calls[call].paid.iter().find(|(it, _)| *it == member).map(|(_, paid)| *paid)
    }

    fn room_in_year(&self, call: usize, member: usize) -> f64 {
        let call = &self.calls[call];
        let paid = self.yearly.get(&(member, call.state, call.year)).copied().unwrap_or(0.0);
        (self.case.network.members[member].capital_per_year_musd - paid).max(0.0)
    }

    /// How much `b` could pay of a call in place of `a`, up to the same part of their capital, with all other payments as they
    /// are, MUSD.
    fn exchange(&self, call: usize, a: usize, b: usize) -> f64 {
        let (Some(by_a), Some(by_b)) = (self.paid(call, a), self.paid(call, b)) else { return 0.0 };
        let (all_a, all_b) = (capital(self.case, a), capital(self.case, b));
        let even = (by_a * all_b - by_b * all_a) / (all_a + all_b);
        // Also where both have nothing.
        if a == b || even.is_nan() || even <= 0.0 {
            return 0.0;
        }
        let leaves = self.case.network.tree.leaves.iter().enumerate();
        let below = leaves.filter(|(_, end)| self.case.calendar.on_path(self.calls[call].state, **end));
        let along = below.map(|(leaf, _)| {
            let in_all = self.in_all.get(&(b, leaf)).copied().unwrap_or(0.0);
            self.case.network.members[b].capital_total_musd - in_all
        });
        along.fold(even.min(self.room_in_year(call, b)), f64::min).max(0.0)
    }
}
