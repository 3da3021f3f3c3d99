//! What the adversary can do, what each attack touches of ours, and what it costs the adversary.
//!
//! Each kind of attack is declared in a file of its own ([`kind`] has the type and the list). Everything else asks the
//! declaration; only the files of the kinds name one. The equations are in docs/formulation.md#attacks.

mod ban;
mod equipment;
mod growth;
pub mod kind;
mod price;
mod squeeze;
mod target;
mod touch;

pub use growth::Growth;
pub use kind::{KINDS, Kind};
pub(super) use touch::{Parts, resolve};

use std::ops::RangeInclusive;

use self::kind::Touches;
use self::touch::made_of;
use super::Network;
use super::cell::Name;
use super::series::Series;
use super::tables::Side;
use super::tree::Tree;
use crate::positions::{AttackAt, FacilityAt, MarketAt, MaterialAt, OfferAt, StateAt, StatePath};

/// Whose loss counts as the cost of an attack. Volumes never grow from one level to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostLevel {
    /// The adversary's producers: profit on all that they sell.
    Producers,
    /// Its treasury: what it has to make good.
    Treasury,
    /// The nation: exports alone, as its own users gain what its producers lose.
    Nation,
}

impl CostLevel {
    /// All levels, the widest volume first.
    pub const ALL: [Self; 3] = [Self::Producers, Self::Treasury, Self::Nation];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Producers => "producers",
            Self::Treasury => "treasury",
            Self::Nation => "nation",
        }
    }

    /// Who pays, as words.
    #[must_use]
    pub fn pays(self) -> &'static str {
        match self {
            Self::Producers => "producers pay",
            Self::Treasury => "treasury pays",
            Self::Nation => "nation pays",
        }
    }
}

/// How far an offer moves with an attack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// Position in [`Network::offers`].
    pub offer: OfferAt,
    /// What depth 1 takes off its price (of a ban: off its limit), as a share; below 0 the price rises.
    pub share: f64,
}

/// How far the price of a material at a market moves with an attack, for duties and price floors that are reckoned from it (of a
/// squeeze: for duties alone, which go by what it charges).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Market.
    pub market: MarketAt,
    /// Material.
    pub material: MaterialAt,
    /// What depth 1 takes off the price, as a share; below 0 it rises.
    pub share: f64,
}

/// A material that sells for less when it comes from the member that a `target` is aimed at.
#[derive(Clone, Debug, PartialEq)]
pub struct Good {
    /// Material.
    pub material: MaterialAt,
    /// Its price at the adversary's markets that know one, their mean, USD/kg.
    pub price_usd_per_kg: Series,
}

/// Something that the adversary can do.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// Unique id.
    pub id: Name,
    /// Full name, or the id.
    pub title: Name,
    /// Kind.
    pub kind: &'static Kind,
    /// Greatest depth; 1 for a ban.
    pub max_depth: f64,
    /// Most by which the depth can grow in a year; infinite without limit. Means of periods: [`Self::growth`].
    pub ramp_per_year: f64,
    /// Years in which it can be made.
    pub years: RangeInclusive<i32>,
    /// Attacks that cannot be made in the same year: positions in [`Network::attacks`].
    pub exclusive_with: Vec<AttackAt>,
    /// Offers that it touches, ascending.
    pub offers: Vec<Touch>,
    /// Prices that move with it, ascending.
    pub prices: Vec<Moved>,
    /// Plants that it touches (target, equipment): positions in [`Network::facilities`].
    pub plants: Vec<FacilityAt>,
    /// What sells for less (target).
    pub goods: Vec<Good>,
    /// Volume exposed at each of [`CostLevel::ALL`], t/yr.
    pub exposed_t: [Option<f64>; 3],
    /// Price of the exposed volume, USD/kg; none where no volume is given.
    pub reference_usd_per_kg: Option<Series>,
    /// Elasticity of what the adversary sells with respect to its price.
    pub elasticity: f64,
    /// Share of the price that is left to it above its unit cost.
    pub margin: f64,
    /// Cost at full depth where no volume says it, MUSD/yr.
    pub loss_musd_per_year: Option<f64>,
}

/// What an attack reaches of ours in a state, t/yr; infinite where an offer has no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reached {
    /// Limits of the touched offers to buy.
    pub bought_t: f64,
    /// Limits of the touched offers to sell.
    pub sold_t: f64,
    /// What the touched plants that stand make of the goods of a target, or their activity (equipment).
    pub made_t: f64,
}

/// USD/kg times t, in MUSD.
const MUSD: f64 = 1e-3;

impl Attack {
    /// What the attack costs the adversary in a year of a state at a depth, MUSD; `None` where the case does not give the
    /// volume of that level.
    ///
    /// With price `p` and exposed volume `V`, depth `d` costs `p V d` times the share that its kind declares
    /// ([`kind::Loss`]).
    #[must_use]
    pub fn cost_musd(&self, level: CostLevel, depth: f64, state: StateAt) -> Option<f64> {
        if let Some(loss) = self.loss_musd_per_year {
            return Some(loss * depth / self.max_depth);
        }
        let volume = self.exposed_t[level as usize]?;
        let turnover = self.reference_usd_per_kg.as_ref()?.at(state) * volume * MUSD;
        Some(turnover * depth * self.kind.loss.share?(self, depth))
    }

    /// Whether it costs nothing at a level, however deep, in all of its states among `states`.
    #[must_use]
    pub fn is_free(&self, level: CostLevel, states: &StatePath) -> bool {
        states.iter().all(|state| self.cost_musd(level, self.max_depth, *state).is_some_and(|cost| cost <= 0.0))
    }

    /// Mean of [`Self::cost_musd`] at full depth over the years of the attack and the scenarios, MUSD/yr.
    #[must_use]
    pub fn mean_cost_musd(&self, tree: &Tree, level: CostLevel) -> Option<f64> {
        let (mut sum, mut years) = (0.0, 0.0);
        for (state, at) in tree.states.iter().enumerate() {
            let weight = at.probability * self.share_of_years(tree, state) * f64::from(tree.period(state).length);
            if weight > 0.0 {
                sum += weight * self.cost_musd(level, self.max_depth, state)?;
                years += weight;
            }
        }
        (years > 0.0).then(|| sum / years)
    }

    /// Share of the years of a state in which the attack can be made ([`Tree::share`]). What is a mean over the years of a period moves by
    /// this part of the depth.
    #[must_use]
    pub fn share_of_years(&self, tree: &Tree, state: StateAt) -> f64 {
        tree.share(tree.states[state].period, &self.years)
    }

    /// What the attack reaches of ours in a state.
    #[must_use]
    pub fn reached(&self, network: &Network, state: StateAt) -> Reached {
        let mut reached = Reached::default();
        let period = network.tree.states[state].period;
        for touch in &self.offers {
            let offer = &network.offers[touch.offer];
            let limit = offer.limit_t_per_year.at(state);
            match offer.side {
                Side::Buy => reached.bought_t += limit,
                Side::Sell => reached.sold_t += limit,
            }
        }
        for plant in &self.plants {
            let facility = &network.facilities[*plant];
            let standing = network.existing_capacity(facility, period, false);
            let modes = &network.technologies[facility.technology].modes;
            // What a metric ton of capacity makes at most.
            let yields = facility.modes.iter().map(|mode| {
                let mode = &modes[*mode];
                let made = match self.kind.touches {
                    Touches::Goods => self.goods.iter().map(|good| made_of(&mode.flows, good.material)).sum(),
                    Touches::Trade | Touches::Plants => 1.0,
                };
                if made > 0.0 { made / mode.capacity_use } else { 0.0 }
            });
            let most = yields.fold(0.0, f64::max);
            if standing > 0.0 && most > 0.0 {
                reached.made_t += standing * most;
            }
        }
        reached
    }

    /// What depth 1 takes off an offer's price (of a ban: off its limit), as a share; below 0 the price rises.
    #[must_use]
    pub fn share_of_offer(&self, offer: OfferAt) -> f64 {
        let at = self.offers.binary_search_by_key(&offer, |touch| touch.offer);
        at.map_or(0.0, |at| self.offers[at].share)
    }

    /// How far the price of a material at a market moves: what depth 1 takes off, as a share.
    #[must_use]
    pub fn share_of_price(&self, market: MarketAt, material: MaterialAt) -> f64 {
        let at = self.prices.binary_search_by_key(&(market, material), |moved| (moved.market, moved.material));
        at.map_or(0.0, |at| self.prices[at].share)
    }
}
