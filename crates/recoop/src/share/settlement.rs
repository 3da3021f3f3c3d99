//! What each member does in a plan, settled at internal prices.
//!
//! ```text
//! result[i,s] = own money[i,s] + Σ_materials price[material,s] · delivered[i,material,s]
//! margin[s]   = all money[s] - Σ_members result[i,s]                         what is left to the cooperative
//! ```
//!
//! `delivered` is what a member's plants make less what they use, less what is served to it, plus what it buys and takes out of its
//! stocks, less what it sells and puts in. By the material balances nothing is lost: what no member delivers or takes the
//! cooperative trades, ships or disposes of, and its margin pays for it.
//!
//! Own money is after tax. A payment between members is income of one and cost of the other: it is made after tax and not taxed again.
//! Market prices are therefore taken net of the plan's tax rate, which is that of all; what the plan says a
//! material is worth is after tax as it comes.

use std::collections::BTreeMap;

use super::equity::{put_in, spent};
use crate::accounts::CashValue;
use crate::formulation::family::Subject;
use crate::formulation::joint::JointUse;
use crate::formulation::ledger::{Kind, MUSD_PER_USD_PER_KG_TONNE};
use crate::formulation::sets::Sets;
use crate::plan::Plan;
use recoop_case::Network;
use recoop_case::positions::StateAt;
use recoop_case::tables::Side;

/// What members do in a plan; all by member (without the cooperative), then by state.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Own money, taxes included, MUSD/yr.
    pub own_musd: Vec<Vec<f64>>,
    /// Of it what is no cash: worth of demand served after tax, and cost of shortage, MUSD/yr.
    pub in_kind_musd: Vec<Vec<f64>>,
    /// Own money and deliveries at internal prices, MUSD/yr.
    pub result_musd: Vec<Vec<f64>>,
    /// Money of all, the cooperative's included, by state, MUSD/yr.
    pub total_musd: Vec<f64>,
    /// Of it cash, by state, MUSD/yr.
    pub cash_musd: Vec<f64>,
    /// Equity put in, MUSD/yr.
    pub put_in_musd: Vec<Vec<f64>>,
    /// Equity that the member's plants take, in its own money as a cost, MUSD/yr.
    pub spent_musd: Vec<Vec<f64>>,
    /// Net deliveries: (member, material, state) to t/yr, those below zero taken.
    pub delivered_t: BTreeMap<(usize, usize, StateAt), f64>,
    /// Of them what users take: (member, material, state) to t/yr.
    pub served_t: BTreeMap<(usize, usize, StateAt), f64>,
    /// Internal prices after tax: (material, state) to USD/kg.
    pub price_usd_per_kg: BTreeMap<(usize, StateAt), f64>,
}

/// Settles a plan.
#[must_use]
pub fn settle(network: &Network, plan: &Plan) -> Settlement {
    let (members, states) = (network.cooperative(), network.tree.states.len());
    let empty = || vec![vec![0.0; states]; members];
    let mut out = Settlement {
        own_musd: empty(),
        in_kind_musd: empty(),
        result_musd: empty(),
        total_musd: vec![0.0; states],
        cash_musd: vec![0.0; states],
        put_in_musd: put_in(network, plan),
        spent_musd: spent(plan).into_iter().take(members).collect(),
        delivered_t: BTreeMap::new(),
        served_t: BTreeMap::new(),
        price_usd_per_kg: BTreeMap::new(),
    };
    out.money(network, plan);
    out.cash(network, plan);
    out.deliveries(network, plan);
    out.price_usd_per_kg = prices(network, plan, &out);
    out.result_musd.clone_from(&out.own_musd);
    for ((member, material, state), amount) in &out.delivered_t {
        let price = out.price_usd_per_kg.get(&(*material, *state)).copied().unwrap_or(0.0);
        out.result_musd[*member][*state] += price * amount * MUSD_PER_USD_PER_KG_TONNE;
    }
    out
}

/// The part of a flow that is no cash. The program taxes the worth of what is served as if it were income: that tax is none either.
fn in_kind(network: &Network, flow: &CashValue) -> f64 {
    match flow.kind {
        Kind::Shortage => flow.amount_musd,
        Kind::DemandValue => flow.amount_musd * (1.0 - network.tax_rate()),
        _ => 0.0,
    }
}

impl Settlement {
    fn money(&mut self, network: &Network, plan: &Plan) {
        for flow in &plan.cash {
            self.total_musd[flow.state] += flow.amount_musd;
            if flow.member < network.cooperative() {
                self.own_musd[flow.member][flow.state] += flow.amount_musd;
                self.in_kind_musd[flow.member][flow.state] += in_kind(network, flow);
            }
        }
        self.common_in_kind(network, plan);
    }

    /// What the cooperative as a whole is served, or lacks, is its members' by the parts in which they hold the demand.
    fn common_in_kind(&mut self, network: &Network, plan: &Plan) {
        let common = network.cooperative();
        let mut served = plan.values.service.iter().filter(|it| network.demands[it.demand].member == common).peekable();
        if served.peek().is_none() {
            return;
        }
        let sets = Sets::new(network);
        let mut joint = JointUse::new(network, &sets);
        let kept = 1.0 - network.tax_rate();
        for service in served {
            let demand = &network.demands[service.demand];
            let worth = demand.value_usd_per_kg * kept * service.served_t;
            let lost = demand.shortage_cost_usd_per_kg.at(service.state) * service.short_t;
            let parts = joint.of(Subject::Demand, service.demand);
            for (of, part) in self.in_kind_musd.iter_mut().zip(parts) {
                of[service.state] += part * (worth - lost) * MUSD_PER_USD_PER_KG_TONNE;
            }
        }
    }

    /// Cash is what is left of all money without what members have in kind.
    fn cash(&mut self, network: &Network, plan: &Plan) {
        self.cash_musd.clone_from(&self.total_musd);
        for flow in plan.cash.flows().iter().filter(|flow| !flow.kind.class().is_cash()) {
            self.cash_musd[flow.state] -= in_kind(network, flow);
        }
    }

    fn deliver(&mut self, network: &Network, key: (usize, usize, StateAt), amount: f64) {
        if key.0 < network.cooperative() && amount != 0.0 {
            *self.delivered_t.entry(key).or_default() += amount;
        }
    }

    fn deliveries(&mut self, network: &Network, plan: &Plan) {
        let values = &plan.values;
        for flow in &values.flows {
            let run = &values.runs[flow.run];
            let member = network.facilities[run.facility].member;
            self.deliver(network, (member, flow.material, run.state), flow.amount_t);
        }
        for service in &values.service {
            let demand = &network.demands[service.demand];
            let key = (demand.member, demand.material, service.state);
            self.deliver(network, key, -service.served_t);
            if demand.member < network.cooperative() && service.served_t != 0.0 {
                *self.served_t.entry(key).or_default() += service.served_t;
            }
        }
        for trade in &values.trades {
            let offer = &network.offers[trade.offer];
            let sign = if offer.side == Side::Buy { 1.0 } else { -1.0 };
            self.deliver(network, (offer.member, offer.material, trade.state), sign * trade.amount_t);
        }
        for (k, stock) in network.stocks.iter().enumerate() {
            let mut level = vec![0.0; network.tree.states.len()];
            for value in values.stocks.iter().filter(|value| value.stock == k) {
                level[value.state] = value.level_t;
            }
            for (s, state) in network.tree.states.iter().enumerate() {
                let before = state.parent.map_or(stock.initial_t, |parent| level[parent]);
                let years = f64::from(network.tree.period(s).length);
                self.deliver(network, (stock.member, stock.material, s), (before - level[s]) / years);
            }
        }
    }
}

/// Internal prices after tax: [`Network::delivery_usd_per_kg`], with the mean of the plan's prices of all places, as books know one price for each
/// material.
fn prices(network: &Network, plan: &Plan, settlement: &Settlement) -> BTreeMap<(usize, StateAt), f64> {
    let mut worth: BTreeMap<(usize, StateAt), (f64, f64)> = BTreeMap::new();
    for price in &plan.prices {
        let entry = worth.entry((price.material, price.state)).or_default();
        entry.0 += price.price_usd_per_kg;
        entry.1 += 1.0;
    }
    let mut prices = BTreeMap::new();
    for (_, material, state) in settlement.delivered_t.keys() {
        let key = (*material, *state);
        if prices.contains_key(&key) {
            continue;
        }
        let quoted = network.inside_price(*material, *state).map(|price| price.usd_per_kg());
        let planned = || worth.get(&key).map(|(sum, count)| sum / count);
        prices.insert(key, network.delivery_usd_per_kg(*material, quoted, planned));
    }
    prices
}
