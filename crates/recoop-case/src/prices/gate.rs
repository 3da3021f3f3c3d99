//! A market price above which something is open: the share market to a firm, a conditional loan.

use crate::Network;
use crate::positions::{AttackAt, MarketAt, MaterialAt, StateAt};
use crate::series::Series;

/// Share of a price within which it is at the level: beyond the tolerance of solvers.
pub const AT_LEVEL: f64 = 1e-5;

/// A market price above which something is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// Position in [`Network::markets`].
    pub market: MarketAt,
    /// Position in [`Network::materials`].
    pub material: MaterialAt,
    /// The price at the market by state, before factors of offers, USD/kg.
    pub usd_per_kg: Series,
    /// Open above this, USD/kg.
    pub opens_above_usd_per_kg: f64,
}

impl Gate {
    /// Share of its price in a state that an attack has to take before the gate is shut; at most 0 where it is shut anyway.
    #[must_use]
    pub fn margin(&self, state: StateAt) -> f64 {
        let price = self.usd_per_kg.at(state);
        if price > 0.0 { 1.0 - self.opens_above_usd_per_kg / price } else { 0.0 }
    }

    /// Whether it is open in a state in which `fall` is taken off its price, a share of it.
    #[must_use]
    pub fn is_open(&self, state: StateAt, fall: f64) -> bool {
        self.margin(state) - fall > AT_LEVEL
    }

    /// The share of its price that an attack of depth 1 takes, as a mean over the years of a state. Attacks that leave quotes as they are take nothing.
    #[must_use]
    pub fn fall(&self, network: &Network, attack: AttackAt, state: StateAt) -> f64 {
        let attack = &network.attacks[attack];
        if attack.kind.moves_quotes {
            attack.share_of_price(self.market, self.material) * attack.share_of_years(&network.tree, state)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 80 less a quarter of it is 60, which does not open.
    #[test]
    fn at_its_level_a_gate_is_shut() {
        let (market, material) = (MarketAt::new(0), MaterialAt::new(0));
        let gate = Gate { market, material, usd_per_kg: Series::Constant(80.0), opens_above_usd_per_kg: 60.0 };
        assert_eq!(
            [0.0, 0.2499, 0.25, 0.26].map(|fall| gate.is_open(StateAt::new(0), fall)),
            [true, true, false, false]
        );
    }
}
