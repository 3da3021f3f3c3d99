//! Origin rules: two pools.

use crate::toy::{Case, assert_near};

/// Home metal costs 3 USD/kg, the rival's 5 and 1 for the lane (40 t/yr). Motors want 30 t of compliant metal (20 USD/kg, 30
/// when short), lamps 50 t of any (10 USD/kg, 5 when short).
fn two_uses(first: i32, last: i32, capacity_t_per_year: f64, rule_from: i32) -> Case {
    Case::works(first, last)
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, capacity_t_per_year\nworks, smith, us, melting, existing, {capacity_t_per_year}"
            ),
        )
        .table("lanes", "from, to, material, cost_usd_per_kg, limit_t_per_year\ncn, us, metal, 1, 40")
        .add("markets", "shanghai, cn, adversary")
        .table("offers", "market, material, side\nworld, scrap, buy\nshanghai, metal, buy")
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nshanghai, metal, 2030, 5")
        .table(
            "demands",
            &format!(
                "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, origin_rule_from
                 motors, motors, us, metal, defense, 20, 30, {rule_from}
                 lamps, lamps, us, metal, commercial, 10, 5,"
            ),
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 30\nlamps, 2030, 50")
}

/// 20 t of home metal all go to motors, 10 t are missing; lamps get the rival's 40 t and miss 10:
/// 20 · 20 - 10 · 30 + 40 · 10 - 10 · 5 - 20 · 3 - 40 · 6 = 150.
#[test]
fn what_passed_through_the_rival_does_not_serve_a_ruled_demand() {
    let (_, plan) = two_uses(2030, 2030, 20.0, 2030).plan();
    assert_near(plan.status.objective, 0.15);
    let served: Vec<f64> = plan.values.service.iter().map(|s| s.served_t).collect();
    assert_near(served[0], 20.0);
    assert_near(served[1], 40.0);
}

/// 60 t of home metal: 30 to motors, 30 downgraded to lamps, 20 from the rival: 600 + 500 - 60 · 3 - 20 · 6 = 800.
#[test]
fn compliant_material_may_serve_any_use() {
    let (_, plan) = two_uses(2030, 2030, 60.0, 2030).plan();
    assert_near(plan.status.objective, 0.8);
    assert_near(plan.values.downgrades[0].amount_t, 30.0);
}

/// Without the rule yet, 20 t of home metal and 40 t of the rival's serve motors whole and lamps with 30:
/// 600 + 30 · 10 - 20 · 5 - 60 - 240 = 500; with it 150 as above.
#[test]
fn a_rule_holds_from_its_first_year() {
    assert_near(two_uses(2030, 2031, 20.0, 2031).objective(), 0.65);
}

/// The pool is followed through a plant: home metal of the rival's scrap is not compliant either. Motors get nothing:
/// -30 · 30; lamps 20 t at 3 and 30 t at 6: 500 - 60 - 180. Together -640.
#[test]
fn what_is_made_of_spoiled_material_is_spoiled() {
    let case = two_uses(2030, 2030, 20.0, 2030)
        .add("lanes", "cn, us, scrap, 0,")
        .table("offers", "market, material, side\nshanghai, scrap, buy\nshanghai, metal, buy")
        .table("markets", "id, region, controller\nshanghai, cn, adversary")
        .table("prices", "market, material, year, price_usd_per_kg\nshanghai, scrap, 2030, 2\nshanghai, metal, 2030, 5")
        // Some compliant metal in stock, so that the demand can be reached.
        .table("stocks", "material, region, initial_t\nmetal, us, 1");
    // The tonne in stock serves motors: 20 earned and 30 saved.
    assert_near(case.objective(), -0.64 + 0.05);
}
