//! Capacity: what stands, what ramps, what ends.

use super::rows;
use crate::toy::Case;

/// A smelter that may be built, with more columns of `facilities`.
fn smelter(case: Case, more: &str, cells: &str) -> Case {
    case.table(
        "facilities",
        &format!(
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year{more}
             smelter, smith, us, melting, candidate, 100, 5, 100{cells}"
        ),
    )
}

#[test]
fn capacity_limit_holds_use_below_what_stands() {
    let case = Case::works(2030, 2030)
        .table("technologies", "id, stage, availability\nmelting, metal, 0.9")
        .table("modes", "technology, capacity_use\nmelting, 1.5")
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
             old, smith, us, melting, existing, 100, , ,
             new, smith, us, melting, candidate, , 100, 5, 100",
        );
    insta::assert_snapshot!(rows(&case, "capacity_limit"), @"
    capacity_limit[old,2030]: 1.5 run[old,main,2030] ≤ 90
    capacity_limit[new,2030]: 1.5 run[new,main,2030] - 0.9 installed[new,2030] ≤ 0
    ");
}

#[test]
fn capacity_limit_of_what_is_under_construction_follows_its_ramp() {
    let case = Case::works(2030, 2033).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, online_year, ramp, retire_year
         works, smith, us, melting, construction, 100, 2031, 0.5, 2032",
    );
    insta::assert_snapshot!(rows(&case, "capacity_limit"), @"
    capacity_limit[works,2031]: run[works,main,2031] ≤ 50
    capacity_limit[works,2032]: run[works,main,2032] ≤ 100
    ");
}

#[test]
fn ramp_limit_holds_young_capacity_to_a_part_of_its_size() {
    let case = smelter(Case::works(2030, 2033), ", ramp, last_build_year", ", 0.25;0.5, 2031");
    insta::assert_snapshot!(rows(&case, "ramp_limit"), @"
    ramp_limit[smelter,2030]: run[smelter,main,2030] - 0.25 size[smelter,2030,1] ≤ 0
    ramp_limit[smelter,2031]: run[smelter,main,2031] - 0.5 size[smelter,2030,1] - 0.25 size[smelter,2031,1] ≤ 0
    ramp_limit[smelter,2032]: run[smelter,main,2032] - size[smelter,2030,1] - 0.5 size[smelter,2031,1] ≤ 0
    ");
}

#[test]
fn ramp_limit_counts_standing_capacity_in_full_and_all_of_it_by_its_availability() {
    let case = Case::works(2030, 2031).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, availability, ramp, \
         last_build_year
         works, smith, us, melting, existing, 60, 100, 5, 100, 0.8, 0.5, 2030",
    );
    insta::assert_snapshot!(rows(&case, "ramp_limit"), @"ramp_limit[works,2030]: run[works,main,2030] - 0.4 size[works,2030,1] ≤ 48");
}

#[test]
fn ramp_limit_takes_the_mean_over_the_years_of_a_period() {
    let case = smelter(Case::works(2030, 2033), ", ramp, last_build_year", ", 0.25;0.5, 2030")
        .set(|s| s.horizon.period_lengths = vec![3, 1]);
    insta::assert_snapshot!(rows(&case, "ramp_limit"), @"ramp_limit[smelter,2030]: run[smelter,main,2030] - 0.5833333 size[smelter,2030,1] ≤ 0");
}

#[test]
fn capacity_roll_lets_capacity_arrive_after_its_lead_time_and_never_come_back() {
    let case =
        smelter(Case::works(2030, 2033), ", permitting_years, construction_years, last_build_year", ", 1, 1, 2031");
    insta::assert_snapshot!(rows(&case, "capacity_roll"), @"
    capacity_roll[smelter,2032]: installed[smelter,2032] - size[smelter,2030,1] ≤ 0
    capacity_roll[smelter,2033]: installed[smelter,2033] - installed[smelter,2032] - size[smelter,2031,1] ≤ 0
    ");
}

#[test]
fn capacity_roll_follows_the_branches_of_the_tree() {
    let case = smelter(Case::works(2030, 2031), ", construction_years", ", 1").fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "capacity_roll"), @"
    capacity_roll[smelter,2031·boom]: installed[smelter,2031·boom] - size[smelter,2030·now,1] ≤ 0
    capacity_roll[smelter,2031·bust]: installed[smelter,2031·bust] - size[smelter,2030·now,1] ≤ 0
    ");
}

#[test]
fn capacity_roll_adds_what_is_under_construction_when_it_comes() {
    let case = Case::works(2030, 2031).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, online_year, fixed_cost_usd_per_kg
         works, smith, us, melting, construction, 100, 2031, 1
         old, smith, us, melting, existing, 50, , 1",
    );
    insta::assert_snapshot!(rows(&case, "capacity_roll"), @"
    capacity_roll[works,2031]: installed[works,2031] ≤ 100
    capacity_roll[old,2030]: installed[old,2030] ≤ 50
    capacity_roll[old,2031]: installed[old,2031] - installed[old,2030] ≤ 0
    ");
}

#[test]
fn lifetime_limit_ends_what_has_reached_its_age() {
    let case = smelter(Case::works(2030, 2032), ", lifetime_years", ", 1");
    insta::assert_snapshot!(rows(&case, "lifetime_limit"), @"
    lifetime_limit[smelter,2031]: installed[smelter,2031] - size[smelter,2031,1] ≤ 0
    lifetime_limit[smelter,2032]: installed[smelter,2032] - size[smelter,2032,1] ≤ 0
    ");
}

#[test]
fn lifetime_limit_ends_what_retires_within_a_period() {
    let case = Case::works(2030, 2033).set(|s| s.horizon.period_lengths = vec![2, 2]).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, retire_year, fixed_cost_usd_per_kg
         works, smith, us, melting, existing, 100, 2032, 1",
    );
    insta::assert_snapshot!(rows(&case, "lifetime_limit"), @"lifetime_limit[works,2032]: installed[works,2032] ≤ 50");
}
