//! Policies and trade.

use super::{metal_at, smelter};
use crate::toy::{Case, assert_near};

/// Metal at 2 USD/kg does not pay for its 3. A floor of 15 for 25 t: 25 · (15 - 3).
#[test]
fn a_price_floor_makes_what_it_covers_and_no_more() {
    let case = metal_at(Case::works(2030, 2030), 2.0)
        .table("policies", "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=metal, 15, 25");
    let (_, plan) = case.plan();
    assert_near(plan.status.objective, 0.3);
    // One tonne more covered earns as much.
    assert_near(plan.duals.iter().find(|d| d.constraint == "price_floor_limit").unwrap().value, 0.012);
}

/// A floor below the market pays nothing, and takes nothing back.
#[test]
fn a_price_floor_below_the_market_has_no_effect() {
    let case = Case::works(2030, 2030)
        .table("policies", "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=metal, 11, 25");
    assert_near(case.objective(), 1.0);
}

/// Half of the variable cost of 1 and a quarter of a USD per kg on 100 t, not taxed: 100 · (10 · 0.8 + 0.75).
#[test]
fn production_is_paid_by_credit_and_payment() {
    let case = Case::works(2030, 2030).set(|s| s.finance.tax_rate = 0.2).table(
        "policies",
        "id, kind, filter, value
         credit, production_credit, technology=melting, 0.5
         payment, production_payment, facility=works, 0.25",
    );
    assert_near(case.objective(), 0.875);
}

/// MUSD: 20 earned and 5 of tax on it, 10 of capital, 2 granted and 1 credited; the 7 that the owner pays are written off at once and save 1.75.
#[test]
fn grants_and_credits_lower_what_is_written_off() {
    let case =
        smelter(metal_at(Case::works(2030, 2030), 203.0), 10.0, "", "").set(|s| s.finance.tax_rate = 0.25).table(
            "policies",
            "id, kind, filter, value
             grant, capex_grant, technology=melting, 0.2
             credit, investment_credit, technology=melting, 0.1",
        );
    assert_near(case.objective(), 20.0 - 5.0 - 10.0 + 2.0 + 1.0 + 1.75);
}

/// A grant for commitments of 2030 only: built in 2030 with it, though metal pays from 2031 on alone.
/// MUSD: 10 earned in 2031, 12 of capital less 6.
#[test]
fn a_grant_belongs_to_the_year_of_commitment() {
    let case = smelter(Case::works(2030, 2031), 12.0, "", "")
        .table(
            "prices",
            "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 1\nworld, metal, 2031, 103",
        )
        .table("policies", "id, kind, filter, value, last_year\ngrant, capex_grant, technology=melting, 0.5, 2030");
    let (_, plan) = case.plan();
    assert_near(plan.status.objective, 4.0);
    assert_near(plan.values.builds[0].capex_musd, 12.0);
}

/// The rival's metal at 5 USD/kg for 40 t of motors, worth 20 and 30 more when short; scrap is too dear to melt.
fn imports(limit: &str) -> Case {
    Case::works(2030, 2030)
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table(
            "lanes",
            &format!("from, to, material, cost_usd_per_kg, tariff, limit_t_per_year\ncn, us, metal, 0.5, 0.4, {limit}"),
        )
        .add("markets", "shanghai, cn, adversary")
        .table("offers", "market, material, side\nworld, scrap, buy\nshanghai, metal, buy")
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 99\nshanghai, metal, 2030, 5")
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, smith, us, metal, defense, 20, 30",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40")
}

/// A tariff of 0.4 on 5 USD/kg is 2: 40 · (20 - 5 - 2 - 0.5) = 500.
#[test]
fn a_tariff_is_a_share_of_the_price_where_the_lane_begins() {
    assert_near(imports("").objective(), 0.5);
}

/// 30 · 12.5 - 10 · 30; a tonne more through the lane is worth 12.5 + 30.
#[test]
fn a_full_lane_leaves_the_rest_short() {
    let (_, plan) = imports("30").plan();
    assert_near(plan.status.objective, 0.075);
    assert_near(plan.duals.iter().find(|d| d.constraint == "lane_limit").unwrap().value, 0.0425);
}
