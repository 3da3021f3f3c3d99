//! Years inside periods: the share of a period in which something holds, and means over its years.
//!
//! A period has one value for all its years: the mean of the years' values, weighted by discount factor. The period's
//! money (the value times the weight of the period) is then the present value of the years' money. Something that
//! begins or ends inside the period counts with the share of the weight of its years. In a period of one year, both are
//! that year's values.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::cell::Name;
use super::settings::Settings;
use super::tables::{Action, ChangeRow, ChangeTarget, Repayment, Tables};
use super::tree::Tree;
use super::{Facility, Network, Policy, ramp_at, read_filter};
use crate::positions::{FacilityAt, PeriodAt, StateAt};

/// The years of a period that a mean is over.
#[derive(Clone, Copy, Debug)]
pub(super) enum Over<'a> {
    /// All of them.
    Period,
    /// Those inside a window: a price holds while the offer does. All where none is inside.
    Inside(&'a RangeInclusive<i32>),
    /// All, with zero outside of a window: a limit.
    Limit(&'a RangeInclusive<i32>),
}

impl Over<'_> {
    /// Returns whether the mean of a constant is the same in all periods.
    pub(super) fn keeps_constants(self, tree: &Tree) -> bool {
        match self {
            Self::Period | Self::Inside(_) => true,
            Self::Limit(years) => *years.start() <= tree.first_year() && *years.end() >= tree.last_year(),
        }
    }

    /// Mean over a period of a value by year.
    pub(super) fn mean(self, tree: &Tree, period: PeriodAt, of: impl Fn(i32) -> f64) -> f64 {
        match self {
            Self::Period => tree.mean(period, of),
            Self::Inside(years) => tree.mean_inside(period, years, of),
            Self::Limit(years) => tree.mean(period, |year| if years.contains(&year) { of(year) } else { 0.0 }),
        }
    }
}

/// Longest period to split, years.
const LONGEST_PERIOD: i32 = 1000;

/// Years of each period: those of the settings, or parts of them.
///
/// A period is split where an offer or a lane without a limit begins or ends inside it, because no limit cannot be
/// scaled by a share. With `split_at_windows`, a period is also split where a policy, any offer or lane, an attack, a
/// buffer, a change, existing capacity, an origin rule, a service level or a reserve begins or ends,
/// and after a year in which a firm has to repay or pay something.
#[must_use]
pub fn period_lengths(settings: &Settings, tables: &Tables) -> Vec<i32> {
    let horizon = &settings.horizon;
    if horizon.period_lengths.iter().all(|length| *length == 1) {
        return horizon.period_lengths.clone();
    }
    let mut spans = without_limit(tables);
    if horizon.split_at_windows {
        spans.extend(windows(tables));
    }
    let years = spans.into_iter().flat_map(|(first, last)| [first, last.map(|last| last.saturating_add(1))]);
    let starts: BTreeSet<i32> = years.flatten().collect();
    let mut lengths = Vec::new();
    let mut year = horizon.first_year;
    for length in &horizon.period_lengths {
        // The check reports longer ones.
        if !(1..=LONGEST_PERIOD).contains(length) {
            lengths.push(*length);
            continue;
        }
        let mut part = 0;
        for at in year..year.saturating_add(*length) {
            if part > 0 && starts.contains(&at) {
                lengths.push(part);
                part = 0;
            }
            part += 1;
        }
        lengths.push(part);
        year = year.saturating_add(*length);
    }
    lengths
}

/// First and last year of something; blank where it begins or ends with the horizon.
type Span = (Option<i32>, Option<i32>);

/// Returns the spans of offers and lanes without a limit, and of changes that set one.
fn without_limit(tables: &Tables) -> Vec<Span> {
    let offers = || tables.offers.iter().filter(|it| it.limit_t_per_year.is_none());
    let lanes = || tables.lanes.iter().filter(|it| it.limit_t_per_year.is_none());
    let mut spans: Vec<Span> = offers().map(|it| (it.first_year, it.last_year)).collect();
    spans.extend(lanes().map(|it| (it.first_year, it.last_year)));
    // A factor has no effect without a limit. The material is ignored: an extra split does no harm.
    let limits = |it: &&ChangeRow| it.action == Action::Set && (it.first_year.is_some() || it.last_year.is_some());
    for it in tables.changes.iter().filter(limits) {
        let Some(filter) = read_filter(&it.filter, it.target.filter_names()) else { continue };
        let meant = |of: &dyn Fn(&str) -> Option<Name>| {
            filter.terms().all(|(name, pattern)| of(name).is_none_or(|value| pattern.matches_id(&value)))
        };
        let hits = match it.target {
            ChangeTarget::OfferLimit => offers().any(|offer| {
                meant(&|name| match name {
                    "market" => Some(offer.market.clone()),
                    "side" => Some(Name::const_new(offer.side.as_str())),
                    _ => None,
                })
            }),
            ChangeTarget::LaneLimit => lanes().any(|lane| {
                meant(&|name| match name {
                    "from" => Some(lane.from.clone()),
                    "to" => Some(lane.to.clone()),
                    _ => None,
                })
            }),
            _ => false,
        };
        if hits {
            spans.push((it.first_year, it.last_year));
        }
    }
    spans
}

/// Returns the spans of everything that holds in some years.
fn windows(tables: &Tables) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    spans.extend(tables.policies.iter().filter(|it| it.active != Some(false)).map(|it| (it.first_year, it.last_year)));
    spans.extend(tables.offers.iter().map(|it| (it.first_year, it.last_year)));
    spans.extend(tables.lanes.iter().map(|it| (it.first_year, it.last_year)));
    spans.extend(tables.attacks.iter().map(|it| (it.first_year, it.last_year)));
    spans.extend(tables.buffers.iter().map(|it| (it.first_year, it.last_year)));
    spans.extend(tables.changes.iter().map(|it| (it.first_year, it.last_year)));
    spans.extend(tables.facilities.iter().map(|it| (it.online_year, it.retire_year)));
    spans.extend(tables.demands.iter().flat_map(|it| [(it.origin_rule_from, None), (it.service_from, None)]));
    spans.extend(tables.stocks.iter().map(|it| (it.reserve_from, None)));
    // Cash is counted at the end of a period: it ends where something falls due.
    let bullets = tables.debts.iter().filter(|it| it.repayment == Repayment::Bullet);
    spans.extend(bullets.map(|it| (None, Some(it.last_year))));
    let paid = tables.cash_events.iter().filter(|it| it.variant.is_none() && it.amount_musd < 0.0);
    spans.extend(paid.map(|it| (None, Some(it.year))));
    spans
}

impl Tree {
    /// Mean of a yearly value over a period, each year weighted by its discount factor.
    #[must_use]
    pub fn mean(&self, period: PeriodAt, of: impl Fn(i32) -> f64) -> f64 {
        weighted(self.periods[period].years().map(|year| (self.discount_factor(year), of(year))))
    }

    /// [`Self::mean`] over the years of a period inside a window; over all of them where none is.
    #[must_use]
    pub fn mean_inside(&self, period: PeriodAt, window: &RangeInclusive<i32>, of: impl Fn(i32) -> f64) -> f64 {
        let inside = |year: &i32| window.contains(year);
        if !self.periods[period].years().any(|year| inside(&year)) {
            return self.mean(period, of);
        }
        weighted(self.periods[period].years().filter(inside).map(|year| (self.discount_factor(year), of(year))))
    }

    /// Returns the share of a period's years inside a window, weighted by discount factor: exactly 0 for none, 1 for
    /// all.
    #[must_use]
    pub fn share(&self, period: PeriodAt, window: &RangeInclusive<i32>) -> f64 {
        self.mean(period, |year| f64::from(u8::from(window.contains(&year))))
    }
}

/// Weighted mean of (weight, value); the value itself where all are equal.
fn weighted(mut years: impl Iterator<Item = (f64, f64)>) -> f64 {
    let Some((mut weight, first)) = years.next() else { return 0.0 };
    let (mut sum, mut same) = (weight * first, true);
    for (w, value) in years {
        weight += w;
        sum += w * value;
        same &= value == first;
    }
    if same { first } else { sum / weight }
}

impl Network {
    /// Returns whether a window contains a year of a state.
    #[must_use]
    pub fn holds(&self, window: &RangeInclusive<i32>, state: StateAt) -> bool {
        self.tree.period(state).years().any(|year| window.contains(&year))
    }

    /// Existing capacity of a facility in a year, t/yr. `ramped` counts what works, else what is installed.
    #[must_use]
    pub fn existing_in(&self, facility: &Facility, year: i32, ramped: bool) -> f64 {
        if !facility.existing_years.contains(&year) {
            return 0.0;
        }
        let age = year - facility.existing_years.start();
        if ramped { facility.existing_t * ramp_at(&facility.existing_ramp, age) } else { facility.existing_t }
    }

    /// Existing capacity of a facility in a period, t/yr: [`Tree::mean`] of [`Self::existing_in`].
    #[must_use]
    pub fn existing_capacity(&self, facility: &Facility, period: PeriodAt, ramped: bool) -> f64 {
        self.tree.mean(period, |year| self.existing_in(facility, year, ramped))
    }

    /// Returns the metric tons of activity in a state for each t/yr of a facility's mean activity: the years of the
    /// state. For a plant that works in only some years, each year counts by its working capacity.
    #[must_use]
    pub fn years_run(&self, facility: FacilityAt, state: StateAt) -> f64 {
        let (period, facility) = (self.tree.period(state), &self.facilities[facility]);
        let mean = self.existing_capacity(facility, self.tree.states[state].period, true);
        if facility.building.is_some() || mean <= 0.0 {
            return f64::from(period.length);
        }
        period.years().map(|year| self.existing_in(facility, year, true)).sum::<f64>() / mean
    }

    /// Returns the share of a facility's activity in a state that falls into the years of a policy.
    ///
    /// For a facility with only existing capacity, each year counts by its working capacity; else all years count.
    #[must_use]
    pub fn policy_share(&self, policy: &Policy, facility: FacilityAt, state: StateAt) -> f64 {
        let period = self.tree.states[state].period;
        let share = self.tree.share(period, &policy.years);
        let facility = &self.facilities[facility];
        if share == 0.0 || share == 1.0 || facility.building.is_some() {
            return share;
        }
        let works = self.existing_capacity(facility, period, true);
        if works <= 0.0 {
            return share;
        }
        let inside = |year| if policy.years.contains(&year) { self.existing_in(facility, year, true) } else { 0.0 };
        self.tree.mean(period, inside) / works
    }
}
