//! Money that moves with market prices: trades, duties, what price floors pay.
//!
//! The one place that says which column moves with which price, and by how much. Attacks on prices and random prices read
//! it.

use program::Col;

use super::ledger::{self, MUSD_PER_USD_PER_KG_TONNE};
use super::sets::Sets;
use super::variables::Variables;
use recoop_case::Network;
use recoop_case::positions::StateAt;

/// The price that money moves with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// That of an offer: position in [`Network::offers`].
    Offer(usize),
    /// The market price of a material that is the basis of a duty.
    Duty {
        /// Market.
        market: usize,
        /// Material.
        material: usize,
    },
    /// The market price of a material that a price floor pays the difference to.
    Floor {
        /// Market.
        market: usize,
        /// Material.
        material: usize,
    },
}

/// Money of a column that is proportional to a price, but for a part that no price moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarketMoney {
    /// The price.
    pub by: By,
    /// State.
    pub state: StateAt,
    /// Column.
    pub col: Col,
    /// What the money gains when the whole price is gone, tax included: MUSD/yr per unit of the column.
    pub gain: f64,
}

impl MarketMoney {
    /// The material whose price it is.
    #[must_use]
    pub fn material(&self, network: &Network) -> usize {
        match self.by {
            By::Offer(offer) => network.offers[offer].material,
            By::Duty { material, .. } | By::Floor { material, .. } => material,
        }
    }
}

/// All money that moves with market prices: trades in the order of the ledger, then duties, then floors.
#[must_use]
pub fn market_money(network: &Network, sets: &Sets, vars: &Variables) -> Vec<MarketMoney> {
    let mut money = Vec::new();
    // All that the ledger says of a trade, its tax included, is proportional to the price.
    ledger::visit_trades(network, sets, vars, &mut |entry| {
        if let Some((col, offer)) = entry.col.and_then(|col| Some((col, offer_of(vars, col)?))) {
            money.push(MarketMoney { by: By::Offer(offer), state: entry.state, col, gain: -entry.amount });
        }
    });
    // A duty is a share of the price where the lane begins.
    let kept = 1.0 - network.tax_rate();
    for ((h, state), col) in vars.ship.iter() {
        let shipment = &sets.shipments[h];
        let lane = &network.lanes[shipment.lane];
        if let Some(basis) = &lane.basis {
            let by = By::Duty { market: basis.market(shipment.bought_at, state), material: lane.material };
            let gain = lane.duty_usd_per_kg(shipment.bought_at, state) * MUSD_PER_USD_PER_KG_TONNE * kept;
            money.push(MarketMoney { by, state, col, gain });
        }
    }
    // A floor pays the difference to the price, which grows as that falls.
    for ((f, state), col) in vars.top_up.iter() {
        let floor = &sets.floors[f];
        let floored = &network.policies[floor.policy].materials[floor.material];
        let by = By::Floor { market: floored.basis.market(floor.sold_at, state), material: floored.material };
        let gain = floored.basis.price(floor.sold_at, state) * MUSD_PER_USD_PER_KG_TONNE;
        money.push(MarketMoney { by, state, col, gain });
    }
    money
}

/// The offer that a column trades at.
fn offer_of(vars: &Variables, col: Col) -> Option<usize> {
    vars.sell.key(col).or_else(|| vars.buy.key(col)).map(|(offer, _)| offer)
}
