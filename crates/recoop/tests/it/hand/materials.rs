//! Co-products, residues, ore.

use crate::toy::{Case, assert_near};
use recoop_case::positions::FacilityAt;

fn three_elements(ce_disposal: f64) -> Case {
    Case::chain(2030, 2030)
        .table("elements", "id\nNd\nCe\nLa")
        .table(
            "materials",
            &format!(
                "id, kind, per_feed, disposal_cost_usd_per_kg
                 concentrate, concentrate, yes,
                 nd_oxide, oxide, no,
                 ce_oxide, oxide, no, {ce_disposal}
                 la_oxide, oxide, no, 2"
            ),
        )
        .table("compositions", "feed, element, share\nhill, Nd, 0.2\nhill, Ce, 0.5\nhill, La, 0.3")
        .table(
            "recoveries",
            "technology, element, product, recovery
             separation, Nd, nd_oxide, 0.9
             separation, Ce, ce_oxide, 0.8
             separation, La, la_oxide, 0.8",
        )
        .table(
            "facilities",
            "id, member, region, technology, feed, status, capacity_t_per_year
             hill_mine, miner, us, mine, hill, existing, 100
             plant, refiner, us, separation, , existing, 100",
        )
        .table(
            "offers",
            "market, material, side, step, limit_t_per_year, price_factor
             world, nd_oxide, sell, 1, 1000,
             world, ce_oxide, sell, 1, 10,
             world, ce_oxide, sell, 2, 20, 0.5",
        )
}

/// 100 t give 18 t Nd, 40 t Ce, 24 t La oxide. Nd 18 · 60 = 1080; Ce 10 · 3 + 20 · 1.5 - 10 · 1 = 50; La -24 · 2 = -48;
/// mining and separation -100 · 6 = -600. Together 482.
#[test]
fn co_products_go_down_the_demand_curve_and_then_to_disposal() {
    let (network, plan) = three_elements(1.0).plan();
    assert_near(plan.status.objective, 0.482);
    for (material, worth) in [("nd_oxide", 60.0), ("ce_oxide", -1.0), ("la_oxide", -2.0)] {
        let m = network.materials.iter().position(|m| m.id == material).unwrap();
        assert_near(plan.prices.iter().find(|p| p.material == m).unwrap().price_usd_per_kg, worth);
    }
}

/// With cerium at 12 USD/kg to get rid of, a tonne more earns 10.8 - 4.8 - 0.48 - 6 < 0 once 30 t of Ce oxide are sold, at
/// 75 t treated: Nd 13.5 · 60 = 810, Ce 60, La -18 · 2 = -36, cost -450. Together 384.
#[test]
fn a_plant_stops_where_its_co_product_costs_more_than_the_rest_earns() {
    let (_, plan) = three_elements(12.0).plan();
    assert_near(plan.status.objective, 0.384);
    assert_near(plan.values.runs.iter().find(|r| r.facility == FacilityAt::new(1)).unwrap().activity_t, 75.0);
}

/// 100 t of concentrate (t of counted elements) leave 90 t of carbonate and 2 t of thorium. Nd oxide 90 · 0.25 · 0.8 = 18 t at
/// 60 = 1080; Ce oxide 54 t: 20 · 3 - 34 · 1 = 26; thorium -2 · 50 = -100; mine -200, leach -100, separation -360. Together 346.
#[test]
fn thorium_that_counts_in_no_tonnage_has_to_be_disposed_of() {
    let case = Case::chain(2030, 2030)
        .table("elements", "id, counts\nNd,\nCe,\nTh, no")
        .add("compositions", "hill, Th, 0.02")
        .table(
            "materials",
            "id, kind, per_feed, disposal_cost_usd_per_kg
             concentrate, concentrate, yes,
             carbonate, intermediate, yes,
             thorium, residue, no, 50
             nd_oxide, oxide, no,
             ce_oxide, oxide, no, 1",
        )
        .table(
            "technologies",
            "id, stage, mines, treats, variable_cost_usd_per_kg
             mine, mining, concentrate, , 2
             leaching, separation, , concentrate, 1
             separation, separation, , carbonate, 4",
        )
        .add("recoveries", "leaching, Nd, carbonate, 0.9\nleaching, Ce, carbonate, 0.9\nleaching, Th, thorium, 1")
        .table(
            "facilities",
            "id, member, region, technology, feed, status, capacity_t_per_year
             hill_mine, miner, us, mine, hill, existing, 100
             vat, refiner, us, leaching, , existing, 200
             plant, refiner, us, separation, , existing, 200",
        );
    let (network, plan) = case.plan();
    assert_near(plan.status.objective, 0.346);
    let thorium = network.materials.iter().position(|m| m.id == "thorium").unwrap();
    assert_near(plan.values.disposals.iter().find(|d| d.material == thorium).unwrap().amount_t, 2.0);
}

/// A tonne treated gives 0.2 t of Nd oxide, worth twice as much in 2031. 2031: 80 t: 16 · 120 + 20 · 3 - 28 - 480 = 1472.
/// 2030: the other 40 t: 8 · 60 + 20 · 3 - 4 - 240 = 296. Together 1768; a tonne more in the ground earns 12 - 0.6 - 6 = 5.4.
#[test]
fn scarce_ore_waits_for_the_better_year() {
    let case = Case::chain(2030, 2031)
        .table(
            "facilities",
            "id, member, region, technology, feed, status, capacity_t_per_year, reserve_t
             hill_mine, miner, us, mine, hill, existing, 100, 120
             plant, refiner, us, separation, , existing, 80,",
        )
        .add("prices", "world, nd_oxide, 2031, 120");
    let (_, plan) = case.plan();
    assert_near(plan.status.objective, 1.768);
    assert_near(plan.duals.iter().find(|d| d.constraint == "ore_depletion").unwrap().value, 0.0054);
}
