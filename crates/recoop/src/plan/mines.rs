//! Feeds by what they are worth and what they cost: which ore deserves a mine before any chain is planned for it.
//!
//! ```text
//!   basket = Σ_elements composition[e] · price[e]                    price[e]: the dearest separated product that e ends in
//!   cost   = (variable + fixed / availability) + capital / (size · availability) · r / (1 - (1 + r)^-lifetime)
//! ```
//!
//! All in the first state, before tax and policies, USD per kg of activity. A plant that stands has paid its capital.

use std::sync::Arc;

use super::tables::{Frame, Table};
use crate::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop_case::cell::Name;
use recoop_case::positions::StateAt;
use recoop_case::{Building, Network};

/// A mine or collector with its feed.
#[derive(Clone, Debug, PartialEq)]
pub struct MineRow {
    /// Facility.
    pub facility: usize,
    /// Feed.
    pub feed: Name,
    /// Material that it brings.
    pub material: usize,
    /// Worth of what is in a kg, USD/kg.
    pub basket_usd_per_kg: f64,
    /// Running and keeping the mine, USD/kg.
    pub running_usd_per_kg: f64,
    /// Capital as a constant yearly amount, USD/kg.
    pub capital_usd_per_kg: f64,
    /// What stands, or else what the site can hold, t/yr.
    pub capacity_t_per_year: f64,
}

/// Every mine and collector, in the order of the facilities.
#[must_use]
pub fn mines(network: &Network) -> Vec<MineRow> {
    let worth: Vec<f64> = (0..network.elements.len()).map(|element| dearest_product(network, element)).collect();
    let mut rows = Vec::new();
    for (f, facility) in network.facilities.iter().enumerate() {
        let technology = &network.technologies[facility.technology];
        let Some(mode) = facility.modes.first().map(|mode| &technology.modes[*mode]) else { continue };
        let (true, Some(feed)) = (technology.mines, &mode.feed) else { continue };
        let Some((material, _)) = mode.flows.iter().find(|(_, amount)| *amount > 0.0) else { continue };
        let basket = network.materials[*material].composition.iter().zip(&worth).map(|(share, worth)| share * worth);
        let availability = facility.availability.at(StateAt::new(0)).max(f64::MIN_POSITIVE);
        let stands = facility.existing_t > 0.0;
        let new = facility.building.as_ref().filter(|_| !stands);
        let capacity_t_per_year = if stands { facility.existing_t } else { new.map_or(0.0, largest) };
        let variable = facility.variable_cost_usd_per_kg.at(StateAt::new(0)) + mode.extra_cost_usd_per_kg;
        rows.push(MineRow {
            facility: f,
            feed: feed.clone(),
            material: *material,
            basket_usd_per_kg: basket.sum(),
            running_usd_per_kg: variable + facility.fixed_cost_usd_per_kg * mode.capacity_use / availability,
            capital_usd_per_kg: new
                .map_or(0.0, |building| capital(network, building) * mode.capacity_use / availability),
            capacity_t_per_year,
        });
    }
    rows
}

/// What a new mine can hold, t/yr.
fn largest(building: &Building) -> f64 {
    building.scale.max_t.min(building.site_t)
}

/// Capital of the largest mine as a constant yearly amount, USD per kg/yr of capacity.
fn capital(network: &Network, building: &Building) -> f64 {
    let (rate, size) = (network.settings.finance.discount_rate, largest(building));
    if size <= 0.0 {
        return 0.0;
    }
    let years = f64::from(building.lifetime_years);
    let yearly = if rate > 0.0 { rate / (1.0 - (1.0 + rate).powf(-years)) } else { 1.0 / years };
    let musd = building.scale.capex_musd(size) + building.opening_cost_musd;
    musd * yearly / (size * MUSD_PER_USD_PER_KG_TONNE)
}

/// What the dearest product of an element brings in the first state, USD/kg; 0 where no market knows it.
fn dearest_product(network: &Network, element: usize) -> f64 {
    let of = network.separated.iter().filter(|product| product.elements.contains(&element));
    of.filter_map(|product| network.best_price(product.material, StateAt::new(0))).fold(0.0, f64::max)
}

/// The result table `feed_costs`.
#[must_use]
pub fn table(network: &Network) -> Table {
    let rows = mines(network);
    let text = |text: &str| Arc::<str>::from(text);
    Frame::new(
        "feed_costs",
        "A mine or collector with its feed: what is in it is worth, and what it costs, in the first year.",
        &rows,
    )
    .text("facility", "Mine or collector.", |row| text(&network.facilities[row.facility].id))
    .text("feed", "Feed.", |row| text(&row.feed))
    .number(
        "basket_usd_per_kg",
        "USD/kg",
        "What markets pay for the elements in a kg, each as its dearest separated product.",
        |row| row.basket_usd_per_kg,
    )
    .number("running_usd_per_kg", "USD/kg", "Running and keeping the mine.", |row| row.running_usd_per_kg)
    .number(
        "capital_usd_per_kg",
        "USD/kg",
        "Capital as a constant yearly amount over the lifetime; 0 of what stands.",
        |row| row.capital_usd_per_kg,
    )
    .number("capacity_t_per_year", "t/yr", "What stands, or else what the site can hold.", |row| {
        row.capacity_t_per_year
    })
    .done()
}
