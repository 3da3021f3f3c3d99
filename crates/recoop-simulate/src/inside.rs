//! Prices inside on a path, by the rule of the bylaw, where they do not follow the market.
//!
//! ```text
//!   price of what is made = sold / made · market + (1 - sold / made) · inside            of what is used: bought / used
//! ```
//!
//! Markets are served, and serve, first. By contract the price inside is that of the case; at cost it is what the year's plants cost to run.

use std::collections::BTreeMap;

use program::{List, Solution};

use super::chain::StateProgram;
use recoop::formulation::sets::Place;
use recoop::formulation::sets::positions::PlaceAt;
use recoop_case::Network;
use recoop_case::positions::MaterialAt;
use recoop_case::prices::InternalPrice;
use recoop_case::prices::at_cost::{AtCost, Bought, Maker, at_cost};

/// Prices inside in a year.
pub(super) struct YearPrices {
    /// By material what who takes a kg pays before tax, USD/kg.
    taken: BTreeMap<MaterialAt, f64>,
    /// By position in the running plants and material what the maker is paid, where that is another price.
    paid: BTreeMap<(usize, MaterialAt), f64>,
    /// By material the part of what is made that markets buy, and of what is used that they sell.
    outside: BTreeMap<MaterialAt, [f64; 2]>,
}

impl YearPrices {
    /// The prices of a year; none where they follow the market: then all counts at the market's mean.
    pub fn new(
        network: &Network,
        places: &List<PlaceAt, Place>,
        state: &StateProgram,
        solution: &Solution,
        factors: &[f64],
    ) -> Option<Self> {
        let rule = network.settings.bylaws.internal_prices;
        if rule == InternalPrice::Indexed {
            return None;
        }
        let mut sums: BTreeMap<MaterialAt, [f64; 4]> = BTreeMap::new();
        for run in &state.running {
            for (place, amount) in &run.flows {
                let tonnes = amount * solution.cols[run.col.index()];
                let sum = sums.entry(places[*place].material).or_default();
                if tonnes > 0.0 { sum[0] += tonnes } else { sum[1] -= tonnes }
            }
        }
        for trade in &state.trades {
            let at = if trade.is_sale { 2 } else { 3 };
            sums.entry(trade.material).or_default()[at] += solution.cols[trade.col.index()].max(0.0);
        }
        let part = |of: f64, all: f64| if all > of { of / all } else { 1.0 };
        let outside = sums
            .iter()
            .map(|(material, [made, used, sold, bought])| (*material, [part(*sold, *made), part(*bought, *used)]));
        let contracts =
            network.materials.positions().filter_map(|material| Some((material, state.contract(material)?)));
        let mut prices = Self { taken: contracts.collect(), paid: BTreeMap::new(), outside: outside.collect() };
        if rule == InternalPrice::AtCost {
            prices.at_cost(network, places, state, solution, factors);
        }
        Some(prices)
    }

    fn at_cost(
        &mut self,
        network: &Network,
        places: &List<PlaceAt, Place>,
        state: &StateProgram,
        solution: &Solution,
        factors: &[f64],
    ) {
        let maker = |(at, run): (usize, &super::parts::Running)| {
            let flows = run.flows.iter().map(|(place, amount)| (places[*place].material, *amount));
            let activity_t = solution.cols[run.col.index()];
            (activity_t > RUNS).then(|| (at, Maker::new(activity_t, run.variable_usd_per_kg, flows)))
        };
        let (at, makers): (Vec<usize>, Vec<Maker>) = state.running.iter().enumerate().filter_map(maker).unzip();
        let mut bought: BTreeMap<MaterialAt, (f64, f64)> = BTreeMap::new();
        for trade in state.trades.iter().filter(|trade| !trade.is_sale) {
            let tonnes = solution.cols[trade.col.index()].max(0.0);
            let sum = bought.entry(trade.material).or_default();
            *sum = (sum.0 + tonnes, sum.1 + tonnes * trade.usd_per_kg * factors[trade.factor]);
        }
        let price = |(material, (tonnes, money)): (MaterialAt, (f64, f64))| {
            let share = self.outside.get(&material).map_or(1.0, |[_, bought]| *bought);
            (material, Bought { share, usd_per_kg: vec![money / tonnes] })
        };
        let bought = bought.into_iter().filter(|(_, (tonnes, _))| *tonnes > RUNS).map(price).collect();
        let worth =
            |material: MaterialAt| self.taken.get(&material).copied().unwrap_or_else(|| network.weight_price(material));
        let AtCost { prices, makers } = at_cost(&makers, &bought, &worth, 1);
        self.taken.extend(prices.into_iter().map(|(material, price)| (material, price[0])));
        for (at, paid) in at.into_iter().zip(makers) {
            self.paid.extend(paid.into_iter().map(|(material, price)| ((at, material), price[0])));
        }
    }

    /// What a kg of a material counts before tax that a plant makes or uses, where a market quotes it at `market`; none where nobody knows it.
    pub fn counts(&self, run: usize, material: MaterialAt, is_made: bool, market: Option<f64>) -> Option<f64> {
        let paid = self.paid.get(&(run, material)).filter(|_| is_made);
        let inside = paid.or_else(|| self.taken.get(&material)).copied();
        let outside = self.outside.get(&material).map_or(0.0, |parts| parts[usize::from(!is_made)]);
        match (market, inside) {
            (Some(market), Some(inside)) => Some(outside * market + (1.0 - outside) * inside),
            (one, other) => one.or(other),
        }
    }

    /// What a user pays for a kg before tax, at most its worth; none where nobody knows the material.
    pub fn user(&self, material: MaterialAt) -> Option<f64> {
        self.taken.get(&material).copied()
    }
}

/// Below this a plant stands, t/yr.
const RUNS: f64 = 1e-9;
