//! Positions and numbers: what has to be sound before anything can be added up.

use super::Reported;
use super::case::Case;
use super::rules::Rule;
use super::verdict::Verdict;
use recoop_case::Network;

/// Checks that everything the values speak of is there.
pub(super) fn check_positions(network: &Network, reported: &Reported<'_>, verdict: &mut Verdict) {
    let v = reported.values;
    let (facilities, states, leaves) = (network.facilities.len(), network.tree.states.len(), network.tree.leaves.len());
    let (materials, regions, members) = (network.materials.len(), network.regions.len(), network.members.len());
    let mut check = |list: &'static str, position: usize, there: bool| {
        verdict.allowed(Rule::Position, there, 1.0, || format!("{list} {position}"));
    };
    for (i, x) in v.runs.iter().enumerate() {
        let technology = network.facilities.get(x.facility).map(|f| &network.technologies[f.technology]);
        check("runs", i, x.state.index() < states && technology.is_some_and(|t| x.mode < t.modes.len()));
    }
    for (i, x) in v.flows.iter().enumerate() {
        check("flows", i, x.run < v.runs.len() && x.material < materials);
    }
    for (i, x) in v.builds.iter().enumerate() {
        check("builds", i, x.facility < facilities && x.state.index() < states);
    }
    for (i, x) in v.capacity.iter().enumerate() {
        check("capacity", i, x.facility < facilities && x.state.index() < states);
    }
    for (i, x) in v.keeps.iter().enumerate() {
        check("keeps", i, x.build < v.builds.len() && x.leaf.index() < leaves);
    }
    for (i, x) in v.trades.iter().enumerate() {
        check("trades", i, x.offer < network.offers.len() && x.state.index() < states);
    }
    for (i, x) in v.shipments.iter().enumerate() {
        // A market whose price counts is one of those that the duty knows.
        let basis = network.lanes.get(x.lane).and_then(|lane| lane.basis.as_ref());
        let knows = |market| basis.is_some_and(|basis| basis.quotes.iter().any(|quote| quote.market == market));
        check(
            "shipments",
            i,
            x.lane < network.lanes.len() && x.state.index() < states && x.bought_at.is_none_or(knows),
        );
    }
    for (list, leaves) in [("downgrades", &v.downgrades), ("disposals", &v.disposals)] {
        for (i, x) in leaves.iter().enumerate() {
            check(list, i, x.material < materials && x.region < regions && x.state.index() < states);
        }
    }
    for (i, x) in v.stocks.iter().enumerate() {
        check("stock_levels", i, x.stock < network.stocks.len() && x.state.index() < states);
    }
    for (i, x) in v.service.iter().enumerate() {
        check("service", i, x.demand < network.demands.len() && x.state.index() < states);
    }
    for (i, x) in v.top_ups.iter().enumerate() {
        let of = network.policies.get(x.policy).and_then(|policy| policy.materials.get(x.material));
        let knows = |market| of.is_some_and(|of| of.basis.quotes.iter().any(|quote| quote.market == market));
        check("top_ups", i, x.state.index() < states && of.is_some() && x.sold_at.is_none_or(knows));
    }
    for (i, x) in v.invests.iter().enumerate() {
        check("invests", i, x.member < members && x.purse < members && x.state.index() < states);
    }
    for (i, x) in v.misses.iter().enumerate() {
        check("misses", i, x.demand < network.demands.len() && x.leaf.index() < leaves);
    }
    for (i, x) in reported.cash.iter().enumerate() {
        check("cash", i, x.member < members && x.state.index() < states);
    }
    for (i, x) in reported.scenarios.iter().enumerate() {
        check("scenario_values", i, x.leaf.index() < leaves);
    }
}

/// Checks that quantities are numbers and not negative; says whether all are numbers.
pub(super) fn check_numbers(case: &Case<'_>, reported: &Reported<'_>, verdict: &mut Verdict) -> bool {
    let (network, v) = (case.network, case.values);
    let mut numbers = true;
    let mut check = |amount: f64, signed: bool, at: &dyn Fn() -> String| {
        if !amount.is_finite() {
            numbers = false;
            verdict.at_least(Rule::Quantity, f64::NAN, 0.0, at);
        } else if !signed {
            verdict.at_least(Rule::Quantity, super::verdict::Sum { net: amount, size: 0.0 }, 0.0, at);
        }
    };
    for x in &v.runs {
        check(x.activity_t, false, &|| format!("run, {}", case.facility(x.facility, x.state)));
    }
    for x in &v.flows {
        let run = &v.runs[x.run];
        let id = &network.materials[x.material].id;
        check(x.amount_t, true, &|| format!("flow, {id}, {}", case.facility(run.facility, run.state)));
    }
    for x in &v.builds {
        for amount in [x.size_t, x.count, x.capex_musd] {
            check(amount, false, &|| format!("build, {}", case.facility(x.facility, x.state)));
        }
    }
    for x in &v.capacity {
        for amount in [x.installed_t, x.usable_t, x.used_t] {
            check(amount, false, &|| format!("capacity, {}", case.facility(x.facility, x.state)));
        }
    }
    for x in &v.keeps {
        let facility = &network.facilities[v.builds[x.build].facility].id;
        check(x.kept_t, false, &|| format!("keep, {facility}, {}", case.scenario(x.leaf)));
    }
    for x in &v.trades {
        check(x.amount_t, false, &|| format!("trade, {}", super::trade::offer_label(case, x.offer, x.state)));
    }
    for x in &v.shipments {
        check(x.amount_t, false, &|| format!("ship, {}", super::trade::lane_label(case, x.lane, x.state)));
    }
    for (word, leaves) in [("downgrade", &v.downgrades), ("dispose", &v.disposals)] {
        for x in leaves {
            check(x.amount_t, false, &|| format!("{word}, {}", case.place(x.material, x.region, x.compliant, x.state)));
        }
    }
    for x in &v.stocks {
        check(x.level_t, false, &|| format!("hold, {}", super::trade::stock_label(case, x.stock, x.state)));
    }
    for x in &v.service {
        for amount in [x.demanded_t, x.served_t, x.short_t] {
            check(amount, false, &|| format!("serve, {}, {}", network.demands[x.demand].id, case.state(x.state)));
        }
    }
    for x in &v.top_ups {
        check(x.amount_t, false, &|| format!("top_up, {}, {}", network.policies[x.policy].id, case.state(x.state)));
    }
    for x in &v.invests {
        check(x.amount_musd, false, &|| format!("invest, {}, {}", network.members[x.member].id, case.state(x.state)));
    }
    for x in reported.cash {
        check(x.amount_musd, true, &|| format!("cash, {}, {}", network.members[x.member].id, case.state(x.state)));
    }
    for x in reported.scenarios {
        for amount in [x.npv_musd, x.probability] {
            check(amount, true, &|| format!("scenario, {}", case.scenario(x.leaf)));
        }
    }
    check(reported.objective, true, &|| "objective".to_string());
    numbers
}
