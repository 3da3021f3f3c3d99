//! Prices of markets and inside the plan, and attacks on them.

use std::collections::BTreeMap;

use recoop::plan::Plan;
use recoop::plan::quotes::quotes;
use recoop_case::{Network, Offer};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sums::Sums;
use super::{Num, Series};

/// Price paths.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Prices {
    /// What markets ask and pay. From the table `quotes`.
    pub quotes: Vec<Quote>,
    /// What one more kg is worth inside the plan. From the table `shadow_prices`.
    pub inside: Vec<Inside>,
    /// Which quotes each attack touches.
    pub touched: Vec<Touched>,
}

/// What a market asks or pays at its first step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Quote {
    /// Market.
    pub market: usize,
    /// Material.
    pub material: usize,
    /// `buy`: we buy there; `sell`: we sell there.
    pub side: String,
    /// USD/kg; only in states in which the offer stands.
    pub price_usd_per_kg: Series,
    /// What is traded by the plan over all steps, t/yr. From the table `trades`.
    pub traded_t: Series,
}

/// What a material is worth in a pool of a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Inside {
    /// Material.
    pub material: usize,
    /// Region.
    pub region: usize,
    /// Whether it is of compliant origin.
    pub compliant: bool,
    /// USD/kg.
    pub price_usd_per_kg: Series,
}

/// An offer that an attack touches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Touched {
    /// Attack.
    pub attack: usize,
    /// Position in `quotes`.
    pub quote: usize,
    /// What depth 1 takes off its price (of a ban: off its limit), as a share; below 0 the price rises.
    pub share: Num,
}

impl Prices {
    /// The price paths of a case and its plan.
    #[must_use]
    pub fn of(network: &Network, plan: &Plan) -> Self {
        let states = network.tree.states.len();
        // Market, material, side; of several steps the first one.
        let key = |offer: &Offer| (offer.market, offer.material, offer.side.as_str());
        let mut paths: BTreeMap<_, (Vec<f64>, Vec<i32>)> = BTreeMap::new();
        for row in quotes(network) {
            let offer = &network.offers[row.offer];
            let (prices, steps) =
                paths.entry(key(offer)).or_insert_with(|| (vec![0.0; states], vec![i32::MAX; states]));
            if offer.step < steps[row.state] {
                (prices[row.state], steps[row.state]) = (offer.price_usd_per_kg.at(row.state), offer.step);
            }
        }
        let mut traded = Sums::new(states);
        for trade in &plan.values.trades {
            traded.add(key(&network.offers[trade.offer]), trade.state, trade.amount_t);
        }
        let mut traded: BTreeMap<_, Series> = traded.settle().collect();
        let quotes: Vec<Quote> = paths
            .into_iter()
            .map(|(key, (prices, _))| Quote {
                market: key.0.index(),
                material: key.1.index(),
                side: key.2.to_string(),
                price_usd_per_kg: Series::of(&prices),
                traded_t: traded.remove(&key).unwrap_or_default(),
            })
            .collect();
        let mut inside = Sums::new(states);
        for price in &plan.prices {
            inside.add((price.material, price.region, price.compliant), price.state, price.price_usd_per_kg);
        }
        let mut touched: Vec<Touched> = Vec::new();
        for (attack, it) in network.attacks.iter().enumerate() {
            let attack = attack.index();
            for touch in &it.offers {
                let (market, material, side) = key(&network.offers[touch.offer]);
                let (market, material) = (market.index(), material.index());
                let of =
                    |quote: &Quote| (quote.market, quote.material, quote.side.as_str()) == (market, material, side);
                let Some(quote) = quotes.iter().position(of) else { continue };
                let share = Num::from(touch.share);
                // Steps of one curve move alike.
                if touched.last().is_none_or(|last| (last.attack, last.quote) != (attack, quote)) {
                    touched.push(Touched { attack, quote, share });
                }
            }
        }
        Self {
            quotes,
            inside: inside
                .settle()
                .map(|((material, region, compliant), price_usd_per_kg)| Inside {
                    material: material.index(),
                    region: region.index(),
                    compliant,
                    price_usd_per_kg,
                })
                .collect(),
            touched,
        }
    }
}
