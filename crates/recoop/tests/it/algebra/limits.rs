//! Ore, lanes, price floors.

use super::{costs, rows};
use crate::toy::Case;

#[test]
fn ore_depletion_holds_a_mine_to_what_is_in_the_ground_in_every_scenario() {
    let case = Case::chain(2030, 2033).set(|s| s.horizon.period_lengths = vec![1, 3]).fork(2031, 0.5).table(
        "facilities",
        "id, member, region, technology, feed, status, capacity_t_per_year, reserve_t
         hill_mine, miner, us, mine, hill, existing, 100, 250
         plant, refiner, us, separation, , existing, 80,",
    );
    insta::assert_snapshot!(rows(&case, "ore_depletion"), @"
    ore_depletion[hill_mine,boom]: 3 run[hill_mine,hill,2031·boom] + run[hill_mine,hill,2030·now] ≤ 250
    ore_depletion[hill_mine,bust]: 3 run[hill_mine,hill,2031·bust] + run[hill_mine,hill,2030·now] ≤ 250
    ");
}

#[test]
fn lane_limit_holds_both_pools_together() {
    let case = Case::works(2030, 2031)
        .table("regions", "id, bloc\nus, home\nau, ally\ncn, adversary")
        .table(
            "lanes",
            "from, to, material, limit_t_per_year, first_year, last_year\nau, us, metal, 30, , 2030\ncn, au, metal, , ,",
        )
        .add("markets", "shanghai, cn, adversary\nperth, au, ally")
        .add("offers", "shanghai, metal, buy\nperth, metal, buy")
        .add("prices", "shanghai, metal, 2030, 15\nperth, metal, 2030, 17")
        .table(
            "demands",
            "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, origin_rule_from
             motors, motors, us, metal, defense, 20, 30, 2030",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40");
    insta::assert_snapshot!(rows(&case, "lane_limit"), @"lane_limit[metal,au,us,2030]: ship[metal,au,us,2030] + ship[metal,au,us,compliant,2030] ≤ 30");
}

fn floor(limit: &str) -> Case {
    Case::works(2030, 2031).table(
        "policies",
        &format!(
            "id, kind, filter, value, limit_t_per_year, last_year
             floor, price_floor, material=metal, 15, {limit}, 2030"
        ),
    )
}

#[test]
fn price_floor_tops_up_what_is_made() {
    insta::assert_snapshot!(rows(&floor(""), "price_floor"), @"price_floor[floor,metal,2030]: top_up[floor,metal,2030] - run[works,main,2030] ≤ 0");
}

#[test]
fn price_floor_pays_the_difference_to_the_market_price() {
    insta::assert_snapshot!(costs(&floor(""), "top_up"), @"top_up[floor,metal,2030]: 0.002");
}

#[test]
fn price_floor_limit_holds_all_materials_of_a_policy_together() {
    insta::assert_snapshot!(rows(&floor("25"), "price_floor_limit"), @"price_floor_limit[floor,2030]: top_up[floor,metal,2030] ≤ 25");
}

/// A second market pays 9 in place of 13: what is topped up from there is sold there.
#[test]
fn price_floor_sold_holds_what_a_market_tops_up_to_what_it_takes() {
    let case = floor("")
        .add("markets", "mill, us, nobody")
        .add("offers", "mill, metal, sell")
        .add("prices", "mill, metal, 2030, 9");
    insta::assert_snapshot!(rows(&case, "price_floor_sold"), @"price_floor_sold[mill,metal,2030]: top_up[floor,metal,mill,2030] - sell[mill,metal,sell1,2030] ≤ 0");
    insta::assert_snapshot!(rows(&case, "price_floor"), @"price_floor[floor,metal,2030]: top_up[floor,metal,2030] + top_up[floor,metal,mill,2030] - run[works,main,2030] ≤ 0");
    insta::assert_snapshot!(costs(&case, "top_up"), @"
    top_up[floor,metal,2030]: 0.002
    top_up[floor,metal,mill,2030]: 0.006
    ");
}

/// Duty is on 15 unless 10 was paid.
#[test]
fn duty_bought_holds_what_pays_duty_on_a_price_to_what_was_bought_for_it() {
    let case = Case::works(2030, 2030)
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table("lanes", "from, to, material, tariff\ncn, us, metal, 0.1")
        .add("markets", "shanghai, cn, adversary\nningbo, cn, adversary")
        .add("offers", "shanghai, metal, buy\nningbo, metal, buy")
        .add("prices", "shanghai, metal, 2030, 15\nningbo, metal, 2030, 10");
    insta::assert_snapshot!(rows(&case, "duty_bought"), @"duty_bought[ningbo,metal,2030]: ship[metal,cn,us,ningbo,2030] - buy[ningbo,metal,buy1,2030] ≤ 0");
    insta::assert_snapshot!(costs(&case, "ship"), @"
    ship[metal,cn,us,2030]: -0.0015
    ship[metal,cn,us,ningbo,2030]: -0.001
    ");
}
