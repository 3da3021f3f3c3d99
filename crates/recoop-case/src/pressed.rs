//! A case under attacks on prices, as another case.

use std::collections::BTreeMap;

use super::Network;
use super::attacks::Kind;
use super::series::Series;

/// An attack at a depth in a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pressed {
    /// Position in [`Network::attacks`].
    pub attack: usize,
    /// State of the tree.
    pub state: usize,
    /// Depth.
    pub depth: f64,
}

impl Network {
    /// The case in which prices are what attacks make of them: those of offers, duties that are a share of prices, and the market prices below which floors
    /// pay. Attacks of kinds that move no market ([`Kind::moves_markets`]) are left out.
    #[must_use]
    pub fn under(&self, attacks: &[Pressed]) -> Self {
        let mut out = self.clone();
        let states = self.tree.states.len();
        let mut offers = Cuts::default();
        for it in attacks {
            let attack = &self.attacks[it.attack];
            if !attack.kind.moves_markets() {
                continue;
            }
            let depth = it.depth * attack.share_of_years(&self.tree, it.state);
            for touch in &attack.offers {
                offers.cut(touch.offer, it.state, depth * touch.share);
            }
        }
        for (offer, cuts) in offers.of {
            let price = &mut out.offers[offer].price_usd_per_kg;
            *price = cut(price, states, &cuts);
        }
        let left = |of_floor: bool, market: usize, material: usize, state: usize| {
            // A squeeze splits a price in two, of which a floor's reference is neither.
            let moves = |kind: &Kind| if of_floor { kind.moves_quotes } else { kind.moves_markets() };
            let cut = attacks.iter().filter(|it| it.state == state && moves(self.attacks[it.attack].kind)).map(|it| {
                let attack = &self.attacks[it.attack];
                it.depth * attack.share_of_years(&self.tree, state) * attack.share_of_price(market, material)
            });
            1.0 - cut.sum::<f64>()
        };
        for lane in &mut out.lanes {
            let material = lane.material;
            if let Some(basis) = &mut lane.basis {
                basis.change(states, |market, state, price| price * left(false, market, material, state));
            }
        }
        for floored in out.policies.iter_mut().flat_map(|policy| &mut policy.materials) {
            let material = floored.material;
            floored.basis.change(states, |market, state, price| price * left(true, market, material, state));
        }
        out
    }
}

/// Shares by which numbers fall, by what they belong to and state.
struct Cuts<K> {
    of: BTreeMap<K, BTreeMap<usize, f64>>,
}

impl<K> Default for Cuts<K> {
    fn default() -> Self {
        Self { of: BTreeMap::new() }
    }
}

impl<K: Ord> Cuts<K> {
    fn cut(&mut self, of: K, state: usize, share: f64) {
        if share != 0.0 {
            *self.of.entry(of).or_default().entry(state).or_default() += share;
        }
    }
}

fn cut(series: &Series, states: usize, cuts: &BTreeMap<usize, f64>) -> Series {
    Series::ByState((0..states).map(|s| series.at(s) * (1.0 - cuts.get(&s).copied().unwrap_or(0.0))).collect())
}
