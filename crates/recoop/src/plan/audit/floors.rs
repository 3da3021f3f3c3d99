//! Price floors: what is topped up is made by those whom the policy reaches, in its years, within its limit,
//! from the price at a market no more than is sold there.

use std::collections::BTreeMap;

use super::case::Case;
use super::prices::traded;
use super::rules::Rule;
use super::trade::traded_label;
use super::verdict::{Sum, Verdict};
use recoop_case::positions::StateAt;
use recoop_case::tables::{PolicyKind, Side};

/// Checks all price floors.
pub(super) fn check(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, states) = (case.network, case.calendar.states());
    // A number for each policy and material of it: `first[policy] + position of the material`.
    let mut first = Vec::new();
    let mut floors: Vec<(usize, usize)> = Vec::new();
    let mut of_material: Vec<Vec<usize>> = vec![Vec::new(); network.materials.len()];
    let mut reaches = vec![false; network.policies.len() * network.facilities.len()];
    for (p, policy) in network.policies.iter().enumerate() {
        first.push(floors.len());
        for floored in &policy.materials {
            of_material[floored.material].push(floors.len());
            floors.push((p, floored.material));
        }
        policy.facilities.iter().for_each(|f| reaches[p * network.facilities.len() + f] = true);
    }
    let mut topped = vec![Sum::default(); floors.len() * states];
    let mut made = vec![0.0; floors.len() * states];
    for x in &case.values.top_ups {
        let policy = &network.policies[x.policy];
        let holds = policy.kind == PolicyKind::PriceFloor && case.calendar.meets(x.state, &policy.years);
        let at = || format!("{}, {}", policy.id, case.state(x.state));
        verdict.allowed(Rule::PriceFloor, holds, x.amount_t, at);
        topped[(first[x.policy] + x.material) * states + x.state.index()].add(x.amount_t);
    }
    for run in &case.values.runs {
        let technology = network.facilities[run.facility].technology;
        let outputs = network.technologies[technology].modes[run.mode].flows.iter().filter(|(_, a)| *a > 0.0);
        for (material, amount) in outputs {
            for floor in &of_material[*material] {
                if reaches[floors[*floor].0 * network.facilities.len() + run.facility] {
                    let policy = &network.policies[floors[*floor].0];
                    let counts = case.in_years_of(policy, run.facility, run.state);
                    made[floor * states + run.state.index()] += amount * counts * run.activity_t;
                }
            }
        }
    }
    let mut sold: BTreeMap<(usize, usize, StateAt), Sum> = BTreeMap::new();
    for x in &case.values.top_ups {
        if let Some(market) = x.sold_at {
            let material = network.policies[x.policy].materials[x.material].material;
            sold.entry((market, material, x.state)).or_default().add(x.amount_t);
        }
    }
    if !sold.is_empty() {
        let traded = traded(case, Side::Sell);
        for (key, sum) in sold {
            let at = || traded_label(case, key);
            verdict.at_most(Rule::PriceFloorSold, sum, traded.get(&key).copied().unwrap_or(0.0), at);
        }
    }
    let mut by_policy = vec![Sum::default(); network.policies.len() * states];
    for (f, (policy, material)) in floors.iter().enumerate() {
        for state in StateAt::all(states) {
            let sum = topped[f * states + state.index()];
            if sum.size == 0.0 {
                continue;
            }
            let at = || {
                let id = &network.policies[*policy].id;
                format!("{id}, {}, {}", network.materials[*material].id, case.state(state))
            };
            verdict.at_most(Rule::PriceFloor, sum, made[f * states + state.index()], at);
            by_policy[policy * states + state.index()].add_scaled(sum, 1.0);
        }
    }
    for (p, policy) in network.policies.iter().enumerate().filter(|(_, p)| p.limit_t_per_year.is_finite()) {
        let held = |s: &StateAt| by_policy[p * states + s.index()].size > 0.0 && case.calendar.meets(*s, &policy.years);
        for state in StateAt::all(states).filter(held) {
            let at = || format!("{}, {}", policy.id, case.state(state));
            let limit = policy.limit_t_per_year * case.calendar.share(case.calendar.period[state], &policy.years);
            verdict.at_most(Rule::PriceFloorLimit, by_policy[p * states + state.index()], limit, at);
        }
    }
}
