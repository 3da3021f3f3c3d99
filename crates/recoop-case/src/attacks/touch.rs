//! From rows of `attacks` to what each touches of the network.

use super::kind::Touches;
use super::{Attack, Good, Moved, Touch};
use crate::cell::Name;
use crate::pattern::{Filter, OFFER_NAMES, Value, closest_first};
use crate::positions::{AttackAt, FacilityAt, MarketAt, MaterialAt, OfferAt, RegionAt, TechnologyAt};
use crate::prices;
use crate::series::Series;
use crate::streams::Material;
use crate::tables::{AttackRow, Controller, Side, Tables};
use crate::{Facility, Market, Member, Offer, Region, Technology, read_filter};
use program::List;

/// Metric tons of a material that a mode makes per metric ton of activity.
pub(super) fn made_of(flows: &[(MaterialAt, f64)], material: MaterialAt) -> f64 {
    flows.iter().filter(|(made, amount)| *made == material && *amount > 0.0).map(|(_, amount)| amount).sum()
}

/// The parts of a network that attacks can touch.
pub(crate) struct Parts<'a> {
    pub tables: &'a Tables,
    pub first_year: i32,
    pub last_year: i32,
    pub materials: &'a List<MaterialAt, Material>,
    pub technologies: &'a List<TechnologyAt, Technology>,
    pub stages: &'a [Name],
    pub regions: &'a List<RegionAt, Region>,
    pub members: &'a [Member],
    pub facilities: &'a List<FacilityAt, Facility>,
    pub markets: &'a List<MarketAt, Market>,
    pub offers: &'a List<OfferAt, Offer>,
}

/// Reads the attacks of a checked case. `price` gives the price of a material at a market, where there is one.
pub(crate) fn resolve(
    parts: &Parts<'_>,
    price: impl Fn(MarketAt, MaterialAt) -> Option<Series>,
) -> List<AttackAt, Attack> {
    let rows = &parts.tables.attacks;
    rows.iter().filter_map(|row| parts.attack(row, &price)).collect()
}

impl Parts<'_> {
    fn attack(&self, row: &AttackRow, price: &impl Fn(MarketAt, MaterialAt) -> Option<Series>) -> Option<Attack> {
        let filter = read_filter(&row.filter, row.kind.declared().filters)?;
        let mut attack = Attack {
            id: row.id.clone(),
            title: row.name.clone().unwrap_or_else(|| row.id.clone()),
            kind: row.kind.declared(),
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
        let all = AttackAt::all(self.tables.attacks.len()).zip(&self.tables.attacks);
        let others = all.filter(|(_, other)| row.exclusive_with.contains(&other.id));
        attack.exclusive_with = others.map(|(at, _)| at).collect();
        match attack.kind.touches {
            Touches::Trade => self.trade(&mut attack, filter, price),
            Touches::Goods => self.goods(&mut attack, &filter, price),
            Touches::Plants => attack.plants = self.plants(&filter),
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

    fn of_adversary(&self, market: MarketAt) -> bool {
        self.markets[market].controller == Controller::Adversary
    }

    /// Price of a material at the adversary's markets.
    fn price_at_adversary(
        &self,
        material: MaterialAt,
        price: &impl Fn(MarketAt, MaterialAt) -> Option<Series>,
    ) -> Option<Series> {
        let own = self.markets.positions().filter(|market| self.of_adversary(*market));
        prices::of_adversary(own, |market| price(market, material))
    }

    /// Offers, and the prices that duties and floors are reckoned from. A filter by side speaks of offers alone, as in `changes`.
    fn trade(&self, attack: &mut Attack, filter: Filter, price: &impl Fn(MarketAt, MaterialAt) -> Option<Series>) {
        // The attack's own filter comes first: what it touches moves by the whole depth.
        let mut layers = vec![(filter, 1.0, true)];
        let rows = &self.tables.pass_through;
        let closest = closest_first(rows.iter().map(|row| row.filter.as_slice()), OFFER_NAMES);
        for row in closest.into_iter().map(|at| &rows[at]).filter(|row| row.attack == attack.id) {
            layers.extend(read_filter(&row.filter, OFFER_NAMES).map(|filter| (filter, row.share, false)));
        }
        let share_of = |market: MarketAt, material: MaterialAt, side: Option<Side>| {
            let (at, of) = (&self.markets[market], &self.materials[material]);
            let thing = |name: &str| match name {
                "market" => Value::from(&at.id),
                "side" => side.map_or(Value::Absent, |side| Value::Id(side.as_str())),
                _ => Value::Material { id: &of.id, kind: of.kind },
            };
            let found =
                layers.iter().find(|(filter, _, own)| (!own || self.of_adversary(market)) && filter.matches(thing));
            found.map(|(_, share, _)| *share)
        };
        // Duties go by what the adversary charges.
        let takes = attack.kind.takes;
        let sign = |side: Option<Side>| if side == Some(Side::Sell) { takes.paid } else { takes.charged };
        let offers = self.offers.iter().enumerate().filter_map(|(at, offer)| {
            let share = share_of(offer.market, offer.material, Some(offer.side))?;
            Some(Touch { offer: at, share: share * sign(Some(offer.side)) })
        });
        let offers: Vec<Touch> = offers.collect();
        let mut prices = Vec::new();
        if attack.kind.moves_markets() {
            for market in self.markets.positions() {
                for material in self.materials.positions() {
                    if let Some(share) = share_of(market, material, None).filter(|_| price(market, material).is_some())
                    {
                        prices.push(Moved { market, material, share: share * sign(None) });
                    }
                }
            }
        }
        (attack.offers, attack.prices) = (offers, prices);
    }

    fn goods(&self, attack: &mut Attack, filter: &Filter, price: &impl Fn(MarketAt, MaterialAt) -> Option<Series>) {
        let plants = self.plants(filter);
        let makes = |plant: &FacilityAt, material: MaterialAt| {
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
    pub fn plants(&self, filter: &Filter) -> Vec<FacilityAt> {
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
        self.facilities.positions().filter(|at| passes(&self.facilities[*at])).collect()
    }
}
