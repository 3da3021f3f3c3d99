//! A past year that is worked out by hand.

use recoop::plan::hindcast::hindcast;
use recoop::plan::{NoProgress, PlanOptions};

use crate::toy::{Case, assert_near};

/// A works that stands since 2023, at half of its 80 t/yr in its first year. It melts scrap to metal at 2 USD/kg and 1 USD/kg
/// fixed cost. 60 t are wanted at home, worth 20 USD/kg and 5 more when missing.
fn works() -> Case {
    Case::works(2026, 2027)
        .table(
            "technologies",
            "id, stage, variable_cost_usd_per_kg, fixed_cost_usd_per_kg, capex_ref_musd, size_ref_t_per_year
             melting, metal, 2, 1, 1, 100",
        )
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, online_year, ramp, max_capacity_t_per_year
             works, smith, us, melting, existing, 80, 2023, 0.5, 200",
        )
        .table(
            "offers",
            "market, material, side, step, limit_t_per_year, first_year, last_year, member
             world, scrap, buy, 1, , , , smith
             world, metal, sell, 1, 20, 2024, 2024, smith
             world, metal, sell, 2, 50, 2026, , smith",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg
             world, scrap, 2024, 3
             world, scrap, 2025, 30
             world, metal, 2024, 10",
        )
        .table(
            "demands",
            "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, us, metal, commercial, 20, 5",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2024, 60")
        .table(
            "stocks",
            "material, region, initial_t, limit_t, filled_from
             metal, us, 5, 10,
             scrap, us, 7, 10, 2025",
        )
}

/// 2024: the works is full, 60 t served and 20 t sold. Sales 0.2, purchases 0.24, variable cost 0.16, fixed cost 0.08 MUSD.
/// 2025: a kg costs 30 + 2, more than the 25 that it saves: nothing is made. The works stays, and so does its fixed cost. Seven
/// tonnes of scrap are bought for the stock with which the horizon begins; the other stock stays as it is.
#[test]
fn a_past_year_is_what_it_was() {
    let by_hand = [
        ("2024, made, material=metal; region=us", Some(80.0)),
        ("2024, sold, market=world; material=metal", Some(20.0)),
        ("2024, bought, material=scrap", Some(80.0)),
        ("2024, price_realized, material=metal", Some(10.0)),
        ("2024, revenue, member=smith", Some(0.2)),
        ("2024, operating_profit, member=smith", Some(-0.28)),
        ("2024, net_import_share, material=metal", Some(0.0)),
        ("2024, short, end_use=motors", Some(0.0)),
        ("2025, made, material=metal", Some(0.0)),
        ("2025, price_realized, material=metal", None),
        ("2025, price_paid, material=scrap", Some(30.0)),
        ("2025, bought, material=scrap", Some(7.0)),
        ("2025, operating_profit, member=smith", Some(-0.29)),
        ("2025, short, demand=motors", Some(60.0)),
        ("2025, home_share, stage=metal", Some(0.0)),
    ];
    let facts = by_hand.iter().enumerate().map(|(at, (fact, _))| format!("fact{at}, {fact}, -100, 0, 100\n"));
    let facts: String = facts.collect();
    let case = works().table("observations", &format!("id, year, measure, filter, low, observed, high\n{facts}"));
    case.network();
    let (settings, tables) = (case.settings(), case.tables());
    let options = PlanOptions { gap: 0.0, time_limit_seconds: 60.0, threads: 1, seed: 0 };
    // The toy's scenario begins in year 0, like its horizon.
    let compared = hindcast(settings, &tables, &options, &mut NoProgress).unwrap();
    assert_eq!(compared.len(), by_hand.len());
    for (comparison, (fact, value)) in compared.iter().zip(by_hand) {
        println!("{fact}: {:?}", comparison.modeled);
        match (comparison.modeled, value) {
            (Some(found), Some(value)) => assert_near(found, value),
            (found, value) => assert_eq!(found, value, "{fact}"),
        }
        assert_eq!(comparison.holds(&tables.observations[comparison.row]), value.is_some(), "{fact}");
    }
}
