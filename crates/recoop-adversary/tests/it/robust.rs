//! Plans made with the adversary in mind: against every size of the plant that can be built, against plain column-and-constraint generation, and
//! by hand.

use recoop::formulation::formulate;
use recoop::plan::{NoProgress, PlanOptions, SolvedPlan, solve_program, solve_with_program};
use recoop::share::{Rule, ShareOptions, Stability, share_made};
use recoop_adversary::arsenal::Arsenal;
use recoop_adversary::kill;
use recoop_adversary::robust::{
    Against, PlanPerformance, Robust, RobustError, RobustOptions, hold, robust, worst_case,
};
use recoop_case::Network;
use recoop_case::attacks::CostLevel;
use recoop_case::positions::LeafAt;

use crate::attacks::{HEADER, with_depths};
use crate::toy::Case;

fn options(network: &Network) -> RobustOptions {
    let plan = PlanOptions { gap: 1e-9, threads: 1, ..PlanOptions::from_network(network) };
    RobustOptions { plan, gap: 1e-9, ..RobustOptions::from_network(network) }
}

fn robustly(network: &Network, options: &RobustOptions) -> Robust {
    robust(network, options, &mut NoProgress).unwrap()
}

fn held(network: &Network, options: &RobustOptions, made: SolvedPlan) -> PlanPerformance {
    hold(network, made, options, &mut NoProgress).unwrap()
}

fn plain(network: &Network, options: &RobustOptions) -> PlanPerformance {
    held(network, options, solve_with_program(network, &options.plan, &mut NoProgress).unwrap())
}

fn value(held: &PlanPerformance, weight: f64) -> f64 {
    (1.0 - weight) * held.expected_musd() + weight * held.worst_musd()
}

/// The plan with the plant that can be built at a size, t/yr.
fn of_size(network: &Network, options: &RobustOptions, size: f64) -> Option<PlanPerformance> {
    let mut formulation = formulate(network);
    let sizes: Vec<_> = formulation.variables.size.iter().map(|(_, col)| col).collect();
    assert_eq!(sizes.len(), 1, "one plant, one year to build it in");
    formulation.program.set_col_bounds(sizes[0], size, size);
    let made = solve_program(network, formulation, &options.plan, &mut NoProgress).ok()?;
    Some(held(network, options, made))
}

/// A plant that may be built in 2030 for 0.012 MUSD per t/yr, costs 2 USD/kg a year whether it runs or not, and melts scrap for 3 USD/kg to metal at 13
/// from 2031 to 2033: 8 thousand USD a year for each tonne where nobody presses, 24 in all.
fn hearth() -> Case {
    Case::works(2030, 2033)
        .set(|s| s.horizon.build_years = vec![2030])
        .table("technologies", "id, stage, variable_cost_usd_per_kg, fixed_cost_usd_per_kg\nmelting, metal, 1, 2")
        .table("members", "id, role, capital_total_musd\nsmith, manufacturer, 3")
        .table("markets", "id, region, controller\nworld, us, adversary")
        .table(
            "facilities",
            "id, member, region, technology, status, max_capacity_t_per_year, capex_ref_musd, size_ref_t_per_year, permitting_years, construction_years
             hearth, smith, us, melting, candidate, 100, 1.2, 100, 0, 1",
        )
        .table("attacks", HEADER)
}

const CUT: &str = "cut, price, material=metal, metal, 0.8, 2031, , , 100, 100, 100, 0, 0,";

/// By hand: a cut of depth d in a year takes 13 d thousand USD from a tonne until it is idle at d = 10/13; a plant that idles for three years has cost
/// 12 + 6 and earned nothing. Of a tonne 24 - 12 = 12 are earned, - 18 are left under the worst: it pays to build while
/// (1 - w) 12 > 18 w, which is w < 0.4.
#[test]
fn by_hand_a_plant_is_built_while_the_worst_weighs_less_than_what_it_earns() {
    let network = hearth().add("attacks", CUT).network();
    for (weight, built) in [(0.0, 100.0), (0.3, 100.0), (0.39, 100.0), (0.41, 0.0), (1.0, 0.0)] {
        let options = RobustOptions { weight, ..options(&network) };
        let found = robustly(&network, &options);
        assert!(found.proven(), "{:?}", found.rounds);
        let size: f64 = found.held.made.plan.values.builds.iter().map(|build| build.size_t).sum();
        assert!((size - built).abs() < 1e-4, "weight {weight}: {size} built, by hand {built}");
        let (expected, worst) = if built > 0.0 { (1.2, -1.8) } else { (0.0, 0.0) };
        assert!((found.held.expected_musd() - expected).abs() < 1e-6, "{}", found.held.expected_musd());
        assert!((found.held.worst_musd() - worst).abs() < 1e-6, "{}", found.held.worst_musd());
    }
}

/// By hand: an attack that deepens by 0.2 a year from 2030 on, when there is no plant, is at 0.4, 0.6 and 0.8 while there is one: 5.2, 7.8
/// and 10 of the 24 thousand USD that a tonne earns, 12 of which it has cost.
#[test]
fn by_hand_an_attack_deepens_before_there_is_something_to_harm() {
    let attacks = format!("{HEADER}, ramp_per_year\n{}, 0.2", CUT.replace("2031", "2030"));
    let network = hearth().table("attacks", &attacks).network();
    let options = RobustOptions { weight: 0.3, ..options(&network) };
    let found = robustly(&network, &options);
    assert!(found.proven(), "{:?}", found.rounds);
    assert!((found.held.expected_musd() - 1.2).abs() < 1e-6, "{}", found.held.expected_musd());
    assert!((found.held.worst_musd() + 1.1).abs() < 1e-6, "{}", found.held.worst_musd());
}

/// By hand: a purse of 3 less 1.2 for the plant and 0.6 for three idle years cannot be emptied. One of 1.5 carries 1500 / 18 = 83.3 t/yr through
/// everything. A unit of money taken from s t/yr costs 100 / s; by the end of the second year 1.5 + 0.004 s have to be taken, of
/// at most 0.02 s: at 100 t/yr that is done for 1.9, below 93.75 t/yr it cannot be done. By the end of the third it takes
/// 1.5 + 0.012 s, for 2.8 at 93.75. So 93.75 t/yr is what holds against anything between 2 and 2.8.
#[test]
fn by_hand_a_purse_that_has_to_hold_builds_what_it_can_carry() {
    let purse = |musd: &str| {
        let case = hearth().add("attacks", CUT);
        case.table("members", &format!("id, role, capital_total_musd\nsmith, manufacturer, {musd}")).network()
    };
    let network = purse("3");
    let asked = RobustOptions { weight: 0.0, survive_musd: Some(f64::INFINITY), ..options(&network) };
    let found = robustly(&network, &asked);
    assert!(matches!(found.held.kill.verdict, kill::KillOutcome::NotExhaustible), "{:?}", found.held.kill);
    assert!((found.held.expected_musd() - 1.2).abs() < 1e-6);
    // A tonne costs 12 and up to 6 when it idles: 1.5 MUSD carry 1.5 / 0.018 = 83.3 t/yr through everything.
    let network = purse("1.5");
    let free = plain(&network, &options(&network));
    let kill::KillOutcome::Kill { cost_musd, .. } = free.kill.verdict else { panic!("{:?}", free.kill) };
    assert!((cost_musd - 1.9).abs() < 1e-4, "{cost_musd}");
    let asked = RobustOptions { weight: 0.0, survive_musd: Some(f64::INFINITY), ..options(&network) };
    let size = |found: &Robust| found.held.made.plan.values.builds.iter().map(|build| build.size_t).sum::<f64>();
    let through_everything = size(&robustly(&network, &asked));
    assert!((through_everything - 1500.0 / 18.0).abs() < 1e-2, "{through_everything}");
    let asked = RobustOptions { survive_musd: Some(2.28), ..asked };
    let found = robustly(&network, &asked);
    assert!((size(&found) - 93.75).abs() < 1e-2, "{}", size(&found));
    let kill::KillOutcome::Kill { cost_musd, .. } = found.held.kill.verdict else { panic!("{:?}", found.held.kill) };
    assert!((cost_musd - 2.8).abs() < 1e-3, "{cost_musd}");
}

/// Of all sizes of the plant that can be built none has more, with cuts in price, squeezes and limits between them; and the bounds close.
#[test]
fn no_size_of_the_plant_has_more() {
    let rows = "cut, price, material=metal, metal, 0.6, 2031, , , 900, 500, 100, 0.5, 0.4,
 scarce, squeeze, material=scrap;side=buy, scrap, 1.2, 2031, 2032, , 300, 200, 50, 0.8, 0.3,";
    let network = with_depths().set(|s| s.horizon.build_years = vec![2030]).add("attacks", rows).network();
    for (weight, budget) in [(0.3, 1.0), (0.7, 0.5), (1.0, f64::INFINITY), (0.5, 2.0)] {
        let options = RobustOptions { weight, budget_musd: budget, ..options(&network) };
        let found = robustly(&network, &options);
        assert!(found.gap() < 1e-5, "{weight}, {budget}: {:?}", found.rounds);
        assert_near_by(found.value_musd, value(&found.held, weight), 1e-6);
        let sizes = (0..=30).map(f64::from).filter_map(|size| of_size(&network, &options, size));
        let best = sizes.map(|held| value(&held, weight)).fold(f64::NEG_INFINITY, f64::max);
        assert!(found.bound_musd >= best - 1e-6, "{weight}, {budget}: bound {}, {best} by size", found.bound_musd);
        // A size between two of the grid may have a little more.
        assert!(
            found.value_musd >= best - 1e-5 * best.abs(),
            "{weight}, {budget}: {} against {best}",
            found.value_musd
        );
        // The price of robustness is paid in what is expected, and buys the worst.
        let free = plain(&network, &options);
        assert!(found.held.expected_musd() <= free.expected_musd() + 1e-6);
        assert!(value(&found.held, weight) >= value(&free, weight) - 1e-6);
        for round in found.rounds.windows(2) {
            assert!(round[1].bound_musd <= round[0].bound_musd + 1e-9, "bounds close");
        }
    }
}

fn assert_near_by(found: f64, other: f64, tolerance: f64) {
    assert!((found - other).abs() <= tolerance * other.abs().max(1.0), "{found}, {other}");
}

/// Settling every attack whole gives the same plan as the dual of all of them at once, after more rounds.
#[test]
fn iteration_is_the_single_program() {
    let rows = "cut, price, material=metal, metal, 0.6, 2031, , , 900, 500, 100, 0.5, 0.4,";
    let network = with_depths().set(|s| s.horizon.build_years = vec![2030]).add("attacks", rows).network();
    for budget in [0.5, f64::INFINITY] {
        let single = RobustOptions { weight: 0.8, budget_musd: budget, ..options(&network) };
        let one = robustly(&network, &single);
        let iterated = RobustOptions { whole_attacks: true, rounds: 60, ..single };
        let many = robustly(&network, &iterated);
        assert_near_by(many.value_musd, one.value_musd, 1e-4);
        assert!(many.bound_musd >= one.value_musd - 1e-6 && one.bound_musd >= many.value_musd - 1e-6);
        assert!(many.rounds.len() >= one.rounds.len(), "{} and {} rounds", many.rounds.len(), one.rounds.len());
    }
}

/// With bans, losses of equipment and attacks that exclude each other, worlds are found one after the other until the bounds meet.
#[test]
fn steps_are_found_one_after_the_other() {
    let rows = "no_metal, ban, market=shanghai, metal, , 2031, , cut, 30, 30, 30, , 0.4,
 no_tools, equipment, technology=melting, , 0.5, 2031, , , , , , , , 3
 cut, price, material=metal, metal, 0.4, 2031, , no_metal, 900, 500, 100, 0.5, 0.4,";
    let network = with_depths().set(|s| s.horizon.build_years = vec![2030]).add("attacks", rows).network();
    for (level, budget) in [(CostLevel::Producers, 5.0), (CostLevel::Nation, f64::INFINITY)] {
        let options = RobustOptions { weight: 0.9, budget_musd: budget, level, ..options(&network) };
        let found = robustly(&network, &options);
        assert!(found.gap() < 1e-4, "{:?}", found.rounds);
        assert!(found.rounds.last().unwrap().worlds > 1, "{:?}", found.rounds);
        let sizes = (0..=10).map(|k| 3.0 * f64::from(k)).filter_map(|size| of_size(&network, &options, size));
        let best = sizes.map(|held| value(&held, 0.9)).fold(f64::NEG_INFINITY, f64::max);
        assert!(found.value_musd >= best - 1e-4 * best.abs(), "{} against {best}", found.value_musd);
    }
}

#[test]
fn what_cannot_be_asked_for_is_refused() {
    let network = hearth().network();
    let refused = robust(&network, &options(&network), &mut NoProgress).unwrap_err();
    assert!(matches!(refused, RobustError::NoAttacks), "{refused}");
    let rich = hearth().add("attacks", CUT).table("members", "id, role\nsmith, manufacturer").network();
    let asked = RobustOptions { survive_musd: Some(1.0), ..options(&rich) };
    let refused = robust(&rich, &asked, &mut NoProgress).unwrap_err();
    assert!(refused.to_string().contains("`smith` has no limit of capital"), "{refused}");
}

/// A reserve of scrap that has to be there at the end costs 0.2 MUSD, which a purse of 0.01 does not hold when nothing can be earned.
#[test]
fn a_purse_that_nothing_can_save_is_told() {
    let case = hearth()
        .add("attacks", CUT)
        .table("stocks", "material, region, final_t\nscrap, us, 100")
        .table("members", "id, role, capital_total_musd\nsmith, manufacturer, 0.01");
    let network = case.network();
    let asked = RobustOptions { weight: 0.0, survive_musd: Some(f64::INFINITY), ..options(&network) };
    let refused = robust(&network, &asked, &mut NoProgress).unwrap_err();
    assert!(matches!(refused, RobustError::NothingSurvives(_)), "{refused}");
}

/// Two members with plants, one future, prices that can be cut and squeezed.
fn single_scenario() -> Case {
    let rows = "cut, price, material=metal, metal, 0.6, 2031, , , 900, 500, 100, 0.5, 0.4,
 scarce, squeeze, material=scrap;side=buy, scrap, 1.2, 2032, 2032, , 300, 200, 50, 0.8, 0.3,";
    with_depths()
        .set(|s| (s.risk.weight, s.horizon.build_years) = (0.0, vec![2030]))
        .table("scenarios", "id, first_year, probability\nbase, 0, 1")
        .table(
            "prices",
            "market, material, year, price_usd_per_kg
             world, scrap, 2030, 2
             world, metal, 2030, 13
             shanghai, metal, 2030, 13
             bazaar, metal, 2030, 14",
        )
        .add("attacks", rows)
}

/// What a group has under its own worst attack is the least over a grid of attacks of what it has in the case under each; members pay for
/// the worst together, and shadow prices hold.
#[test]
fn every_group_meets_its_own_worst_attack() {
    let network = single_scenario().network();
    let states = network.tree.states_to(LeafAt::new(0));
    let base = formulate(&network).program;
    let solve = |program: &program::Program| {
        let options = program::Options { relax_integers: true, ..program::Options::default() };
        program::Solver::new(program).unwrap().solve(&options, &mut program::NoProgress).unwrap().objective.unwrap()
    };
    for budget in [0.0, 0.8, f64::INFINITY] {
        let against = Against { level: CostLevel::Treasury, budget_musd: budget, yearly_musd: f64::INFINITY };
        let plan = options(&network).plan;
        let worst = worst_case(&network, &against, &plan, &mut NoProgress).unwrap();
        assert!(worst.spent_musd <= budget * (1.0 + 1e-6) + 1e-9, "{} of {budget}", worst.spent_musd);
        let arsenal = Arsenal::new(&network, &states, against.level, &|_| true);
        assert_eq!(arsenal.moves.len(), 3);
        for members in [[true, true], [true, false], [false, true]] {
            let claimed = solve(&program::restrict(&worst.program, &members));
            let mut least = f64::INFINITY;
            for at in 0..7_usize.pow(3) {
                let depths: Vec<f64> = (0..3_u32)
                    .map(|m| arsenal.moves[m as usize].max_depth * (at / 7_usize.pow(m) % 7) as f64 / 6.0)
                    .collect();
                let cost = |m: usize| {
                    let weight = network.tree.states[states[arsenal.moves[m].at]].weight;
                    weight * arsenal.cost_musd(&network, &states, m, depths[m])
                };
                if (0..3).map(cost).sum::<f64>() > budget + 1e-9 {
                    continue;
                }
                let mut of_components = vec![0.0; base.attributions.components.len()];
                for (it, depth) in arsenal.moves.iter().zip(&depths) {
                    let label =
                        format!("attack[{},{}]", network.attacks[it.attack].id, network.tree.label(states[it.at]));
                    let component = base.attributions.components.iter().position(|known| *known == label).unwrap();
                    of_components[component] = *depth;
                }
                let attacked = program::restrict(&program::with_attack(&base, &of_components), &members);
                least = least.min(solve(&attacked));
            }
            assert!(claimed <= least + 1e-6, "{budget}, {members:?}: {claimed}, {least} on the grid");
            // A step of the grid is a sixth of a depth.
            assert!(claimed >= least - 0.2 * least.abs().max(1.0), "{budget}, {members:?}: {claimed}, {least}");
        }
        let mut shared = ShareOptions::from_network(&network);
        shared.plan = plan;
        let (made, program, relaxed) = (worst.made, worst.program, worst.relaxed);
        let shares = share_made(&worst.network, made, &program, relaxed, &shared, &mut NoProgress).unwrap();
        let paid = shares.rule(Rule::Prices).unwrap();
        assert!(matches!(paid.verdict, Stability::Stable | Stability::Nearly), "{paid:?}");
        assert!((paid.shares.iter().sum::<f64>() - shares.total_musd).abs() < 1e-6);
        let audit = recoop::plan::audit::audit(&worst.network, &shares.made.plan.reported());
        assert!(audit.passed(), "{:#?}", audit.breaches);
    }
}

#[test]
fn a_worst_case_is_of_one_future_without_risk() {
    let network = with_depths().add("attacks", CUT).network();
    let against = Against { level: CostLevel::Nation, budget_musd: 1.0, yearly_musd: f64::INFINITY };
    let refused = worst_case(&network, &against, &PlanOptions::from_network(&network), &mut NoProgress).unwrap_err();
    assert!(matches!(refused, RobustError::NotCertain), "{refused}");
}
