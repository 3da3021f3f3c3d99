//! What the adversary can do, what each attack touches of ours, and what it costs the adversary.
//!
//! The equations are in docs/formulation.md#attacks.

use std::ops::RangeInclusive;

use super::cell::Name;
use super::pattern::{Filter, OFFER_NAMES, Value, closest_first};
use super::prices;
use super::series::Series;
use super::streams::Material;
use super::tables::{AttackKind, AttackRow, Controller, Side, Tables};
use super::tree::Tree;
use super::{Facility, Market, Member, Network, Offer, Region, Technology, read_filter};

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
    pub fn word(self) -> &'static str {
        match self {
            Self::Producers => "producers",
            Self::Treasury => "treasury",
            Self::Nation => "nation",
        }
    }
}

/// How far an offer moves with an attack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// Position in [`Network::offers`].
    pub offer: usize,
    /// What depth 1 takes off its price (of a ban: off its limit), as a share; below 0 the price rises.
    pub share: f64,
}

/// How far the price of a material at a market moves with an attack, for duties and price floors that are reckoned from it (of a
/// squeeze: for duties alone, which go by what it charges).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Market.
    pub market: usize,
    /// Material.
    pub material: usize,
    /// What depth 1 takes off the price, as a share; below 0 it rises.
    pub share: f64,
}

/// A material that sells for less when it comes from the member that a `target` is aimed at.
#[derive(Clone, Debug, PartialEq)]
pub struct Good {
    /// Material.
    pub material: usize,
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
    pub kind: AttackKind,
    /// Greatest depth; 1 for a ban.
    pub max_depth: f64,
    /// Most by which the depth can grow in a year; infinite without limit.
    pub ramp_per_year: f64,
    /// Years in which it can be made.
    pub years: RangeInclusive<i32>,
    /// Attacks that cannot be made in the same year: positions in [`Network::attacks`].
    pub exclusive_with: Vec<usize>,
    /// Offers that it touches, ascending.
    pub offers: Vec<Touch>,
    /// Prices that move with it, ascending.
    pub prices: Vec<Moved>,
    /// Plants that it touches (target, equipment): positions in [`Network::facilities`].
    pub plants: Vec<usize>,
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
    /// With price `p`, exposed volume `V`, elasticity `e` and margin `m` of the dominant firm with a competitive fringe and
    /// linear curves, a price that falls by the share `d` takes `p V d (1 - e m + e d)` off its profit; one that rises, the
    /// same with `-d`, and nothing where that is a gain. A ban costs the margin on the lost trade, `m p V`.
    #[must_use]
    pub fn cost_musd(&self, level: CostLevel, depth: f64, state: usize) -> Option<f64> {
        if let Some(loss) = self.loss_musd_per_year {
            return Some(loss * depth / self.max_depth);
        }
        let volume = self.exposed_t[level as usize]?;
        let turnover = self.reference_usd_per_kg.as_ref()?.at(state) * volume * MUSD;
        let free = 1.0 - self.elasticity * self.margin;
        Some(match self.kind {
            AttackKind::Price | AttackKind::Target => turnover * depth * (free + self.elasticity * depth),
            AttackKind::Squeeze => turnover * depth * (self.elasticity * depth - free).max(0.0),
            AttackKind::Ban => turnover * depth * self.margin,
            AttackKind::Equipment => return None,
        })
    }

    /// Whether it costs nothing at a level, however deep, in all of its states among `states`.
    #[must_use]
    pub fn is_free(&self, level: CostLevel, states: &[usize]) -> bool {
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
    pub fn share_of_years(&self, tree: &Tree, state: usize) -> f64 {
        tree.share(tree.states[state].period, &self.years)
    }

    /// What the attack reaches of ours in a state.
    #[must_use]
    pub fn reached(&self, network: &Network, state: usize) -> Reached {
        let mut reached = Reached::default();
        let period = network.tree.states[state].period;
        for touch in &self.offers {
            let offer = &network.offers[touch.offer];
            let limit = offer.limit_t.at(state);
            match offer.side {
                Side::Buy => reached.bought_t += limit,
                Side::Sell => reached.sold_t += limit,
            }
        }
        for plant in &self.plants {
            let facility = &network.facilities[*plant];
            let standing = network.existing_capacity(facility, period, false);
            let modes = &network.technologies[facility.technology].modes;
            // What a tonne of capacity makes at most.
            let yields = facility.modes.iter().map(|mode| {
                let mode = &modes[*mode];
                let made = match self.kind {
                    AttackKind::Target => self.goods.iter().map(|good| made_of(&mode.flows, good.material)).sum(),
                    _ => 1.0,
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
    pub fn share_of_offer(&self, offer: usize) -> f64 {
        let at = self.offers.binary_search_by_key(&offer, |touch| touch.offer);
        at.map_or(0.0, |at| self.offers[at].share)
    }

    /// How far the price of a material at a market moves: what depth 1 takes off, as a share.
    #[must_use]
    pub fn share_of_price(&self, market: usize, material: usize) -> f64 {
        let at = self.prices.binary_search_by_key(&(market, material), |moved| (moved.market, moved.material));
        at.map_or(0.0, |at| self.prices[at].share)
    }
}

/// Tonnes of a material that a mode makes per tonne of activity.
fn made_of(flows: &[(usize, f64)], material: usize) -> f64 {
    flows.iter().filter(|(made, amount)| *made == material && *amount > 0.0).map(|(_, amount)| amount).sum()
}

/// The parts of a network that attacks can touch.
pub(super) struct Parts<'a> {
    pub tables: &'a Tables,
    pub first_year: i32,
    pub last_year: i32,
    pub materials: &'a [Material],
    pub technologies: &'a [Technology],
    pub stages: &'a [Name],
    pub regions: &'a [Region],
    pub members: &'a [Member],
    pub facilities: &'a [Facility],
    pub markets: &'a [Market],
    pub offers: &'a [Offer],
}

/// Reads the attacks of a checked case. `price` gives the price of a material at a market, where there is one.
pub(super) fn resolve(parts: &Parts<'_>, price: impl Fn(usize, usize) -> Option<Series>) -> Vec<Attack> {
    let rows = &parts.tables.attacks;
    rows.iter().filter_map(|row| parts.attack(row, &price)).collect()
}

impl Parts<'_> {
    fn attack(&self, row: &AttackRow, price: &impl Fn(usize, usize) -> Option<Series>) -> Option<Attack> {
        let filter = read_filter(&row.filter, row.kind.filter_names())?;
        let mut attack = Attack {
            id: row.id.clone(),
            title: row.name.clone().unwrap_or_else(|| row.id.clone()),
            kind: row.kind,
            max_depth: row.max_depth.unwrap_or(1.0),
            ramp_per_year: row.ramp_per_year.unwrap_or(f64::INFINITY),
            years: row.first_year.unwrap_or(self.first_year)..=row.last_year.unwrap_or(self.last_year),
            exclusive_with: Vec::new(),
            offers: Vec::new(),
            prices: Vec::new(),
            plants: Vec::new(),
            goods: Vec::new(),
            exposed_t: [row.producers_t, row.treasury_t, row.nation_t],
            reference_usd_per_kg: None,
            elasticity: row.elasticity.unwrap_or(0.0),
            margin: row.margin.unwrap_or(0.0),
            loss_musd_per_year: row.loss_musd_per_year,
        };
        let others = self.tables.attacks.iter().enumerate().filter(|(_, other)| row.exclusive_with.contains(&other.id));
        attack.exclusive_with = others.map(|(at, _)| at).collect();
        match row.kind {
            AttackKind::Price | AttackKind::Squeeze | AttackKind::Ban => self.trade(&mut attack, filter, price),
            AttackKind::Target => self.target(&mut attack, &filter, price),
            AttackKind::Equipment => attack.plants = self.plants(&filter),
        }
        let touched = || {
            let offers = attack.offers.iter().map(|touch| &self.offers[touch.offer]);
            let own = offers.filter(|offer| self.of_adversary(offer.market)).map(|offer| offer.material);
            own.chain(attack.goods.iter().map(|good| good.material)).min()
        };
        let named = row.reference.as_ref().and_then(|id| self.materials.iter().position(|m| m.id == *id));
        if attack.exposed_t.iter().any(Option::is_some) {
            attack.reference_usd_per_kg = named.or_else(touched).and_then(|m| self.price_at_adversary(m, price));
        }
        Some(attack)
    }

    fn of_adversary(&self, market: usize) -> bool {
        self.markets[market].controller == Controller::Adversary
    }

    /// Price of a material at the adversary's markets.
    fn price_at_adversary(&self, material: usize, price: &impl Fn(usize, usize) -> Option<Series>) -> Option<Series> {
        let own = (0..self.markets.len()).filter(|market| self.of_adversary(*market));
        prices::of_adversary(own, |market| price(market, material))
    }

    /// Offers, and the prices that duties and floors are reckoned from. A filter by side speaks of offers alone, as in `changes`.
    fn trade(&self, attack: &mut Attack, filter: Filter, price: &impl Fn(usize, usize) -> Option<Series>) {
        // The attack's own filter comes first: what it touches moves by the whole depth.
        let mut layers = vec![(filter, 1.0, true)];
        let rows = &self.tables.pass_through;
        let closest = closest_first(rows.iter().map(|row| row.filter.as_slice()), OFFER_NAMES);
        for row in closest.into_iter().map(|at| &rows[at]).filter(|row| row.attack == attack.id) {
            layers.extend(read_filter(&row.filter, OFFER_NAMES).map(|filter| (filter, row.share, false)));
        }
        let share_of = |market: usize, material: usize, side: Option<Side>| {
            let (at, of) = (&self.markets[market], &self.materials[material]);
            let thing = |name: &str| match name {
                "market" => Value::from(&at.id),
                "side" => side.map_or(Value::Absent, |side| Value::Id(side.word())),
                _ => Value::Material { id: &of.id, kind: of.kind },
            };
            let found =
                layers.iter().find(|(filter, _, own)| (!own || self.of_adversary(market)) && filter.matches(thing));
            found.map(|(_, share, _)| *share)
        };
        // A squeeze makes dearer what the adversary sells, and what it buys cheaper; duties go by what it charges.
        let sign = |side: Option<Side>| match (attack.kind, side) {
            (AttackKind::Squeeze, Some(Side::Buy) | None) => -1.0,
            _ => 1.0,
        };
        let offers = self.offers.iter().enumerate().filter_map(|(at, offer)| {
            let share = share_of(offer.market, offer.material, Some(offer.side))?;
            Some(Touch { offer: at, share: share * sign(Some(offer.side)) })
        });
        let offers: Vec<Touch> = offers.collect();
        let mut prices = Vec::new();
        if attack.kind != AttackKind::Ban {
            for market in 0..self.markets.len() {
                for material in 0..self.materials.len() {
                    if let Some(share) = share_of(market, material, None).filter(|_| price(market, material).is_some())
                    {
                        prices.push(Moved { market, material, share: share * sign(None) });
                    }
                }
            }
        }
        (attack.offers, attack.prices) = (offers, prices);
    }

    fn target(&self, attack: &mut Attack, filter: &Filter, price: &impl Fn(usize, usize) -> Option<Series>) {
        let plants = self.plants(filter);
        let makes = |plant: &usize, material: usize| {
            let facility = &self.facilities[*plant];
            let modes = &self.technologies[facility.technology].modes;
            facility.modes.iter().any(|mode| made_of(&modes[*mode].flows, material) > 0.0)
        };
        for (material, of) in self.materials.iter().enumerate() {
            let meant =
                filter.terms().all(|(name, pattern)| name != "material" || pattern.matches_material(&of.id, of.kind));
            if meant
                && plants.iter().any(|plant| makes(plant, material))
                && let Some(price_usd_per_kg) = self.price_at_adversary(material, price)
            {
                attack.goods.push(Good { material, price_usd_per_kg });
            }
        }
        let goods = &attack.goods;
        attack.plants =
            plants.into_iter().filter(|plant| goods.iter().any(|good| makes(plant, good.material))).collect();
    }

    /// Plants that a filter passes.
    pub fn plants(&self, filter: &Filter) -> Vec<usize> {
        let passes = |facility: &Facility| {
            let technology = &self.technologies[facility.technology];
            filter.terms().all(|(name, pattern)| match name {
                "facility" => pattern.matches_id(&facility.id),
                "technology" => pattern.matches_id(&technology.id),
                "stage" => self.stages.get(technology.stage).is_some_and(|stage| pattern.matches_id(stage)),
                "region" => pattern.matches_id(&self.regions[facility.region].id),
                // The cooperative comes after the members; what it owns itself names no member.
                "member" => {
                    facility.member + 1 < self.members.len() && pattern.matches_id(&self.members[facility.member].id)
                }
                // A target's material says which of their products it reaches.
                _ => true,
            })
        };
        (0..self.facilities.len()).filter(|at| passes(&self.facilities[*at])).collect()
    }
}
