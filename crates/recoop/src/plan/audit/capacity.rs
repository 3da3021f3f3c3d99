//! Capacity: what stands, what works, what is used, and what a mine holds.

use super::case::{Case, Plant, ramped};
use super::rules::Rule;
use super::verdict::{Sum, Verdict};
use recoop_case::positions::StateAt;

/// Checks capacity and ore of every facility in every state.
pub(super) fn check(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, states) = (case.network, case.calendar.states());
    let mut used = vec![Sum::default(); network.facilities.len() * states];
    let mut activity = vec![0.0; network.facilities.len() * states];
    for run in &case.values.runs {
        let technology = network.facilities[run.facility].technology;
        let at = run.facility * states + run.state.index();
        used[at].add(network.technologies[technology].modes[run.mode].capacity_use * run.activity_t);
        activity[at] += run.activity_t;
    }
    let (mut said_used, mut said_usable) = (vec![0.0; used.len()], vec![0.0; used.len()]);
    for x in &case.values.capacity {
        said_used[x.facility * states + x.state.index()] += x.used_t;
        said_usable[x.facility * states + x.state.index()] += x.usable_t;
    }
    for facility in 0..network.facilities.len() {
        for state in StateAt::all(states) {
            check_installed(case, facility, state, verdict);
            let i = facility * states + state.index();
            let usable = check_use(case, facility, state, used[i], verdict);
            let at = || case.facility(facility, state);
            verdict.equal(Rule::CapacityReport, said_used[i], used[i].net, at);
            verdict.at_most(Rule::CapacityReport, said_usable[i], usable, at);
            verdict.at_most(Rule::CapacityReport, said_used[i], said_usable[i], at);
        }
        let range = facility * states..(facility + 1) * states;
        check_ore(case, facility, &activity[range], verdict);
    }
}

/// Checks what stands: committed, on line, alive, and never back once given up.
fn check_installed(case: &Case<'_>, facility: usize, state: StateAt, verdict: &mut Verdict) {
    let calendar = &case.calendar;
    let period = calendar.period[state];
    let installed = case.installed(facility, state);
    if installed == 0.0 {
        return;
    }
    let at = || case.facility(facility, state);
    let existing = case.existing(facility, period);
    let standing = || case.plants[facility].iter().filter(|p| p.stands_in(calendar, state));
    let built: f64 = standing().map(|p| p.share(calendar, period) * p.value.size_t).sum();
    verdict.at_most(Rule::LifetimeLimit, installed, existing + built, at);
    // Where keeping capacity is no decision, what exists is there when it is there.
    if !case.decides_capacity(facility) {
        return;
    }
    let before = calendar.parent[state];
    let stood = before.map_or(0.0, |b| case.installed(facility, b));
    let existed = before.map_or(0.0, |b| case.existing(facility, calendar.period[b]));
    let arrives: f64 = standing().filter(|p| p.online_period == Some(period)).map(|p| p.value.size_t).sum();
    let right = stood + arrives + (existing - existed).max(0.0);
    verdict.at_most(Rule::CapacityRoll, installed, right, at);
}

/// Checks what is used against what stands and what has ramped up; gives what can be used, t/yr.
fn check_use(case: &Case<'_>, facility: usize, state: StateAt, used: Sum, verdict: &mut Verdict) -> f64 {
    let calendar = &case.calendar;
    let period = calendar.period[state];
    let at = || case.facility(facility, state);
    let availability = case.network.facilities[facility].availability.at(state);
    let existing = case.existing_ramped(facility, period);
    let decides = case.decides_capacity(facility);
    let stands = if decides { case.installed(facility, state) } else { existing };
    verdict.at_most(Rule::CapacityLimit, used, availability * stands, at);
    if !decides {
        return availability * stands;
    }
    let works = |plant: &Plant<'_>| {
        let share = calendar.mean(period, |year| {
            if year < plant.end_year { ramped(&plant.building.ramp, year - plant.online_year) } else { 0.0 }
        });
        share * plant.value.size_t
    };
    let built: f64 = case.plants[facility].iter().filter(|p| p.stands_in(calendar, state)).map(works).sum();
    verdict.at_most(Rule::RampLimit, used, availability * (existing + built), at);
    availability * stands.min(existing + built)
}

/// Checks that a mine takes no more than it holds, in every scenario.
fn check_ore(case: &Case<'_>, facility: usize, activity: &[f64], verdict: &mut Verdict) {
    let reserve = case.network.facilities[facility].reserve_t;
    if reserve.is_infinite() {
        return;
    }
    let mined = StateAt::all(activity.len())
        .zip(activity)
        .map(|(state, activity)| activity * case.tonnes(facility, state))
        .collect();
    let mined = case.calendar.along_paths(mined, |a: f64, b| a + b);
    for (leaf, state) in case.network.tree.leaves.iter().enumerate() {
        let at = || format!("{}, {}", case.network.facilities[facility].id, case.scenario(leaf));
        verdict.at_most(Rule::OreDepletion, mined[*state], reserve, at);
    }
}
