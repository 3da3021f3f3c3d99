//! Prices inside the cooperative: what is paid for a kg that one member delivers to another, or to a user.
//!
//! Prices at cost and by contract follow from what the plan does (`inside/prices.rs`).

use std::collections::{BTreeMap, HashMap};

use recoop::formulation::ledger::MUSD_PER_USD_PER_KG_TONNE;
use recoop::formulation::sets::positions::PlaceAt;
use recoop_case::Network;
use recoop_case::positions::{AttackAt, MaterialAt, PathAt, StatePath};
use recoop_case::prices::InternalPrice;

/// By place and position in the states: MUSD a year for a metric ton a year.
pub(crate) type InsidePrices = HashMap<(PlaceAt, PathAt), f64>;

/// A price before tax, and what depth 1 of attacks takes off it. USD/kg.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Price {
    /// The price without an attack.
    pub usd_per_kg: f64,
    /// Attack, and its fall; below 0 the price rises.
    pub falls: Vec<(AttackAt, f64)>,
}

/// Prices inside along a future, before tax.
#[derive(Clone, Debug, PartialEq)]
pub struct InternalPrices {
    /// The rule.
    pub rule: InternalPrice,
    /// By material and position in the states what who takes it pays; none where no market knows it, unless it has a cost.
    pub(crate) taken: BTreeMap<(MaterialAt, PathAt), Price>,
    /// By run of the formulation, material and position in the states what its maker is paid, where that is another price.
    pub(crate) made: BTreeMap<(usize, MaterialAt, PathAt), Price>,
    /// The plan's own prices after tax, by place and position in the states, MUSD/yr for a t/yr.
    pub(crate) duals: InsidePrices,
}

impl InternalPrices {
    /// Indexed to the market along a future, given by its states: the mean of the offers that can trade, which falls as they do.
    #[must_use]
    pub fn indexed(network: &Network, states: &StatePath) -> Self {
        let mut taken = BTreeMap::new();
        for (at, s) in states.iter().enumerate() {
            for material in network.materials.positions() {
                let Some(mean) = network.inside_price(material, *s) else { continue };
                let falls = network.attacks.positions().map(|k| (k, mean.fall_usd_per_kg(k)));
                let falls = falls.filter(|(_, fall)| *fall != 0.0).collect();
                taken.insert((material, at), Price { usd_per_kg: mean.usd_per_kg(), falls });
            }
        }
        Self { rule: InternalPrice::Indexed, taken, made: BTreeMap::new(), duals: InsidePrices::new() }
    }

    /// What a kg costs who takes it, and brings its user's supplier; none where nobody knows it.
    #[must_use]
    pub fn taken(&self, material: MaterialAt, at: PathAt) -> Option<&Price> {
        self.taken.get(&(material, at))
    }

    /// What a kg that a run makes at a place brings its maker, delivered inside.
    #[must_use]
    pub fn paid(&self, network: &Network, (run, place): (usize, PlaceAt), material: MaterialAt, at: PathAt) -> Price {
        self.made.get(&(run, material, at)).cloned().unwrap_or_else(|| self.at_place(network, place, material, at))
    }

    /// What a kg costs a plant at a place that takes it from inside.
    #[must_use]
    pub fn at_place(&self, network: &Network, place: PlaceAt, material: MaterialAt, at: PathAt) -> Price {
        if let Some(price) = self.taken(material, at) {
            return price.clone();
        }
        let dual = self.duals.get(&(place, at)).map(|dual| dual / MUSD_PER_USD_PER_KG_TONNE);
        let after_tax = network.delivery_usd_per_kg(material, None, || dual);
        Price { usd_per_kg: after_tax / (1.0 - network.tax_rate()), falls: Vec::new() }
    }
}
