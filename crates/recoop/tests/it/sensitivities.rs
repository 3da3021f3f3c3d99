//! Sensitivities by hand. Unless a comment says otherwise amounts are in MUSD.

use recoop::plan::PlanError;
use recoop::plan::sensitivities::{CaseOutcome, Measure, Results, Sensitivities, Sensitivity};
use recoop_case::cell::Name;

use crate::toy::{Case, assert_near};

/// A case with one sensitivity, as `target, filter, action, low, high`.
fn with(case: Case, sensitivity: &str) -> Case {
    case.table("sensitivities", &format!("id, target, filter, action, low, high\nit, {sensitivity}"))
}

fn low(sensitivity: &Sensitivity) -> &Results {
    sensitivity.low.as_ref().unwrap().outcome.results().unwrap()
}

fn high(sensitivity: &Sensitivity) -> &Results {
    sensitivity.high.as_ref().unwrap().outcome.results().unwrap()
}

/// Objectives at the low end, as assumed, at the high end.
#[track_caller]
fn assert_objectives(sensitivities: &Sensitivities, by_hand: [f64; 3]) {
    assert_near(sensitivities.base.objective_musd, by_hand[1]);
    assert_near(low(&sensitivities.sensitivities[0]).objective_musd, by_hand[0]);
    assert_near(high(&sensitivities.sensitivities[0]).objective_musd, by_hand[2]);
}

/// The works with up to 100 t/yr to be built, metal sold at 103 USD/kg, in `years` years.
fn smelter(last_year: i32, columns: &str, cells: &str) -> Case {
    Case::works(2030, last_year)
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 103")
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year{columns}
                 smelter, smith, us, melting, candidate, 100, 5, 100{cells}"
            ),
        )
}

/// 100 t sold at 13 USD/kg: a tenth more is 0.13. Scrap and melting stay 0.3.
#[test]
fn a_price_moves_the_objective_by_what_is_sold() {
    let sensitivities = with(Case::works(2030, 2030), "price, material=metal, multiply, 0.9, 1.1").sensitivities();
    assert_objectives(&sensitivities, [0.87, 1.0, 1.13]);
    let sensitivity = &sensitivities.sensitivities[0];
    assert_near(sensitivities.width(sensitivity, Measure::Objective).unwrap(), 0.26);
    assert_near(high(sensitivity).npv_musd, 1.13);
    assert_near(sensitivities.width(sensitivity, Measure::Capital).unwrap(), 0.0);
}

/// `boom` sets the price of metal to 20 in 2031; a tenth more is 22 there. Expected over 2030 and 2031:
/// (13 - 3) + 0.5 (20 - 3) + 0.5 (13 - 3) = 23.5; a tenth more of 13 + 10 + 6.5 is 2.95; thousands of USD for each tonne.
#[test]
fn a_swing_comes_after_what_scenarios_set() {
    let case = Case::works(2030, 2031)
        .fork(2031, 0.5)
        .table("changes", "scenario, target, filter, action, value\nboom, price, material=metal, set, 20");
    let sensitivities = with(case, "price, material=metal, multiply, 0.9, 1.1").sensitivities();
    assert_objectives(&sensitivities, [2.35 - 0.295, 2.35, 2.35 + 0.295]);
}

/// 13, 23 and 33 USD/kg in the three years of a period earn 20 on the mean; `set` takes the place of all three.
#[test]
fn a_swing_moves_all_years_of_a_period() {
    let case = Case::works(2030, 2032)
        .add("prices", "world, metal, 2032, 33")
        .set(|settings| settings.horizon.period_lengths = vec![3]);
    let sensitivities = with(case, "price, material=metal, set, 13, 43").sensitivities();
    assert_objectives(&sensitivities, [3.0, 6.0, 12.0]);
}

/// Of three scenarios the likelihood of one is doubled; the others keep their proportions in what is left.
#[test]
fn probabilities_of_siblings_are_scaled() {
    let case = Case::works(2030, 2031)
        .table(
            "scenarios",
            "id, parent, first_year, probability
             now, , 0, 1
             good, now, 2031, 0.5
             fair, now, 2031, 0.3
             poor, now, 2031, 0.2",
        )
        .add("prices", "world, metal, 2031, 13")
        .table("changes", "scenario, target, filter, action, value\npoor, price, material=metal, set, 3");
    let case = with(case, "probability, scenario=poor, multiply, 0.5, 2");
    let probabilities: Vec<f64> = case.swung(2.0).tree.nodes.iter().map(|node| node.probability).collect();
    for (found, by_hand) in probabilities.iter().zip([1.0, 0.375, 0.225, 0.4]) {
        assert_near(*found, by_hand);
    }
    // The poor scenario earns nothing in its year.
    assert_objectives(&case.sensitivities(), [1.9, 1.8, 1.6]);
}

/// Two of three move together; what is left goes to the third.
#[test]
fn scenarios_that_match_together_move_together() {
    let case = Case::works(2030, 2031).table(
        "scenarios",
        "id, parent, first_year, probability
         now, , 0, 1
         crash_short, now, 2031, 0.2
         calm, now, 2031, 0.5
         crash_long, now, 2031, 0.3",
    );
    let case = with(case, "probability, scenario=crash_*, multiply, 0.5, ");
    let probabilities: Vec<f64> = case.swung(0.5).tree.nodes.iter().map(|node| node.probability).collect();
    for (found, by_hand) in probabilities.iter().zip([1.0, 0.1, 0.75, 0.15]) {
        assert_near(*found, by_hand);
    }
}

/// 100 t/yr for 5 earn 10 in a year. A fifth more of capital is 1.
#[test]
fn capital_cost_is_paid_once() {
    let sensitivities = with(smelter(2030, "", ""), "capex, stage=metal, multiply, 0.8, 1.2").sensitivities();
    assert_objectives(&sensitivities, [6.0, 5.0, 4.0]);
    assert_near(sensitivities.base.capital_musd, 5.0);
    assert_near(high(&sensitivities.sensitivities[0]).capital_musd, 6.0);
    let sensitivities = with(smelter(2030, "", ""), "capex, facility=smelter, set, 1, 8").sensitivities();
    assert_objectives(&sensitivities, [9.0, 5.0, 2.0]);
}

/// Modules of 30 t/yr for 2 each, 70 t to sell for 7; opening costs 1.5 with up to three modules. The relaxation builds 7/3 of
/// a module and opens 7/9 of the site: 7 - 14/3 - 7/6 = 7/6. A factor takes the opening along, an addition does not.
#[test]
fn parts_of_plants_and_openings_are_allowed() {
    let case = Case::works(2030, 2030)
        .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 103")
        .table("offers", "market, material, side, limit_t_per_year\nworld, scrap, buy,\nworld, metal, sell, 70")
        .table(
            "facilities",
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, module_t_per_year, opening_cost_musd
             smelter, smith, us, melting, candidate, 100, 2, 30, 30, 1.5",
        );
    let sensitivities = with(case.clone(), "capex, , multiply, 0.5, 1.1").sensitivities();
    let cost = 14.0 / 3.0 + 7.0 / 6.0;
    assert_objectives(&sensitivities, [7.0 - 0.5 * cost, 7.0 - cost, 7.0 - 1.1 * cost]);
    assert_near(sensitivities.base.capital_musd, cost);
    assert_near(high(&sensitivities.sensitivities[0]).capital_musd, 1.1 * cost);
    let sensitivities = with(case, "capex, , add, -0.3, 0.3").sensitivities();
    assert_objectives(&sensitivities, [7.0 - cost + 0.7, 7.0 - cost, 7.0 - cost - 0.7]);
}

/// 10 a year from the year after commitment on, for 5. A year later is 10 less, and a year earlier 10 more.
#[test]
fn a_delay_is_added_to_construction() {
    let case = smelter(2033, ", construction_years, first_build_year, last_build_year", ", 1, 2030, 2030");
    assert_objectives(&with(case, "delay, , add, -1, 2").sensitivities(), [35.0, 25.0, 5.0]);
}

/// The old works are in their first year and late no more; the new ones come in 2031, 1 a year.
#[test]
fn what_is_under_construction_is_late_unless_it_is_there() {
    let case = Case::works(2030, 2032).table(
        "facilities",
        "id, member, region, technology, status, capacity_t_per_year, online_year
         old, smith, us, melting, construction, 100, 2030
         new, smith, us, melting, construction, 100, 2031",
    );
    let sensitivities = with(case, "delay, , add, , 1").sensitivities();
    assert_near(sensitivities.base.objective_musd, 5.0);
    assert_near(high(&sensitivities.sensitivities[0]).objective_musd, 4.0);
}

/// 1 in 2030 and 1 in 2031.
#[test]
fn the_discount_rate_is_moved() {
    let case = Case::works(2030, 2031).set(|settings| settings.finance.discount_rate = 0.25);
    assert_objectives(&with(case, "discount_rate, , set, 0, 1").sensitivities(), [2.0, 1.8, 1.5]);
}

/// 5 build 100 t/yr that earn 10: a purse of 4 builds 80 t/yr for a profit of 4, one of 2 half of it.
#[test]
fn purses_are_moved() {
    let case = smelter(2030, "", "")
        .table("members", "id, role, capital_total_musd, capital_per_year_musd\nsmith, manufacturer, 4, 10");
    assert_objectives(&with(case.clone(), "capital, member=smith, multiply, 0.5, 2").sensitivities(), [2.0, 4.0, 5.0]);
    assert_objectives(&with(case.clone(), "capital, , add, -3, 0.5").sensitivities(), [1.0, 4.0, 4.5]);
    assert_objectives(&with(case, "capital, , set, 1, 4.5").sensitivities(), [1.0, 4.0, 4.5]);
    // A factor takes the limit of a year along.
    let yearly = smelter(2030, "", "").table("members", "id, role, capital_per_year_musd\nsmith, manufacturer, 4");
    assert_objectives(&with(yearly, "capital, , multiply, 0.5, 2").sensitivities(), [2.0, 4.0, 5.0]);
}

/// 80 t treated hold 20 t of Nd, of which 0.8 are sold at 60; a tenth of them more is 2 t for 0.12.
#[test]
fn recoveries_are_moved() {
    let sensitivities =
        with(Case::chain(2030, 2030), "recovery, element=Nd; technology=separation, set, 0.7, 0.9").sensitivities();
    assert_objectives(&sensitivities, [0.512 - 0.12, 0.512, 0.512 + 0.12]);
}

/// What has no limit is not limited by a factor, not even by 0: scrap is bought without limit, 50 t of metal are sold.
#[test]
fn a_factor_leaves_what_has_no_limit() {
    let case = Case::works(2030, 2030)
        .table("offers", "market, material, side, limit_t_per_year\nworld, scrap, buy,\nworld, metal, sell, 50");
    assert_objectives(&with(case.clone(), "offer_limit, , multiply, 0, 1.5").sensitivities(), [0.0, 0.5, 0.75]);
    // The same goes for changes of scenarios.
    let case = case.table("changes", "scenario, target, filter, action, value\nbase, offer_limit, , multiply, 0");
    assert_near(case.objective(), 0.0);
}

/// The works and a demand of 60 t that has to be served in full; metal is worth 15, a missing kg costs 4.
fn service(priority: &str, level: &str) -> Case {
    Case::works(2030, 2030)
        .table(
            "demands",
            &format!(
                "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, service_level
                 motors, motors, us, metal, {priority}, 15, 4, {level}"
            ),
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 60")
}

/// 120 t cannot be made. What breaks a plan comes first, and has no width.
#[test]
fn an_end_without_a_plan_is_said_and_comes_first() {
    let case = service("critical", "1").table(
        "sensitivities",
        "id, target, filter, action, low, high
         worth, price, material=metal, multiply, 0.5, 1.5
         need, demand, , multiply, 0.5, 2",
    );
    let sensitivities = case.sensitivities();
    let high = &sensitivities.sensitivities[1].high.as_ref().unwrap();
    assert_eq!((high.value, &high.outcome, high.outcome.as_str()), (2.0, &CaseOutcome::Infeasible, "no plan"));
    let ranked = sensitivities.ranked(Measure::Objective);
    assert_eq!(
        ranked.iter().map(|(sensitivity, _)| sensitivity.row.id.as_str()).collect::<Vec<_>>(),
        ["need", "worth"]
    );
    assert!(ranked[0].1.is_none() && ranked[1].1.is_some() && !sensitivities.is_cut_off());
    // A case that has no plan as assumed has nothing to compare with.
    let none = with(
        service("critical", "1").table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 101"),
        "demand, , multiply, 0.5, ",
    );
    assert!(matches!(none.try_sensitivities(1), Err(PlanError::Infeasible(_))));
}

/// 100 t are made; demand is worth more than the market. 150 t are wanted at the high end: 50 t are missing.
#[test]
fn missing_tonnes_of_defense_are_counted() {
    let sensitivities = with(service("defense", ""), "demand, , multiply, , 2.5").sensitivities();
    assert_near(sensitivities.base.defense_short_t, 0.0);
    assert_near(high(&sensitivities.sensitivities[0]).defense_short_t, 50.0);
    let sensitivities = with(service("commercial", ""), "demand, , multiply, , 2.5").sensitivities();
    assert_near(high(&sensitivities.sensitivities[0]).defense_short_t, 0.0);
}

/// A floor of 15 tops up 25 t at 13 USD/kg; at a price a tenth higher 25 · 0.7 thousand are paid.
#[test]
fn what_the_public_pays_is_counted() {
    let case = Case::works(2030, 2030)
        .table("policies", "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=metal, 15, 25");
    let sensitivities = with(case, "price, material=metal, multiply, , 1.1").sensitivities();
    assert_near(sensitivities.base.public_musd, 0.05);
    assert_near(high(&sensitivities.sensitivities[0]).public_musd, 0.0175);
    let granted = smelter(2030, "", "").table("policies", "id, kind, value\ngrant, capex_grant, 0.4");
    let sensitivities = with(granted, "capex, , multiply, , 1.5").sensitivities();
    assert_near(sensitivities.base.public_musd, 2.0);
    assert_near(high(&sensitivities.sensitivities[0]).public_musd, 3.0);
}

/// 16 t of nd_oxide at 60 are made and 10 needed, 48 t of ce_oxide at 3 made and 100 needed: (600 + 144) / (600 + 300). A price
/// changes nothing of that, though it is what the oxides are weighted with.
#[test]
fn a_price_alone_moves_no_share_made_at_home() {
    let case = Case::chain(2030, 2030)
        .table(
            "demands",
            "id, end_use, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             nd, motors, us, nd_oxide, commercial, 500, 500
             ce, glass, us, ce_oxide, commercial, 500, 500",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nnd, 2030, 10\nce, 2030, 100");
    let sensitivities = with(case, "price, material=nd_oxide, multiply, 0.5, 2").sensitivities();
    let separation = Measure::parse("home:separation", &sensitivities.stages).unwrap();
    assert_near(separation.of(&sensitivities.base).unwrap(), 744.0 / 900.0);
    assert_near(sensitivities.width(&sensitivities.sensitivities[0], separation).unwrap(), 0.0);
    // Mines serve the plant; no metal is needed.
    let share = |text: &str| Measure::parse(text, &sensitivities.stages).unwrap().of(&sensitivities.base);
    assert_near(share("home:mining").unwrap(), 1.0);
    assert_eq!(share("home:metal"), None);
    assert_eq!(share("home"), share("home:separation"));
}

#[test]
fn results_do_not_depend_on_threads() {
    let case = Case::works(2030, 2031).fork(2031, 0.25).table(
        "sensitivities",
        "id, target, filter, action, low, high
         metal, price, material=metal, multiply, 0.5, 2
         scrap, price, material=scrap, multiply, 0.5, 2
         chance, probability, scenario=boom, set, 0.1, 0.9
         rate, discount_rate, , set, 0.01, 0.1
         time, availability, , multiply, 0.5, ",
    );
    let one = case.try_sensitivities(1).unwrap();
    for threads in [0, 2, 7] {
        assert_eq!(one, case.try_sensitivities(threads).unwrap());
    }
    // The widest comes first.
    let ids: Vec<&str> =
        one.ranked(Measure::Objective).iter().map(|(sensitivity, _)| sensitivity.row.id.as_str()).collect();
    assert_eq!(ids[..2], ["metal", "time"]);
}

#[test]
fn measures_are_read() {
    let stages = [Name::const_new("mining"), Name::const_new("metal")];
    let read = |text: &str| Measure::parse(text, &stages);
    assert_eq!(read("objective"), Ok(Measure::Objective));
    assert_eq!(read("home:metal"), Ok(Measure::Home(Some(1))));
    assert_eq!(read("home:magnet"), Err("there is no stage `magnet`; the stages are mining, metal".to_string()));
    assert_eq!(
        read("nvp"),
        Err("expected `objective`, `npv`, `capital`, `public`, `defense`, `home` or `home:STAGE`, found `nvp`"
            .to_string())
    );
}
