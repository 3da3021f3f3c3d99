//! Costs of running, keeping and building plants, and of lanes, out of proportion to earnings.

use super::case::Case;
use super::report::{Against, COMMON, Report};
use super::worth::{Worth, median};
use crate::pattern::Pattern;

/// Usual range of a cost relative to earnings: ten times can never pay, one thousandth suggests a wrong unit.
const PART: (f64, f64) = (1e-3, 10.0);

/// Keeping a plant and shipping may cost next to nothing.
const SMALL_PART: (f64, f64) = (1e-4, 10.0);

/// Ratios of the columns that technologies and facilities share.
macro_rules! costs_of {
    ($report:expr, $table:expr, $row:expr, $it:expr, ($made:expr, $id:expr, $size:expr, $capex:expr)) => {{
        let (report, table, row, it, made) = (&mut *$report, $table, $row, $it, $made);
        if let Some(cost) = it.variable_cost_usd_per_kg.filter(|cost| *cost > 0.0) {
            let place = (table, row, "variable_cost_usd_per_kg");
            let against = Against { words: format_args!("what a kg of `{}` makes", $id), number: made };
            report.ratio("network::cost_ratio", place, (cost, "USD/kg"), against, PART);
        }
        if let Some(cost) = it.fixed_cost_usd_per_kg.filter(|cost| *cost > 0.0) {
            let place = (table, row, "fixed_cost_usd_per_kg");
            let against = Against { words: format_args!("what a kg of `{}` makes", $id), number: made };
            report.ratio("network::cost_ratio", place, (cost, "USD/kg"), against, SMALL_PART);
        }
        let capex: Option<f64> = $capex;
        let size: Option<f64> = $size;
        if let (Some(capex), Some(size)) = (capex.filter(|x| *x > 0.0), size.filter(|x| *x > 0.0)) {
            let column = if it.capex_ref_musd.is_some() { "capex_ref_musd" } else { "size_ref_t_per_year" };
            let against = Against { words: format_args!("what it makes in a year"), number: made * size / 1000.0 };
            report.ratio("network::capital_ratio", (table, row, column), (capex, "MUSD"), against, COMMON);
        }
    }};
}

/// Checks the costs of technologies, and of facilities with own costs, against the value of their activity.
pub(super) fn plants(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    for (row, it) in case.tables.technologies.iter().enumerate() {
        if let Some(made) = worth.best(case, row, None) {
            costs_of!(report, "technologies", row, it, (made, &it.id, it.size_ref_t_per_year, it.capex_ref_musd));
        }
    }
    for plant in &case.plants {
        let (it, technology) = (plant.facility, plant.technology);
        let feeds = match &it.feed {
            Some(feed) => case.feeds.get(feed).into_iter().collect(),
            None => case.treated_feeds(plant),
        };
        if let Some(made) = worth.best(case, plant.technology_row, Some(&feeds)) {
            let (size, capex) = (
                it.size_ref_t_per_year.or(technology.size_ref_t_per_year),
                it.capex_ref_musd.or(technology.capex_ref_musd),
            );
            // Values of the technology are checked in its own table.
            let own = it.size_ref_t_per_year.is_some() || it.capex_ref_musd.is_some();
            let (size, capex) = (size.filter(|_| own), capex.filter(|_| own));
            costs_of!(report, "facilities", plant.row, it, (made, &it.id, size, capex));
        }
    }
}

/// Usual range of a lane's cost relative to its material: three times the value can hardly pay.
const OF_LANES: (f64, f64) = (1e-4, 3.0);

/// Minimum number of other lanes with a cost for a comparison.
const MIN_LANES: usize = 4;

/// Checks a lane's cost: at most three times the value of its material, and at most a hundred times the median lane.
pub(super) fn lanes(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    let costs: Vec<f64> =
        case.tables.lanes.iter().filter_map(|it| it.cost_usd_per_kg).filter(|cost| *cost > 0.0).collect();
    let typical = median(costs.iter().copied()).filter(|_| costs.len() > MIN_LANES);
    for (row, it) in case.tables.lanes.iter().enumerate() {
        let (Some(cost), Ok(pattern)) = (it.cost_usd_per_kg.filter(|cost| *cost > 0.0), Pattern::parse(&it.material))
        else {
            continue;
        };
        let carried = case.matching_streams(&pattern);
        let place = ("lanes", row, "cost_usd_per_kg");
        let paid = median(carried.iter().filter_map(|stream| worth.of[*stream]));
        let fits = |number: f64| (OF_LANES.0..=OF_LANES.1).contains(&(cost / number));
        if let Some(number) = paid.filter(|number| !fits(*number)) {
            let against = Against { words: format_args!("what a kg that it carries is worth"), number };
            report.ratio("network::cost_ratio", place, (cost, "USD/kg"), against, OF_LANES);
        } else if let Some(number) = typical {
            let against = Against { words: format_args!("what a lane mostly costs"), number };
            report.ratio("network::cost_ratio", place, (cost, "USD/kg"), against, (0.0, 100.0));
        }
    }
}

/// Checks costs of disposal, extra costs of modes, and inputs of recipes.
pub(super) fn beside_plants(case: &Case<'_>, worth: &Worth, report: &mut Report) {
    let made: Vec<Option<f64>> =
        (0..case.tables.technologies.len()).map(|technology| worth.best(case, technology, None)).collect();
    let most = made.iter().copied().flatten().max_by(f64::total_cmp);
    for (row, it) in case.tables.materials.iter().enumerate() {
        if let (Some(cost), Some(number)) = (it.disposal_cost_usd_per_kg.filter(|cost| *cost > 0.0), most) {
            let against = Against { words: format_args!("the most that a kg of any activity makes"), number };
            let place = ("materials", row, "disposal_cost_usd_per_kg");
            report.ratio("network::cost_ratio", place, (cost, "USD/kg"), against, (1e-6, 10.0));
        }
    }
    for (row, it) in case.tables.modes.iter().enumerate() {
        let cost = it.extra_cost_usd_per_kg.map(f64::abs).filter(|cost| *cost > 0.0);
        let made = case.technologies.get(&it.technology).and_then(|at| made[at]);
        if let (Some(cost), Some(number)) = (cost, made) {
            let against = Against { words: format_args!("what a kg of `{}` makes", it.technology), number };
            let place = ("modes", row, "extra_cost_usd_per_kg");
            report.ratio("network::cost_ratio", place, (cost, "USD/kg"), against, SMALL_PART);
        }
    }
    for (technology, modes) in case.modes.iter().enumerate() {
        let id = case.technologies.name(technology);
        for mode in modes {
            let row = mode.amounts.iter().find(|amount| amount.amount < 0.0).map(|amount| amount.row);
            let (Some(row), Some(number)) = (row, made[technology]) else { continue };
            let used = worth.used(case, mode);
            let against = Against { words: format_args!("what a kg of `{id}` makes"), number };
            let place = ("recipes", row, "amount");
            if used > 0.0 {
                report.ratio("network::cost_ratio", place, (used, "USD/kg of inputs"), against, SMALL_PART);
            }
        }
    }
}
