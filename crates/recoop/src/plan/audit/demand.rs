//! What end users get: demands met, service levels, origin rules.

use super::case::Case;
use super::rules::Rule;
use super::verdict::{Sum, Verdict};
use recoop_case::positions::StateAt;

fn label(case: &Case<'_>, demand: usize, state: StateAt) -> String {
    format!("{}, {}", case.network.demands[demand].id, case.state(state))
}

/// Checks that demands are served or short, at the level and from the pool that they ask for.
pub(super) fn check(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, states) = (case.network, case.calendar.states());
    let mut met = vec![Sum::default(); network.demands.len() * states];
    let mut served = vec![0.0; network.demands.len() * states];
    for x in &case.values.service {
        let demand = &network.demands[x.demand];
        let at = || label(case, x.demand, x.state);
        verdict.equal(Rule::DemandMet, x.demanded_t, demand.quantity_t_per_year.at(x.state), at);
        met[x.demand * states + x.state.index()].add(x.served_t);
        met[x.demand * states + x.state.index()].add(x.short_t);
        served[x.demand * states + x.state.index()] += x.served_t;
        let two_pools = case.has_pools(demand.material);
        verdict.allowed(Rule::Pool, !x.compliant || two_pools, x.served_t, at);
        let ruled = demand.origin_rule_from.is_some_and(|from| from <= case.calendar.first_year[x.state]);
        if ruled && two_pools {
            verdict.allowed(Rule::Origin, x.compliant, x.served_t, at);
        }
    }
    for (d, demand) in network.demands.iter().enumerate() {
        for state in StateAt::all(states) {
            let quantity = demand.quantity_t_per_year.at(state).max(0.0);
            verdict.equal(Rule::DemandMet, met[d * states + state.index()], quantity, || label(case, d, state));
        }
        check_level(case, d, &served[d * states..(d + 1) * states], verdict);
    }
}

/// Checks a demand's service level: in every state, but for the scenarios that are given up.
fn check_level(case: &Case<'_>, demand: usize, served: &[f64], verdict: &mut Verdict) {
    let Some(service) = case.network.demands[demand].service else { return };
    let tree = &case.network.tree;
    let mut missed = vec![false; tree.leaves.len()];
    for miss in case.values.misses.iter().filter(|m| m.demand == demand) {
        missed[miss.leaf] = true;
    }
    let chance = missed.iter().zip(&tree.leaves).filter(|(missed, _)| **missed);
    let mut given_up = Sum::default();
    chance.for_each(|(_, leaf)| given_up.add(tree.states[*leaf].probability));
    let id = &case.network.demands[demand].id;
    verdict.at_most(Rule::ServiceProbability, given_up, 1.0 - service.chance, || id.to_string());
    // A state may fall short only if every scenario through it is given up.
    let mut binds = vec![false; served.len()];
    for (missed, leaf) in missed.iter().zip(&tree.leaves) {
        let mut at = if *missed { None } else { Some(*leaf) };
        while let Some(state) = at {
            // The path from here on has been walked.
            at = if std::mem::replace(&mut binds[state], true) { None } else { case.calendar.parent[state] };
        }
    }
    for (state, served) in StateAt::all(served.len()).zip(served) {
        let due = case.calendar.share(case.calendar.period[state], &(service.from_year..=i32::MAX));
        let needed = service.level * due * case.network.demands[demand].quantity_t_per_year.at(state);
        if binds[state] && needed > 0.0 {
            verdict.at_least(Rule::ServiceLevel, *served, needed, || label(case, demand, state));
        }
    }
}
