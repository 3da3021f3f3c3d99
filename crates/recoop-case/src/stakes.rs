//! How much money hangs on each row of a case: what a row says of a large plant or a large market matters more than what it says
//! of a small one.
//!
//! A year at full use is meant: plants run at the size that the site can hold, offers are taken up to their limits, demands are
//! served. What is said in a facility's own row counts there, what it takes from its technology counts there. Capital cost
//! counts with one year of its life. Rows of other tables (recipes, compositions ...) have no money of their own.

use std::collections::HashMap;

use super::cell::Name;
use super::prices::{last_known, offer_usd_per_kg};
use super::tables::{FacilityRow, PriceRow, Tables, TechnologyRow};

/// Money that hangs on rows, MUSD a year; one number for each row of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stakes {
    /// By row of `technologies`.
    pub technologies: Vec<f64>,
    /// By row of `facilities`.
    pub facilities: Vec<f64>,
    /// By row of `offers`.
    pub offers: Vec<f64>,
    /// By row of `prices`.
    pub prices: Vec<f64>,
    /// By row of `demands`.
    pub demands: Vec<f64>,
    /// By row of `quantities`.
    pub quantities: Vec<f64>,
}

/// USD/kg times metric tons is thousands of USD.
const MUSD_PER_USD_PER_KG_TONNE: f64 = 1e-3;
/// Years over which capital counts where a technology names no lifetime.
const LIFETIME_YEARS: i32 = 30;

/// The money that hangs on the rows of a case. Rows that name unknown things have none.
#[must_use]
pub fn stakes(tables: &Tables) -> Stakes {
    let mut stakes = Stakes {
        technologies: vec![0.0; tables.technologies.len()],
        facilities: Vec::with_capacity(tables.facilities.len()),
        ..Stakes::default()
    };
    for row in &tables.facilities {
        let kind = tables.technologies.iter().position(|kind| kind.id == row.technology);
        let own = kind.map_or(0.0, |at| {
            let (own, general) = facility(row, &tables.technologies[at]);
            stakes.technologies[at] += general;
            own
        });
        stakes.facilities.push(own);
    }
    trade(tables, &mut stakes);
    demand(tables, &mut stakes);
    stakes
}

/// Money of a facility at full use: what its own row says, and what its technology says, MUSD a year.
fn facility(row: &FacilityRow, kind: &TechnologyRow) -> (f64, f64) {
    let standing = row.capacity_t_per_year.unwrap_or(0.0);
    let size = standing.max(row.max_capacity_t_per_year.unwrap_or(0.0));
    let mut sums = (0.0, 0.0);
    let mut add = |is_own: bool, musd: f64| if is_own { sums.0 += musd } else { sums.1 += musd };
    for (own, general) in [
        (row.variable_cost_usd_per_kg, kind.variable_cost_usd_per_kg),
        (row.fixed_cost_usd_per_kg, kind.fixed_cost_usd_per_kg),
    ] {
        add(own.is_some(), own.or(general).unwrap_or(0.0) * size * MUSD_PER_USD_PER_KG_TONNE);
    }
    let capex = row.capex_ref_musd.or(kind.capex_ref_musd).zip(row.size_ref_t_per_year.or(kind.size_ref_t_per_year));
    if let Some((capex_ref, size_ref)) = capex.filter(|(_, size_ref)| *size_ref > 0.0 && size > standing) {
        let exponent = row.capex_exponent.or(kind.capex_exponent).unwrap_or(1.0);
        let life = row.lifetime_years.or(kind.lifetime_years).unwrap_or(LIFETIME_YEARS).max(1);
        let musd = capex_ref * ((size - standing) / size_ref).powf(exponent) / f64::from(life);
        add(row.capex_ref_musd.is_some(), musd);
    }
    sums
}

/// Offers at their limits and the price that comes last; the prices of a market share the money of its offers.
fn trade(tables: &Tables, stakes: &mut Stakes) {
    type Pair<'a> = (&'a Name, &'a Name);
    let mut rows: HashMap<Pair<'_>, Vec<&PriceRow>> = HashMap::new();
    for price in &tables.prices {
        rows.entry((&price.market, &price.material)).or_default().push(price);
    }
    let mut traded: HashMap<Pair<'_>, f64> = HashMap::new();
    for offer in &tables.offers {
        let pair = (&offer.market, &offer.material);
        let quoted = rows.get(&pair).and_then(|rows| last_known(rows.iter().copied()));
        let price = quoted.map_or(0.0, |price| offer_usd_per_kg(offer, price));
        // An offer without limit has no full use.
        let musd = price.abs() * offer.limit_t_per_year.unwrap_or(0.0) * MUSD_PER_USD_PER_KG_TONNE;
        stakes.offers.push(musd);
        *traded.entry(pair).or_default() += musd;
    }
    stakes.prices = tables
        .prices
        .iter()
        .map(|price| {
            let pair = (&price.market, &price.material);
            traded.get(&pair).map_or(0.0, |musd| musd / rows[&pair].len() as f64)
        })
        .collect();
}

/// Demands at the mean of their quantities, each of which has its part.
fn demand(tables: &Tables, stakes: &mut Stakes) {
    let mut rows: HashMap<&Name, (f64, f64)> = HashMap::new();
    for quantity in &tables.quantities {
        let (count, sum) = rows.entry(&quantity.demand).or_default();
        *count += 1.0;
        *sum += quantity.quantity_t_per_year;
    }
    let mut worth: HashMap<&Name, f64> = HashMap::new();
    for demand in &tables.demands {
        let mean = rows.get(&demand.id).map_or(0.0, |(count, sum)| sum / count);
        worth.insert(&demand.id, demand.value_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE);
        stakes.demands.push(mean * demand.value_usd_per_kg * MUSD_PER_USD_PER_KG_TONNE);
    }
    stakes.quantities = tables
        .quantities
        .iter()
        .map(|quantity| {
            let value = worth.get(&quantity.demand).copied().unwrap_or(0.0);
            quantity.quantity_t_per_year * value / rows[&quantity.demand].0
        })
        .collect();
}
