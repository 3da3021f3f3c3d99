//! The market price that is the basis of a duty or a price floor. The rule does not depend on the order of rows or on
//! names.
//!
//! | of    | a metric ton ...                                | counts at                                      |
//! |-------|-------------------------------------------------|------------------------------------------------|
//! | floor | sold at a market                                | the price at that market                       |
//! |       | not sold (used, served, stored)                 | the highest price of a possible sale           |
//! | duty  | bought at a market of the lane's first region   | the price at that market                       |
//! |       | not bought there (made, brought, from a stock)  | the highest price of a possible purchase there |
//!
//! So a floor never pays for not selling, and a duty is never lower for not buying: a metric ton that counts at the
//! price of another market must be traded there. If no market trades the material in a state, all markets with a price
//! count. A floor may name its market (`market` of `policies`); that price then counts for every metric ton. Prices are
//! those of the table `prices` after changes without a filter by side; factors of offers are not included.

use program::List;

use crate::attacks::Attack;
use crate::positions::StateAt;
use crate::series::Series;
use crate::tables::{PolicyKind, Side};
use crate::{Network, Offer};

/// The price of a material at a market.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Market.
    pub market: usize,
    /// Its price, USD/kg.
    pub price_usd_per_kg: Series,
}

/// The market prices of a material that are the basis of a duty or floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// Every market that counts, with its price; at least one.
    pub quotes: Vec<Quote>,
    /// By state the position in `quotes` of the reference, for metric tons traded at no market. Empty: always the
    /// first.
    reference: List<StateAt, usize>,
}

impl Basis {
    /// Prices of which the first is the reference; none without a price.
    pub(crate) fn new(quotes: Vec<Quote>) -> Option<Self> {
        (!quotes.is_empty()).then_some(Self { quotes, reference: List::new() })
    }

    /// The reference market of a state.
    fn reference(&self, state: StateAt) -> &Quote {
        &self.quotes[self.reference.get(state).copied().unwrap_or(0)]
    }

    fn quote(&self, traded_at: Option<usize>, state: StateAt) -> &Quote {
        let known = traded_at.and_then(|market| self.quotes.iter().find(|quote| quote.market == market));
        known.unwrap_or_else(|| self.reference(state))
    }

    /// Returns the price of material traded at a market, or at none, in a state, USD/kg.
    #[must_use]
    pub fn price(&self, traded_at: Option<usize>, state: StateAt) -> f64 {
        self.quote(traded_at, state).price_usd_per_kg.at(state)
    }

    /// The market of that price.
    #[must_use]
    pub fn market(&self, traded_at: Option<usize>, state: StateAt) -> usize {
        self.quote(traded_at, state).market
    }

    /// Returns whether trade at a market differs from trade at the reference in a state: by a lower price, or by
    /// another response to attacks.
    #[must_use]
    pub fn differs(&self, attacks: &[Attack], material: usize, market: usize, state: StateAt) -> bool {
        let (here, there) = (self.quote(Some(market), state), self.reference(state));
        if here.market != market || here.market == there.market {
            return false;
        }
        let (price, reference) = (here.price_usd_per_kg.at(state), there.price_usd_per_kg.at(state));
        let moved =
            |attack: &Attack| attack.share_of_price(market, material) != attack.share_of_price(there.market, material);
        price < reference - SAME * reference.abs() || attacks.iter().any(moved)
    }

    /// Changes every price: `f` takes market, state and price, and returns the new price.
    pub(crate) fn change(&mut self, states: usize, f: impl Fn(usize, StateAt, f64) -> f64) {
        for quote in &mut self.quotes {
            let prices = StateAt::all(states).map(|s| f(quote.market, s, quote.price_usd_per_kg.at(s))).collect();
            quote.price_usd_per_kg = Series::ByState(prices);
        }
    }

    /// Chooses the reference of every state: the highest price among the markets that trade. Among equal prices it
    /// takes the market that attacks move least, so the order of rows has no effect.
    fn choose(&mut self, network: &Network, material: usize, side: Side) {
        if self.quotes.len() < 2 {
            return;
        }
        let moved = |market: usize| -> Vec<f64> {
            network.attacks.iter().map(|attack| attack.share_of_price(market, material)).collect()
        };
        let size = |shares: &[f64]| shares.iter().map(|share| share.abs()).sum::<f64>();
        let chosen = |s: StateAt| {
            let trades = |quote: &Quote| network.trades((quote.market, material), side, s);
            let any = self.quotes.iter().any(&trades);
            let candidates = (0..self.quotes.len()).filter(|at| !any || trades(&self.quotes[*at]));
            candidates
                .max_by(|a, b| {
                    let (a, b) = (&self.quotes[*a], &self.quotes[*b]);
                    let (of_a, of_b) = (moved(a.market), moved(b.market));
                    let (p, q) = (a.price_usd_per_kg.at(s), b.price_usd_per_kg.at(s));
                    p.total_cmp(&q)
                        .then_with(|| size(&of_b).total_cmp(&size(&of_a)))
                        .then_with(|| of_b.iter().map(|x| x.to_bits()).cmp(of_a.iter().map(|x| x.to_bits())))
                        .then_with(|| network.markets[b.market].id.cmp(&network.markets[a.market].id))
                })
                .expect("at least one quote")
        };
        self.reference = network.tree.states.positions().map(chosen).collect();
    }
}

/// Relative difference below which prices are equal.
const SAME: f64 = 1e-12;

impl Network {
    /// Returns whether a market trades a material on a side in some year of a state.
    #[must_use]
    pub fn trades(&self, (market, material): (usize, usize), side: Side, state: StateAt) -> bool {
        let open = |offer: &Offer| {
            (offer.market, offer.material, offer.side) == (market, material, side) && self.is_open(offer, state)
        };
        self.offers.iter().any(open)
    }

    /// Chooses the reference markets of duties and floors, once offers and attacks are known.
    pub(crate) fn choose_references(&mut self) {
        for at in 0..self.lanes.len() {
            let Some(mut basis) = self.lanes[at].basis.take() else { continue };
            basis.choose(self, self.lanes[at].material, Side::Buy);
            self.lanes[at].basis = Some(basis);
        }
        for at in 0..self.policies.len() {
            if self.policies[at].kind != PolicyKind::PriceFloor {
                continue;
            }
            let mut materials = std::mem::take(&mut self.policies[at].materials);
            materials.iter_mut().for_each(|it| it.basis.choose(self, it.material, Side::Sell));
            self.policies[at].materials = materials;
        }
    }
}
