//! Who can build when, and the pieces of the cost curves.

use super::{NO_SLOT, Outlay, Segment, Slot};
use crate::formulation::ledger::spending;
use program::List;
use recoop_case::Network;
use recoop_case::positions::StateAt;

pub(super) fn slot_in(network: &Network, slots: &[Slot], facility_slots: &[std::ops::Range<usize>]) -> Vec<Vec<u32>> {
    let of = |range: &std::ops::Range<usize>| {
        let mut slot_in = if range.is_empty() { Vec::new() } else { vec![NO_SLOT; network.tree.states.len()] };
        for slot in range.clone() {
            slot_in[slots[slot].state] = slot as u32;
        }
        slot_in
    };
    facility_slots.iter().map(of).collect()
}

/// A slot is not the last one when it is the nearest before another.
pub(super) fn last_slots(slots: &[Slot], slot_in: &[Vec<u32>], ancestors: &List<StateAt, Vec<StateAt>>) -> Vec<bool> {
    let mut last = vec![true; slots.len()];
    for slot in slots {
        let path = &ancestors[slot.state];
        let before = path[..path.len() - 1].iter().rev().map(|at| slot_in[slot.facility][*at]);
        if let Some(nearest) = before.into_iter().find(|slot| *slot != NO_SLOT) {
            last[nearest as usize] = false;
        }
    }
    last
}

/// Slots and, for each facility, its range among them.
pub(super) fn slots(network: &Network) -> (Vec<Slot>, Vec<std::ops::Range<usize>>) {
    let tree = &network.tree;
    let build_years = &network.settings.horizon.build_years;
    let (mut slots, mut ranges) = (Vec::new(), Vec::new());
    for (f, facility) in network.facilities.iter().enumerate() {
        ranges.push(slots.len()..slots.len());
        let Some(building) = &facility.building else { continue };
        for (state, _) in tree.states.iter().enumerate() {
            let year = tree.period(state).first_year;
            let allowed = building.years.contains(&year) && (build_years.is_empty() || build_years.contains(&year));
            let online_year = year + building.permitting_years + building.construction_years;
            if let (true, Some(online_period)) = (allowed, tree.period_from(online_year)) {
                slots.push(Slot { facility: f, state, online_period, online_year });
            }
        }
        ranges[f].end = slots.len();
    }
    (slots, ranges)
}

/// Years in which equity may be put in: the first of each state, and those in which a slot on its path spends.
pub(super) fn outlays(network: &Network, slots: &[Slot], ancestors: &List<StateAt, Vec<StateAt>>) -> Vec<Outlay> {
    let tree = &network.tree;
    let mut spent = vec![std::collections::BTreeSet::new(); tree.states.len()];
    for slot in slots {
        if let Some(building) = &network.facilities[slot.facility].building {
            spent[slot.state].extend(spending(building, tree.period(slot.state).first_year).map(|(year, _)| year));
        }
    }
    let of = |state: StateAt| {
        let period = tree.period(state);
        let spends = |year: &i32| ancestors[state].iter().any(|at| spent[*at].contains(year));
        let years: Vec<i32> = period.years().filter(|year| *year == period.first_year || spends(year)).collect();
        years.into_iter().map(move |year| Outlay { state, year })
    };
    tree.states.positions().flat_map(of).collect()
}

/// Pieces of the cost curve, exact at the breakpoints. The breakpoints are spaced evenly on a log scale, where a power law
/// bends evenly.
pub(super) fn segments(network: &Network, facility: usize) -> Vec<Segment> {
    let Some(building) = &network.facilities[facility].building else { return Vec::new() };
    let scale = &building.scale;
    if scale.module_t_per_year.is_some() {
        return Vec::new();
    }
    let opening = if building.opens_with_build() { building.opening_cost_musd } else { 0.0 };
    if scale.exponent >= 1.0 || scale.min_t >= scale.max_t {
        let slope = scale.capex_musd(scale.max_t) / scale.max_t;
        return vec![Segment {
            from_t: scale.min_t,
            to_t: scale.max_t,
            intercept_musd: opening,
            slope_musd_per_t: slope,
        }];
    }
    let pieces = network.settings.finance.scale_segments.max(1);
    let from = scale.min_t.max(scale.max_t * 1e-3);
    let point = |i: i32| from * (scale.max_t / from).powf(f64::from(i) / f64::from(pieces));
    (0..pieces)
        .map(|i| {
            let (a, b) = (point(i), if i + 1 == pieces { scale.max_t } else { point(i + 1) });
            let slope = (scale.capex_musd(b) - scale.capex_musd(a)) / (b - a);
            Segment {
                from_t: a,
                to_t: b,
                intercept_musd: scale.capex_musd(a) - slope * a + opening,
                slope_musd_per_t: slope,
            }
        })
        .collect()
}
