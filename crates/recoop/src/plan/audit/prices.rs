//! The market price that a duty or a floor is worked out from, chosen here a second time from offers and prices.
//!
//! A metric ton that is traded at a market counts at the price there; any other at the highest price among the markets that trade the material in the state,
//! or, where none does, among all that have a price.

use super::case::Case;
use recoop_case::positions::StateAt;
use recoop_case::prices::basis::Quote;
use recoop_case::tables::Side;

/// Price of a metric ton of a material, USD/kg; a market that has none gives no number.
pub(super) fn market_price(
    case: &Case<'_>,
    quotes: &[Quote],
    (material, side): (usize, Side),
    traded_at: Option<usize>,
    state: StateAt,
) -> f64 {
    if let Some(market) = traded_at {
        let there = quotes.iter().find(|quote| quote.market == market);
        return there.map_or(f64::NAN, |quote| quote.price_usd_per_kg.at(state));
    }
    let (first, last) = (case.calendar.first_year[state], case.calendar.last_year(state));
    let (mut of_traders, mut of_all) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for quote in quotes {
        let price = quote.price_usd_per_kg.at(state);
        of_all = of_all.max(price);
        let trades = case.network.offers.iter().any(|offer| {
            offer.market == quote.market
                && offer.material == material
                && offer.side == side
                && offer.limit_t_per_year.at(state) > 0.0
                && *offer.years.start() <= last
                && first <= *offer.years.end()
        });
        if trades {
            of_traders = of_traders.max(price);
        }
    }
    if of_traders > f64::NEG_INFINITY { of_traders } else { of_all }
}

/// What is traded of a material at each market on a side, t/yr: by (market, material) and state.
pub(super) fn traded(case: &Case<'_>, side: Side) -> std::collections::BTreeMap<(usize, usize, StateAt), f64> {
    let mut traded = std::collections::BTreeMap::new();
    for x in &case.values.trades {
        let offer = &case.network.offers[x.offer];
        if offer.side == side {
            *traded.entry((offer.market, offer.material, x.state)).or_insert(0.0) += x.amount_t;
        }
    }
    traded
}
