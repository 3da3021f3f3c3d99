//! Market prices: one rule for each question. No other file works out a price from several offers, markets or rows of `prices`
//! (`tests/check/prices.rs` holds it); docs/prices.md has the table of rules and callers.
//!
//! All prices are in USD/kg of the base year, before tax. `None` says that no market answers the question.

pub mod at_cost;
pub mod basis;
pub mod gate;

pub use super::settings::InternalPrice;

use super::series::Series;
use super::tables::{OfferRow, PriceRow, Side};
use super::{Demand, Network, Offer};
use crate::positions::{AttackAt, MarketAt, MaterialAt, OfferAt, RegionAt, StateAt};

/// Price of a trade at an offer where the market price is `market_usd_per_kg`: `price_factor` times it, plus
/// `price_add_usd_per_kg`. USD/kg.
///
/// Question: for how much does this offer buy or sell? Every trade in every program is paid at it.
#[must_use]
pub fn offer_usd_per_kg(offer: &OfferRow, market_usd_per_kg: f64) -> f64 {
    market_usd_per_kg * offer.price_factor.unwrap_or(1.0) + offer.price_add_usd_per_kg.unwrap_or(0.0)
}

/// Market price in a year from the rows of `prices` of one series, sorted by year: on the line between two points, outside as the
/// nearest. USD/kg; `None` without points.
///
/// Question: what does the case say that a material costs at a market in a year, before changes?
#[must_use]
pub fn in_year(points: &[(i32, f64)], year: i32) -> Option<f64> {
    (!points.is_empty()).then(|| super::series::interpolate(points, year))
}

/// The last price that holds in every scenario, else the last of any. USD/kg; `None` without rows.
///
/// Question: which one number stands for a series where only the size of money matters (which row to source first)?
#[must_use]
pub fn last_known<'a>(rows: impl Iterator<Item = &'a PriceRow>) -> Option<f64> {
    rows.max_by_key(|row| (row.scenario.is_none(), row.year)).map(|row| row.price_usd_per_kg)
}

/// The mean of the adversary's markets that know a price of the material, before factors of offers. USD/kg; `None` where none does.
///
/// Question: what does the adversary itself get for a kg? The cost of an attack is a share of it, whatever we pay or get.
/// `price` gives the price of a market, where it has one.
#[must_use]
pub fn of_adversary(
    markets: impl Iterator<Item = MarketAt>,
    price: impl Fn(MarketAt) -> Option<Series>,
) -> Option<Series> {
    Series::mean(markets.filter_map(price).collect())
}

/// A price that is the mean of offers in a state. A mean moves in proportion to the depth of an attack, as the programs of attacks need it.
#[derive(Clone, Debug)]
pub struct MeanPrice<'a> {
    network: &'a Network,
    state: StateAt,
    offers: Vec<OfferAt>,
}

impl MeanPrice<'_> {
    /// The price, USD/kg.
    #[must_use]
    pub fn usd_per_kg(&self) -> f64 {
        self.mean(|_| 1.0)
    }

    /// What an attack of depth 1 takes off it, as a mean over the years of the state; below 0 it rises. USD/kg. Attacks that leave quotes as they
    /// are (a squeeze splits a price in two for us alone) move neither what users pay nor floors: 0.
    #[must_use]
    pub fn fall_usd_per_kg(&self, attack: AttackAt) -> f64 {
        let attack = &self.network.attacks[attack];
        let years = attack.share_of_years(&self.network.tree, self.state);
        if years == 0.0 || !attack.kind.moves_quotes {
            0.0
        } else {
            years * self.mean(|offer| attack.share_of_offer(offer))
        }
    }

    /// The offers with their prices: position in [`Network::offers`], USD/kg.
    pub fn quotes(&self) -> impl Iterator<Item = (OfferAt, f64)> {
        self.offers.iter().map(|offer| (*offer, self.network.offers[*offer].price_usd_per_kg.at(self.state)))
    }

    fn mean(&self, weight: impl Fn(OfferAt) -> f64) -> f64 {
        self.quotes().map(|(offer, price)| weight(offer) * price).sum::<f64>() / self.offers.len() as f64
    }
}

impl Network {
    /// Whether an offer can trade in a state: its years touch it, and its limit there is not 0.
    pub(crate) fn is_open(&self, offer: &Offer, state: StateAt) -> bool {
        self.holds(&offer.years, state) && offer.limit_t_per_year.at(state) > 0.0
    }

    /// Offers of a material that can trade in a state, with their positions. A market that a ban closes quotes nothing.
    fn open_offers(&self, material: MaterialAt, state: StateAt) -> impl Iterator<Item = (OfferAt, &Offer)> {
        let open = move |offer: &Offer| offer.material == material && self.is_open(offer, state);
        self.offers.iter().enumerate().filter(move |(_, offer)| open(offer))
    }

    fn quotes_of(&self, material: MaterialAt, state: StateAt, side: Side) -> impl Iterator<Item = f64> {
        let there = self.open_offers(material, state).filter(move |(_, offer)| offer.side == side);
        there.map(move |(_, offer)| offer.price_usd_per_kg.at(state))
    }

    fn mean_of(&self, offers: Vec<OfferAt>, state: StateAt) -> Option<MeanPrice<'_>> {
        (!offers.is_empty()).then_some(MeanPrice { network: self, state, offers })
    }

    /// The mean of all open offers of a material in a state, those to buy and those to sell.
    ///
    /// Question: how much does a kg count that one member delivers to another, or to a user? Maker and user need one price, between what the
    /// maker would get elsewhere and what the user would pay elsewhere. `None` where no offer is open: then the price inside the plan counts.
    #[must_use]
    pub fn inside_price(&self, material: MaterialAt, state: StateAt) -> Option<MeanPrice<'_>> {
        self.mean_of(self.open_offers(material, state).map(|(at, _)| at).collect(), state)
    }

    /// What a kg counts that one member delivers to another, after the plan's tax: what is `quoted` for it before tax, else what the plan says that it is
    /// worth, after tax, else the most that a user says. USD/kg; 0 where nobody says anything.
    ///
    /// Question: how much does a kg count inside where no market may know it? `quoted` is [`Self::inside_price`], or that price as a path or a bylaw
    /// moves it. Payments between members are made after tax and not taxed again, so that what a market quotes counts net of tax.
    #[must_use]
    pub fn delivery_usd_per_kg(
        &self,
        material: MaterialAt,
        quoted: Option<f64>,
        planned: impl FnOnce() -> Option<f64>,
    ) -> f64 {
        let keep = 1.0 - self.tax_rate();
        let valued = || self.most_valued(material).map(|value| keep * value);
        quoted.map(|price| keep * price).or_else(planned).or_else(valued).unwrap_or(0.0)
    }

    /// The highest price that a market pays in a state, else the lowest that one asks. USD/kg; `None` where no offer is open.
    ///
    /// Question: what would the first kg bring in the best market? Feeds are ranked by it before any plan.
    #[must_use]
    pub fn best_price(&self, material: MaterialAt, state: StateAt) -> Option<f64> {
        let paid = self.quotes_of(material, state, Side::Sell).reduce(f64::max);
        paid.or_else(|| self.quotes_of(material, state, Side::Buy).reduce(f64::min))
    }

    /// The highest price of any offer of a material whose years touch a state, closed or not. USD/kg; `None` where there is none.
    ///
    /// Question: what is more than a kg can cost? A simulated stock is drawn below its plan only for more than that; that a market is closed
    /// makes no stock cheaper.
    #[must_use]
    pub fn dearest_price(&self, material: MaterialAt, state: StateAt) -> Option<f64> {
        let there = self.offers.iter().filter(|offer| offer.material == material && self.holds(&offer.years, state));
        there.map(|offer| offer.price_usd_per_kg.at(state)).reduce(f64::max)
    }

    /// The mean of a material's offers over all states, else the highest worth that a demand gives it, else 1. USD/kg.
    ///
    /// Question: how much does a metric ton weigh against metric tons of other materials? One number for the whole horizon, so that shares move with
    /// metric tons and not with prices. Closed offers count, too: what a concentrate sold for before the horizon says more of it than 1 does, and a
    /// ban changes no weight.
    #[must_use]
    pub fn weight_price(&self, material: MaterialAt) -> f64 {
        let states = self.tree.states.positions();
        let offers: Vec<_> = self.offers.iter().filter(|offer| offer.material == material).collect();
        let prices = offers.iter().flat_map(|offer| states.clone().map(|s| offer.price_usd_per_kg.at(s)));
        let price = (!offers.is_empty()).then(|| prices.sum::<f64>() / (states.len() * offers.len()) as f64);
        price.or_else(|| self.most_valued(material)).filter(|price| *price > 0.0).unwrap_or(1.0)
    }

    /// The nearest offer in a region, after its owner's tax, at which a material could be bought for less than `worth_usd_per_kg` or sold for
    /// more. USD/kg after tax; `None` where the worth lies between all offers there, or no offer is open there.
    ///
    /// Question: which quote contradicts a price inside a plan? A limit has to explain the difference.
    #[must_use]
    pub fn contradicting_price(
        &self,
        (material, region): (MaterialAt, RegionAt),
        state: StateAt,
        worth_usd_per_kg: f64,
    ) -> Option<f64> {
        let here = self.open_offers(material, state).filter(|(_, offer)| self.markets[offer.market].region == region);
        let kept = |offer: &Offer| offer.price_usd_per_kg.at(state) * (1.0 - self.tax_rate());
        let out_of_line = here.map(|(_, offer)| (offer.side, kept(offer))).filter(|(side, quote)| match side {
            Side::Buy => *quote < worth_usd_per_kg,
            Side::Sell => *quote > worth_usd_per_kg,
        });
        let far = |quote: &f64| (quote - worth_usd_per_kg).abs();
        let nearest =
            out_of_line.map(|(_, quote)| quote).min_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| a.total_cmp(b)));
        nearest.filter(|price| *price > 0.0)
    }

    /// What the user of a served kg pays: [`Self::inside_price`], at most what it is worth to it. USD/kg.
    ///
    /// Question: what does a served demand bring in cash? Where no market knows the material, what it is worth.
    #[must_use]
    pub fn user_price(&self, demand: &Demand, state: StateAt) -> f64 {
        let worth = demand.value_usd_per_kg;
        self.inside_price(demand.material, state).map_or(worth, |price| price.usd_per_kg().min(worth))
    }
}
