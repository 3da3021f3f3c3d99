//! Builds: where, when, how large, how many, at what cost, and what is left of them at the end.

use super::ScaleError;
use super::case::{Case, Plant, curve_musd};
use super::rules::Rule;
use super::verdict::{Sum, Verdict};
use recoop_case::Building;
use recoop_case::positions::{LeafAt, StateAt};

/// Sizes of a facility's builds start at this share of the largest when its cost has economies of scale.
const SMALLEST_SHARE: f64 = 1e-3;

/// Checks all builds.
pub(super) fn check(case: &Case<'_>, verdict: &mut Verdict) {
    check_years(case, verdict);
    for facility in 0..case.network.facilities.len() {
        for plant in &case.plants[facility] {
            check_size(case, plant, verdict);
            let at = || case.facility(facility, plant.value.state);
            verdict.equal(Rule::BuildCost, plant.value.capex_musd, capex_musd(case, plant), at);
        }
        check_number(case, facility, verdict);
        check_site(case, facility, verdict);
    }
    check_keeps(case, verdict);
}

/// Checks that commitments are made where and when they can be, and come on line when they have to.
fn check_years(case: &Case<'_>, verdict: &mut Verdict) {
    let build_years = &case.network.settings.horizon.build_years;
    for build in &case.values.builds {
        let building = case.network.facilities[build.facility].building.as_ref();
        let year = case.calendar.first_year[build.state];
        let open = build_years.is_empty() || build_years.contains(&year);
        let allowed = open && building.is_some_and(|b| b.years.contains(&year));
        verdict.allowed(Rule::BuildYears, allowed, build.size_t, || case.facility(build.facility, build.state));
    }
    for plant in case.plants.iter().flatten() {
        let at = || case.facility(plant.value.facility, plant.value.state);
        let said = f64::from(plant.value.online_year);
        verdict.equal(Rule::LeadTime, said, f64::from(plant.online_year), at);
        // A period is right or wrong: the distance is one.
        verdict.allowed(Rule::LeadTime, plant.online_period == Some(plant.value.online_period), 1.0, at);
    }
}

/// Whether the cost is a curve that has to be cut into pieces: one that bends, over more than one size.
fn bends(building: &Building) -> bool {
    let scale = &building.scale;
    scale.module_t_per_year.is_none() && scale.exponent < 1.0 && scale.min_t < scale.max_t
}

/// The smallest plant, t/yr.
fn smallest(building: &Building) -> f64 {
    let scale = &building.scale;
    if bends(building) { scale.min_t.max(scale.max_t * SMALLEST_SHARE) } else { scale.min_t }
}

/// Whether the opening of the site is part of the cost of its only plant.
fn opens_with_plant(building: &Building) -> bool {
    building.scale.module_t_per_year.is_none() && building.max_builds.is_none_or(|most| most == 1)
}

/// Whether plants are counted: they have a smallest size, a number, or a cost that does not depend on size. Others are
/// capacity by the metric ton, as often as one likes.
fn counted(building: &Building) -> bool {
    let fixed_cost = opens_with_plant(building) && building.opening_cost_musd > 0.0;
    building.scale.module_t_per_year.is_none()
        && (smallest(building) > 0.0 || fixed_cost || building.max_builds.is_some())
}

fn check_size(case: &Case<'_>, plant: &Plant<'_>, verdict: &mut Verdict) {
    let (value, building) = (plant.value, plant.building);
    let at = || case.facility(value.facility, value.state);
    if let Some(module) = building.scale.module_t_per_year {
        verdict.equal(Rule::WholePlants, value.count, value.count.round(), at);
        let modules = Sum { net: value.size_t / module, size: 0.0 };
        verdict.equal(Rule::WholePlants, modules, value.count, at);
        return;
    }
    let plants = if counted(building) { value.count } else { 1.0 };
    if counted(building) {
        verdict.equal(Rule::WholePlants, value.count, value.count.round(), at);
        verdict.at_least(Rule::SizeMinimum, value.size_t, smallest(building) * plants, at);
    }
    verdict.at_most(Rule::SizeLimit, value.size_t, building.scale.max_t * plants, at);
}

/// Checks the number of builds on every path, at once and in all, and that the site is opened once where it has to be.
fn check_number(case: &Case<'_>, facility: usize, verdict: &mut Verdict) {
    let plants = &case.plants[facility];
    let Some(building) = plants.first().map(|p| p.building) else { return };
    let mut by_state: Vec<(StateAt, f64)> =
        plants.iter().map(|p| (p.value.state, if counted(building) { p.value.count } else { 1.0 })).collect();
    by_state.sort_by_key(|(state, _)| *state);
    for at_once in by_state.chunk_by(|(a, _), (b, _)| a == b) {
        let number: f64 = at_once.iter().map(|(_, number)| number).sum();
        verdict.at_most(Rule::OneSegment, number, 1.0, || case.facility(facility, at_once[0].0));
    }
    let most = if counted(building) { Some(building.max_builds.unwrap_or(1)) } else { building.max_builds };
    if let Some(most) = most {
        for (leaf, state) in case.network.tree.leaves.iter().enumerate() {
            let on_path = plants.iter().filter(|p| case.calendar.on_path(p.value.state, *state));
            let number: f64 = on_path.map(|p| p.value.count).sum();
            let at = || format!("{}, {}", case.network.facilities[facility].id, case.scenario(leaf));
            verdict.at_most(Rule::BuildLimit, number, f64::from(most), at);
        }
    }
    if building.opening_cost_musd > 0.0 && !opens_with_plant(building) {
        for plant in plants {
            let state = plant.value.state;
            let before = plants.iter().filter(|p| p.value.opens && case.calendar.on_path(p.value.state, state));
            verdict.equal(Rule::OpenLimit, before.count() as f64, 1.0, || case.facility(facility, state));
        }
    }
}

/// Checks that what stands fits on the site, from the calendar year in which it comes on line. Capacity that was given up still takes
/// its room until the end of its life.
fn check_site(case: &Case<'_>, facility: usize, verdict: &mut Verdict) {
    let plants = &case.plants[facility];
    let Some(building) = plants.first().map(|p| p.building) else { return };
    for state in case.calendar.period.positions() {
        for year in case.calendar.years_between(case.calendar.first_year[state], case.calendar.last_year(state) + 1) {
            let mut sum = Sum::default();
            let on_path = plants.iter().filter(|p| case.calendar.on_path(p.value.state, state));
            let here = on_path.filter(|p| (p.online_year..p.end_year).contains(&year));
            here.for_each(|p| sum.add(p.value.size_t));
            if sum.size > 0.0 {
                sum.add(case.existing_in(facility, year));
                verdict.at_most(Rule::SiteLimit, sum, building.site_t, || case.facility(facility, state));
            }
        }
    }
}

/// Capital cost of a build by the straight pieces between points of the cost curve, with the site's opening, MUSD.
pub(super) fn capex_musd(case: &Case<'_>, plant: &Plant<'_>) -> f64 {
    let (building, value) = (plant.building, plant.value);
    let scale = &building.scale;
    let plants = match scale.module_t_per_year {
        Some(module) => value.count * curve_musd(scale, module),
        None if bends(building) => chord_musd(case, plant),
        None => value.size_t * curve_musd(scale, scale.max_t) / scale.max_t,
    };
    let openings = if opens_with_plant(building) {
        value.count
    } else if value.opens {
        1.0
    } else {
        0.0
    };
    plants + openings * building.opening_cost_musd
}

/// Cost of a plant on the straight line between the two points of its cost curve around its size, MUSD. The points are
/// spaced by equal factors from the smallest to the largest plant.
fn chord_musd(case: &Case<'_>, plant: &Plant<'_>) -> f64 {
    let scale = &plant.building.scale;
    let pieces = f64::from(case.network.settings.finance.scale_segments.max(1));
    let smallest = smallest(plant.building);
    let factor = (scale.max_t / smallest).powf(1.0 / pieces);
    let size = plant.value.size_t;
    // Sizes that are out of bounds by rounding lie on the first or last piece.
    let piece = ((size.max(smallest) / smallest).ln() / factor.ln()).floor().clamp(0.0, pieces - 1.0);
    let (from, to) = (smallest * factor.powf(piece), smallest * factor.powf(piece + 1.0));
    let (low, high) = (curve_musd(scale, from), curve_musd(scale, to));
    let slope = (high - low) / (to - from);
    // A site that is opened without a plant costs no plant.
    plant.value.count * (low - slope * from) + slope * size
}

/// For every build with economies of scale: its cost in the plan and on the true curve, opening left out.
pub(super) fn scale_errors(case: &Case<'_>) -> Vec<ScaleError> {
    let bent = case.plants.iter().flatten().filter(|p| bends(p.building) && p.value.size_t > 0.0);
    bent.map(|plant| ScaleError {
        facility: plant.value.facility,
        size_t: plant.value.size_t,
        chord_musd: chord_musd(case, plant),
        curve_musd: curve_musd(&plant.building.scale, plant.value.size_t),
    })
    .collect()
}

/// Checks what counts as worth something at the end: built, still there, and installed.
fn check_keeps(case: &Case<'_>, verdict: &mut Verdict) {
    let (network, leaves) = (case.network, &case.network.tree.leaves);
    let mut kept = vec![0.0; case.values.builds.len() * leaves.len()];
    for x in &case.values.keeps {
        kept[x.build * leaves.len() + x.leaf.index()] += x.kept_t;
    }
    let mut by_facility = vec![Sum::default(); network.facilities.len() * leaves.len()];
    for (b, build) in case.values.builds.iter().enumerate() {
        for (leaf, state) in leaves.iter().enumerate() {
            let kept = kept[b * leaves.len() + leaf.index()];
            if kept == 0.0 {
                continue;
            }
            let plant = case.plants[build.facility].iter().find(|p| p.position == b);
            let stands = plant.is_some_and(|p| p.stands_in(&case.calendar, *state) && p.end_year > case.calendar.end());
            let room = if stands { build.size_t } else { 0.0 };
            let at = || format!("{}, {}", network.facilities[build.facility].id, case.scenario(leaf));
            verdict.at_most(Rule::KeepLimit, kept, room, at);
            by_facility[build.facility * leaves.len() + leaf.index()].add(kept);
        }
    }
    for (i, sum) in by_facility.into_iter().enumerate() {
        if sum.size > 0.0 {
            let (facility, leaf) = (i / leaves.len(), LeafAt::new(i % leaves.len()));
            let installed = case.installed(facility, leaves[leaf]);
            let at = || format!("{}, {}", network.facilities[facility].id, case.scenario(leaf));
            verdict.at_most(Rule::SalvageLimit, sum, installed, at);
        }
    }
}
