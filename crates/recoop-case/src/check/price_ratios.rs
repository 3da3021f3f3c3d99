//! Prices far from other prices of the same material, by place, year or user: a sign of mixed-up units.

use super::case::Case;
use super::report::{Against, COMMON, Report};
use super::worth::Worth;
use crate::tables::PolicyKind;

const CODE: &str = "network::price_ratio";

/// Checks that each price is within a factor of 100 of the median price of its material.
pub(super) fn prices(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    for (row, it) in case.tables.prices.iter().enumerate() {
        let price = it.price_usd_per_kg;
        let Some(stream) = case.stream(&it.material).filter(|_| price > 0.0) else { continue };
        let all = &worth.prices[stream];
        // Of two prices, each is compared with the other; either may be wrong.
        let other = match all.as_slice() {
            [_] => continue,
            [one, two] => Some(if *two == price { *one } else { *two }),
            _ => worth.paid[stream],
        };
        let Some(other) = other else { continue };
        let against = Against { words: format_args!("the median price of `{}`", it.material), number: other };
        report.ratio(CODE, ("prices", row, "price_usd_per_kg"), (price, "USD/kg"), against, COMMON);
    }
}

/// Checks that users' values and shortage costs are within a factor of 100 of the price and of each other.
pub(super) fn demands(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    const TABLE: &str = "demands";
    for (row, it) in case.tables.demands.iter().enumerate() {
        let (value, shortage) = (it.value_usd_per_kg, it.shortage_cost_usd_per_kg);
        let stream = case.stream(&it.material).filter(|stream| !worth.prices[*stream].is_empty());
        let paid = stream.and_then(|stream| worth.paid[stream]);
        if let Some(number) = paid.filter(|_| value > 0.0) {
            let against = Against { words: format_args!("the median price of `{}`", it.material), number };
            report.ratio(CODE, (TABLE, row, "value_usd_per_kg"), (value, "USD/kg"), against, COMMON);
        }
        if shortage > 0.0 && value > 0.0 {
            let against = Against { words: format_args!("what a delivered kg is worth"), number: value };
            let place = (TABLE, row, "shortage_cost_usd_per_kg");
            report.ratio(CODE, place, (shortage, "USD/kg"), against, COMMON);
        }
    }
}

/// Checks price additions, price floors and holding costs against the price.
pub(super) fn beside_prices(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    let paid = |material: &str| case.stream(material).and_then(|stream| worth.paid[stream]);
    for (row, it) in case.tables.offers.iter().enumerate() {
        let add = it.price_add_usd_per_kg.filter(|add| *add != 0.0);
        if let (Some(add), Some(number)) = (add, paid(&it.material)) {
            let against = Against { words: format_args!("the median price of `{}`", it.material), number };
            report.ratio(CODE, ("offers", row, "price_add_usd_per_kg"), (add.abs(), "USD/kg"), against, (1e-3, 10.0));
        }
    }
    for (row, it) in case.tables.stocks.iter().enumerate() {
        let cost = it.holding_cost_usd_per_kg.filter(|cost| *cost > 0.0);
        if let (Some(cost), Some(number)) = (cost, paid(&it.material)) {
            let against = Against { words: format_args!("the median price of `{}`", it.material), number };
            let place = ("stocks", row, "holding_cost_usd_per_kg");
            report.ratio(CODE, place, (cost, "USD/kg"), against, (1e-5, 1.0));
        }
    }
    for (row, it) in case.tables.policies.iter().enumerate() {
        if it.kind != PolicyKind::PriceFloor || it.value <= 0.0 {
            continue;
        }
        let goods = it.filter.iter().filter_map(|term| term.strip_prefix("material="));
        let pattern = goods.filter_map(|text| crate::pattern::Pattern::parse(text).ok()).next();
        let Some(pattern) = pattern else { continue };
        let matched = case.matching_streams(&pattern);
        let paid = super::worth::median(matched.iter().filter_map(|stream| worth.paid[*stream]));
        if let Some(number) = paid {
            let against = Against { words: format_args!("the median price of what it holds for"), number };
            report.ratio(CODE, ("policies", row, "value"), (it.value, "USD/kg"), against, COMMON);
        }
    }
}
