//! Quantities out of proportion: a demand across years, supply to use, plants to others of their technology and to the
//! reference size of their cost, limits to the limited flows.

use super::case::Case;
use super::flows::{Flows, capacity, capacity_column};
use super::plant::Plant;
use super::report::{Against, COMMON, Report};
use super::worth::median;
use crate::pattern::Pattern;
use crate::tables::Side;

const CODE: &str = "network::quantity_ratio";

/// Usual range of a limit relative to the limited flow; limits may be small.
const LIMITS: (f64, f64) = (1e-3, 100.0);

/// Checks that each quantity of a demand is within a factor of 100 of the median of its years.
pub(super) fn demands(case: &Case<'_>, flows: &Flows, report: &mut Report) {
    for (row, it) in case.tables.quantities.iter().enumerate() {
        let Some(number) = case.demands.get(&it.demand).and_then(|demand| flows.quantities[demand]) else { continue };
        if it.quantity_t_per_year > 0.0 {
            let against = Against { words: format_args!("the median quantity of `{}`", it.demand), number };
            report.ratio(
                CODE,
                ("quantities", row, "quantity_t_per_year"),
                (it.quantity_t_per_year, "t"),
                against,
                COMMON,
            );
        }
    }
}

/// Checks that the possible supply of a stream is within a factor of 100 of its possible use, sale and demand.
pub(super) fn balances(case: &Case<'_>, flows: &Flows, report: &mut Report) {
    for stream in 0..case.num_streams() {
        let supply = flows.made[stream] + flows.bought[stream];
        let outlet = flows.used[stream] + flows.needed[stream] + flows.sold[stream];
        if !(supply > 0.0 && outlet > 0.0 && supply.is_finite() && outlet.is_finite()) {
            continue;
        }
        let id = case.stream_id(stream);
        let demand = case.tables.demands.iter().position(|it| case.stream(&it.material) == Some(stream));
        if flows.needed[stream] > 0.5 * outlet
            && let Some(demand) = demand
        {
            let id = &case.tables.demands[demand].id;
            let row = case.tables.quantities.iter().position(|row| row.demand == *id).unwrap_or(0);
            let against =
                Against { words: format_args!("what of it can be made and bought in a year"), number: supply };
            report.ratio(CODE, ("quantities", row, "quantity_t_per_year"), (outlet, "t of demand"), against, COMMON);
            continue;
        }
        // The check reports the larger side, whose capacity is idle.
        let (who, flow, other, what) = if supply > outlet {
            (flows.maker[stream], supply, outlet, "can be used and sold")
        } else {
            (flows.user[stream], outlet, supply, "can be made and bought")
        };
        if let Some(plant) = who.map(|at| &case.plants[at]) {
            let against = Against { words: format_args!("what of `{id}` {what} in a year"), number: other };
            let place = ("facilities", plant.row, capacity_column(plant));
            report.ratio(CODE, place, (flow, "t"), against, COMMON);
        }
    }
}

/// Checks that a plant is within a factor of 100 of the median of its technology and of the reference size of its cost,
/// and that a mine lasts between half a year and a thousand years.
pub(super) fn plants(case: &Case<'_>, report: &mut Report) {
    for plant in &case.plants {
        let (row, it, technology) = (plant.row, plant.facility, plant.technology);
        let own = capacity(plant);
        let others =
            case.plants.iter().filter(|other| other.technology_row == plant.technology_row && other.row != row);
        let place = ("facilities", row, capacity_column(plant));
        if let Some(number) = median(others.map(capacity).filter(|capacity| *capacity > 0.0)) {
            let against =
                Against { words: format_args!("the median of the other plants of `{}`", technology.id), number };
            report.ratio(CODE, place, (own, "t/yr"), against, if own > 0.0 { COMMON } else { (0.0, 1.0) });
        }
        if let Some(number) =
            it.size_ref_t_per_year.or(technology.size_ref_t_per_year).filter(|size| *size > 0.0 && own > 0.0)
        {
            let against = Against { words: format_args!("the size that its cost is for"), number };
            report.ratio(CODE, place, (own, "t/yr"), against, COMMON);
        }
        if let (Some(standing), Some(most)) = (it.capacity_t_per_year.filter(|x| *x > 0.0), it.max_capacity_t_per_year)
        {
            let against = Against { words: format_args!("the capacity that stands there"), number: standing };
            report.ratio(CODE, ("facilities", row, "max_capacity_t_per_year"), (most, "t/yr"), against, COMMON);
        }
        if let Some(reserve) = it.reserve_t.filter(|reserve| *reserve > 0.0 && own > 0.0) {
            let against = Against { words: format_args!("what is mined in a year"), number: own };
            report.ratio(CODE, ("facilities", row, "reserve_t"), (reserve, "t"), against, (0.5, 1000.0));
        }
        number_of_plants(plant, report);
        let size = it.size_ref_t_per_year.or(technology.size_ref_t_per_year);
        sizes(
            report,
            ("facilities", row),
            size,
            [it.min_size_t_per_year, it.max_size_t_per_year, it.module_t_per_year],
        );
    }
    for (row, it) in case.tables.technologies.iter().enumerate() {
        sizes(
            report,
            ("technologies", row),
            it.size_ref_t_per_year,
            [it.min_size_t_per_year, it.max_size_t_per_year, it.module_t_per_year],
        );
    }
}

/// Checks the maximum number of plants against the number of smallest plants that fit on the site.
fn number_of_plants(plant: &Plant<'_>, report: &mut Report) {
    /// Number of plants on one site that counts as a slip, whatever their size.
    const MOST: f64 = 100.0;
    let (it, technology) = (plant.facility, plant.technology);
    let (Some(number), Some(room)) = (it.max_builds.filter(|number| *number > 0), it.max_capacity_t_per_year) else {
        return;
    };
    let place = ("facilities", plant.row, "max_builds");
    let sizes = [
        it.module_t_per_year.or(technology.module_t_per_year),
        it.min_size_t_per_year.or(technology.min_size_t_per_year),
    ];
    let smallest = sizes.into_iter().flatten().filter(|size| *size > 0.0).reduce(f64::max);
    let (words, fit) = match smallest {
        Some(size) => ("the smallest plants that fit on the site", room / size),
        None => ("the plants that a site mostly has at most", MOST / 10.0),
    };
    let against = Against { words: format_args!("{words}"), number: fit };
    report.ratio(CODE, place, (f64::from(number), "plants"), against, (0.0, 10.0));
}

fn sizes(report: &mut Report, (table, row): (&'static str, usize), of: Option<f64>, sizes: [Option<f64>; 3]) {
    let Some(number) = of.filter(|size| *size > 0.0) else { return };
    for (column, size) in ["min_size_t_per_year", "max_size_t_per_year", "module_t_per_year"].into_iter().zip(sizes) {
        if let Some(size) = size.filter(|size| *size > 0.0) {
            let against = Against { words: format_args!("the size that its cost is for"), number };
            report.ratio(CODE, (table, row, column), (size, "t/yr"), against, COMMON);
        }
    }
}

/// Checks limits of offers, lanes, stocks and floors against the flow of the material.
pub(super) fn limits(case: &Case<'_>, flows: &Flows, report: &mut Report) {
    let finite = |flow: f64| Some(flow).filter(|flow| *flow > 0.0 && flow.is_finite());
    let outlet = |stream: usize| finite(flows.used[stream] + flows.needed[stream]);
    let any = |stream: usize| {
        [flows.made[stream], flows.used[stream] + flows.needed[stream]].into_iter().filter_map(finite).reduce(f64::max)
    };
    for (row, it) in case.tables.offers.iter().enumerate() {
        let Some(stream) = case.stream(&it.material) else { continue };
        let (number, what) = match it.side {
            Side::Buy => (outlet(stream), "can be used and is needed"),
            Side::Sell => (finite(flows.made[stream]), "can be made"),
        };
        if let (Some(limit), Some(number)) = (it.limit_t_per_year.filter(|limit| *limit > 0.0), number) {
            let against = Against { words: format_args!("what of `{}` {what} in a year", it.material), number };
            report.ratio(CODE, ("offers", row, "limit_t_per_year"), (limit, "t/yr"), against, LIMITS);
        }
    }
    for (row, it) in case.tables.lanes.iter().enumerate() {
        let (Some(limit), Ok(pattern)) =
            (it.limit_t_per_year.filter(|limit| *limit > 0.0), Pattern::parse(&it.material))
        else {
            continue;
        };
        let carried = case.matching_streams(&pattern);
        if let Some(number) = carried.iter().filter_map(|stream| any(*stream)).reduce(f64::max) {
            let against = Against { words: format_args!("the most that there is of what it carries"), number };
            report.ratio(CODE, ("lanes", row, "limit_t_per_year"), (limit, "t/yr"), against, LIMITS);
        }
    }
    for (row, it) in case.tables.stocks.iter().enumerate() {
        let Some(number) = case.stream(&it.material).and_then(any) else { continue };
        let amounts = [
            ("initial_t", it.initial_t),
            ("limit_t", it.limit_t),
            ("reserve_t", it.reserve_t),
            ("final_t", it.final_t),
        ];
        for (column, amount) in amounts {
            if let Some(amount) = amount.filter(|amount| *amount > 0.0) {
                let against = Against { words: format_args!("what of `{}` flows in a year", it.material), number };
                report.ratio(CODE, ("stocks", row, column), (amount, "t"), against, LIMITS);
            }
        }
    }
    for (row, it) in case.tables.policies.iter().enumerate() {
        let goods = it.filter.iter().filter_map(|term| term.strip_prefix("material="));
        let pattern = goods.filter_map(|text| Pattern::parse(text).ok()).next();
        let (Some(limit), Some(pattern)) = (it.limit_t_per_year.filter(|limit| *limit > 0.0), pattern) else {
            continue;
        };
        let matched = case.matching_streams(&pattern);
        let made = matched.iter().filter_map(|stream| finite(flows.made[*stream])).reduce(f64::max);
        if let Some(number) = made {
            let against = Against { words: format_args!("what can be made of it in a year"), number };
            report.ratio(CODE, ("policies", row, "limit_t_per_year"), (limit, "t/yr"), against, LIMITS);
        }
    }
}
