//! Which price moves with what: histories that it goes along with, attacks laid over.

use std::collections::HashMap;

use recoop_case::Network;
use recoop_case::pattern::Value;
use recoop_case::positions::{AttackAt, MarketAt, MaterialAt, OfferAt};
use recoop_case::tables::Side;

/// An attack on prices that is laid over all paths.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// Position in [`Network::attacks`]; of the kind `price`.
    pub attack: AttackAt,
    /// Depth.
    pub depth: f64,
    /// Calendar years.
    pub years: std::ops::RangeInclusive<i32>,
}

impl Overlay {
    /// Depth in a year: it grows no faster than the attack can.
    #[must_use]
    pub fn depth_in(&self, network: &Network, year: i32) -> f64 {
        if !self.years.contains(&year) {
            return 0.0;
        }
        let attack = &network.attacks[self.attack];
        self.depth.min(attack.ramp_per_year * f64::from(year - self.years.start() + 1))
    }
}

/// What moves a price.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Factor {
    /// The history that it goes along with, and how far; none where it stays.
    pub tie: Option<(usize, f64)>,
    /// For each attack laid over the paths what depth 1 takes off, as a share.
    pub cut: Vec<f64>,
}

/// Which price moves with which factor, found once.
#[derive(Clone, Debug)]
pub struct Ties {
    /// The factors; the first is that of prices which nothing moves.
    pub factors: Vec<Factor>,
    of_offer: Vec<usize>,
    of_price: HashMap<(MarketAt, MaterialAt), usize>,
}

impl Ties {
    /// The ties of a network, with attacks laid over.
    #[must_use]
    pub fn new(network: &Network, overlays: &[Overlay]) -> Self {
        let still = Factor { tie: None, cut: vec![0.0; overlays.len()] };
        let mut ties = Self { factors: vec![still], of_offer: Vec::new(), of_price: HashMap::new() };
        let attacks = || overlays.iter().map(|overlay| &network.attacks[overlay.attack]);
        for (at, offer) in network.offers.iter().enumerate() {
            let cut = attacks().map(|attack| attack.share_of_offer(at)).collect();
            let tie = tie_of(network, offer.market, offer.material, Some(offer.side));
            let factor = ties.find(Factor { tie, cut });
            ties.of_offer.push(factor);
        }
        for market in network.markets.positions() {
            for material in network.materials.positions() {
                let cut = attacks().map(|attack| attack.share_of_price(market, material)).collect();
                let factor = ties.find(Factor { tie: tie_of(network, market, material, None), cut });
                ties.of_price.insert((market, material), factor);
            }
        }
        ties
    }

    fn find(&mut self, factor: Factor) -> usize {
        let known = self.factors.iter().position(|known| *known == factor);
        known.unwrap_or_else(|| {
            self.factors.push(factor);
            self.factors.len() - 1
        })
    }

    /// Position of the factor of the price of a material at a market, from which duties and floors are reckoned.
    #[must_use]
    pub fn of_price(&self, market: MarketAt, material: MaterialAt) -> usize {
        self.of_price.get(&(market, material)).copied().unwrap_or_default()
    }

    /// Position of the factor of an offer.
    #[must_use]
    pub fn of_offer(&self, offer: OfferAt) -> usize {
        self.of_offer[offer]
    }
}

fn tie_of(network: &Network, market: MarketAt, material: MaterialAt, side: Option<Side>) -> Option<(usize, f64)> {
    let (at, of) = (&network.markets[market], &network.materials[material]);
    let tie = network.chance.tie(|name| match name {
        "market" => Value::from(&at.id),
        "side" => side.map_or(Value::Absent, |side| Value::Id(side.as_str())),
        _ => Value::Material { id: &of.id, kind: of.kind },
    })?;
    Some((tie.history, tie.share))
}
