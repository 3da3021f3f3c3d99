//! The attributions of the real formulation: a coalition, a price attack, a ban, each against the case that says the same.

use program::transform::{restrict, with_attack};
use program::{NoProgress, Options, Program, Solver};

use crate::toy::{Case, assert_near};

fn optimum(program: &Program) -> f64 {
    let options = Options { gap: 1e-12, ..Options::default() };
    Solver::new(program).unwrap().solve(&options, &mut NoProgress).unwrap().objective.unwrap()
}

/// Three members: a smith with works and a candidate smelter, a trader with access to a market and a stock, motors with a
/// demand. The cooperative owns a market access of its own. What is `true` is there; a member that is not brings nothing.
fn members(smith: bool, trader: bool, motors: bool) -> Case {
    let (capital, standing, site) = if smith { ("6", "60", "100") } else { ("0", "0", "0") };
    let smelter =
        if smith { format!("smelter, smith, us, melting, candidate, , {site}, 20, 1.2, 20") } else { String::new() };
    let works = if smith { format!("works, smith, us, melting, existing, {standing}, , , ,") } else { String::new() };
    let offer = if trader { "world, metal, sell, 1, 40, trader" } else { "" };
    let stock = if trader { "7, 3, 20" } else { "0, 0, 0" };
    let quantity = if motors { 80 } else { 0 };
    let money = if motors { "4" } else { "0" };
    Case::works(2030, 2031)
        .fork(2031, 0.5)
        .set(|s| {
            s.finance.discount_rate = 0.1;
            s.finance.tax_rate = 0.2;
            (s.risk.weight, s.risk.tail) = (0.3, 0.4);
        })
        .table(
            "members",
            &format!(
                "id, role, capital_per_year_musd
                 smith, manufacturer, {capital}
                 trader, investor, 0
                 motors, consumer, {money}"
            ),
        )
        .table(
            "facilities",
            &format!(
                "id, member, region, technology, status, capacity_t_per_year, max_capacity_t_per_year, module_t_per_year, capex_ref_musd, size_ref_t_per_year
                 common, , us, melting, existing, 10, , , ,
                 {works}
                 {smelter}"
            ),
        )
        .table(
            "offers",
            &format!(
                "market, material, side, step, limit_t_per_year, member
                 world, scrap, buy, 1, ,
                 world, metal, sell, 2, 5,
                 {offer}"
            ),
        )
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, scrap, 2030, 2,
             world, metal, 2030, 60,
             world, metal, 2030, 40, bust",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg, service_level
             motors, motors, motors, us, metal, defense, 90, 30, 0.1",
        )
        .table("quantities", &format!("demand, year, quantity_t_per_year\nmotors, 2030, {quantity}"))
        .table(
            "stocks",
            &format!(
                "material, region, member, initial_t, reserve_t, limit_t\nmetal, us, trader, {stock}"
            ),
        )
}

#[test]
fn all_members_together_have_the_program_itself() {
    let case = members(true, true, true);
    let program = case.formulation().program;
    assert_eq!(program.attributions.members, ["smith", "trader", "motors", "cooperative"]);
    assert_near(optimum(&restrict(&program, &[true; 4])), case.objective());
}

/// The works of the cooperative alone sell 5 t through its own market access: that is what every coalition has.
/// Taxed at 0.2, in MUSD: 5 · (60 - 3) · 0.8 = 0.228; the next year 0.228 or 5 · (40 - 3) · 0.8 = 0.148, discounted by 1.1.
#[test]
fn nobody_has_what_is_common_and_no_more() {
    let program = members(true, true, true).formulation().program;
    let (good, bad) = (0.228 + 0.228 / 1.1, 0.228 + 0.148 / 1.1);
    // The tail of 0.4 lies in the bust.
    assert_near(optimum(&restrict(&program, &[false; 4])), 0.7 * (good + bad) / 2.0 + 0.3 * bad);
}

/// Every coalition against the case in which the others bring nothing.
#[test]
fn a_coalition_has_what_its_members_bring() {
    let program = members(true, true, true).formulation().program;
    let mut worths = Vec::new();
    for mask in 0..8 {
        let [smith, trader, motors] = [1, 2, 4].map(|bit| mask & bit != 0);
        let coalition = restrict(&program, &[smith, trader, motors, true]);
        let (found, alone) = (optimum(&coalition), members(smith, trader, motors).objective());
        assert!((found - alone).abs() < 1e-8, "smith {smith}, trader {trader}, motors {motors}: {found} and {alone}");
        worths.push(found);
    }
    // The members differ, and together they have more than apart.
    assert!(worths[7] > worths[1] + worths[2] + worths[4] - 2.0 * worths[0] + 0.1, "{worths:?}");
}

/// The works in a world that the adversary can press: it sells scrap, buys metal, and owns a market for metal with a lane home.
fn with_depths(scrap: f64, metal: f64, bust_metal: f64, policies: &str) -> Case {
    let case = Case::works(2030, 2031)
        .fork(2031, 0.4)
        .set(|s| {
            s.finance.discount_rate = 0.1;
            s.finance.tax_rate = 0.25;
            (s.risk.weight, s.risk.tail) = (0.5, 0.3);
        })
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table("markets", "id, region, controller\nworld, us, adversary\nshanghai, cn, adversary")
        .table("lanes", "from, to, material, tariff\ncn, us, metal, 0.2")
        .table(
            "offers",
            "market, material, side, step, price_factor, limit_t_per_year
             world, scrap, buy, 1, 1, 200
             world, metal, sell, 1, 1, 50
             world, metal, sell, 2, 0.8, 90
             shanghai, metal, buy, 1, 0.7, 30",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, smith, us, metal, defense, 20, 10",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40")
        .table(
            "prices",
            &format!(
                "market, material, year, price_usd_per_kg, scenario
                 world, scrap, 2030, 2,
                 world, metal, 2030, 13,
                 shanghai, metal, 2030, 13,
                 world, scrap, 2030, {scrap}, boom
                 world, metal, 2030, {metal}, boom
                 shanghai, metal, 2030, {metal}, boom
                 world, metal, 2030, {bust_metal}, bust
                 shanghai, metal, 2030, {bust_metal}, bust"
            ),
        );
    if policies.is_empty() {
        case
    } else {
        case.table("policies", &format!("id, kind, filter, value, limit_t_per_year\n{policies}"))
    }
}

fn depths(program: &Program, wanted: &[(&str, f64)]) -> Vec<f64> {
    let mut depths = vec![0.0; program.attributions.components.len()];
    for (name, depth) in wanted {
        let at = program.attributions.components.iter().position(|c| c == name);
        depths[at.unwrap_or_else(|| panic!("no component `{name}` in {:?}", program.attributions.components))] = *depth;
    }
    depths
}

#[test]
fn an_attack_on_prices_is_the_case_with_those_prices() {
    let program = with_depths(2.0, 13.0, 10.0, "").formulation().program;
    let attack = depths(
        &program,
        &[("price[metal,2031·boom]", 0.4), ("price[scrap,2031·boom]", 0.1), ("price[metal,2031·bust]", 0.9)],
    );
    let (found, case) = (optimum(&with_attack(&program, &attack)), with_depths(1.8, 7.8, 1.0, "").objective());
    assert!((found - case).abs() < 1e-9, "{found} and {case}");
    assert!(found < optimum(&program) - 0.1);
    assert_near(optimum(&with_attack(&program, &[])), optimum(&program));
}

/// A floor pays more the deeper the price falls, also when it was above the floor before.
#[test]
fn a_price_floor_answers_an_attack() {
    for floor in ["floor, price_floor, material=metal, 15, 60", "floor, price_floor, material=metal, 9, 60"] {
        let program = with_depths(2.0, 13.0, 10.0, floor).formulation().program;
        let attack = depths(&program, &[("price[metal,2031·boom]", 0.4), ("price[metal,2031·bust]", 0.9)]);
        let (found, case) = (optimum(&with_attack(&program, &attack)), with_depths(2.0, 7.8, 1.0, floor).objective());
        assert!((found - case).abs() < 1e-9, "{floor}: {found} and {case}");
    }
}

#[test]
fn a_ban_closes_a_market_of_the_adversary() {
    let case = with_depths(2.0, 13.0, 10.0, "");
    let program = case.formulation().program;
    let attack = depths(&program, &[("ban[world,metal,2031·bust]", 1.0), ("ban[world,scrap,2031·boom]", 1.0)]);
    let closed = case.table(
        "changes",
        "scenario, target, filter, action, value
         bust, offer_limit, market=world;material=metal, set, 0
         boom, offer_limit, market=world;material=scrap, set, 0",
    );
    let (found, by_case) = (optimum(&with_attack(&program, &attack)), closed.objective());
    assert!((found - by_case).abs() < 1e-9, "{found} and {by_case}");
    assert!(found < optimum(&program) - 0.05);
}

/// A market that is not the adversary's cannot be closed by it.
#[test]
fn a_ban_reaches_only_markets_of_the_adversary() {
    let case = with_depths(2.0, 13.0, 10.0, "")
        .table("markets", "id, region, controller\nworld, us, nobody\nshanghai, cn, adversary");
    let components = case.formulation().program.attributions.components;
    let bans: Vec<&String> = components.iter().filter(|c| c.starts_with("ban[")).collect();
    assert_eq!(
        bans,
        ["ban[shanghai,metal,2030·now]", "ban[shanghai,metal,2031·boom]", "ban[shanghai,metal,2031·bust]"]
    );
}
