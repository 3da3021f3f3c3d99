//! Random parts of a case: prices that move along with a history, outages, delays.

use super::attacks::Parts;
use super::pattern::{Filter, OFFER_NAMES, PLANT_NAMES, Value, closest_first};
use super::read_filter;
use super::series::Series;
use crate::positions::{FacilityAt, MarketAt, MaterialAt};
use program::List;

/// A history moves prices if it has this many years that follow another year; fewer say too little.
pub const MIN_STEPS: usize = 6;

/// Random prices, outages and delays of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chance {
    /// Prices with a history, in the order in which `price_links` names them.
    pub histories: Vec<History>,
    /// Which prices go along with which history: the rows of `price_links`.
    pub ties: Vec<Tie>,
    /// For each facility how often it fails.
    pub outages: List<FacilityAt, Option<Outage>>,
    /// For each facility how late it may come.
    pub delays: List<FacilityAt, Option<Delay>>,
}

/// Prices of past years of a material at a market.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Market.
    pub market: MarketAt,
    /// Material.
    pub material: MaterialAt,
    /// Calendar year and price, USD/kg, ascending; all before the horizon.
    pub points: Vec<(i32, f64)>,
    /// Price of the material at the market in the case by state, before factors of offers, USD/kg; none where the case has none.
    pub price: Option<Series>,
}

/// Returns how many of some calendar years follow another of them.
#[must_use]
pub fn steps(mut years: Vec<i32>) -> usize {
    years.sort_unstable();
    years.dedup();
    years.windows(2).filter(|pair| pair[1] == pair[0] + 1).count()
}

/// Prices that go along with a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// Over offers.
    filter: Filter,
    /// History: a position in [`Chance::histories`].
    pub history: usize,
    /// Change of the logarithm of the price for a change of the logarithm of the history's.
    pub share: f64,
}

/// How often a plant fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outage {
    /// Outages for a year of running.
    pub per_year: f64,
    /// Mean length, years.
    pub mean_years: f64,
    /// Share of the capacity that is lost while it lasts.
    pub loss: f64,
}

/// How late a plant may come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay {
    /// Probability that a commitment comes late.
    pub probability: f64,
    /// Mean of the whole years by which it is late then, at least 1.
    pub mean_years: f64,
}

impl Chance {
    /// The history with which a price goes along, and how far: of an offer with its side, of the price of a material at a market
    /// (from which duties and floors are reckoned) without.
    #[must_use]
    pub fn tie<'a>(&self, value: impl Fn(&str) -> Value<'a>) -> Option<&Tie> {
        self.ties.iter().find(|tie| tie.filter.matches(&value))
    }
}

/// Reads the random parts of a checked case. `price` gives the price of a material at a market, where there is one.
pub(super) fn resolve(parts: &Parts<'_>, price: impl Fn(MarketAt, MaterialAt) -> Option<Series>) -> Chance {
    let tables = parts.tables;
    let mut chance = Chance::default();
    let mut ties: Vec<Option<Tie>> = Vec::new();
    for row in &tables.price_links {
        let market = parts.markets.iter().position(|market| market.id == row.market);
        let material = parts.materials.iter().position(|material| material.id == row.material);
        let (Some(market), Some(material), Some(filter)) = (market, material, read_filter(&row.filter, OFFER_NAMES))
        else {
            ties.push(None);
            continue;
        };
        let known = chance.histories.iter().position(|known| (known.market, known.material) == (market, material));
        let history = known.unwrap_or_else(|| {
            let past = tables.prices.iter().filter(|price| {
                price.market == row.market
                    && price.material == row.material
                    && price.scenario.is_none()
                    && price.year < parts.first_year
            });
            let mut points: Vec<(i32, f64)> = past.map(|row| (row.year, row.price_usd_per_kg)).collect();
            points.sort_by_key(|(year, _)| *year);
            chance.histories.push(History { market, material, points, price: price(market, material) });
            chance.histories.len() - 1
        });
        ties.push(Some(Tie { filter, history, share: row.share.unwrap_or(1.0) }));
    }
    let closest = closest_first(tables.price_links.iter().map(|row| row.filter.as_slice()), OFFER_NAMES);
    chance.ties.extend(closest.into_iter().filter_map(|row| ties[row].take()));
    chance.outages = vec![None; parts.facilities.len()].into();
    let closest = closest_first(tables.outages.iter().map(|row| row.filter.as_slice()), PLANT_NAMES);
    for row in closest.into_iter().map(|at| &tables.outages[at]) {
        let Some(filter) = read_filter(&row.filter, PLANT_NAMES) else { continue };
        let outage = Outage { per_year: row.per_year, mean_years: row.mean_years, loss: row.loss.unwrap_or(1.0) };
        for plant in parts.plants(&filter) {
            chance.outages[plant].get_or_insert(outage);
        }
    }
    chance.delays = vec![None; parts.facilities.len()].into();
    let closest = closest_first(tables.delays.iter().map(|row| row.filter.as_slice()), PLANT_NAMES);
    for row in closest.into_iter().map(|at| &tables.delays[at]) {
        let Some(filter) = read_filter(&row.filter, PLANT_NAMES) else { continue };
        let delay = Delay { probability: row.probability, mean_years: row.mean_years };
        for plant in parts.plants(&filter) {
            chance.delays[plant].get_or_insert(delay);
        }
    }
    chance
}
