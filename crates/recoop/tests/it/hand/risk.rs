//! Scenario trees, the tail, chances.

use super::{metal_at, smelter};
use crate::toy::{Case, assert_near};

/// A plant decided in 2030 for 0.05 MUSD per t/yr earns 0.15, 0.05 or nothing per tonne in 2031, with 0.5, 0.3, 0.2.
fn gamble(weight: f64) -> Case {
    smelter(Case::works(2030, 2031), 5.0, ", construction_years", ", 1")
        .set(|s| {
            s.finance.discount_rate = 0.25;
            (s.risk.weight, s.risk.tail) = (weight, 0.4);
        })
        .table(
            "scenarios",
            "id, parent, first_year, probability\nnow, , 2030, 1\ngood, now, 2031, 0.5\npoor, now, 2031, 0.3\nbad, now, 2031, 0.2",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, scrap, 2030, 2,
             world, metal, 2030, 153,
             world, metal, 2030, 53, poor
             world, metal, 2030, 1, bad",
        )
}

/// Per t/yr, discounted by 0.8: 0.12 - 0.05 = 0.07, 0.04 - 0.05 = -0.01, -0.05. Mean 0.5 · 0.07 - 0.3 · 0.01 - 0.2 · 0.05 = 0.022.
/// The worst 0.4 are all of `bad` and two thirds of `poor`: (0.2 · -0.05 + 0.2 · -0.01) / 0.4 = -0.03.
/// 100 t/yr: 0.75 · 2.2 - 0.25 · 3 = 0.9 MUSD.
#[test]
fn the_tail_of_a_tree_counts_the_scenario_at_its_edge_in_part() {
    let (_, plan) = gamble(0.25).plan();
    assert_near(plan.status.objective, 0.9);
    assert_near(plan.expected_npv_musd, 2.2);
    assert_near(plan.cvar_npv_musd, -3.0);
    let npv: Vec<f64> = plan.scenarios.iter().map(|s| s.npv_musd).collect();
    for (found, by_hand) in npv.into_iter().zip([7.0, -1.0, -5.0]) {
        assert_near(found, by_hand);
    }
}

/// 0.5 · 2.2 - 0.5 · 3 < 0: nothing is built.
#[test]
fn a_heavier_tail_forbids_the_gamble() {
    let (_, plan) = gamble(0.5).plan();
    assert_near(plan.status.objective, 0.0);
    assert!(plan.values.builds.is_empty());
}

/// Metal pays 0.1 MUSD a tonne in the boom alone. Building in 2030 costs 5 for sure and earns half of 20; in 2031 it is known
/// whether to: half of 20 - 5.
#[test]
fn a_decision_waits_for_the_branch_that_tells() {
    let case = smelter(Case::works(2030, 2032), 5.0, "", "").fork(2031, 0.5).table(
        "prices",
        "market, material, year, price_usd_per_kg, scenario
         world, scrap, 2030, 2,
         world, metal, 2030, 1,
         world, metal, 2030, 103, boom",
    );
    let (network, plan) = case.plan();
    assert_near(plan.status.objective, 7.5);
    assert_eq!(network.tree.label(plan.values.builds[0].state), "2031·boom");
}

/// Serving loses 2 USD/kg in the boom (0.7) and 12 in the bust (0.3); half of 40 t has to be served with a chance.
fn chance(chance: f64) -> f64 {
    Case::works(2030, 2031)
        .fork(2031, 0.7)
        .table("offers", "market, material, side\nworld, scrap, buy")
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario\nworld, scrap, 2030, 2,\nworld, scrap, 2030, 12, bust",
        )
        .table(
            "demands",
            &format!(
                "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, \
                 service_level, service_from, service_probability
                 motors, motors, smith, us, metal, defense, 1, 0, 0.5, 2031, {chance}"
            ),
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40")
        .objective()
}

/// With 0.7 the bust is missed: -0.7 · 20 · 2 = -28. With 0.75 or 1 it is not: -28 - 0.3 · 20 · 12 = -100.
#[test]
fn a_service_level_with_a_chance_is_missed_where_it_is_dear() {
    assert_near(chance(0.7), -0.028);
    assert_near(chance(0.75), -0.1);
    assert_near(chance(1.0), -0.1);
}

/// 100 t in the good year, none in the bad: `metal_at` keeps both scenarios equal, so tail and mean agree.
#[test]
fn without_uncertainty_the_tail_is_the_mean() {
    let case = metal_at(Case::works(2030, 2031), 13.0).fork(2031, 0.5).set(|s| s.risk.weight = 0.5);
    let (_, plan) = case.plan();
    assert_near(plan.status.objective, 2.0);
    assert_near(plan.cvar_npv_musd, 2.0);
}
