//! What earns without limit: the deals that together do, as one small set.

use std::fmt;

use program::{Col, Options, ray};

use crate::formulation::Formulation;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// Seconds that the search for the set may take.
const TIME_LIMIT_SECONDS: f64 = 60.0;

/// Deals that are named at most.
const MOST: usize = 12;

/// Deals that together earn without limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlimited {
    /// Each in words, in the order of the program's families; empty when the set could not be found.
    pub deals: Vec<String>,
}

impl Unlimited {
    /// The deals of a program whose objective has no limit.
    #[must_use]
    pub fn of(network: &Network, formulation: &Formulation) -> Self {
        let options = Options { time_limit_seconds: Some(TIME_LIMIT_SECONDS), ..Options::default() };
        let found = ray(&formulation.program, &options).ok().flatten().unwrap_or_default();
        let mut cols: Vec<Col> = found.into_iter().map(|(col, _)| col).collect();
        cols.sort_by_key(|col| col.index());
        Self { deals: cols.iter().filter_map(|col| deal(network, formulation, *col)).collect() }
    }
}

/// A column in words; none for columns that only add up what others do.
fn deal(network: &Network, formulation: &Formulation, col: Col) -> Option<String> {
    let (sets, vars) = (&formulation.sets, &formulation.variables);
    let when = |state: StateAt| network.tree.label(state);
    let name = |material: usize| &network.materials[material].id;
    for (family, verb) in [(&vars.buy, "buy"), (&vars.sell, "sell")] {
        if let Some((row, state)) = family.key(col) {
            let offer = &network.offers[row];
            let (market, price) = (&network.markets[offer.market].id, offer.price_usd_per_kg.at(state));
            let step = if offer.step == 1 { String::new() } else { format!(", step {}", offer.step) };
            return Some(format!(
                "{verb} `{}` at `{market}` for {price} USD/kg in {} (`offers` row {}{step})",
                name(offer.material),
                when(state),
                row + 1
            ));
        }
    }
    if let Some((run, state)) = vars.run.key(col) {
        return Some(format!("run `{}` in {}", network.facilities[sets.runs[run].facility].id, when(state)));
    }
    if let Some((shipment, state)) = vars.ship.key(col) {
        let lane = &network.lanes[sets.shipments[shipment].lane];
        let (from, to) = (&network.regions[lane.from].id, &network.regions[lane.to].id);
        return Some(format!("ship `{}` from `{from}` to `{to}` in {}", name(lane.material), when(state)));
    }
    if let Some((stock, state)) = vars.hold.key(col) {
        return Some(format!("keep `{}` in stock in {}", name(network.stocks[stock].material), when(state)));
    }
    if let Some((floor, state)) = vars.top_up.key(col) {
        let policy = &network.policies[sets.floors[floor].policy].id;
        return Some(format!("take the price floor `{policy}` in {}", when(state)));
    }
    if let Some((facility, state)) = vars.installed.key(col) {
        return Some(format!("keep capacity of `{}` in {}", network.facilities[facility].id, when(state)));
    }
    if let Some((slot, _)) = vars.size.key(col) {
        let slot = &sets.slots[slot];
        return Some(format!("build `{}` in {}", network.facilities[slot.facility].id, when(slot.state)));
    }
    None
}

impl fmt::Display for Unlimited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the plan can earn without limit: ")?;
        if self.deals.is_empty() {
            return write!(
                f,
                "something can be bought and sold again at a profit, or made from nothing; give the offers limits"
            );
        }
        let named = &self.deals[..self.deals.len().min(MOST)];
        write!(f, "{}", named.join("; "))?;
        if self.deals.len() > MOST {
            write!(f, "; and {} more", self.deals.len() - MOST)?;
        }
        write!(f, ". Without one of these the others earn nothing: mend a price, or give an offer a limit")
    }
}
