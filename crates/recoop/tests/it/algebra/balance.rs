//! Balance, demand, service.

use super::{costs, rows};
use crate::toy::Case;

fn with_demand(case: Case, more: &str, cells: &str) -> Case {
    case.table(
        "demands",
        &format!(
            "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg{more}
             motors, motors, us, metal, defense, 20, 30{cells}"
        ),
    )
    .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40")
}

#[test]
fn material_balance_says_that_what_enters_a_place_leaves_it() {
    let case = with_demand(Case::works(2030, 2031), "", "")
        .table("stocks", "material, region, initial_t\nmetal, us, 5")
        .table("materials", "id, kind, disposal_cost_usd_per_kg\nscrap, scrap, 4\nmetal, metal,");
    insta::assert_snapshot!(rows(&case, "material_balance"), @"
    material_balance[scrap,us,2030]: -run[works,main,2030] + buy[world,scrap,buy1,2030] - dispose[scrap,us,2030] = 0
    material_balance[scrap,us,2031]: -run[works,main,2031] + buy[world,scrap,buy1,2031] - dispose[scrap,us,2031] = 0
    material_balance[metal,us,2030]: run[works,main,2030] - sell[world,metal,sell1,2030] - serve[motors,2030] - hold[metal,us,2030] = -5
    material_balance[metal,us,2031]: run[works,main,2031] - sell[world,metal,sell1,2031] - serve[motors,2031] - hold[metal,us,2031] + hold[metal,us,2030] = 0
    ");
}

#[test]
fn material_balance_spreads_a_stock_over_the_years_of_a_period() {
    let case = Case::works(2030, 2034)
        .set(|s| s.horizon.period_lengths = vec![2, 3])
        .table("stocks", "material, region, initial_t\nmetal, us, 6");
    let balance = rows(&case, "material_balance");
    let metal: String = balance.lines().filter(|row| row.contains("[metal")).map(|row| format!("{row}\n")).collect();
    insta::assert_snapshot!(metal, @"
    material_balance[metal,us,2030]: run[works,main,2030] - sell[world,metal,sell1,2030] - 0.5 hold[metal,us,2030] = -3
    material_balance[metal,us,2032]: run[works,main,2032] - sell[world,metal,sell1,2032] - 0.3333333 hold[metal,us,2032] + 0.3333333 hold[metal,us,2030] = 0
    ");
}

#[test]
fn material_balance_counts_what_comes_over_a_lane_and_out_of_the_other_pool() {
    let case = with_demand(Case::works(2030, 2030), ", origin_rule_from", ", 2030")
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table("lanes", "from, to, material\ncn, us, metal")
        .add("markets", "shanghai, cn, adversary")
        .add("offers", "shanghai, metal, buy")
        .add("prices", "shanghai, metal, 2030, 15");
    insta::assert_snapshot!(rows(&case, "material_balance"), @"
    material_balance[scrap,us,compliant,2030]: -run[works,main,2030] + buy[world,scrap,buy1,2030] = 0
    material_balance[metal,us,2030]: ship[metal,cn,us,2030] + downgrade[metal,us,2030] - sell[world,metal,sell1,2030] = 0
    material_balance[metal,us,compliant,2030]: run[works,main,2030] - downgrade[metal,us,2030] - serve[motors,2030] = 0
    material_balance[metal,cn,2030]: buy[shanghai,metal,buy1,2030] - ship[metal,cn,us,2030] = 0
    ");
}

#[test]
fn demand_met_says_that_what_is_demanded_is_served_or_short() {
    let case = with_demand(Case::works(2030, 2032), "", "")
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40\nmotors, 2031, 60\nmotors, 2032, 0");
    insta::assert_snapshot!(rows(&case, "demand_met"), @"
    demand_met[motors,2030]: short[motors,2030] + serve[motors,2030] = 40
    demand_met[motors,2031]: short[motors,2031] + serve[motors,2031] = 60
    ");
}

#[test]
fn serving_is_worth_its_value_and_being_short_costs() {
    let case = with_demand(Case::works(2030, 2030), "", "");
    insta::assert_snapshot!(costs(&case, "serve") + &costs(&case, "short"), @"
    serve[motors,2030]: 0.02
    short[motors,2030]: -0.03
    ");
}

#[test]
fn service_level_asks_for_a_least_share_in_every_state() {
    let case = with_demand(Case::works(2030, 2031), ", service_level", ", 0.75").fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "service_level"), @"
    service_level[motors,2030·now,boom]: serve[motors,2030·now] ≥ 30
    service_level[motors,2031·boom,boom]: serve[motors,2031·boom] ≥ 30
    service_level[motors,2031·bust,bust]: serve[motors,2031·bust] ≥ 30
    ");
}

#[test]
fn service_level_begins_in_its_first_year() {
    let case = with_demand(Case::works(2030, 2032), ", service_level, service_from", ", 0.75, 2032");
    insta::assert_snapshot!(rows(&case, "service_level"), @"service_level[motors,2032,base]: serve[motors,2032] ≥ 30");
}

#[test]
fn service_level_with_a_chance_may_be_missed_in_a_scenario() {
    let case =
        with_demand(Case::works(2030, 2031), ", service_level, service_probability", ", 0.75, 0.8").fork(2031, 0.5);
    insta::assert_snapshot!(rows(&case, "service_level"), @"
    service_level[motors,2030·now,boom]: serve[motors,2030·now] + 30 miss[motors,boom] ≥ 30
    service_level[motors,2030·now,bust]: serve[motors,2030·now] + 30 miss[motors,bust] ≥ 30
    service_level[motors,2031·boom,boom]: serve[motors,2031·boom] + 30 miss[motors,boom] ≥ 30
    service_level[motors,2031·bust,bust]: serve[motors,2031·bust] + 30 miss[motors,bust] ≥ 30
    ");
}

#[test]
fn service_probability_limits_the_probability_of_scenarios_that_miss() {
    let case =
        with_demand(Case::works(2030, 2031), ", service_level, service_probability", ", 0.75, 0.8").fork(2031, 0.25);
    insta::assert_snapshot!(rows(&case, "service_probability"), @"service_probability[motors]: 0.25 miss[motors,boom] + 0.75 miss[motors,bust] ≤ 0.2");
}
