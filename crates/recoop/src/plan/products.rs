//! What becomes of each separated product, over all regions: ores hold elements in fixed proportions, markets and users want them in others, so
//! that there is too much of some while others are short.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tables::{Frame, Table};
use super::values::PlanValues;
use recoop_case::positions::StateAt;
use recoop_case::tables::{Controller, Side};
use recoop_case::{Network, Separated};

/// A separated product in a state, t/yr.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProductRow {
    /// Position in [`Network::separated`].
    pub product: usize,
    /// State.
    pub state: StateAt,
    /// What is mined and collected of its elements.
    pub in_feeds_t: f64,
    /// Made by plants, recycled included.
    pub made_t: f64,
    /// Bought at markets of the adversary.
    pub bought_adversary_t: f64,
    /// Bought at other markets.
    pub bought_other_t: f64,
    /// Used by plants.
    pub used_t: f64,
    /// Delivered to end users.
    pub served_t: f64,
    /// Wanted by end users and not delivered.
    pub short_t: f64,
    /// Sold at markets.
    pub sold_t: f64,
    /// Got rid of.
    pub disposed_t: f64,
}

impl ProductRow {
    fn nothing(product: usize, state: StateAt) -> Self {
        Self {
            product,
            state,
            in_feeds_t: 0.0,
            made_t: 0.0,
            bought_adversary_t: 0.0,
            bought_other_t: 0.0,
            used_t: 0.0,
            served_t: 0.0,
            short_t: 0.0,
            sold_t: 0.0,
            disposed_t: 0.0,
        }
    }

    fn moves(&self) -> bool {
        let all =
            [self.in_feeds_t, self.made_t, self.bought_adversary_t, self.bought_other_t, self.used_t, self.served_t];
        all.iter().chain(&[self.short_t, self.sold_t, self.disposed_t]).any(|amount| *amount != 0.0)
    }
}

/// Every separated product in every state in which anything of it moves, by product.
#[must_use]
pub fn products(network: &Network, values: &PlanValues) -> Vec<ProductRow> {
    let of: BTreeMap<usize, usize> =
        network.separated.iter().enumerate().map(|(at, product)| (product.material, at)).collect();
    let states = network.tree.states.len();
    let row = |at: usize| ProductRow::nothing(at / states, StateAt::new(at % states));
    let mut rows: Vec<ProductRow> = (0..network.separated.len() * states).map(row).collect();
    let mut at = |material: usize, state: StateAt, add: &dyn Fn(&mut ProductRow)| {
        if let Some(product) = of.get(&material) {
            add(&mut rows[product * states + state.index()]);
        }
    };
    for flow in &values.flows {
        let state = values.runs[flow.run].state;
        at(flow.material, state, &|row| {
            if flow.amount_t > 0.0 { row.made_t += flow.amount_t } else { row.used_t -= flow.amount_t }
        });
    }
    for trade in &values.trades {
        let offer = &network.offers[trade.offer];
        let rival = network.markets[offer.market].controller == Controller::Adversary;
        at(offer.material, trade.state, &|row| match offer.side {
            Side::Buy if rival => row.bought_adversary_t += trade.amount_t,
            Side::Buy => row.bought_other_t += trade.amount_t,
            Side::Sell => row.sold_t += trade.amount_t,
        });
    }
    for service in &values.service {
        at(network.demands[service.demand].material, service.state, &|row| {
            row.served_t += service.served_t;
            row.short_t += service.short_t;
        });
    }
    for leave in &values.disposals {
        at(leave.material, leave.state, &|row| row.disposed_t += leave.amount_t);
    }
    for (element, state, amount) in mined(network, values) {
        for (at, product) in network.separated.iter().enumerate() {
            if product.elements.contains(&element) {
                rows[at * states + state.index()].in_feeds_t += amount;
            }
        }
    }
    rows.retain(ProductRow::moves);
    rows
}

/// What mines and collectors bring of each element: element, state, t/yr.
fn mined(network: &Network, values: &PlanValues) -> Vec<(usize, StateAt, f64)> {
    let mut out = Vec::new();
    for flow in values.flows.iter().filter(|flow| flow.amount_t > 0.0) {
        let run = &values.runs[flow.run];
        if network.technologies[network.facilities[run.facility].technology].mines {
            let composition = network.materials[flow.material].composition.iter().enumerate();
            let of = |(element, share): (usize, &f64)| (element, run.state, share * flow.amount_t);
            out.extend(composition.filter(|(_, share)| **share > 0.0).map(of));
        }
    }
    out
}

/// Ids of the elements of a product, between semicolons.
#[must_use]
pub fn elements_of(network: &Network, product: &Separated) -> String {
    let ids: Vec<&str> = product.elements.iter().map(|e| network.elements[*e].0.as_str()).collect();
    ids.join(";")
}

/// The result table `products`.
#[must_use]
pub fn table(network: &Network, values: &PlanValues) -> Table {
    let rows = products(network, values);
    let text = |text: &str| Arc::<str>::from(text);
    let product = |row: &ProductRow| &network.separated[row.product];
    Frame::new("products", "What becomes of each separated product in a state, over all regions.", &rows)
        .text("material", "Product.", |row| text(&network.materials[product(row).material].id))
        .text("elements", "Elements that it holds.", |row| text(&elements_of(network, product(row))))
        .when(&network.tree, |row| row.state)
        .number("in_feeds_t", "t/yr", "Mined and collected of its elements, in what is mined.", |row| row.in_feeds_t)
        .number("made_t", "t/yr", "Made by plants, recycled included.", |row| row.made_t)
        .number("bought_adversary_t", "t/yr", "Bought at markets of the adversary.", |row| row.bought_adversary_t)
        .number("bought_other_t", "t/yr", "Bought at other markets.", |row| row.bought_other_t)
        .number("used_t", "t/yr", "Used by plants.", |row| row.used_t)
        .number("served_t", "t/yr", "Delivered to end users.", |row| row.served_t)
        .number("short_t", "t/yr", "Wanted by end users and not delivered.", |row| row.short_t)
        .number("sold_t", "t/yr", "Sold at markets.", |row| row.sold_t)
        .number("disposed_t", "t/yr", "Got rid of.", |row| row.disposed_t)
        .done()
}
