//! What plants use and make, and what enters and leaves every pool of every place.

use super::case::Case;
use super::rules::Rule;
use super::verdict::{Sum, Sums, Verdict};
use recoop_case::positions::StateAt;
use recoop_case::tables::{MaterialKind, Side};

/// Checks runs: modes, pools, and that flows follow the recipe.
pub(super) fn check_runs(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, values) = (case.network, case.values);
    let materials = network.materials.len();
    let mut sums = Sums::default();
    for (r, run) in values.runs.iter().enumerate() {
        let facility = &network.facilities[run.facility];
        let at = || case.facility(run.facility, run.state);
        verdict.allowed(Rule::Mode, facility.modes.contains(&run.mode), run.activity_t, at);
        let may_be = case.tracking && network.regions[facility.region].compliant;
        verdict.allowed(Rule::Pool, !run.compliant || may_be, run.activity_t, at);
        for (material, amount) in &network.technologies[facility.technology].modes[run.mode].flows {
            sums.add(r * materials + material, -amount * run.activity_t);
        }
    }
    for flow in &values.flows {
        let run = &values.runs[flow.run];
        sums.add(flow.run * materials + flow.material, flow.amount_t);
        let right_pool = if !case.has_pools(flow.material) {
            !flow.compliant
        } else if run.compliant {
            flow.compliant
        } else {
            // What is used may be better than needed; what is made of it may not.
            flow.amount_t <= 0.0 || !flow.compliant
        };
        verdict.allowed(Rule::Pool, right_pool, flow.amount_t, || {
            format!("{}, {}", network.materials[flow.material].id, case.facility(run.facility, run.state))
        });
    }
    for (key, sum) in sums.settle() {
        let (run, material) = (&values.runs[key / materials], key % materials);
        verdict.equal(Rule::Recipe, sum, 0.0, || {
            format!("{}, {}", network.materials[material].id, case.facility(run.facility, run.state))
        });
    }
}

/// Whether a plain material is what its elements became: its metric tons count against what is fed. Residues, reagents and other
/// goods also carry what recipes add (water, acid, slag), so they cannot be held against it.
fn carries_elements(kind: MaterialKind) -> bool {
    matches!(
        kind,
        MaterialKind::Concentrate
            | MaterialKind::Intermediate
            | MaterialKind::Oxide
            | MaterialKind::Metal
            | MaterialKind::Alloy
    )
}

/// Checks that no mode in use makes more of an element than it is fed, where it is fed a stream: element by element among
/// streams, and in total what ends in plain materials. On one metric ton of activity: the recipe does the rest.
pub(super) fn check_elements(case: &Case<'_>, verdict: &mut Verdict) {
    let network = case.network;
    let mut used: Vec<Vec<bool>> = network.technologies.iter().map(|t| vec![false; t.modes.len()]).collect();
    for run in &case.values.runs {
        used[network.facilities[run.facility].technology][run.mode] = true;
    }
    for (technology, used) in network.technologies.iter().zip(used) {
        for (mode, _) in technology.modes.iter().zip(used).filter(|(_, used)| *used) {
            let is_stream = |material: usize| !network.materials[material].composition.is_empty();
            if !mode.flows.iter().any(|(material, amount)| *amount < 0.0 && is_stream(*material)) {
                continue;
            }
            let mut left = vec![Sum::default(); network.elements.len()];
            let mut plain = Sum::default();
            for (material, amount) in &mode.flows {
                let of = &network.materials[*material];
                for (left, share) in left.iter_mut().zip(&of.composition) {
                    left.add(-amount * share);
                }
                if of.composition.is_empty() && carries_elements(of.kind) {
                    plain.add(*amount);
                }
            }
            for ((element, _), left) in network.elements.iter().zip(&left) {
                let at = || format!("{}, {}, {element}", technology.id, mode.label);
                verdict.at_least(Rule::ElementBalance, *left, 0.0, at);
                plain.add(-left.net.max(0.0));
            }
            let at = || format!("{}, {}, all elements", technology.id, mode.label);
            verdict.at_most(Rule::ElementBalance, plain, 0.0, at);
        }
    }
}

/// Checks that what enters every pool of every place leaves it.
pub(super) fn check_balance(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, values, calendar) = (case.network, case.values, &case.calendar);
    let (regions, states) = (network.regions.len(), calendar.states());
    let key = |material: usize, region: usize, compliant: bool, state: StateAt| {
        ((material * regions + region) * 2 + usize::from(compliant)) * states + state.index()
    };
    let mut sums = Sums::default();
    for x in &values.flows {
        let run = &values.runs[x.run];
        let region = network.facilities[run.facility].region;
        sums.add(key(x.material, region, x.compliant, run.state), x.amount_t);
    }
    for x in &values.trades {
        let offer = &network.offers[x.offer];
        let region = network.markets[offer.market].region;
        let sign = if offer.side == Side::Buy { 1.0 } else { -1.0 };
        sums.add(key(offer.material, region, x.compliant, x.state), sign * x.amount_t);
    }
    for x in &values.shipments {
        let lane = &network.lanes[x.lane];
        sums.add(key(lane.material, lane.from, x.from_compliant, x.state), -x.amount_t);
        sums.add(key(lane.material, lane.to, x.to_compliant, x.state), x.amount_t);
    }
    for x in &values.downgrades {
        sums.add(key(x.material, x.region, x.compliant, x.state), -x.amount_t);
        sums.add(key(x.material, x.region, false, x.state), x.amount_t);
    }
    for x in &values.disposals {
        sums.add(key(x.material, x.region, x.compliant, x.state), -x.amount_t);
    }
    for x in &values.service {
        let demand = &network.demands[x.demand];
        sums.add(key(demand.material, demand.region, x.compliant, x.state), -x.served_t);
    }
    let levels = super::trade::levels(case);
    for (k, stock) in network.stocks.iter().enumerate() {
        let compliant = stock.compliant && case.has_pools(stock.material);
        for state in StateAt::all(states) {
            let before = calendar.parent[state].map_or(stock.initial_t, |before| levels[k * states + before.index()]);
            let after = levels[k * states + state.index()];
            if before != 0.0 || after != 0.0 {
                let at = key(stock.material, stock.region, compliant, state);
                sums.add(at, before / calendar.years[state]);
                sums.add(at, -after / calendar.years[state]);
            }
        }
    }
    for (key, sum) in sums.settle() {
        let (place, state) = (key / states, StateAt::new(key % states));
        let (material, region) = (place / 2 / regions, place / 2 % regions);
        verdict.equal(Rule::MaterialBalance, sum, 0.0, || case.place(material, region, place % 2 == 1, state));
    }
}
