//! Stocks, periods of several years.

use super::{metal_at, smelter};
use crate::toy::{Case, assert_near};

fn motors(case: Case) -> Case {
    case.table("offers", "market, material, side\nworld, scrap, buy")
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2")
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, smith, us, metal, defense, 20, 30",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40")
}

/// 40 t a year earn 40 · 17 = 680; keeping 30 t costs 15. In the bust (0.25) the works stand still: the reserve serves 30 t,
/// 600 - 10 · 30 = 300. Together 665 + 0.75 · 665 + 0.25 · 300 = 1238.75.
#[test]
fn a_reserve_is_released_where_it_may_be() {
    let case = motors(Case::works(2030, 2031))
        .fork(2031, 0.75)
        .table("changes", "scenario, target, filter, action, value\nbust, availability, facility=works, set, 0");
    let stock = |release: &str| {
        format!(
            "material, region, initial_t, limit_t, reserve_t, holding_cost_usd_per_kg, release_in
             metal, us, 30, 30, 30, 0.5, {release}"
        )
    };
    assert_near(case.clone().table("stocks", &stock("bust")).objective(), 1.238_75);
    // Where it may not, 40 t are missing: 665 + 0.75 · 665 + 0.25 · (-1200 - 15).
    assert_near(case.table("stocks", &stock("")).objective(), 0.86);
}

/// Scrap at 2 in 2030 and 12 in 2031: 40 t more are molten in 2030 and kept for 1: 40 · (20 - 3) + 40 · (20 - 3 - 1).
#[test]
fn a_stock_buys_before_the_price_rises() {
    let case = motors(Case::works(2030, 2031))
        .add("prices", "world, scrap, 2031, 12")
        .table("stocks", "material, region, holding_cost_usd_per_kg\nmetal, us, 1");
    assert_near(case.objective(), 1.32);
}

/// 10 t in stock at the start serve in place of metal for 3; 4 t have to be there at the end: 40 · 20 - 34 · 3.
#[test]
fn a_stock_begins_and_ends_as_the_case_says() {
    let case =
        motors(Case::works(2030, 2030)).table("stocks", "material, region, initial_t, final_t\nmetal, us, 10, 4");
    assert_near(case.objective(), 0.698);
}

fn building(lengths: &[i32], construction_years: i32) -> f64 {
    let cells = format!(", {construction_years}");
    smelter(metal_at(Case::works(2030, 2032), 103.0), 5.0, ", construction_years", &cells)
        .set(|s| {
            s.finance.discount_rate = 0.25;
            s.horizon.period_lengths = lengths.to_vec();
        })
        .objective()
}

/// 10 MUSD a year, 5 MUSD of capital in 2030. At once: 10 · (1 + 0.8 + 0.64) - 5, in years as in one period.
/// A year of construction: 10 · (0.8 + 0.64) - 5 in years, as in periods of one and two years.
#[test]
fn a_period_of_several_years_is_worth_as_much_as_its_years() {
    assert_near(building(&[], 0), 19.4);
    assert_near(building(&[3], 0), 19.4);
    assert_near(building(&[], 1), 9.4);
    assert_near(building(&[1, 2], 1), 9.4);
}

/// Metal at 13, 23, 33: margins of 1, 2, 3 MUSD a year. In years 1 + 0.8 · 2 + 0.64 · 3; one period knows their mean alone, in which each
/// year counts by its discount factor: 4.52 / 2.44 · 2.44.
#[test]
fn a_period_of_several_years_sees_the_mean_of_its_prices() {
    let rising = |lengths: &[i32]| {
        Case::works(2030, 2032)
            .add("prices", "world, metal, 2032, 33")
            .set(|s| {
                s.finance.discount_rate = 0.25;
                s.horizon.period_lengths = lengths.to_vec();
            })
            .objective()
    };
    assert_near(rising(&[]), 4.52);
    assert_near(rising(&[3]), 4.52);
}

/// 6 t in stock over a period of three years are 2 t a year:
/// 3 years of 40 t at 20, of which 6 t are free: 3 · 800 - 114 · 3, in one period as in years.
#[test]
fn a_stock_is_drawn_evenly_over_a_period() {
    let drawn = |lengths: &[i32]| {
        motors(Case::works(2030, 2032))
            .table("stocks", "material, region, initial_t\nmetal, us, 6")
            .set(|s| s.horizon.period_lengths = lengths.to_vec())
            .objective()
    };
    assert_near(drawn(&[]), 2.058);
    assert_near(drawn(&[3]), 2.058);
}

/// A site for 100 t on which 80 t stand until 2031. A plant that is decided in 2030 comes on line in 2031 and has room for 20 t, in
/// periods of two years too, in which it runs from 2032. A metric ton earns 0.9 MUSD, a plant costs 0.1 MUSD/t:
/// (80 · 2 + 20 · 3) · 0.9 - 2 = 196 in years; 20 t run a year less where the period begins in 2032: 178.
#[test]
fn a_plant_takes_its_room_from_the_year_on_line() {
    for (lengths, by_hand) in [(vec![1; 4], 196.0), (vec![1, 3], 196.0), (vec![2, 2], 178.0)] {
        let case = metal_at(Case::works(2030, 2033), 903.0)
            .table(
                "facilities",
                "id, member, region, technology, status, capacity_t_per_year, retire_year, max_capacity_t_per_year, last_build_year, capex_ref_musd, size_ref_t_per_year, \
                 permitting_years
                 works, smith, us, melting, existing, 80, 2031, 100, 2030, 1, 10, 1",
            )
            .set(|s| s.horizon.period_lengths = lengths.clone());
        let (_, plan) = case.plan();
        assert_near(plan.status.objective, by_hand);
        assert_near(plan.values.builds[0].size_t, 20.0);
    }
}
