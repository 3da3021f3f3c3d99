//! Prices and duals against finite differences: the case is changed a little up and a little down and planned again.
//!
//! The optimum is concave in every bound, so a dual lies between the gain from a little more and the loss from a little less;
//! where the two agree it is exact.

use recoop::plan::Plan;
use recoop_case::Network;
use recoop_case::positions::StateAt;

use crate::toy::Case;

/// Step of the differences, in the unit of what is changed.
const STEP: f64 = 0.01;
/// Room for the solver's tolerance over the step, MUSD per unit.
const ROOM: f64 = 1e-6;

/// What is changed by a step; 0 is the case itself.
#[derive(Clone, Copy, Default)]
struct Steps {
    works_t: f64,
    capital_musd: f64,
    total_musd: f64,
    stock_t: f64,
    reserve_t: f64,
    /// Target of a change, its filter, scenario, year and how much is added.
    change: Option<(&'static str, &'static str, &'static str, i32, f64)>,
}

/// Boom with 0.7, bust with 0.3; a tail of 0.4 with weight 0.4; a quarter of interest. Works that stand, a smelter that capital
/// limits, a stock, a supply curve of scrap, a market for metal, a lane from abroad.
fn works(steps: Steps) -> Case {
    let nothing = ("price", "material=metal", "bust", 2031, 0.0);
    let (target, filter, scenario, year, value) = steps.change.unwrap_or(nothing);
    Case::works(2030, 2032)
        .fork(2031, 0.7)
        .set(|s| {
            s.finance.discount_rate = 0.25;
            s.finance.tax_rate = 0.1;
            (s.risk.weight, s.risk.tail) = (0.4, 0.4);
        })
        .table(
            "members",
            &format!(
                "id, role, capital_per_year_musd, capital_total_musd\nsmith, manufacturer, {}, {}",
                0.7 + steps.capital_musd,
                1.1 + steps.total_musd
            ),
        )
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, capacity_t_per_year, availability, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
                 works, smith, us, melting, existing, {}, 0.9, , ,
                 smelter, smith, us, melting, candidate, , , 100, 2, 100",
                60.0 + steps.works_t
            ),
        )
        .table("regions", "id, bloc\nus, home\nau, ally")
        .table("lanes", "from, to, material, cost_usd_per_kg, limit_t_per_year\nau, us, metal, 0.5, 15")
        .table("markets", "id, region, controller\nworld, us, nobody\nperth, au, ally\ngift, us, nobody")
        .table(
            "offers",
            "market, material, side, step, price_factor, limit_t_per_year
             world, scrap, buy, 1, 1, 70
             world, scrap, buy, 2, 2, 20
             world, metal, sell, 1, 1, 30
             perth, metal, buy, 1, 1, 40
             gift, metal, buy, 1, 1, 1
             gift, scrap, buy, 1, 1, 1",
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, scrap, 2030, 2,
             world, metal, 2030, 13,
             world, metal, 2030, 7, bust
             perth, metal, 2030, 9,
             gift, metal, 2030, 0,
             gift, scrap, 2030, 0,",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, smith, us, metal, defense, 20, 10",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 95\nmotors, 2032, 125")
        .table(
            "stocks",
            &format!(
                "material, region, initial_t, limit_t, holding_cost_usd_per_kg\nmetal, us, {}, 20, 0.2",
                5.0 + steps.stock_t
            ),
        )
        .table(
            "changes",
            &format!(
                "scenario, target, filter, action, value, first_year, last_year
                 bust, availability, facility=works, set, 0.5, ,
                 {scenario}, {target}, {filter}, add, {value}, {year}, {year}"
            ),
        )
}

fn mine(steps: Steps) -> Case {
    Case::chain(2030, 2032)
        .fork(2031, 0.6)
        .set(|s| {
            s.finance.discount_rate = 0.1;
            (s.risk.weight, s.risk.tail) = (0.5, 0.5);
        })
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, feed, status, capacity_t_per_year, reserve_t
                 hill_mine, miner, us, mine, hill, existing, 100, {}
                 plant, refiner, us, separation, , existing, 80,",
                150.0 + steps.reserve_t
            ),
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, nd_oxide, 2030, 60,
             world, ce_oxide, 2030, 3,
             world, nd_oxide, 2030, 80, boom
             world, nd_oxide, 2032, 110, boom
             world, nd_oxide, 2030, 50, bust",
        )
}

/// Weight of a dollar of a state, worked out from the scenarios' values: discounting times probability, as risk sees it.
fn weight(network: &Network, plan: &Plan, state: StateAt) -> f64 {
    let (tree, risk) = (&network.tree, network.settings.risk);
    let mut left = risk.tail;
    let mut worst: Vec<_> = plan.scenarios.iter().collect();
    worst.sort_by(|a, b| a.npv_musd.total_cmp(&b.npv_musd));
    let mut share = (1.0 - risk.weight) * tree.states[state].probability;
    for scenario in worst {
        let mass = scenario.probability.min(left);
        left -= mass;
        if tree.path(tree.leaves[scenario.leaf]).any(|s| s == state) {
            share += risk.weight * mass / risk.tail;
        }
    }
    share * tree.states[state].weight
}

fn state(network: &Network, label: &str) -> StateAt {
    network.tree.states.positions().find(|s| network.tree.label(*s) == label).unwrap()
}

/// Sum over the duals of a constraint about a subject, each with the weight of its state (1 where it has none).
fn present_value(network: &Network, plan: &Plan, constraint: &str, subject: &str, at: Option<&str>) -> f64 {
    let at = at.map(|label| state(network, label));
    let ours = plan.duals.iter().filter(|d| d.constraint == constraint && d.key.starts_with(&format!("{subject},")));
    let ours = ours.filter(|d| at.is_none() || d.state == at);
    ours.map(|d| d.value * d.state.map_or(1.0, |s| weight(network, plan, s))).sum()
}

/// Holds a predicted derivative between the differences to both sides; says how far apart they are.
#[track_caller]
fn bracket(name: &str, predicted: f64, case: impl Fn(f64) -> Case) -> f64 {
    let [down, here, up] = [-STEP, 0.0, STEP].map(|step| case(step).objective());
    let (left, right) = ((here - down) / STEP, (up - here) / STEP);
    assert!(right <= left + ROOM, "{name}: not concave, {left} then {right}");
    assert!(
        right - ROOM <= predicted && predicted <= left + ROOM,
        "{name}: predicted {predicted}, less gives {left}, more gives {right}"
    );
    left - right
}

const STATES: [(&str, &str, i32); 4] = [
    ("2031·boom", "boom", 2031),
    ("2032·boom", "boom", 2032),
    ("2031·bust", "bust", 2031),
    ("2032·bust", "bust", 2032),
];

fn changed(target: &'static str, filter: &'static str, scenario: &'static str, year: i32) -> impl Fn(f64) -> Case {
    move |step| works(Steps { change: Some((target, filter, scenario, year, step)), ..Steps::default() })
}

#[test]
fn one_more_tonne_demanded_changes_the_plan_by_its_dual() {
    let (network, plan) = works(Steps::default()).plan();
    for (label, scenario, year) in STATES {
        let predicted = present_value(&network, &plan, "demand_met", "motors", Some(label));
        bracket(label, predicted, changed("demand", "demand=motors", scenario, year));
    }
}

/// The quantity served whole: each tonne more is worth what it earns, not what a shortage would cost.
#[test]
fn a_demand_that_is_served_whole_is_worth_what_a_tonne_more_earns() {
    let case = |step: f64| {
        Case::works(2030, 2030)
            .table("offers", "market, material, side\nworld, scrap, buy")
            .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2")
            .table(
                "demands",
                "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
                 motors, motors, smith, us, metal, defense, 20, 30",
            )
            .table("quantities", &format!("demand, year, quantity_t_per_year\nmotors, 2030, {}", 40.0 + step))
    };
    let (network, plan) = case(0.0).plan();
    let predicted = present_value(&network, &plan, "demand_met", "motors", None);
    assert!((predicted - 0.017).abs() < 1e-9, "{predicted}");
    bracket("whole", predicted, case);
}

#[test]
fn one_more_tonne_of_capacity_changes_the_plan_by_its_duals() {
    let (network, plan) = works(Steps::default()).plan();
    // A tonne of capacity gives its availability, which differs by state.
    let duals = plan.duals.iter().filter(|d| d.constraint == "capacity_limit" && d.key.starts_with("works,"));
    let predicted: f64 = duals
        .map(|d| {
            let s = d.state.unwrap();
            d.value * network.facilities[0].availability.at(s) * weight(&network, &plan, s)
        })
        .sum();
    assert!(predicted > 1e-3, "{predicted}");
    bracket("works", predicted, |step| works(Steps { works_t: step, ..Steps::default() }));
}

#[test]
fn one_more_tonne_through_a_full_lane_changes_the_plan_by_its_dual() {
    let (network, plan) = works(Steps::default()).plan();
    let mut priced = 0;
    for (label, scenario, year) in STATES {
        let predicted = present_value(&network, &plan, "lane_limit", "metal,au,us", Some(label));
        bracket(label, predicted, changed("lane_limit", "from=au", scenario, year));
        priced += usize::from(predicted > ROOM);
    }
    assert!(priced > 0, "the lane is never full: the test would prove nothing");
}

#[test]
fn one_more_tonne_at_an_offer_changes_the_plan_by_its_dual() {
    let (network, plan) = works(Steps::default()).plan();
    let mut priced = 0;
    for (label, scenario, year) in STATES {
        // The filter reaches both steps of scrap, so their duals add up.
        let predicted = present_value(&network, &plan, "offer_limit", "world,scrap", Some(label));
        bracket(label, predicted, changed("offer_limit", "market=world;material=scrap", scenario, year));
        let sold = present_value(&network, &plan, "offer_limit", "world,metal", Some(label));
        bracket(label, sold, changed("offer_limit", "market=world;material=metal", scenario, year));
        priced += usize::from(predicted > ROOM);
    }
    assert!(priced > 0, "no offer is at its limit: the test would prove nothing");
}

#[test]
fn one_more_dollar_of_equity_changes_the_plan_by_its_duals() {
    let (network, plan) = works(Steps::default()).plan();
    let yearly = present_value(&network, &plan, "capital_limit", "smith", None);
    let total = present_value(&network, &plan, "capital_total", "smith", None);
    assert!(yearly > ROOM && total > ROOM, "{yearly} a year, {total} in total: the test would prove nothing");
    bracket("a year", yearly, |step| works(Steps { capital_musd: step, ..Steps::default() }));
    bracket("in total", total, |step| works(Steps { total_musd: step, ..Steps::default() }));
}

#[test]
fn one_more_tonne_in_stock_is_worth_the_price_of_the_first_state() {
    let (network, plan) = works(Steps::default()).plan();
    let first = state(&network, "2030·now");
    let metal = network.materials.iter().position(|m| m.id == "metal").unwrap();
    let price = plan
        .prices
        .iter()
        .find(|p| p.material == metal && p.state == StateAt::new(first.index()) && p.region == 0)
        .unwrap();
    let predicted = price.price_usd_per_kg * 1e-3 * weight(&network, &plan, StateAt::new(first.index()));
    bracket("stock", predicted, |step| works(Steps { stock_t: step, ..Steps::default() }));
}

/// Material that costs nothing, a little more of it in one state alone: what that is worth is its price there.
#[test]
fn a_price_is_what_a_gift_of_the_material_is_worth() {
    let (network, plan) = works(Steps::default()).plan();
    for (label, scenario, year) in STATES {
        for (material, filter) in [("metal", "market=gift;material=metal"), ("scrap", "market=gift;material=scrap")] {
            let m = network.materials.iter().position(|other| other.id == material).unwrap();
            let s = state(&network, label);
            let price = plan
                .prices
                .iter()
                .find(|p| p.material == m && p.state == StateAt::new(s.index()) && p.region == 0)
                .unwrap();
            let predicted = price.price_usd_per_kg * 1e-3 * weight(&network, &plan, StateAt::new(s.index()));
            bracket(&format!("{material} {label}"), predicted, changed("offer_limit", filter, scenario, year));
        }
    }
}

#[test]
fn one_more_tonne_in_the_ground_changes_the_plan_by_its_duals() {
    let (network, plan) = mine(Steps::default()).plan();
    let predicted = present_value(&network, &plan, "ore_depletion", "hill_mine", None);
    assert!(predicted > ROOM, "{predicted}");
    bracket("reserve", predicted, |step| mine(Steps { reserve_t: step, ..Steps::default() }));
}

/// Room for a plant of 0.05 MUSD per t/yr that earns 0.1: a tonne more of it is worth 0.05.
#[test]
fn one_more_tonne_of_room_changes_the_plan_by_its_dual() {
    let case = |step: f64| {
        Case::works(2030, 2030)
            .table("prices", "market, material, year, price_usd_per_kg\nworld, scrap, 2030, 2\nworld, metal, 2030, 103")
            .table(
                "facilities",
                &format!(
                    "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
                     smelter, smith, us, melting, candidate, {}, 5, 100",
                    100.0 + step
                ),
            )
    };
    let (_, plan) = case(0.0).plan();
    let predicted = plan.duals.iter().find(|d| d.constraint == "site_limit").map_or(0.0, |d| d.value);
    assert!((predicted - 0.05).abs() < 1e-9, "{predicted}");
    bracket("room", predicted, case);
}
