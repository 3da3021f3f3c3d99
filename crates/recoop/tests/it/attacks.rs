//! Attacks of a case: what they touch and cost by hand, and that the program under each is the program of the case that says
//! the same.

use program::transform::with_attack;
use program::{NoProgress, Options, Program, Solver};
use recoop::formulation::formulate;
use recoop_case::Network;
use recoop_case::attacks::{Attack, CostLevel, Reached};
use recoop_case::edit::attacked::AttackStep;
use recoop_case::positions::StateAt;

use crate::toy::{Case, assert_near};

fn optimum(program: &Program) -> f64 {
    let options = Options { gap: 1e-12, ..Options::default() };
    Solver::new(program).unwrap().solve(&options, &mut NoProgress).unwrap().objective.unwrap()
}

/// Works that sell metal at home and in a bazaar of nobody's, and buy scrap and metal from the adversary under a duty; a
/// price floor; two futures from 2031; a second, larger plant that is being built and one that can be.
pub fn with_depths() -> Case {
    Case::works(2030, 2033)
        .fork(2031, 0.4)
        .set(|s| {
            s.finance.discount_rate = 0.1;
            s.finance.tax_rate = 0.25;
            s.horizon.period_lengths = vec![1, 1, 2];
            (s.risk.weight, s.risk.tail) = (0.5, 0.3);
        })
        .table("regions", "id, bloc\nus, home\ncn, adversary")
        .table(
            "markets",
            "id, region, controller\nworld, us, adversary\nshanghai, cn, adversary\nbazaar, us, nobody",
        )
        .table("lanes", "from, to, material, tariff\ncn, us, metal, 0.2")
        .table("members", "id, role, tax_rate\nsmith, manufacturer, 0.3\nrival, manufacturer, ")
        .table(
            "facilities",
            "id, member, region, technology, status, capacity_t_per_year, online_year, ramp, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year
             works, smith, us, melting, existing, 100, , , , ,
             forge, rival, us, melting, construction, 40, 2031, 0.5;0.8, , ,
             hearth, smith, us, melting, candidate, , , 0.6, 30, 0.1, 30",
        )
        .table(
            "offers",
            "market, material, side, step, price_factor, limit_t_per_year
             world, scrap, buy, 1, 1, 200
             world, metal, sell, 1, 1, 50
             world, metal, sell, 2, 0.8, 90
             shanghai, metal, buy, 1, 0.7, 30
             bazaar, metal, sell, 1, 1, 20",
        )
        .table(
            "demands",
            "id, end_use, member, region, material, priority, value_usd_per_kg, shortage_cost_usd_per_kg
             motors, motors, smith, us, metal, defense, 20, 10",
        )
        .table("quantities", "demand, year, quantity_t_per_year\nmotors, 2030, 40")
        .table(
            "prices",
            "market, material, year, price_usd_per_kg, scenario
             world, scrap, 2030, 2,
             world, metal, 2030, 13,
             shanghai, metal, 2030, 13,
             bazaar, metal, 2030, 14,
             world, metal, 2030, 10, bust
             shanghai, metal, 2030, 10, bust",
        )
        .table("policies", "id, kind, filter, value, limit_t_per_year\nfloor, price_floor, material=metal, 11, 30")
        .table("attacks", HEADER)
}

pub const HEADER: &str = "id, kind, filter, reference, max_depth, first_year, last_year, exclusive_with, producers_t, treasury_t, nation_t, elasticity, margin, loss_musd_per_year";

fn only(attack: &str, pass_through: &str) -> Case {
    let case = with_depths().add("attacks", attack);
    if pass_through.is_empty() {
        case
    } else {
        case.table("pass_through", &format!("attack, filter, share\n{pass_through}"))
    }
}

fn first(network: &Network) -> &Attack {
    &network.attacks[0]
}

fn state(network: &Network, label: &str) -> usize {
    (network.tree.states.positions().find(|s| network.tree.label(*s) == label).unwrap()).index()
}

/// Holds the program under an attack of full and of half depth in one state against the case with those changes.
#[track_caller]
fn assert_is(case: &Case, component: &str, depth: f64, changes: &str) {
    let program = case.formulation().program;
    let at = program.attributions.components.iter().position(|c| c == component);
    let at = at.unwrap_or_else(|| panic!("no component `{component}` in {:?}", program.attributions.components));
    let mut depths = vec![0.0; program.attributions.components.len()];
    depths[at] = depth;
    let changed = case
        .clone()
        .table("changes", &format!("scenario, target, filter, action, value, first_year, last_year\n{changes}"));
    let (found, by_case) = (optimum(&with_attack(&program, &depths)), changed.objective());
    assert!((found - by_case).abs() < 1e-9, "{found} and {by_case}");
    assert!((found - optimum(&program)).abs() > 1e-3, "the attack changes nothing: {found}");
}

#[test]
fn a_price_attack_moves_trades_duties_and_floors_and_passes_on() {
    let case = only("cut, price, material=metal, , 0.5, , , , 1000, , , , ,", "cut, market=bazaar, 0.4");
    let network = case.network();
    let touched: Vec<_> = first(&network).offers.iter().map(|touch| (touch.offer, touch.share)).collect();
    assert_eq!(touched, [(1, 1.0), (2, 1.0), (3, 1.0), (4, 0.4)]);
    assert_is(
        &case,
        "attack[cut,2031·bust]",
        0.5,
        "bust, price, market=world;material=metal, multiply, 0.5, 2031, 2031
         bust, price, market=shanghai;material=metal, multiply, 0.5, 2031, 2031
         bust, price, market=bazaar, multiply, 0.8, 2031, 2031",
    );
}

/// A filter by side moves offers, and neither duties nor floors: as in `changes`.
#[test]
fn a_price_attack_by_side_leaves_duties_and_floors() {
    let case = only("cut, price, material=metal;side=sell, , 0.5, , , , 1000, , , , ,", "");
    assert!(first(&case.network()).prices.is_empty());
    assert_is(
        &case,
        "attack[cut,2031·boom]",
        0.3,
        "boom, price, market=world;material=metal;side=sell, multiply, 0.7, 2031, 2031",
    );
}

/// Of the period 2032-2033 an attack that ends in 2032 moves the mean by the weight of its year: at 10%, 1 of 1 + 1 / 1.1.
#[test]
fn an_attack_counts_with_its_years() {
    let case = only("cut, price, material=metal, , 0.5, 2031, 2032, , 1000, , , , ,", "");
    let network = case.network();
    let parts: Vec<f64> = ["2030·now", "2031·bust", "2032·bust"]
        .iter()
        .map(|s| first(&network).share_of_years(&network.tree, StateAt::new(state(&network, s))))
        .collect();
    assert_eq!(parts[..2], [0.0, 1.0]);
    assert!((parts[2] - 1.1 / 2.1).abs() < 1e-12, "{}", parts[2]);
    let components = case.formulation().program.attributions.components;
    let own: Vec<&String> = components.iter().filter(|c| c.starts_with("attack[")).collect();
    assert_eq!(
        own,
        ["attack[cut,2031·boom]", "attack[cut,2032·boom]", "attack[cut,2031·bust]", "attack[cut,2032·bust]"]
    );
    assert_is(
        &case,
        "attack[cut,2032·boom]",
        0.5,
        "boom, price, market=world;material=metal, multiply, 0.5, 2032, 2032
         boom, price, market=shanghai, multiply, 0.5, 2032, 2032",
    );
}

#[test]
fn a_squeeze_makes_dear_what_it_sells_and_cheap_what_it_buys() {
    let case = only("dear, squeeze, market=*, scrap, 0.6, , , , , , 100, 1.5, 0.4,", "");
    assert_is(
        &case,
        "attack[dear,2031·boom]",
        0.5,
        "boom, price, material=scrap, multiply, 1.5, 2031, 2031
         boom, price, market=shanghai, multiply, 1.5, 2031, 2031
         boom, price, market=world;material=metal;side=sell, multiply, 0.5, 2031, 2031",
    );
}

#[test]
fn a_ban_closes_the_offers_that_it_touches() {
    let case = only("stop, ban, material=metal, , , , , , 500, , 500, , 0.3,", "");
    assert_is(
        &case,
        "attack[stop,2031·boom]",
        1.0,
        "boom, offer_limit, market=world;material=metal, set, 0, 2031, 2031
         boom, offer_limit, market=shanghai, set, 0, 2031, 2031",
    );
}

/// What the smith makes brings less, whoever buys it: a cost on its activity.
#[test]
fn a_target_sells_for_less() {
    let case = only("aimed, target, member=smith;material=metal, , 0.5, , , , 100, , , , ,", "");
    let network = case.network();
    assert_eq!(first(&network).plants, [0, 2]);
    // 13 USD/kg in Shanghai and at the world market, of which the latter comes first.
    assert_is(&case, "attack[aimed,2031·boom]", 0.2, "boom, variable_cost, member=smith, add, 2.6, 2031, 2031");
}

/// Standing, ramping and new capacity work for a smaller part of the year.
#[test]
fn equipment_withheld_lowers_availability() {
    let case = only("late, equipment, technology=melting, , 0.8, , , , , , , , , 7", "");
    assert_eq!(first(&case.network()).plants, [0, 1, 2]);
    for (component, scenario, year) in
        [("attack[late,2031·boom]", "boom", 2031), ("attack[late,2032·boom]", "boom", 2032)]
    {
        assert_is(
            &case,
            component,
            0.5,
            &format!("{scenario}, availability, technology=melting, multiply, 0.5, {year}, {}", 2 * year - 2031),
        );
    }
}

/// A case without attacks has the components of old, and one with attacks has them too.
#[test]
fn attacks_come_beside_prices_and_bans() {
    let plain = with_depths().formulation().program.attributions;
    let more = only("stop, ban, material=metal, , , , , , 500, , 500, , 0.3,", "").formulation().program.attributions;
    assert_eq!(more.components[..plain.components.len()], plain.components);
    assert!(plain.components.iter().all(|c| !c.starts_with("attack[")));
    assert_eq!(more.priced, plain.priced);
}

/// 0.1 USD/kg of 1000 t is 0.1 MUSD; the dominant firm's loss is p V d (1 - e m + e d).
#[test]
fn costs_by_hand() {
    let case = only(
        "cut, price, market=world;material=metal, , 0.5, 2031, 2032, , 1000, 400, , 0.8, 0.5,
         dear, squeeze, material=scrap, , 2, , , , , , 100, 0.5, 0.4,
         stop, ban, material=metal, metal, , , , , 500, 300, 200, , 0.3,
         shut, ban, material=scrap, , , , , , , , , , , 9
         late, equipment, member=rival, , 0.8, , , , , , , , , 4
         aimed, target, member=rival;material=metal, , 0.5, , , , 40, 40, 40, , ,",
        "",
    );
    let network = case.network();
    let (boom, bust) = (state(&network, "2031·boom"), state(&network, "2031·bust"));
    let [cut, dear, stop, shut, late, aimed] = &network.attacks[..] else { panic!("six attacks") };
    use CostLevel::{Nation, Producers, Treasury};
    // 13 · 1000 / 1000 · 0.5 · (1 - 0.4 + 0.4).
    assert_near(cut.cost_musd(Producers, 0.5, StateAt::new(boom)).unwrap(), 6.5);
    assert_near(cut.cost_musd(Producers, 0.5, StateAt::new(bust)).unwrap(), 5.0);
    assert_near(cut.cost_musd(Producers, 0.25, StateAt::new(boom)).unwrap(), 13.0 * 0.25 * 0.8);
    assert_near(cut.cost_musd(Treasury, 0.5, StateAt::new(boom)).unwrap(), 2.6);
    assert_eq!(cut.cost_musd(Nation, 0.5, StateAt::new(boom)), None);
    // A year of boom with 0.4 and of bust with 0.6 in 2031, and the same in 2032.
    assert_near(cut.mean_cost_musd(&network.tree, Producers).unwrap(), 0.4 * 6.5 + 0.6 * 5.0);
    // 2 · 100 / 1000 · d · (0.5 d - 0.8): up to 160% dearer pays for itself.
    assert_near(dear.cost_musd(Nation, 2.0, StateAt::new(boom)).unwrap(), 0.2 * 2.0 * 0.2);
    assert_near(dear.cost_musd(Nation, 0.2, StateAt::new(boom)).unwrap(), 0.0);
    assert_near(stop.cost_musd(Producers, 1.0, StateAt::new(bust)).unwrap(), 10.0 * 0.5 * 0.3);
    assert_near(stop.cost_musd(Nation, 1.0, StateAt::new(boom)).unwrap(), 13.0 * 0.2 * 0.3);
    assert_near(shut.cost_musd(Treasury, 1.0, StateAt::new(boom)).unwrap(), 9.0);
    assert_near(late.cost_musd(Treasury, 0.4, StateAt::new(boom)).unwrap(), 2.0);
    assert_near(aimed.cost_musd(Nation, 0.5, StateAt::new(boom)).unwrap(), 0.26);
    for attack in &network.attacks {
        for level in CostLevel::ALL {
            let Some(full) = attack.cost_musd(level, attack.max_depth, StateAt::new(boom)) else { continue };
            let half = attack.cost_musd(level, attack.max_depth / 2.0, StateAt::new(boom)).unwrap();
            assert!(half <= full / 2.0 + 1e-12, "{} is not convex", attack.id);
            assert_eq!(attack.cost_musd(level, 0.0, StateAt::new(boom)), Some(0.0));
        }
    }
}

#[test]
fn what_is_reached_by_hand() {
    let case = only(
        "cut, price, material=metal, , 0.5, , , , 1000, , , , ,
         late, equipment, member=rival, , 0.8, , , , , , , , , 4
         aimed, target, member=smith;material=metal, , 0.5, , , , 40, , , , ,",
        "",
    );
    let network = case.network();
    let boom = state(&network, "2031·boom");
    let reached: Vec<Reached> =
        network.attacks.iter().map(|attack| attack.reached(&network, StateAt::new(boom))).collect();
    assert_eq!(reached[0], Reached { bought_t: 30.0, sold_t: 140.0, made_t: 0.0 });
    assert_eq!(reached[1], Reached { made_t: 40.0, ..Reached::default() });
    assert_eq!(reached[2], Reached { made_t: 100.0, ..Reached::default() });
    assert_eq!(network.attacks[1].reached(&network, StateAt::new(0)), Reached::default());
}

#[test]
fn attacks_know_whom_they_exclude() {
    let case = only(
        "cut, price, material=metal, , 0.5, , , stop, 1000, , , , ,
         stop, ban, material=metal, , , , , cut, , , , , , 9",
        "",
    );
    let network = case.network();
    assert_eq!(network.attacks.iter().map(|a| a.exclusive_with.clone()).collect::<Vec<_>>(), [vec![1], vec![0]]);
}

/// The case under an attack is the program under the attack, for prices, squeezes, duties and floors.
#[test]
fn a_case_under_attacks_on_prices_is_its_program_under_them() {
    let rows = "cut, price, material=metal, metal, 0.6, 2031, , , 900, 500, 100, 0.5, 0.4,
 scarce, squeeze, material=scrap;side=buy, scrap, 1.2, 2031, 2032, , 300, 200, 50, 0.8, 0.3,";
    let network = with_depths().add("attacks", rows).network();
    let base = formulate(&network);
    let mut moves = Vec::new();
    let mut depths = vec![0.0; base.program.attributions.components.len()];
    for (attack, it) in network.attacks.iter().enumerate() {
        for state in network.tree.states.positions() {
            let depth = it.max_depth * (0.3 + 0.1 * state.index() as f64);
            let label = format!("attack[{},{}]", it.id, network.tree.label(state));
            if let Some(component) = base.program.attributions.components.iter().position(|known| *known == label) {
                depths[component] = depth;
                moves.push(AttackStep { attack, state, depth });
            }
        }
    }
    assert!(moves.len() > 4, "{moves:?}");
    let optimum = |program: &program::Program| {
        let options = program::Options { gap: 1e-12, ..program::Options::default() };
        let outcome = program::Solver::new(program).unwrap().solve(&options, &mut program::NoProgress).unwrap();
        outcome.objective.unwrap()
    };
    let attacked = optimum(&program::with_attack(&base.program, &depths));
    assert!((optimum(&base.program) - attacked).abs() > 1e-3);
    assert_near(optimum(&formulate(&network.with_attacks(&moves).unwrap()).program), attacked);
}
