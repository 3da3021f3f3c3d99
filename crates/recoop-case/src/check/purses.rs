//! Purses out of proportion to possible plants (alone and together) and to each other; site openings out of proportion
//! to plants.

use super::case::Case;
use super::plant::Plant;
use super::report::{Against, Report};

const CODE: &str = "network::capital_ratio";

/// Returns the cost of a plant of `size` t/yr, MUSD; `None` for an incomplete cost curve.
fn cost(plant: &Plant<'_>, size: f64) -> Option<f64> {
    let (it, technology) = (plant.facility, plant.technology);
    let capex = it.capex_ref_musd.or(technology.capex_ref_musd)?;
    let of = it.size_ref_t_per_year.or(technology.size_ref_t_per_year).filter(|of| *of > 0.0)?;
    Some(capex * (size / of).powf(it.capex_exponent.or(technology.capex_exponent).unwrap_or(1.0)))
}

/// Returns the cost of the largest plant that fits on the site, MUSD.
fn largest(plant: &Plant<'_>) -> Option<f64> {
    cost(plant, plant.facility.max_capacity_t_per_year?)
}

/// Returns the cost of the smallest permitted plant, MUSD; `None` without a minimum size.
fn smallest(plant: &Plant<'_>) -> Option<f64> {
    let (it, technology) = (plant.facility, plant.technology);
    let sizes = [
        it.module_t_per_year.or(technology.module_t_per_year),
        it.min_size_t_per_year.or(technology.min_size_t_per_year),
    ];
    cost(plant, sizes.into_iter().flatten().filter(|size| *size > 0.0).reduce(f64::max)?)
}

/// Checks purses against possible plants and yearly purses against total purses, and site openings against plants.
pub(super) fn purses(case: &Case<'_>, report: &mut Report) {
    let mut capital = 0.0;
    for plant in case.plants.iter().filter(|plant| plant.buildable()) {
        let Some(cost) = largest(plant) else { continue };
        capital += cost;
        if let Some(opening) = plant.facility.opening_cost_musd.filter(|opening| *opening > 0.0 && cost > 0.0) {
            let against = Against { words: format_args!("the largest plant there"), number: cost };
            let place = ("facilities", plant.row, "opening_cost_musd");
            report.ratio(CODE, place, (opening, "MUSD"), against, (1e-3, 10.0));
        }
    }
    for (row, it) in case.tables.members.iter().enumerate() {
        let (total, year) = (it.capital_total_musd.filter(|x| *x > 0.0), it.capital_per_year_musd);
        if let Some(total) = total {
            alone(case, report, row, total, capital);
        }
        if let (Some(total), Some(year)) = (total, year.filter(|x| *x > 0.0)) {
            let against = Against { words: format_args!("its equity over all years"), number: total };
            let place = ("members", row, "capital_per_year_musd");
            report.ratio(CODE, place, (year, "MUSD"), against, (0.01, 1.0));
        }
    }
    together(case, report, capital);
}

/// Checks a member's purse against all possible plants, and against the cheapest plant that it may build.
fn alone(case: &Case<'_>, report: &mut Report, row: usize, total: f64, capital: f64) {
    let place = ("members", row, "capital_total_musd");
    let id = &case.tables.members[row].id;
    let own = case.plants.iter().filter(|plant| plant.buildable() && plant.facility.member.as_ref() == Some(id));
    let cheapest = own.filter_map(smallest).filter(|cost| *cost > 0.0).reduce(f64::min);
    if capital > 0.0 && !(1e-4..=100.0).contains(&(total / capital)) {
        let against = Against { words: format_args!("all that can be built"), number: capital };
        report.ratio(CODE, place, (total, "MUSD"), against, (1e-4, 100.0));
    } else if let Some(number) = cheapest {
        let against = Against { words: format_args!("the cheapest plant that it may build"), number };
        report.ratio(CODE, place, (total, "MUSD"), against, (0.01, f64::INFINITY));
    }
}

/// Checks the sum of all purses, if each has a limit, against all possible plants: the whole column may be off.
fn together(case: &Case<'_>, report: &mut Report, capital: f64) {
    let totals: Option<Vec<f64>> = case.tables.members.iter().map(|it| it.capital_total_musd).collect();
    let Some(totals) = totals.filter(|_| capital > 0.0) else { return };
    let all: f64 = totals.iter().sum();
    let largest = totals.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    if let Some((row, _)) = largest.filter(|_| all > 0.0) {
        let against = Against { words: format_args!("all that can be built"), number: capital };
        let place = ("members", row, "capital_total_musd");
        report.ratio(CODE, place, (all, "MUSD of all members together"), against, (0.01, f64::INFINITY));
    }
}
