//! What is built, how large, when.

use program::{NoProgress, Options, Solver};
use recoop_case::positions::FacilityAt;

use super::{metal_at, smelter};
use crate::toy::{Case, assert_near};

/// Exponent one half, 5 MUSD for 100 t/yr, two pieces: breakpoints 1, 10, 100 t/yr cost 0.5, 5 √0.1, 5 MUSD.
fn scaled(limit_t_per_year: f64, price: f64) -> Case {
    smelter(metal_at(Case::works(2030, 2030), price), 5.0, ", min_size_t_per_year, capex_exponent", ", 1, 0.5")
        .set(|s| s.finance.scale_segments = 2)
        .table(
            "offers",
            &format!(
                "market, material, side, limit_t_per_year\nworld, scrap, buy,\nworld, metal, sell, {limit_t_per_year}"
            ),
        )
}

fn relaxation(case: &Case) -> f64 {
    let options = Options { relax_integers: true, ..Options::default() };
    let program = case.formulation().program;
    Solver::new(&program).unwrap().solve(&options, &mut NoProgress).unwrap().objective.unwrap()
}

/// 40 t/yr lie a third of the way from 10 to 100: 5 √0.1 + (5 - 5 √0.1) / 3 MUSD, against 40 · 0.1 = 4 MUSD earned. The
/// relaxation builds two fifths of the largest plant: 4 - 0.4 · 5 = 2.
#[test]
fn economies_of_scale_are_linear_between_breakpoints_and_the_relaxation_is_their_envelope() {
    let case = scaled(40.0, 103.0);
    let at_10 = 5.0 * 0.1_f64.sqrt();
    assert_near(case.objective(), 4.0 - (at_10 + (5.0 - at_10) / 3.0));
    assert_near(relaxation(&case), 2.0);
}

/// At a breakpoint the cost is the power law's: 10 · 0.2 - 5 √0.1.
#[test]
fn economies_of_scale_are_exact_at_a_breakpoint() {
    assert_near(scaled(10.0, 203.0).objective(), 2.0 - 5.0 * 0.1_f64.sqrt());
}

/// Relative error of the dearest tonne between breakpoints, found on a fine grid.
fn largest_error(case: &Case) -> f64 {
    let (network, sets) = (case.network(), case.formulation().sets);
    let scale = network.facilities[FacilityAt::new(0)].building.as_ref().unwrap().scale;
    let errors = sets.segments[FacilityAt::new(0)].iter().flat_map(|segment| {
        (0..=1000).map(move |step| {
            let size = segment.from_t + (segment.to_t - segment.from_t) * f64::from(step) / 1000.0;
            1.0 - (segment.intercept_musd + segment.slope_musd_per_t * size) / scale.capex_musd(size)
        })
    });
    errors.fold(f64::NEG_INFINITY, f64::max)
}

/// Three pieces over a decade with exponent 0.6, and two over two decades with 0.5: docs/formulation.md says 1.7% and 14.6%.
#[test]
fn economies_of_scale_are_as_exact_as_the_manual_says() {
    let usual = smelter(Case::works(2030, 2030), 5.0, ", capex_exponent", ", 0.6");
    let error = largest_error(&usual);
    assert!((error - 0.0174).abs() < 1e-4, "{error}");
    let error = largest_error(&scaled(40.0, 103.0));
    assert!((error - 0.1455).abs() < 1e-4, "{error}");
}

/// A small plant is dear: at 0.1 MUSD a tonne 10 t/yr earn 1 and cost 1.58, so nothing is built; the relaxation earns 0.5.
#[test]
fn economies_of_scale_forbid_the_small_plant_that_the_relaxation_likes() {
    let case = scaled(10.0, 103.0);
    assert_near(case.objective(), 0.0);
    assert_near(relaxation(&case), 0.5);
}

/// A quarter of interest: factors 0.8^k. Permit 2030, 2.5 MUSD in 2031 and 2032, on line 2033 with half, 2034 with three
/// quarters; 10 MUSD a year when full; 2 MUSD a year to keep it. -2.5 (0.8 + 0.64) + 10 (0.256 + 0.3072 + 0.32768 + 0.262144) -
/// 2 (0.512 + 0.4096 + 0.32768 + 0.262144) = -3.6 + 11.53024 - 3.022848.
#[test]
fn a_plant_takes_its_years_of_permits_spending_and_ramp() {
    let columns = ", permitting_years, construction_years, ramp, fixed_cost_usd_per_kg";
    let case = smelter(metal_at(Case::works(2030, 2036), 103.0), 5.0, columns, ", 1, 2, 0.5;0.75, 20")
        .set(|s| s.finance.discount_rate = 0.25);
    let (_, plan) = case.plan();
    assert_near(plan.status.objective, 4.907_392);
    assert_eq!(plan.values.builds.len(), 1);
    assert_eq!(plan.values.builds[0].online_year, 2033);
}

/// Modules of 30 t/yr for 2 MUSD, 70 t/yr to sell at 0.1 MUSD: two earn 6 - 4, a third only one more for 2.
fn modules(opening: f64) -> Case {
    let columns = ", module_t_per_year, opening_cost_musd";
    metal_at(Case::works(2030, 2030), 103.0)
        .table("offers", "market, material, side, limit_t_per_year\nworld, scrap, buy,\nworld, metal, sell, 70")
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year{columns}
                 smelter, smith, us, melting, candidate, 100, 2, 30, 30, {opening}"
            ),
        )
}

#[test]
fn modules_come_whole() {
    let (_, plan) = modules(0.0).plan();
    assert_near(plan.status.objective, 2.0);
    assert_near(plan.values.builds[0].count, 2.0);
}

#[test]
fn opening_a_site_is_paid_once_or_not_at_all() {
    assert_near(modules(1.5).objective(), 0.5);
    assert_near(modules(2.5).objective(), 0.0);
}

/// Two years of life, four years of 10 MUSD, 5 MUSD a plant: built in 2030 and again in 2032. Without the second, two years.
#[test]
fn a_plant_past_its_life_makes_room_for_the_next() {
    let works = || metal_at(Case::works(2030, 2033), 103.0);
    assert_near(smelter(works(), 5.0, ", lifetime_years", ", 2").objective(), 30.0);
    assert_near(smelter(works(), 5.0, ", lifetime_years, last_build_year", ", 2, 2030").objective(), 15.0);
}

/// 100 t/yr at 10 thousand USD until the works retires after its second year.
#[test]
fn existing_capacity_ends_with_its_last_year() {
    let case = Case::works(2030, 2032).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, retire_year
         works, smith, us, melting, existing, 100, 2031",
    );
    assert_near(case.objective(), 2.0);
}

/// The site holds 100 t/yr, 60 of which come in 2032. What is built in 2030 may not take their room: 40 t/yr.
#[test]
fn a_site_keeps_the_room_of_what_is_under_construction() {
    let case = metal_at(Case::works(2030, 2032), 103.0).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, online_year, max_capacity_t_per_year, max_builds, last_build_year, \
         capex_ref_musd, size_ref_t_per_year
         works, smith, us, melting, construction, 60, 2032, 100, 3, 2031, 5, 100",
    );
    // 40 t/yr for three years at 0.1 MUSD, less 2 MUSD, and 60 t in the last.
    assert_near(case.objective(), 12.0 - 2.0 + 6.0);
}

/// The site holds 100 t/yr, 60 of which stand until 2031. An expansion before that has 40; the room of 60 is free for what is
/// committed in 2032. Metal sells at 0.1 MUSD a tonne: three years of 100 t, less 2 MUSD for 40 t/yr and 3 for 60.
#[test]
fn a_site_gives_the_room_of_what_retires_to_later_plants_alone() {
    let case = metal_at(Case::works(2030, 2032), 103.0).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, retire_year, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
         works, smith, us, melting, existing, 60, 2031, 100, 5, 100",
    );
    assert_near(case.objective(), 30.0 - 2.0 - 3.0);
}

/// The same site, full until 2031: the whole of it is built anew. Three years of 100 t, less 5 MUSD.
#[test]
fn a_full_site_can_be_built_on_once_its_plant_retires() {
    let case = metal_at(Case::works(2030, 2032), 103.0).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, retire_year, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
         works, smith, us, melting, existing, 100, 2031, 100, 5, 100",
    );
    assert_near(case.objective(), 30.0 - 5.0);
}

/// 12 thousand USD a tonne to keep against 10 earned in 2030 and 20 in 2031: 100 (-2 + 8). For one year alone it is given up.
#[test]
fn capacity_is_kept_through_a_bad_year_for_the_sake_of_a_good_one() {
    let keep = |last: i32| {
        Case::works(2030, last).add("prices", "world, metal, 2031, 23").table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, fixed_cost_usd_per_kg
             works, smith, us, melting, existing, 100, 12",
        )
    };
    assert_near(keep(2031).objective(), 0.6);
    assert_near(keep(2030).objective(), 0.0);
}

/// Capacity that stands idle costs 25 USD/kg a year, so what is sold from 2031 is built in 2031: twice where the site may be built on as often
/// as fits. That is so without a number for a plant of any size at a cost in proportion; else the number is 1.
#[test]
fn how_often_a_site_is_built_on_without_a_number() {
    let builds = |more: &str, cells: &str| {
        let case = metal_at(Case::works(2030, 2031), 30.0)
            .table("technologies", "id, stage, variable_cost_usd_per_kg, fixed_cost_usd_per_kg\nmelting, metal, 1, 25")
            .table(
                "offers",
                "market, material, side, step, limit_t_per_year, first_year, last_year
                 world, scrap, buy, 1, , ,
                 world, metal, sell, 1, 40, , 2030
                 world, metal, sell, 2, 90, 2031,",
            );
        let (_, plan) = smelter(case, 0.01, more, cells).plan();
        plan.values.builds.len()
    };
    assert_eq!(builds("", ""), 2);
    assert_eq!(builds(", max_builds", ", 1"), 1);
    assert_eq!(builds(", module_t_per_year", ", 10"), 2);
    assert_eq!(builds(", opening_cost_musd", ", 0.001"), 1);
    assert_eq!(builds(", opening_cost_musd, max_builds", ", 0.001, 2"), 2);
    assert_eq!(builds(", min_size_t_per_year", ", 10"), 1);
    assert_eq!(builds(", capex_exponent", ", 0.9"), 1);
}
