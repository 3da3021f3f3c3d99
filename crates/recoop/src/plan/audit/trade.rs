//! Lanes, offers, stocks and disposal.

use std::collections::BTreeMap;

use super::case::Case;
use super::prices::traded;
use super::rules::Rule;
use super::verdict::{Sum, Sums, Verdict};
use recoop_case::positions::StateAt;
use recoop_case::tables::Side;

pub(super) fn lane_label(case: &Case<'_>, lane: usize, state: StateAt) -> String {
    let (network, lane) = (case.network, &case.network.lanes[lane]);
    let (from, to) = (&network.regions[lane.from].id, &network.regions[lane.to].id);
    format!("{}, {from}, {to}, {}", network.materials[lane.material].id, case.state(state))
}

pub(super) fn offer_label(case: &Case<'_>, offer: usize, state: StateAt) -> String {
    let (network, offer) = (case.network, &case.network.offers[offer]);
    let (market, material) = (&network.markets[offer.market].id, &network.materials[offer.material].id);
    format!("{market}, {material}, {} {}, {}", offer.side.as_str(), offer.step, case.state(state))
}

pub(super) fn stock_label(case: &Case<'_>, stock: usize, state: StateAt) -> String {
    let stock = &case.network.stocks[stock];
    let (material, region) = (&case.network.materials[stock.material].id, &case.network.regions[stock.region].id);
    format!("{material}, {region}, {}", case.state(state))
}

pub(super) fn traded_label(case: &Case<'_>, (market, material, state): (usize, usize, StateAt)) -> String {
    let (market, material) = (&case.network.markets[market].id, &case.network.materials[material].id);
    format!("{market}, {material}, {}", case.state(state))
}

/// Checks lanes: years, limits over both pools, that nothing becomes compliant on its way, and that what pays duty on the
/// price at a market was bought there.
pub(super) fn check_lanes(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, states) = (case.network, case.calendar.states());
    let mut sums = Sums::default();
    let mut dutied: BTreeMap<(usize, usize, StateAt), Sum> = BTreeMap::new();
    for x in &case.values.shipments {
        let lane = &network.lanes[x.lane];
        let at = || lane_label(case, x.lane, x.state);
        let open = case.calendar.meets(x.state, &lane.years);
        verdict.allowed(Rule::LaneYears, open, x.amount_t, at);
        let leaves = !x.from_compliant || case.has_pools(lane.material);
        let arrives = !x.to_compliant || (x.from_compliant && network.regions[lane.to].compliant);
        verdict.allowed(Rule::Pool, leaves && arrives, x.amount_t, at);
        sums.add(x.lane * states + x.state.index(), x.amount_t);
        if let Some(market) = x.bought_at {
            dutied.entry((market, lane.material, x.state)).or_default().add(x.amount_t);
        }
    }
    if !dutied.is_empty() {
        let bought = traded(case, Side::Buy);
        for (key, sum) in dutied {
            let at = || traded_label(case, key);
            verdict.at_most(Rule::DutyBought, sum, bought.get(&key).copied().unwrap_or(0.0), at);
        }
    }
    for (key, sum) in sums.settle() {
        let (lane, state) = (key / states, StateAt::new(key % states));
        let limit = network.lanes[lane].limit_t_per_year.at(state);
        if limit.is_finite() {
            verdict.at_most(Rule::LaneLimit, sum, limit, || lane_label(case, lane, state));
        }
    }
}

/// Checks offers: years, limits over both pools, and that purchases are only as compliant as their market.
pub(super) fn check_offers(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, states) = (case.network, case.calendar.states());
    let mut sums = Sums::default();
    for x in &case.values.trades {
        let offer = &network.offers[x.offer];
        let at = || offer_label(case, x.offer, x.state);
        let holds = case.calendar.meets(x.state, &offer.years);
        verdict.allowed(Rule::OfferYears, holds, x.amount_t, at);
        let bought_compliant = offer.side == Side::Sell || network.markets[offer.market].compliant;
        let right_pool = !x.compliant || (case.has_pools(offer.material) && bought_compliant);
        verdict.allowed(Rule::Pool, right_pool, x.amount_t, at);
        sums.add(x.offer * states + x.state.index(), x.amount_t);
    }
    for (key, sum) in sums.settle() {
        let (offer, state) = (key / states, StateAt::new(key % states));
        let limit = network.offers[offer].limit_t_per_year.at(state);
        if limit.is_finite() {
            verdict.at_most(Rule::OfferLimit, sum, limit, || offer_label(case, offer, state));
        }
    }
}

/// What every stock holds at the end of every state, t: by stock and state.
pub(super) fn levels(case: &Case<'_>) -> Vec<f64> {
    let states = case.calendar.states();
    let mut levels = vec![0.0; case.network.stocks.len() * states];
    for x in &case.values.stocks {
        levels[x.stock * states + x.state.index()] += x.level_t;
    }
    levels
}

/// Checks what stocks hold: what fits, the reserve where it may not be released, and what has to be there at the end.
pub(super) fn check_stocks(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, states) = (case.network, case.calendar.states());
    let levels = levels(case);
    // Whether the reserve of a stock may be released: at a node named by it, or below one.
    let released = |stock: &recoop_case::Stock, state: StateAt| {
        let mut node = Some(network.tree.states[state].node);
        while let Some(n) = node {
            if stock.release_nodes.contains(&n) {
                return true;
            }
            node = network.tree.nodes[n].parent;
        }
        false
    };
    for (k, stock) in network.stocks.iter().enumerate() {
        for state in StateAt::all(states) {
            let level = levels[k * states + state.index()];
            let at = || stock_label(case, k, state);
            if stock.limit_t.is_finite() {
                verdict.at_most(Rule::StockLimit, level, stock.limit_t, at);
            }
            let due = stock.reserve_t > 0.0 && stock.reserve_from <= case.calendar.last_year(state);
            if due && !released(stock, state) {
                verdict.at_least(Rule::StockReserve, level, stock.reserve_t, at);
            }
        }
        if stock.final_t > 0.0 {
            for state in &network.tree.leaves {
                let level = levels[k * states + state.index()];
                verdict.at_least(Rule::StockFinal, level, stock.final_t, || stock_label(case, k, *state));
            }
        }
    }
}

/// Checks what is disposed of and what is downgraded: only what can be, out of a pool that is there.
pub(super) fn check_leaves(case: &Case<'_>, verdict: &mut Verdict) {
    for x in &case.values.disposals {
        let at = || case.place(x.material, x.region, x.compliant, x.state);
        let allowed = case.network.materials[x.material].disposal_cost_usd_per_kg.is_some();
        verdict.allowed(Rule::Disposal, allowed, x.amount_t, at);
        verdict.allowed(Rule::Pool, !x.compliant || case.has_pools(x.material), x.amount_t, at);
    }
    for x in &case.values.downgrades {
        let at = || case.place(x.material, x.region, x.compliant, x.state);
        verdict.allowed(Rule::Pool, x.compliant && case.has_pools(x.material), x.amount_t, at);
    }
}
