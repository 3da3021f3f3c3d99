//! Prices inside at cost: what it costs those who make a material to run, inputs included.
//!
//! ```text
//!   cost[r]    = running cost[r] + Σ_inputs tonnes · price                price of an input: what is bought at its market price, the rest at cost
//!   unit[r,m]  = cost[r] · worth[m] / Σ_outputs tonnes · worth            outputs of one plant share its cost by what they are worth
//!   price[m]   = mean of unit[r,m] over those who make it, by tonnes
//! ```
//!
//! Fixed cost is not in it: who owns a plant bears it. All is linear in prices of markets, so that what attacks take off them passes through.

use std::collections::BTreeMap;

use crate::positions::MaterialAt;

/// A plant as it is run.
#[derive(Clone, Debug, PartialEq)]
pub struct Maker {
    /// Activity, t/yr.
    pub activity_t: f64,
    /// Cost of running without inputs, USD for a kg of activity.
    pub cost_usd_per_kg: f64,
    /// Material and metric tons for a metric ton of activity: positive made, negative used.
    pub flows: Vec<(MaterialAt, f64)>,
}

impl Maker {
    /// A plant with what it makes and uses; a material may come several times.
    #[must_use]
    pub fn new(activity_t: f64, cost_usd_per_kg: f64, flows: impl Iterator<Item = (MaterialAt, f64)>) -> Self {
        let mut sums: BTreeMap<MaterialAt, f64> = BTreeMap::new();
        flows.for_each(|(material, amount)| *sums.entry(material).or_default() += amount);
        Self { activity_t, cost_usd_per_kg, flows: sums.into_iter().collect() }
    }
}

/// A material as plants buy it at markets.
#[derive(Clone, Debug, PartialEq)]
pub struct Bought {
    /// Share of what plants use that is bought.
    pub share: f64,
    /// Its price, then what depth 1 of each attack takes off it, USD/kg.
    pub usd_per_kg: Vec<f64>,
}

/// Prices at cost; each is the price, then what depth 1 of each attack takes off it, USD/kg.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtCost {
    /// By material: what who takes it pays.
    pub prices: BTreeMap<MaterialAt, Vec<f64>>,
    /// By maker, then output: what the maker is paid.
    pub makers: Vec<Vec<(MaterialAt, Vec<f64>)>>,
}

/// Rounds of passing costs on along the chain; where material goes in circles each round passes on less.
const ROUNDS: usize = 10_000;
/// Part of a price at which it is known.
const KNOWN: f64 = 1e-12;

/// The prices at which nobody who makes anything earns or loses by running. `worth` is what a material is worth beside others, USD/kg; each price
/// has so many `numbers`.
#[must_use]
pub fn at_cost(
    makers: &[Maker],
    bought: &BTreeMap<MaterialAt, Bought>,
    worth: &dyn Fn(MaterialAt) -> f64,
    numbers: usize,
) -> AtCost {
    let made = |maker: &Maker| -> Vec<(MaterialAt, f64)> {
        maker.flows.iter().copied().filter(|(_, amount)| *amount > 0.0).collect()
    };
    // What an output bears of the cost of a metric ton of activity, for a metric ton of it.
    let bears = |maker: &Maker| -> Vec<(MaterialAt, f64, f64)> {
        let made = made(maker);
        let all: f64 = made.iter().map(|(material, amount)| amount * worth(*material).max(0.0)).sum();
        let tonnes: f64 = made.iter().map(|(_, amount)| amount).sum();
        let part = |material: MaterialAt| if all > 0.0 { worth(material).max(0.0) / all } else { 1.0 / tonnes };
        made.into_iter().map(|(material, amount)| (material, amount, part(material))).collect()
    };
    let outputs: Vec<Vec<(MaterialAt, f64, f64)>> = makers.iter().map(bears).collect();
    let alone = |material: MaterialAt| {
        let mut price = vec![0.0; numbers];
        price[0] = worth(material);
        price
    };
    let mut prices: BTreeMap<MaterialAt, Vec<f64>> = BTreeMap::new();
    for (material, ..) in outputs.iter().flatten() {
        prices.entry(*material).or_insert_with(|| alone(*material));
    }
    let cost = |maker: &Maker, prices: &BTreeMap<MaterialAt, Vec<f64>>| {
        let mut cost = vec![0.0; numbers];
        cost[0] = maker.cost_usd_per_kg;
        for (material, amount) in maker.flows.iter().filter(|(_, amount)| *amount < 0.0) {
            let own = prices.get(material);
            let market = bought.get(material);
            let share = match (own, market) {
                (Some(_), Some(market)) => market.share,
                (None, Some(_)) => 1.0,
                (_, None) => 0.0,
            };
            let inside = own.cloned().unwrap_or_else(|| alone(*material));
            for (at, cost) in cost.iter_mut().enumerate() {
                let market = market.map_or(0.0, |market| market.usd_per_kg[at]);
                *cost -= amount * (share * market + (1.0 - share) * inside[at]);
            }
        }
        cost
    };
    for _ in 0..ROUNDS {
        let mut sums: BTreeMap<MaterialAt, (f64, Vec<f64>)> = BTreeMap::new();
        for (maker, outputs) in makers.iter().zip(&outputs) {
            let cost = cost(maker, &prices);
            for (material, amount, part) in outputs {
                let tonnes = amount * maker.activity_t;
                let (all, sum) = sums.entry(*material).or_insert_with(|| (0.0, vec![0.0; numbers]));
                *all += tonnes;
                sum.iter_mut().zip(&cost).for_each(|(sum, cost)| *sum += tonnes * part * cost);
            }
        }
        let mut moved = 0.0_f64;
        for (material, (all, sum)) in sums.into_iter().filter(|(_, (all, _))| *all > 0.0) {
            let after: Vec<f64> = sum.into_iter().map(|sum| sum / all).collect();
            let before = prices.insert(material, after.clone()).unwrap_or_default();
            let size = after.iter().map(|it| it.abs()).fold(1e-9, f64::max);
            moved = before.iter().zip(&after).map(|(a, b)| (a - b).abs() / size).fold(moved, f64::max);
        }
        if moved < KNOWN {
            break;
        }
    }
    let paid = |(maker, outputs): (&Maker, &Vec<(MaterialAt, f64, f64)>)| {
        let cost = cost(maker, &prices);
        let unit = |part: f64| cost.iter().map(|cost| part * cost).collect();
        outputs.iter().map(|(material, _, part)| (*material, unit(*part))).collect()
    };
    let makers = makers.iter().zip(&outputs).map(paid).collect();
    AtCost { prices, makers }
}
