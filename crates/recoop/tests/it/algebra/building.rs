//! Building: sizes, numbers, sites.

use super::{costs, rows};
use crate::toy::Case;

/// A smelter with economies of scale (exponent one half) in two pieces: from 1 to 10 to 100 t/yr.
fn scaled(case: Case, more: &str, cells: &str) -> Case {
    case.set(|s| s.finance.scale_segments = 2).table(
        "facilities",
        &format!(
            "id, member, region, technology, status, max_capacity_t_per_year, min_size_t_per_year, capex_ref_musd, size_ref_t_per_year, capex_exponent{more}
             smelter, smith, us, melting, candidate, 100, 1, 5, 100, 0.5{cells}"
        ),
    )
}

/// A smelter of modules of 30 t/yr on a site of 100.
fn modular(case: Case, more: &str, cells: &str) -> Case {
    case.table(
        "facilities",
        &format!(
            "id, member, region, technology, status, max_capacity_t_per_year, module_t_per_year, capex_ref_musd, size_ref_t_per_year{more}
             smelter, smith, us, melting, candidate, 100, 30, 2, 30{cells}"
        ),
    )
}

#[test]
fn size_limit_holds_each_piece_of_the_cost_curve_below_its_end() {
    insta::assert_snapshot!(rows(&scaled(Case::works(2030, 2030), "", ""), "size_limit"), @"
    size_limit[smelter,2030,1]: size[smelter,2030,1] - 10 build[smelter,2030,1] ≤ 0
    size_limit[smelter,2030,2]: size[smelter,2030,2] - 100 build[smelter,2030,2] ≤ 0
    ");
}

#[test]
fn size_minimum_holds_each_piece_of_the_cost_curve_above_its_start() {
    insta::assert_snapshot!(rows(&scaled(Case::works(2030, 2030), "", ""), "size_minimum"), @"
    size_minimum[smelter,2030,1]: size[smelter,2030,1] - build[smelter,2030,1] ≥ 0
    size_minimum[smelter,2030,2]: size[smelter,2030,2] - 10 build[smelter,2030,2] ≥ 0
    ");
}

/// 5 (1/100)^½ = 0.5, 5 (10/100)^½ = 1.5811388, 5 (100/100)^½ = 5: the first piece costs 0.3798735 + 0.1201265 size.
#[test]
fn the_pieces_of_the_cost_curve_meet_the_power_law_at_the_breakpoints() {
    let case = scaled(Case::works(2030, 2030), "", "");
    insta::assert_snapshot!(costs(&case, "build") + &costs(&case, "size"), @"
    build[smelter,2030,1]: -0.3798735
    build[smelter,2030,2]: -1.2012654
    size[smelter,2030,1]: -0.1201265
    size[smelter,2030,2]: -0.0379873
    ");
}

#[test]
fn build_limit_allows_one_plant_on_every_path() {
    let case = scaled(Case::works(2030, 2031), "", "").fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "build_limit"), @"
    build_limit[smelter,2031·boom]: build[smelter,2030·now,1] + build[smelter,2030·now,2] + build[smelter,2031·boom,1] + build[smelter,2031·boom,2] ≤ 1
    build_limit[smelter,2031·bust]: build[smelter,2030·now,1] + build[smelter,2030·now,2] + build[smelter,2031·bust,1] + build[smelter,2031·bust,2] ≤ 1
    ");
}

#[test]
fn build_limit_counts_modules_where_the_case_says_how_many() {
    let case = modular(Case::works(2030, 2031), ", max_builds", ", 2");
    insta::assert_snapshot!(rows(&case, "build_limit"), @"build_limit[smelter,2031]: build[smelter,2030,1] + build[smelter,2031,1] ≤ 2");
}

#[test]
fn one_segment_puts_each_of_several_plants_on_one_piece_of_the_cost_curve() {
    let case = scaled(Case::works(2030, 2031), ", max_builds, max_size_t_per_year", ", 2, 50");
    insta::assert_snapshot!(rows(&case, "one_segment"), @"
    one_segment[smelter,2030]: build[smelter,2030,1] + build[smelter,2030,2] ≤ 1
    one_segment[smelter,2031]: build[smelter,2031,1] + build[smelter,2031,2] ≤ 1
    ");
}

#[test]
fn site_limit_holds_all_that_is_built_to_the_room_of_the_site() {
    let case = modular(Case::works(2030, 2031), "", "").fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "site_limit"), @"
    site_limit[smelter,2031·boom]: 30 build[smelter,2030·now,1] + 30 build[smelter,2031·boom,1] ≤ 100
    site_limit[smelter,2031·bust]: 30 build[smelter,2030·now,1] + 30 build[smelter,2031·bust,1] ≤ 100
    ");
}

#[test]
fn site_limit_frees_the_room_of_what_has_ended() {
    let case = modular(Case::works(2030, 2032), ", lifetime_years", ", 2");
    insta::assert_snapshot!(rows(&case, "site_limit"), @"
    site_limit[smelter,2030]: 30 build[smelter,2030,1] ≤ 100
    site_limit[smelter,2031]: 30 build[smelter,2030,1] + 30 build[smelter,2031,1] ≤ 100
    site_limit[smelter,2032]: 30 build[smelter,2031,1] + 30 build[smelter,2032,1] ≤ 100
    ");
}

#[test]
fn open_limit_asks_for_an_open_site_before_modules() {
    let case = modular(Case::works(2030, 2031), ", opening_cost_musd", ", 4").fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "open_limit"), @"
    open_limit[smelter,2030·now]: build[smelter,2030·now,1] - 3 open[smelter,2030·now] ≤ 0
    open_limit[smelter,2031·boom]: build[smelter,2031·boom,1] - 3 open[smelter,2030·now] - 3 open[smelter,2031·boom] ≤ 0
    open_limit[smelter,2031·bust]: build[smelter,2031·bust,1] - 3 open[smelter,2030·now] - 3 open[smelter,2031·bust] ≤ 0
    ");
}

#[test]
fn open_once_counts_all_openings_on_a_path() {
    let case = modular(Case::works(2030, 2031), ", opening_cost_musd", ", 4").fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "open_once"), @"
    open_once[smelter,2031·boom]: open[smelter,2030·now] + open[smelter,2031·boom] ≤ 1
    open_once[smelter,2031·bust]: open[smelter,2030·now] + open[smelter,2031·bust] ≤ 1
    ");
}

#[test]
fn the_opening_of_a_site_for_one_plant_is_part_of_the_plant() {
    let case = scaled(Case::works(2030, 2030), ", opening_cost_musd", ", 4");
    insta::assert_snapshot!(rows(&case, "open_limit") + &costs(&case, "open") + &costs(&case, "build"), @"
    build[smelter,2030,1]: -4.3798735
    build[smelter,2030,2]: -5.2012654
    ");
}
